// A disk that fails when it is told to: SQLite's files behind a shim that refuses, cuts short or runs full.
// While a FaultVfs lives, every connection that is opened goes through it. One at a time; its stores may be
// called by several threads.
#pragma once

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>

namespace itr::test {

class FaultVfs {
  public:
    enum class Fault : std::uint8_t {
        write_error,  ///< EIO, nothing written
        short_write,  ///< half of it is written, then EIO
        disk_full,    ///< ENOSPC, nothing written
        stop,         ///< this write is cut in half, and nothing after it reaches the disk
        read_error,   ///< EIO on reading
    };

    FaultVfs() : inner_(sqlite3_vfs_find(nullptr)) {
        vfs_ = *inner_;
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + inner_->szOsFile;
        vfs_.pNext = nullptr;
        vfs_.zName = "itr-fault";
        vfs_.pAppData = this;
        vfs_.xOpen = open;
        if (sqlite3_vfs_register(&vfs_, 1) != SQLITE_OK) throw std::runtime_error("no fault VFS");
    }
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;
    ~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }

    /// The nth write (truncation and flush count as writes), or read, from now meets the fault.
    void arm(Fault fault, std::uint64_t nth) noexcept {
        fault_ = fault;
        nth_ = nth;
        writes_ = 0;
        reads_ = 0;
        syncs_ = 0;
    }
    void disarm() noexcept { arm(Fault::write_error, 0); }

    /// Since arm(): run a story once without faults to learn how many there are to fail.
    [[nodiscard]] std::uint64_t writes() const noexcept { return writes_; }
    [[nodiscard]] std::uint64_t reads() const noexcept { return reads_; }
    [[nodiscard]] std::uint64_t syncs() const noexcept { return syncs_; }

    /// A file that may be read only: whoever opens it to write gets it as the system gives it to him who has
    /// no right to. (Permissions would not do: they are nothing to root.)
    std::string unwritable;

    /// Called by the thread that flushes, before it does. Set while no store is called.
    std::function<void()> before_sync;

  private:
    struct File {
        sqlite3_file base;
        FaultVfs* vfs;
        sqlite3_file* real;  ///< lies behind this one
    };

    static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

    [[nodiscard]] bool write_fails() noexcept {
        const std::uint64_t now = ++writes_;
        return nth_ != 0 && fault_ != Fault::read_error &&
               (now == nth_ || (fault_ == Fault::stop && now > nth_));
    }
    [[nodiscard]] bool read_fails() noexcept { return ++reads_ == nth_ && fault_ == Fault::read_error; }
    [[nodiscard]] int failure(int io_error) const noexcept {
        return fault_ == Fault::disk_full ? SQLITE_FULL : io_error;
    }

    static int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
        auto* self = static_cast<FaultVfs*>(vfs->pAppData);
        File& mine = of(file);
        mine.base.pMethods = nullptr;
        mine.vfs = self;
        mine.real = reinterpret_cast<sqlite3_file*>(&mine + 1);
        if (name != nullptr && self->unwritable == name)
            flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
        const int result = self->inner_->xOpen(self->inner_, name, mine.real, flags, out);
        if (mine.real->pMethods != nullptr) mine.base.pMethods = &methods;
        return result;
    }
    static int read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
        if (of(f).vfs->read_fails()) return SQLITE_IOERR_READ;
        return of(f).real->pMethods->xRead(of(f).real, to, size, at);
    }
    static int write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
        FaultVfs& vfs = *of(f).vfs;
        sqlite3_file* real = of(f).real;
        if (!vfs.write_fails()) return real->pMethods->xWrite(real, from, size, at);
        const bool half =
            vfs.fault_ == Fault::short_write || (vfs.fault_ == Fault::stop && vfs.writes_ == vfs.nth_);
        if (half) real->pMethods->xWrite(real, from, size / 2, at);
        return vfs.failure(SQLITE_IOERR_WRITE);
    }
    static int truncate(sqlite3_file* f, sqlite3_int64 size) {
        if (of(f).vfs->write_fails()) return of(f).vfs->failure(SQLITE_IOERR_TRUNCATE);
        return of(f).real->pMethods->xTruncate(of(f).real, size);
    }
    /// Nothing is flushed: what a test looks at is what was written.
    static int sync(sqlite3_file* f, int) {
        ++of(f).vfs->syncs_;
        if (of(f).vfs->before_sync) of(f).vfs->before_sync();
        return of(f).vfs->write_fails() ? of(f).vfs->failure(SQLITE_IOERR_FSYNC) : SQLITE_OK;
    }

    // What only passes through.
    static int close(sqlite3_file* f) { return of(f).real->pMethods->xClose(of(f).real); }
    static int size(sqlite3_file* f, sqlite3_int64* out) {
        return of(f).real->pMethods->xFileSize(of(f).real, out);
    }
    static int lock(sqlite3_file* f, int level) { return of(f).real->pMethods->xLock(of(f).real, level); }
    static int unlock(sqlite3_file* f, int level) { return of(f).real->pMethods->xUnlock(of(f).real, level); }
    static int is_reserved(sqlite3_file* f, int* out) {
        return of(f).real->pMethods->xCheckReservedLock(of(f).real, out);
    }
    static int control(sqlite3_file* f, int what, void* argument) {
        return of(f).real->pMethods->xFileControl(of(f).real, what, argument);
    }
    static int sector_size(sqlite3_file* f) { return of(f).real->pMethods->xSectorSize(of(f).real); }
    static int characteristics(sqlite3_file* f) {
        return of(f).real->pMethods->xDeviceCharacteristics(of(f).real);
    }
    static int shm_map(sqlite3_file* f, int page, int bytes, int extend, void volatile** out) {
        return of(f).real->pMethods->xShmMap(of(f).real, page, bytes, extend, out);
    }
    static int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
        return of(f).real->pMethods->xShmLock(of(f).real, offset, n, flags);
    }
    static void shm_barrier(sqlite3_file* f) { of(f).real->pMethods->xShmBarrier(of(f).real); }
    static int shm_unmap(sqlite3_file* f, int remove) {
        return of(f).real->pMethods->xShmUnmap(of(f).real, remove);
    }

    static constexpr sqlite3_io_methods methods{
        2,         close,       read,    write,       truncate,        sync,    size,     lock,
        unlock,    is_reserved, control, sector_size, characteristics, shm_map, shm_lock, shm_barrier,
        shm_unmap, nullptr,     nullptr};

    sqlite3_vfs* inner_;
    sqlite3_vfs vfs_{};
    std::atomic<Fault> fault_ = Fault::write_error;
    std::atomic<std::uint64_t> nth_ = 0, writes_ = 0, reads_ = 0, syncs_ = 0;
};

}  // namespace itr::test
