// Tables of every format that was ever released still open.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "store/postgres/test_server.hpp"

using namespace itr::store;
using namespace itr::test;

namespace {

/// As pg_dump found them, with the schema of their name in them.
class DumpedSchema {
  public:
    explicit DumpedSchema(int format) {
        std::ifstream dump(ITR_SOURCE_DIR "/tests/store/postgres/format-" + std::to_string(format) + ".sql");
        const std::string sql{std::istreambuf_iterator<char>(dump), {}};
        REQUIRE_FALSE(sql.empty());
        wipe();
        RawPostgres().run(sql);
    }
    DumpedSchema(const DumpedSchema&) = delete;
    DumpedSchema& operator=(const DumpedSchema&) = delete;
    ~DumpedSchema() { wipe(); }

  private:
    static void wipe() { RawPostgres().run("DROP SCHEMA IF EXISTS itr CASCADE"); }
};

}  // namespace

TEST_CASE("tables of an older format are brought up to date, with all that is in them") {
    const DumpedSchema schema(1);
    PostgresOptions options;
    options.connection = postgres_connection();
    CHECK(migrate_postgres(options)->before == 1);
    const auto store = open_postgres_store(options).value();
    const Counters counters = store->counters().value();
    CHECK(counters.tickets == 4);
    CHECK(counters.commits == 9);
    CHECK(counters.effects_waiting == 1);
    // Whoever took it before has a time-out, and no number of the taking: it counts as never taken.
    const auto taken = store->take_effects(itr::never, itr::never, 1).value();
    CHECK(taken.front().taking == 1);
    CHECK_FALSE(store->fail_effect(taken.front().key.tenant, "R-B:1", 0, {}, "", {}).value());
    CHECK(store->tenants().value().size() == 2);
    const TicketKey first{itr::TenantId("default"), itr::TicketId("R-A")};
    CHECK(store->history(first, 0, 10).value().size() == 4);
    CHECK(store->load(first).value()->personal.size() == 1);
    const Removal removal{first, 4, "k1"};
    CHECK(store->remove(std::span(&removal, 1)).has_value());
    CHECK(store->counters()->commits == 5);
    CHECK(store->next_due().value() == itr::Instant{1'772'449'200'000});
}
