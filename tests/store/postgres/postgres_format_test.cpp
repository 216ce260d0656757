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
    for (const int format : {1, 2}) {
        CAPTURE(format);
        const DumpedSchema schema(format);
        PostgresOptions options;
        options.connection = postgres_connection();
        CHECK(migrate_postgres(options)->before == format);
        const auto store = open_postgres_store(options).value();
        const Counters counters = store->counters().value();
        CHECK(counters.tickets == 4);
        CHECK(counters.commits == 9);
        CHECK(counters.effects_waiting == 1);
        // Until format 2 whoever took it had a time-out, and no number of the taking: as never taken.
        const auto taken = store->take_effects(itr::never, itr::never, 1).value();
        CHECK(taken.front().taking == format);
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
}

TEST_CASE("the newest format is written down, so that it is tried as an older one when there is a newer") {
    const TestSchema made;
    static_cast<void>(made.open());
    RawPostgres admin;
    const auto newest = admin.run("SELECT version FROM " + made.name() + ".itr_format");
    REQUIRE(newest.size() == 1);
    const DumpedSchema kept(std::stoi(newest.front()));
    const auto parts_of = [&](const std::string& schema) {
        const std::string where = " FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid";
        const std::string named = " WHERE n.nspname = '" + schema + "' ORDER BY 1";
        auto parts = admin.run(
            "SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
            " a.attgenerated, a.attidentity, pg_get_expr(d.adbin, d.adrelid))" +
            where + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0" +
            " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum" + named);
        for (const std::string& more :
             {"SELECT pg_get_indexdef(c.oid)" + where + named + ", c.relname",
              "SELECT pg_get_triggerdef(t.oid)" + where +
                  " JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal" + named,
              "SELECT p.prosrc FROM pg_namespace n JOIN pg_proc p ON p.pronamespace = n.oid" + named})
            for (const std::string& part : admin.run(more)) parts.push_back(part);
        for (std::string& part : parts)
            for (auto at = part.find(schema + "."); at != std::string::npos; at = part.find(schema + "."))
                part.erase(at, schema.size() + 1);
        return parts;
    };
    const auto there = parts_of("itr"), expected = parts_of(made.name());
    CHECK(expected.size() > 100);
    REQUIRE(there.size() == expected.size());
    for (std::size_t n = 0; n < expected.size(); ++n) CHECK(there[n] == expected[n]);
    PostgresOptions options;
    options.connection = postgres_connection();
    CHECK(migrate_postgres(options)->before == std::stoi(newest.front()));
    CHECK(open_postgres_store(options).value()->counters()->commits == 9);
}
