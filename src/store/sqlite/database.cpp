#include "store/sqlite/database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "store/codes.hpp"

namespace itr::store::sqlite {

namespace {

Code code_of(int result) {
    // A host may have asked its connection for extended codes.
    constexpr int primary_bits = 0xFF;
    switch (result & primary_bits) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return store_locked;
        case SQLITE_FULL: return store_full;
        case SQLITE_READONLY: return store_read_only;
        case SQLITE_NOTADB: return store_not_a_store;
        case SQLITE_TOOBIG: return store_invalid;
        case SQLITE_INTERRUPT: return store_stopped;
        // A statement that does not fit the schema, or a row that breaks it, can only come from a foreign
        // hand.
        case SQLITE_CORRUPT:
        case SQLITE_SCHEMA:
        case SQLITE_ERROR:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH: return store_corrupt;
        default: return store_io;
    }
}

}  // namespace

Error error_of(sqlite3* handle) {
    const char* path = sqlite3_db_filename(handle, "main");
    return {code_of(sqlite3_errcode(handle)),
            fmt::format("SQLite file {}: {} (result {})", path == nullptr ? "?" : path,
                        sqlite3_errmsg(handle), sqlite3_extended_errcode(handle))};
}

std::string_view Statement::text(int column) const noexcept {
    // The text first: asking for its size beforehand may be answered for another encoding.
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

void Statement::bind_at(int index, std::string_view text) noexcept {
    // A null pointer would be NULL, and an empty text is not.
    note(sqlite3_bind_text64(handle_, index, text.data() == nullptr ? "" : text.data(), text.size(),
                             SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind_at(int index, Optional optional) noexcept {
    if (optional.text.empty())
        note(sqlite3_bind_null(handle_, index));
    else
        bind_at(index, optional.text);
}

void Statement::bind_at(int index, std::optional<std::uint64_t> number) noexcept {
    if (number)
        bind_at(index, *number);
    else
        note(sqlite3_bind_null(handle_, index));
}

void Statement::bind_at(int index, Due due) noexcept {
    if (due.at == never)
        note(sqlite3_bind_null(handle_, index));
    else
        bind_at(index, due.at.ms);
}

Result<bool> Statement::row() {
    if (is_refused_) {
        reset();
        return fail(store_invalid,
                    "expected values within the limits of the SQLite connection, but found a longer text");
    }
    const int result = sqlite3_step(handle_);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) {
        reset();
        return false;
    }
    Error error = error_of(sqlite3_db_handle(handle_));
    reset();
    return fail(std::move(error));
}

Status Statement::run() {
    for (;;) {
        auto more = row();
        if (!more) return fail(std::move(more).error());
        if (!*more) return {};
    }
}

Result<Database> Database::open(const std::string& path, int flags) {
    sqlite3* handle = nullptr;
    // The store serialises the use of a connection itself.
    const int result = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    if (handle == nullptr) return fail(store_io, "SQLite found no memory for a connection");
    Database database(handle, Ownership::owned);
    if (result != SQLITE_OK)
        return fail(code_of(result),
                    fmt::format("SQLite file {}: {}: {}", path, sqlite3_errmsg(handle),
                                std::generic_category().message(sqlite3_system_errno(handle))));
    return database;
}

Database::~Database() {
    statements_.clear();
    if (ownership_ == Ownership::owned) sqlite3_close(handle_);
}

Status Database::execute(const char* sql) {
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return fail(error_of(handle_));
    return {};
}

Result<std::int64_t> Database::read_integer(const char* sql) {
    auto statement = prepare(sql);
    if (!statement) return fail(std::move(statement).error());
    auto found = (*statement)->row();
    if (!found) return fail(std::move(found).error());
    return *found ? (*statement)->integer(0) : 0;
}

Result<Use> Database::prepare(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return Use(found->second);
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &handle, nullptr) != SQLITE_OK)
        return fail(error_of(handle_));
    return Use(statements_.emplace(std::string(sql), Statement(handle)).first->second);
}

void Database::set_busy_timeout(Duration timeout) noexcept {
    sqlite3_busy_timeout(handle_, static_cast<int>(std::clamp<std::int64_t>(timeout.ms, 0, 86'400'000)));
}

}  // namespace itr::store::sqlite
