// Tickets in the host's own SQLite transaction.
#include "engine/host_transaction.hpp"

#include <itr/stores/sqlite.hpp>

#include "store/sqlite/raw_sqlite.hpp"
#include "support/temp_dir.hpp"

using namespace itr;
using namespace itr::test;

namespace {

struct SqliteHost {
    SqliteHost() {
        database.apart = store::open_sqlite_store(path, {.shared = true}).value();
        raw = std::make_unique<RawSqlite>(path);
        database.joined = store::join_sqlite_store(raw->handle()).value();
        database.run = [this](const std::string& sql) { return raw->run(sql); };
        database.begin = "BEGIN IMMEDIATE";
    }

    TempDir directory;
    std::string path = directory.file("crm.db");
    std::unique_ptr<RawSqlite> raw;
    HostDatabase database;
};

std::string code_of_joining(const std::string& path) {
    const RawSqlite raw(path);
    const auto joined = store::join_sqlite_store(raw.handle());
    return joined ? "" : std::string(joined.error().code.text());
}

}  // namespace

TEST_CASE("rows of the host and a ticket become durable together") {
    SqliteHost host_of;
    check_commit_together(host_of.database);
}

TEST_CASE("rows of the host and a ticket are taken back together, and nobody remembers them") {
    SqliteHost host_of;
    check_roll_back_together(host_of.database);
}

TEST_CASE("what is refused within the host's transaction leaves the host's rows alone") {
    SqliteHost host_of;
    check_refusals_leave_the_host(host_of.database);
}

TEST_CASE("an engine beside notices what the host's transaction wrote, and decides again") {
    SqliteHost host_of;
    check_engines_beside_are_fenced(host_of.database);
}

TEST_CASE(
    "an engine beside that is quicker keeps the host's transaction from writing on what it read before") {
    SqliteHost host_of;
    host_of.database.begin = "BEGIN";
    Crm crm(host_of.database);
    run(crm.apart(), agent, open_request(), "2026-03-02T01:00:00Z");
    crm.begin();
    CHECK(crm.joined().get(tenant, ticket, agent, at("2026-03-02T01:00:00Z"))->version == 1);
    run(crm.apart(), agent, dispatch_to_net, "2026-03-02T01:01:00Z");
    const auto late = crm.joined().execute(command_of(agent, dispatch_to_net), at("2026-03-02T01:02:00Z"));
    REQUIRE_FALSE(late);
    CHECK(late.error().code.text() == "store.locked");
    crm.roll_back();
    CHECK(crm.version() == 2);
}

TEST_CASE("only a store of today's format is joined") {
    const TempDir directory;
    RawSqlite(directory.file("other.db")).run("CREATE TABLE orders(id)");
    CHECK(code_of_joining(directory.file("other.db")) == "store.not_a_store");
    RawSqlite(directory.file("empty.db")).run("VACUUM");
    CHECK(code_of_joining(directory.file("empty.db")) == "store.not_a_store");
    static_cast<void>(store::open_sqlite_store(directory.file("t.db")).value());
    CHECK(code_of_joining(directory.file("t.db")) == "");
    RawSqlite(directory.file("t.db")).run("PRAGMA user_version=1");
    CHECK(code_of_joining(directory.file("t.db")) == "store.older_format");
    RawSqlite(directory.file("t.db")).run("PRAGMA user_version=99");
    CHECK(code_of_joining(directory.file("t.db")) == "store.newer_format");
}
