// Tickets in the host's own PostgreSQL transaction.
#include "engine/host_transaction.hpp"

#include <thread>

#include "store/postgres/test_server.hpp"

using namespace itr;
using namespace itr::test;

namespace {

struct PostgresHost {
    PostgresHost() {
        database.apart = schema.open();
        raw.run("CREATE SCHEMA " + schema.name() + "_crm; SET search_path TO " + schema.name() + "_crm");
        database.joined = store::join_postgres_store(raw.handle(), schema.name()).value();
        database.run = [this](const std::string& sql) { return raw.run(sql); };
    }
    ~PostgresHost() {
        database.joined.reset();
        RawPostgres().run("DROP SCHEMA " + schema.name() + "_crm CASCADE");
    }
    PostgresHost(const PostgresHost&) = delete;
    PostgresHost& operator=(const PostgresHost&) = delete;

    TestSchema schema;
    RawPostgres raw;
    HostDatabase database;
};

}  // namespace

TEST_CASE("rows of the host and a ticket become durable together") {
    PostgresHost host_of;
    check_commit_together(host_of.database);
}

TEST_CASE("rows of the host and a ticket are taken back together, and nobody remembers them") {
    PostgresHost host_of;
    check_roll_back_together(host_of.database);
}

TEST_CASE("what is refused within the host's transaction leaves the host's rows alone") {
    PostgresHost host_of;
    check_refusals_leave_the_host(host_of.database);
}

TEST_CASE("an engine beside notices what the host's transaction wrote, and decides again") {
    PostgresHost host_of;
    check_engines_beside_are_fenced(host_of.database);
}

TEST_CASE("a node that writes a ticket which the host's transaction has written waits for its end") {
    PostgresHost host_of;
    Crm crm(host_of.database);
    run(crm.apart(), agent, open_request(), "2026-03-02T01:00:00Z");
    crm.begin();
    CHECK(crm.give(dispatch_to_net, "2026-03-02T01:01:00Z").version == 2);
    std::thread node([&] {
        CHECK(run(crm.apart(), agent, command::Comment{"beside", true}, "2026-03-02T01:02:00Z").version == 3);
    });
    RawPostgres watcher;
    while (watcher.run("SELECT count(*) FROM pg_locks WHERE NOT granted").front() == "0") continue;
    crm.commit();
    node.join();
    CHECK(crm.version() == 3);
    CHECK(crm.apart().counters().conflicts_total == 1);
}

TEST_CASE("the host finds its connection as it left it") {
    PostgresHost host_of;
    Crm crm(host_of.database);
    RawPostgres& raw = host_of.raw;
    const auto path = raw.run("SHOW search_path");
    crm.begin();
    CHECK_FALSE(crm.give(open_request()).rejection);
    CHECK(raw.run("SHOW search_path") == path);
    CHECK(PQpipelineStatus(raw.handle()) == PQ_PIPELINE_OFF);
    crm.commit();
    CHECK(raw.run("SHOW search_path") == path);
    CHECK(PQtransactionStatus(raw.handle()) == PQTRANS_IDLE);

    // Another store on the same connection, after the first.
    const auto again = store::join_postgres_store(raw.handle(), host_of.schema.name()).value();
    CHECK(again->load({tenant, ticket}).value().has_value());
    crm.begin();
    CHECK_THROWS(raw.run("SELECT 1 / 0"));
    CHECK(again->load({tenant, ticket}).error().code.text() == "store.invalid");
    crm.roll_back();
    CHECK(again->load({tenant, ticket}).value().has_value());
}

TEST_CASE("only a store of today's format, in UTF-8, is joined") {
    const TestSchema schema;
    RawPostgres raw;
    const auto code_of_joining = [&](const std::string& name) {
        const auto joined = store::join_postgres_store(raw.handle(), name);
        return joined ? std::string() : std::string(joined.error().code.text());
    };
    CHECK(code_of_joining(schema.name()) == "store.not_found");
    static_cast<void>(schema.open());
    CHECK(code_of_joining(schema.name()) == "");
    CHECK(code_of_joining("No Name") == "store.invalid");
    raw.run("UPDATE " + schema.name() + ".itr_format SET version = 99");
    CHECK(code_of_joining(schema.name()) == "store.newer_format");
    raw.run("UPDATE " + schema.name() + ".itr_format SET version = 0");
    CHECK(code_of_joining(schema.name()) == "store.older_format");
    PQsetClientEncoding(raw.handle(), "LATIN1");
    CHECK(code_of_joining(schema.name()) == "store.invalid");
}
