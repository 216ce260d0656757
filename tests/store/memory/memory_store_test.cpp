#include <doctest/doctest.h>

#include <itr/stores/memory.hpp>

#include <itr/store_contract.hpp>

namespace {

class MemorySubject final : public itr::store::contract::Subject {
  public:
    void wipe() override {}
    std::unique_ptr<itr::store::Store> open() override { return itr::store::make_memory_store(); }
    [[nodiscard]] bool keeps() const override { return false; }
};

}  // namespace

TEST_CASE("the memory store keeps the promises of the port") {
    MemorySubject subject;
    const auto breaches = itr::store::contract::run(subject);
    for (const auto& breach : breaches) FAIL_CHECK(breach.sentence << ": " << breach.what);
    CHECK(breaches.empty());
}
