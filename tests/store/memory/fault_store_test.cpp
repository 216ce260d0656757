#include "support/fault_store.hpp"

#include <doctest/doctest.h>

#include <itr/stores/memory.hpp>

#include "store/contract/checks.hpp"

using namespace itr::store;
using itr::store::contract::acme;
using itr::store::contract::key;
using itr::store::contract::opening;
using itr::test::FaultStore;

namespace {

std::string code_of(const itr::Status& status) {
    return status ? "ok" : std::string(status.error().code.text());
}

}  // namespace

TEST_CASE("a refused call leaves nothing, a lost answer leaves everything, and only once") {
    const auto memory = make_memory_store();
    FaultStore store(*memory);
    const auto append = [&](const char* ticket) {
        const Append one = opening(acme, ticket);
        return code_of(store.append(std::span(&one, 1)));
    };
    store.fail_call(2);
    CHECK(append("T-1") == "ok");
    CHECK(append("T-2") == "store.io");
    CHECK(append("T-3") == "ok");
    CHECK(store.calls() == 3);
    CHECK_FALSE(memory->load(key(acme, "T-2")).value().has_value());

    store.fail_call(1, FaultStore::Fault::lose_answer);
    CHECK(append("T-4") == "store.io");
    CHECK(append("T-4") == "store.conflict");
    CHECK(memory->load(key(acme, "T-4")).value().has_value());
}
