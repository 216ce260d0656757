// Any bytes at the door to stores in PostgreSQL: as options, and as a connection string. No server is ever
// reached: what can be read leads to a folder of sockets that is not there.
#include <itr/itr.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/settled.hpp"

namespace {

using itr::test::require;

/// Nothing opens, and nothing is left behind.
void refused(std::string_view connection, std::string_view options) {
    itr_store store = 1;
    itr_error err = 0;
    const itr_status status = itr_store_open_postgres(connection.data(), connection.size(), options.data(),
                                                      options.size(), &store, &err);
    require(!itr::test::settle(status, err) && store == 0);
}

bool is_uri(std::string_view connection) {
    return connection.starts_with("postgresql://") || connection.starts_with("postgres://");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    std::uint64_t before = 0, after = 0;
    require(itr_open_handles(&before, nullptr) == ITR_OK);
    refused("no connection", input);
    if (!is_uri(input))
        refused(std::string(input) + " hostaddr='' host=/nowhere",
                R"({"connect_attempts":1,"create":false})");
    itr_store store = 1;
    itr_error err = 0;  // a schema of any name, and no connection
    const itr_status status = itr_store_join_postgres(nullptr, input.data(), input.size(), &store, &err);
    require(!itr::test::settle(status, err) && store == 0);
    require(itr_open_handles(&after, nullptr) == ITR_OK && after == before);
    return 0;
}
