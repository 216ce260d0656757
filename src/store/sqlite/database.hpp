// One SQLite connection and its prepared statements, with errors as Result.
#pragma once

#include <sqlite3.h>

#include <itr/store.hpp>
#include <string>
#include <string_view>
#include <unordered_map>

namespace itr::store::sqlite {

/// Not set (an empty text, a due that is never) is NULL in the file, so that partial indices leave it out.
struct Optional {
    std::string_view text;
};
struct Due {
    Instant at;
};

/// A prepared statement. Bound texts must live until run() or the last row.
class Statement {
  public:
    explicit Statement(sqlite3_stmt* handle) noexcept : handle_(handle) {}
    Statement(Statement&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    Statement& operator=(Statement&&) = delete;
    ~Statement() { sqlite3_finalize(handle_); }

    /// Starts anew with these parameters, the first is ?1.
    template <typename... Values>
    Statement& bind(const Values&... values) {
        reset();
        (add(values), ...);
        return *this;
    }
    /// One more parameter.
    template <typename Value>
    Statement& add(const Value& value) {
        bind_at(++bound_, value);
        return *this;
    }
    void reset() noexcept {
        sqlite3_reset(handle_);
        bound_ = 0;
        is_refused_ = false;
    }

    /// To the next row; false: there was none, and the statement is reset.
    [[nodiscard]] Result<bool> row();
    /// To the end.
    [[nodiscard]] Status run();

    [[nodiscard]] std::int64_t integer(int column) const noexcept {
        return sqlite3_column_int64(handle_, column);
    }
    [[nodiscard]] std::uint64_t unsigned_integer(int column) const noexcept {
        return static_cast<std::uint64_t>(integer(column));
    }
    [[nodiscard]] bool is_null(int column) const noexcept {
        return sqlite3_column_type(handle_, column) == SQLITE_NULL;
    }
    /// Valid until the next row or reset; NULL is empty.
    [[nodiscard]] std::string_view text(int column) const noexcept;
    [[nodiscard]] Instant instant(int column) const noexcept { return Instant{integer(column)}; }
    /// NULL is never.
    [[nodiscard]] Instant due(int column) const noexcept { return is_null(column) ? never : instant(column); }

  private:
    /// What SQLite does not take would be NULL: a text over the limit of a host's connection.
    void note(int result) noexcept { is_refused_ = is_refused_ || result != SQLITE_OK; }
    void bind_at(int index, std::string_view text) noexcept;
    void bind_at(int index, const std::string& text) noexcept { bind_at(index, std::string_view(text)); }
    void bind_at(int index, Optional optional) noexcept;
    void bind_at(int index, std::int64_t number) noexcept {
        note(sqlite3_bind_int64(handle_, index, number));
    }
    void bind_at(int index, std::uint64_t number) noexcept {
        bind_at(index, static_cast<std::int64_t>(number));
    }
    void bind_at(int index, std::optional<std::uint64_t> number) noexcept;
    void bind_at(int index, bool flag) noexcept { bind_at(index, std::int64_t{flag}); }
    void bind_at(int index, Instant at) noexcept { bind_at(index, at.ms); }
    void bind_at(int index, Due due) noexcept;
    template <typename Tag>
    void bind_at(int index, const Name<Tag>& name) noexcept {
        bind_at(index, std::string_view(name.text()));
    }

    sqlite3_stmt* handle_;
    int bound_ = 0;
    bool is_refused_ = false;  ///< a parameter was not taken
};

/// A statement of a connection's store, reset when its user is done: a forgotten one would hold its snapshot
/// open.
class Use {
  public:
    explicit Use(Statement& statement) noexcept : statement_(&statement) {}
    Use(Use&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    Use& operator=(Use&&) = delete;
    ~Use() {
        if (statement_ != nullptr) statement_->reset();
    }
    Statement* operator->() const noexcept { return statement_; }
    Statement& operator*() const noexcept { return *statement_; }

  private:
    Statement* statement_;
};

/// A connection; one thread at a time.
class Database {
  public:
    /// `flags` are SQLite's of opening.
    [[nodiscard]] static Result<Database> open(const std::string& path, int flags);
    /// Somebody else's, which stays open.
    [[nodiscard]] static Database borrow(sqlite3* handle) noexcept { return {handle, Ownership::borrowed}; }

    Database(Database&& other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)),
          ownership_(other.ownership_),
          statements_(std::move(other.statements_)) {}
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    Database& operator=(Database&&) = delete;
    ~Database();

    /// For texts without parameters, run once: pragmas and the schema.
    [[nodiscard]] Status execute(const char* sql);
    [[nodiscard]] Result<std::int64_t> read_integer(const char* sql);
    /// Compiled once for each text, then reused; not while an earlier use of the same text lives.
    [[nodiscard]] Result<Use> prepare(std::string_view sql);
    /// Prepare and bind.
    template <typename... Values>
    [[nodiscard]] Result<Use> query(std::string_view sql, const Values&... values) {
        auto statement = prepare(sql);
        if (statement) (*statement)->bind(values...);
        return statement;
    }
    /// Prepare, bind, run.
    template <typename... Values>
    [[nodiscard]] Status run(std::string_view sql, const Values&... values) {
        auto statement = query(sql, values...);
        if (!statement) return fail(std::move(statement).error());
        return (*statement)->run();
    }
    /// How many rows the last statement changed.
    [[nodiscard]] int changes() const noexcept { return sqlite3_changes(handle_); }
    [[nodiscard]] std::int64_t last_id() const noexcept { return sqlite3_last_insert_rowid(handle_); }
    [[nodiscard]] bool in_transaction() const noexcept { return sqlite3_get_autocommit(handle_) == 0; }
    [[nodiscard]] bool is_writable() const noexcept { return sqlite3_db_readonly(handle_, "main") == 0; }
    void set_busy_timeout(Duration timeout) noexcept;
    /// For what SQLite does with a whole file.
    [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }

  private:
    enum class Ownership : bool { owned, borrowed };

    Database(sqlite3* handle, Ownership ownership) noexcept : handle_(handle), ownership_(ownership) {}

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };

    sqlite3* handle_;
    Ownership ownership_;
    std::unordered_map<std::string, Statement, Hash, std::equal_to<>> statements_;
};

/// A code of the port for what the connection failed with last.
[[nodiscard]] Error error_of(sqlite3* handle);

}  // namespace itr::store::sqlite
