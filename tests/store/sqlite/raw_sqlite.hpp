// The file as another program sees it.
#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace itr::test {

class RawSqlite {
  public:
    explicit RawSqlite(const std::string& path) {
        if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK)
            throw std::runtime_error("cannot open " + path);
    }
    RawSqlite(const RawSqlite&) = delete;
    RawSqlite& operator=(const RawSqlite&) = delete;
    ~RawSqlite() { sqlite3_close(handle_); }

    /// The rows as text, columns joined by '|', as the sqlite3 shell prints them.
    std::vector<std::string> run(const std::string& sql) {
        std::vector<std::string> rows;
        const auto row = [](void* target, int columns, char** values, char**) {
            std::string line;
            for (int i = 0; i < columns; ++i)
                line += (i > 0 ? "|" : "") + std::string(values[i] ? values[i] : "");
            static_cast<std::vector<std::string>*>(target)->push_back(line);
            return 0;
        };
        if (sqlite3_exec(handle_, sql.c_str(), row, &rows, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(handle_));
        return rows;
    }

    [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }

  private:
    sqlite3* handle_ = nullptr;
};

}  // namespace itr::test
