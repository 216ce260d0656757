#include <fmt/core.h>

#include "store/codes.hpp"
#include "store/postgres/connection.hpp"

namespace itr::store::postgres {

namespace {

struct Meaning {
    std::string_view sqlstate;  ///< or its beginning; the first that fits counts
    Code code;
    std::string_view hint;
};

constexpr Meaning meanings[] = {
    {"28", store_denied, "check user, password and pg_hba.conf"},
    {"42501", store_denied, "grant the role rights on the schema"},
    {"3D000", store_not_found, "create the database first"},
    {"25006", store_read_only, "this is a standby, or set to read only"},
    {"53100", store_full, "the server's disk is full"},
    {"53200", store_full, "the server is out of memory"},
    {"53300", store_unreachable, "the server takes no more connections"},
    {"55P03", store_locked, "another transaction holds what is needed"},
    {"57014", store_locked, "the server's time limit for statements passed"},
    {"40", store_locked, "other transactions were in the way each time"},
    {"57P03", store_unreachable, "the server is starting or stopping"},
    {"22", store_invalid, "a value is not possible in a PostgreSQL text"},
    {"54", store_invalid, "a value is longer than PostgreSQL takes here"},
    // A statement that does not fit the tables, or a row that breaks them, can only come from a foreign hand.
    {"42", store_corrupt, "the tables are not those that this program made"},
    {"23", store_corrupt, "the tables are not those that this program made"},
    {"XX", store_corrupt, "look into the server's log"},
};

}  // namespace

Error error_of(const Failure& failure, const std::string& where) {
    for (const Meaning& meaning : meanings)
        if (failure.sqlstate.starts_with(meaning.sqlstate))
            return {meaning.code, fmt::format("{}: {} (SQLSTATE {}; {})", where, failure.message,
                                              failure.sqlstate, meaning.hint)};
    if (failure.sqlstate.empty()) return {store_io, fmt::format("{}: {}", where, failure.message)};
    return {store_io, fmt::format("{}: {} (SQLSTATE {})", where, failure.message, failure.sqlstate)};
}

bool is_transient(std::string_view sqlstate) noexcept { return sqlstate == "40001" || sqlstate == "40P01"; }

bool may_pass(const Failure& failure) noexcept {
    return failure.sqlstate.empty() || failure.sqlstate == "53300" || failure.sqlstate.starts_with("57P");
}

}  // namespace itr::store::postgres
