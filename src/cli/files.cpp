#include "cli/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "cli/codes.hpp"

namespace itr::cli {

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(no_file, fmt::format("expected a file {} that can be read", path));
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<audit::Keys> read_keys(const std::string& path) {
    if (path.empty()) return fail(bad_value, "expected the file with the audit's keys (--keys FILE)");
    const auto text = read_file(path);
    if (!text) return fail(text.error());
    return audit::Keys::read(*text);
}

LineFile::LineFile(std::FILE* file, std::string path, bool is_ours)
    : file_(file, Close{is_ours}), path_(std::move(path)) {}

tl::unexpected<Error> LineFile::failed() const {
    return fail(no_file, fmt::format("{}: {}", path_, std::generic_category().message(errno)));
}

Result<LineFile> LineFile::to_read(const std::string& path) {
    if (path.empty() || path == "-") return LineFile(stdin, "standard input", false);
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (file == nullptr)
        return fail(no_file, fmt::format("{}: {}", path, std::generic_category().message(errno)));
    return LineFile(file, path, true);
}

Result<LineFile> LineFile::to_write(const std::string& path) {
    if (path.empty() || path == "-") return LineFile(stdout, "standard output", false);
    std::FILE* file = std::fopen(path.c_str(), "wbx");
    if (file == nullptr)
        return fail(no_file, fmt::format("{}: {}", path, std::generic_category().message(errno)));
    return LineFile(file, path, true);
}

Result<LineFile> LineFile::to_write_whole(const std::string& path) {
    if (path.empty() || path == "-") return to_write(path);
    struct stat there {};
    if (::lstat(path.c_str(), &there) == 0)
        return fail(no_file, fmt::format("{}: {}", path, std::generic_category().message(EEXIST)));
    const std::string partial = path + ".partial";
    static_cast<void>(::unlink(partial.c_str()));  // of one that was killed
    auto file = to_write(partial);
    if (file) file->name_ = path;
    return file;
}

care::WriteLine LineFile::writer() {
    return [this](std::string_view line) -> Status {
        if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size()) return failed();
        return {};
    };
}

care::ReadLine LineFile::reader() {
    return [this](std::string& line) -> Result<bool> {
        line.clear();
        for (int c = std::getc(file_.get()); c != EOF; c = std::getc(file_.get())) {
            if (c == '\n') return true;
            if (line.size() == care::max_line_bytes)
                return fail(no_file, fmt::format("{}: expected lines of at most {} bytes", path_,
                                                 care::max_line_bytes));
            line.push_back(static_cast<char>(c));
        }
        if (std::ferror(file_.get()) != 0) return failed();
        return !line.empty();
    };
}

Status LineFile::make_durable() {
    if (std::fflush(file_.get()) != 0) return failed();
    // A pipe has no disk behind it.
    if (fsync(fileno(file_.get())) != 0) return errno == EINVAL || errno == ENOTSUP ? Status() : failed();
    return file_.get() == stdout ? Status() : make_name_durable();
}

Status LineFile::finish() {
    if (auto ok = make_durable(); !ok || name_.empty()) return ok;
    // A link takes no name from another file, as renaming would; but not every file system has any.
    const bool linked = ::link(path_.c_str(), name_.c_str()) == 0;
    if (!linked && errno == EEXIST) return failed();
    if (linked ? ::unlink(path_.c_str()) != 0 : std::rename(path_.c_str(), name_.c_str()) != 0)
        return failed();
    path_ = std::exchange(name_, {});
    return make_name_durable();
}

void LineFile::discard() noexcept {
    if (!name_.empty()) static_cast<void>(::unlink(path_.c_str()));
}

/// A file that its folder has forgotten is as good as none.
Status LineFile::make_name_durable() const {
    const auto folder = std::filesystem::path(path_).parent_path();
    const int handle = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return failed();
    const bool synced = fsync(handle) == 0 || errno == EINVAL || errno == ENOTSUP;
    const int why = errno;
    ::close(handle);
    errno = why;
    return synced ? Status() : failed();
}

}  // namespace itr::cli
