// An engine on files of every format that was ever released.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <itr/stores/sqlite.hpp>

#include "engine/desk.hpp"
#include "store/sqlite/raw_sqlite.hpp"
#include "support/temp_dir.hpp"

using namespace itr;

TEST_CASE("an engine goes on with the tickets of a file of every older format") {
    for (const int format : {1, 2, 3, 4}) {
        CAPTURE(format);
        const test::TempDir directory;
        const std::string path = directory.file("tickets.db");
        std::ifstream dump(ITR_SOURCE_DIR "/tests/store/sqlite/format-" + std::to_string(format) + ".sql");
        test::RawSqlite(path).run(std::string{std::istreambuf_iterator<char>(dump), {}});
        const std::shared_ptr<store::Store> store = store::open_sqlite_store(path).value();
        const auto engine = test::make_engine(store);
        const Instant late = test::at("2036-03-02T10:00:00Z");
        const TenantId other_tenant("default");
        for (const char* ticket : {"R-A", "R-B"}) {
            CAPTURE(ticket);
            const TicketId id(ticket);
            const auto before = store->load({other_tenant, id}).value();
            REQUIRE(before);
            const store::Version version = before->snapshot_version + before->tail.size();
            const auto view = engine->get(other_tenant, id, test::host, late);
            REQUIRE_MESSAGE(view.has_value(), (view ? "" : view.error().message));
            CHECK(view->version == version);
            const Command comment{other_tenant, id, test::host, command::Comment{"many years later", true},
                                  {},           {}, {}};
            const auto outcome = engine->execute(comment, late);
            REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().message));
            CHECK_FALSE(outcome->rejection);
            CHECK(outcome->version > version);
        }
        const auto advanced = engine->advance(late);
        REQUIRE(advanced);
        CHECK(advanced->failed == 0);
        CHECK(store::check_sqlite(path).has_value());
    }
}
