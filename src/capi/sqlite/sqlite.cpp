// The door to stores in SQLite files.
#include <itr/itr.h>

#include <array>
#include <itr/stores/sqlite.hpp>

#include "capi/adapter.hpp"

namespace itr::capi {
namespace {

class SqliteAdapter final : public Adapter {
  public:
    void read(document::Members& m) override {
        options_.synchronous = read_synchronous(m);
        options_.shared = m.flag("shared", options_.shared);
        options_.read_only = m.flag("read_only", options_.read_only);
        options_.create = m.flag("create", options_.create);
        options_.busy_timeout = m.length("busy_timeout").value_or(options_.busy_timeout);
        options_.max_file_bytes =
            static_cast<std::uint64_t>(m.number("max_file_bytes", 0, 0, (std::int64_t{1} << 53) - 1));
    }
    Result<std::unique_ptr<store::Store>> open(const std::string& place) override {
        return store::open_sqlite_store(place, options_);
    }

  private:
    static store::Synchronous read_synchronous(document::Members& m) {
        const std::string word = m.optional_text("synchronous").value_or("full");
        if (word == "normal") return store::Synchronous::normal;
        if (word == "off") return store::Synchronous::off;
        if (word != "full")
            m.refuse({Code("document.invalid"),
                      "expected 'synchronous' to be full, normal or off, but found '" + word + "'"});
        return store::Synchronous::full;
    }

    store::SqliteOptions options_;
};

class SqliteConnection final : public Adapter {
  public:
    explicit SqliteConnection(void* connection) : connection_(static_cast<sqlite3*>(connection)) {}
    void read(document::Members&) override {}
    Result<std::unique_ptr<store::Store>> open(const std::string&) override {
        return store::join_sqlite_store(connection_);
    }
    bool has_connection() const noexcept override { return connection_ != nullptr; }

  private:
    sqlite3* connection_;
};

}  // namespace
}  // namespace itr::capi

extern "C" itr_status itr_store_open_sqlite(const char* path, uint64_t path_size, const char* options,
                                            uint64_t options_size, itr_store* out, itr_error* err) {
    itr::capi::SqliteAdapter adapter;
    return itr::capi::open_store(adapter, path, path_size, options, options_size, out, err);
}

extern "C" itr_status itr_store_join_sqlite(void* connection, itr_store* out, itr_error* err) {
    itr::capi::SqliteConnection adapter(connection);
    return itr::capi::open_store(adapter, nullptr, 0, nullptr, 0, out, err);
}
