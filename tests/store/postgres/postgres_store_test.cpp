#include <doctest/doctest.h>

#include <itr/store_contract.hpp>

#include "store/postgres/test_server.hpp"

using itr::test::TestSchema;

namespace {

class PostgresSubject final : public itr::store::contract::Subject {
  public:
    void wipe() override { schema_.wipe(); }
    std::unique_ptr<itr::store::Store> open() override { return schema_.open(); }
    [[nodiscard]] bool keeps() const override { return true; }

  private:
    TestSchema schema_;
};

}  // namespace

TEST_CASE("the PostgreSQL store keeps the promises of the port") {
    PostgresSubject subject;
    const auto breaches = itr::store::contract::run(subject);
    for (const auto& breach : breaches) FAIL_CHECK(breach.sentence << ": " << breach.what);
    CHECK(breaches.empty());
}
