// What staff read and what customers read: texts, reasons, columns, refusals.
#include <algorithm>
#include <itr/stores/memory.hpp>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

std::string read_history(Engine& engine, const Actor& actor) {
    std::string text;
    for (const Value& entry : engine.history(tenant, ticket, actor).value()) text += to_json(entry) + "\n";
    return text;
}

bool tells(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

store::Query all_of_tenant() {
    store::Query query;
    query.tenant = tenant;
    return query;
}

}  // namespace

TEST_CASE("staff read comments and personal fields as long as they are not erased, after a restart too") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    run(*desk_engine(store), agent, open_request(), "2026-03-02T01:00:00Z");
    const auto engine = make_engine(store);
    run(*engine, agent, command::Comment{"the router is old", true}, "2026-03-02T01:01:00Z");
    run(*engine, agent, command::Comment{"we are on it", false}, "2026-03-02T01:02:00Z");
    CHECK(tells(read_history(*engine, agent), R"("text":"the router is old")"));
    CHECK(tells(read_history(*engine, agent), R"({"field":"customer","type":"set","value":"Acme Ltd"})"));
    CHECK_FALSE(tells(read_history(*engine, agent), "seal"));

    run(*engine, agent, command::Erase{{"comment.1", "data.customer"}, "asked for"}, "2026-03-02T01:03:00Z");
    const std::string after = read_history(*engine, agent);
    CHECK_FALSE(tells(after, "the router is old"));
    CHECK_FALSE(tells(after, "Acme Ltd"));
    CHECK(tells(after, R"({"erased":true,"internal":true,"number":1,"type":"commented"})"));
    CHECK(tells(after, "we are on it"));
}

TEST_CASE("a customer reads public comments only, and no reason that the staff wrote") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    run(*engine, agent, command::Comment{"the router is old", true}, "2026-03-02T01:01:00Z");
    run(*engine, agent, command::Comment{"we are on it", false}, "2026-03-02T01:02:00Z");
    run(*engine, agent, command::PauseClock{"resolve", "nobody answers the phone"}, "2026-03-02T01:03:00Z");
    const std::string text = read_history(*engine, customer);
    CHECK(tells(text, "we are on it"));
    CHECK(tells(text, "clock.paused"));
    CHECK_FALSE(tells(text, "the router is old"));
    CHECK_FALSE(tells(text, "nobody answers the phone"));
}

TEST_CASE("a value that was replaced is not shown as if it had been there before") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    run(*engine, agent, command::Set{{{"customer", Value("Bolt Ltd")}}}, "2026-03-02T01:01:00Z");
    const auto commits = engine->history(tenant, ticket, agent).value();
    CHECK_FALSE(tells(to_json(commits[0]), "Bolt Ltd"));
    CHECK(tells(to_json(commits[1]), "Bolt Ltd"));
}

TEST_CASE("a customer's list shows the own tickets without what is the firm's business") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    run(*engine, agent, command::Assign{"li.wei", "net", "L1", {}}, "2026-03-02T01:01:00Z");
    const auto rows = engine->query(all_of_tenant(), customer)->rows;
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].summary.party == "acme");
    CHECK(rows[0].summary.severity == "critical");
    CHECK(rows[0].summary.owner + rows[0].summary.team + rows[0].summary.line == "");
    CHECK(rows[0].next_due == never);
    CHECK(engine->query(all_of_tenant(), agent)->rows[0].summary.team == "net");
    // Nor can it be found out by asking for it.
    store::Query asked = all_of_tenant();
    asked.team = "net";
    CHECK(engine->query(asked, customer)->rows.empty());
    CHECK(engine->query(asked, agent)->rows.size() == 1);
    CHECK(engine->query(all_of_tenant(), {"eve", {"customer"}, "other"})->rows.empty());
    CHECK(engine->query(all_of_tenant(), {"nobody", {}, {}})->rows.empty());
}

TEST_CASE("a foreign ticket is for a customer as if it were not there, whatever is asked of it") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    Command keyed = command_of(agent, command::Send{"dispatch", {{"team", Value("net")}}});
    keyed.idempotency_key = "k1";
    REQUIRE(engine->execute(keyed, at("2026-03-02T01:01:00Z")));
    const Actor stranger{"eve", {"customer"}, "other"};
    Command guess = command_of(stranger, command::Comment{"hello", false});
    guess.idempotency_key = "k1";
    CHECK(engine->execute(guess, at("2026-03-02T01:02:00Z"))->rejection->code.text() == "ticket.unknown");
    guess.idempotency_key.clear();
    guess.expected_version = 7;
    CHECK(engine->execute(guess, at("2026-03-02T01:02:00Z"))->rejection->code.text() == "ticket.unknown");
}

TEST_CASE("a refusal tells a customer only what the customer may send") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    const Outcome refused = run(*engine, customer, command::Send{"confirm", {}}, "2026-03-02T01:01:00Z");
    REQUIRE(refused.rejection);
    CHECK_FALSE(tells(refused.rejection->message, "dispatch"));
    const Outcome by_staff =
        run(*engine, {"h", {"system"}, {}}, command::Send{"confirm", {}}, "2026-03-02T01:01:00Z");
    CHECK(tells(by_staff.rejection->message, "dispatch"));
}
