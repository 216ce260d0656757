// Any bytes at the door to stores in PostgreSQL: as options, schema and connection string. No server is ever
// reached: what can be read leads to a folder of sockets that is not there.
#include <itr/itr.h>
#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fuzz/settled.hpp"

namespace {

using itr::test::require;

/// Nothing opens, and nothing is left behind.
template <typename Call>
void refused(Call call) {
    itr_store store = 1;
    itr_error err = 0;
    const itr_status status = call(&store, &err);
    require(!itr::test::settle(status, err) && store == 0);
}

void as_options(const char* data, std::uint64_t size) {
    refused([&](auto* o, auto* e) { return itr_store_open_postgres("no connection", 13, data, size, o, e); });
}

void as_connection(const char* data, std::uint64_t size) {
    constexpr std::string_view once = R"({"connect_attempts":1,"create":false})";
    refused([&](auto* o, auto* e) {
        return itr_store_open_postgres(data, size, once.data(), once.size(), o, e);
    });
}

/// A schema of any name: through a connection that could not be made, and through none.
void as_schema(const char* data, std::uint64_t size) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectStart("hostaddr='' host=/nowhere"),
                                                                PQfinish);
    require(PQstatus(connection.get()) == CONNECTION_BAD);
    for (PGconn* each : {connection.get(), static_cast<PGconn*>(nullptr)})
        refused([&](auto* o, auto* e) { return itr_store_join_postgres(each, data, size, o, e); });
}

bool is_uri(std::string_view connection) {
    return connection.starts_with("postgresql://") || connection.starts_with("postgres://");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    std::uint64_t before = 0, after = 0;
    require(itr_open_handles(&before, nullptr) == ITR_OK);
    as_options(input.data(), input.size());
    as_schema(input.data(), input.size());
    if (!is_uri(input)) {
        const std::string connection = std::string(input) + " hostaddr='' host=/nowhere";
        as_connection(connection.data(), connection.size());
    }
    require(itr_open_handles(&after, nullptr) == ITR_OK && after == before);
    return 0;
}
