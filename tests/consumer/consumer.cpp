// What a stranger does first: include a header, make a value, call into the library.
#include <cstdio>
#include <cstring>
#include <itr/value.hpp>
#include <itr/version.hpp>
#ifdef CONSUMER_HAS_POSTGRES
#include <itr/stores/postgres.hpp>
#endif
#ifdef CONSUMER_HAS_STORE_CONTRACT
#include <itr/store_contract.hpp>
#include <itr/stores/memory.hpp>
#endif

namespace {

#ifdef CONSUMER_HAS_POSTGRES
bool refuses_a_broken_connection_string() {
    itr::store::PostgresOptions options;
    options.connection = "no settings";
    const auto store = itr::store::open_postgres_store(options);
    return !store && store.error().code.text() == "store.invalid";
}
#endif

#ifdef CONSUMER_HAS_STORE_CONTRACT
class Memory final : public itr::store::contract::Subject {
  public:
    void wipe() override {}
    std::unique_ptr<itr::store::Store> open() override { return itr::store::make_memory_store(); }
    [[nodiscard]] bool keeps() const override { return false; }
};

bool checks_a_store() {
    Memory subject;
    return itr::store::contract::run(subject).empty() && !itr::store::contract::promises().empty();
}
#endif

}  // namespace

int main() {
    const auto value = itr::parse_json(R"({"severity":"critical"})");
    if (!value) return 1;
#ifdef CONSUMER_HAS_POSTGRES
    if (!refuses_a_broken_connection_string()) return 1;
#endif
#ifdef CONSUMER_HAS_STORE_CONTRACT
    if (!checks_a_store()) return 1;
#endif
    std::printf("itr %s\n", itr::version());
    return std::strcmp(itr::version(), "0.1.0") == 0 ? 0 : 1;
}
