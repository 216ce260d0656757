#include <doctest/doctest.h>

#include <itr/stores/sqlite.hpp>

#include <itr/store_contract.hpp>
#include "support/temp_dir.hpp"

using namespace itr::store;

namespace {

class SqliteSubject final : public contract::Subject {
  public:
    explicit SqliteSubject(SqliteOptions options) : options_(options) {}

    void wipe() override { ++number_; }
    std::unique_ptr<Store> open() override {
        return open_sqlite_store(directory_.file(std::to_string(number_) + ".db"), options_).value();
    }
    [[nodiscard]] bool keeps() const override { return true; }

  private:
    itr::test::TempDir directory_;
    SqliteOptions options_;
    int number_ = 0;
};

void check_promises(SqliteOptions options) {
    SqliteSubject subject(options);
    const auto breaches = contract::run(subject);
    for (const auto& breach : breaches) FAIL_CHECK(breach.sentence << ": " << breach.what);
    CHECK(breaches.empty());
}

}  // namespace

TEST_CASE("the SQLite store keeps the promises of the port") { check_promises({}); }

TEST_CASE("a shared SQLite store keeps the promises of the port") {
    check_promises({.synchronous = Synchronous::normal, .shared = true});
}
