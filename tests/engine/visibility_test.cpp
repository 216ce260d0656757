// What staff read and what customers read: texts, reasons, columns, refusals.
#include <algorithm>
#include <itr/stores/memory.hpp>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

std::string read_history(Engine& engine, const Actor& actor) {
    std::string text;
    const auto entries = engine.history(tenant, ticket, actor).value();
    for (const Value& entry : entries) text += to_json(entry) + "\n";
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

TEST_CASE("who may not know of a ticket is told of it what is told of one that is not there") {
    const auto engine = desk_engine();
    Command opening = command_of(agent, open_request());
    opening.idempotency_key = "mail-17";
    REQUIRE_FALSE(engine->execute(opening, at("2026-03-02T01:00:00Z"))->rejection);
    const Actor stranger{"eve", {"customer"}, "other"};
    const auto told = [&](const Command& command) {
        const auto alone = engine->execute(command, at("2026-03-02T01:01:00Z"));
        const auto together = engine->execute_batch(std::span(&command, 1), at("2026-03-02T01:01:00Z"));
        REQUIRE(alone);
        REQUIRE(together);
        const Outcome& one = (*together)[0];
        CHECK(one.ticket == alone->ticket);
        CHECK(one.number == alone->number);
        CHECK(one.version == alone->version);
        CHECK(one.rejection->message == alone->rejection->message);
        return *alone;
    };
    Command ask = command_of(stranger, command::Comment{"hello", false});
    const Outcome hidden = told(ask);
    ask.ticket = TicketId("nothing");
    const Outcome missing = told(ask);
    CHECK(hidden.number == missing.number);
    CHECK(hidden.version == missing.version);
    CHECK(hidden.rejection->code == missing.rejection->code);
    // Under a key that has opened it nothing is told of it either.
    Command again = command_of(stranger, open_request());
    again.ticket = TicketId("mine");
    again.idempotency_key = "mail-17";
    const Outcome taken = told(again);
    CHECK(taken.ticket == TicketId("mine"));
    CHECK(taken.number.empty());
    REQUIRE(taken.rejection);
    CHECK(taken.rejection->code.text() == "command.key_reused");
    CHECK_FALSE(tells(taken.rejection->message, ticket.text()));
}

TEST_CASE("staff who act on behalf of a customer are not named to that customer") {
    const auto engine = desk_engine();
    const Actor for_acme{"bob.smith", agent.roles, customer.party};
    run(*engine, for_acme, open_request(), "2026-03-02T01:00:00Z");
    run(*engine, customer, command::Comment{"thank you", false}, "2026-03-02T01:01:00Z");
    const std::string text = read_history(*engine, customer);
    CHECK_FALSE(tells(text, "bob.smith"));
    CHECK(tells(text, "\"id\":\"" + customer.id + "\""));
    CHECK(tells(read_history(*engine, agent), "bob.smith"));
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

namespace {

constexpr const char* discreet_yaml = R"yaml(
pack: discreet
version: 1.0.0
---
workflow: visit
data:
  address: {type: string, personal: true}
  suspicion: {type: string, personal: true, visible: internal}
  severity: {type: enum, values: [high, low], visible: internal}
events:
  leave: {role: keeper}
  fraud_seen: {visible: internal}
initial: planned
states:
  planned: {on: {leave: {do: [{raise: fraud_seen}]}, fraud_seen: checked}}
  checked: {on: {leave: closed}}
  closed: {type: final}
---
roles:
  customer: {customer: true, rights: [open, set]}
  keeper: {rights: [open, set, link, view, erase]}
)yaml";

const Actor visitor{"chen", {"customer"}, "acme"}, visited{"zhou", {"keeper"}, {}};

std::unique_ptr<Engine> discreet_engine() {
    auto engine = make_engine(store::make_memory_store());
    static const auto pack = compile(discreet_yaml);
    REQUIRE(engine->deploy(pack, at("2026-03-01T00:00:00Z"), host));
    return engine;
}

command::Open open_visit(Data data) {
    command::Open open;
    open.workflow = "visit";
    open.data = std::move(data);
    open.party = "acme";
    return open;
}

}  // namespace

TEST_CASE("a customer's history says neither whose child a ticket is nor what is internal by name") {
    const auto engine = discreet_engine();
    command::Open open = open_visit({{"address", Value("Main St")}, {"suspicion", Value("knows the code")}});
    open.parent = "secret-investigation";
    run(*engine, visited, open, "2026-03-02T01:00:00Z");
    run(*engine, visited, command::Send{"leave", {}}, "2026-03-02T01:01:00Z");
    run(*engine, visited, command::Erase{{"data.address", "data.suspicion"}, "asked for"},
        "2026-03-02T01:02:00Z");
    const std::string own = read_history(*engine, visited);
    for (const char* told : {"secret-investigation", "fraud_seen", "data.suspicion"}) CHECK(tells(own, told));
    const std::string text = read_history(*engine, visitor);
    for (const char* kept : {"secret-investigation", "fraud_seen", "suspicion"})
        CHECK_FALSE(tells(text, kept));
    // That the ticket moved, and that the own text is gone, is the customer's to know.
    CHECK(tells(text, R"({"entered":["checked"],"exited":["planned"],"type":"moved"})"));
    CHECK(tells(text, R"({"slot":"data.address","type":"erased"})"));
}

TEST_CASE("a customer cannot write what a customer cannot read, as if there were no such field") {
    const auto engine = discreet_engine();
    const Outcome refused =
        run(*engine, visitor, open_visit({{"suspicion", Value("none at all")}}), "2026-03-02T01:00:00Z");
    REQUIRE(refused.rejection);
    CHECK(refused.rejection->code.text() == "data.unknown_field");
    CHECK_FALSE(
        run(*engine, visitor, open_visit({{"address", Value("Main St")}}), "2026-03-02T01:00:00Z").rejection);
    const Outcome set =
        run(*engine, visitor, command::Set{{{"suspicion", Value("none")}}}, "2026-03-02T01:01:00Z");
    REQUIRE(set.rejection);
    CHECK(set.rejection->code.text() == "data.unknown_field");
    CHECK_FALSE(run(*engine, visitor, command::Set{{{"address", Value("2 Main St")}}}, "2026-03-02T01:01:00Z")
                    .rejection);
    CHECK_FALSE(run(*engine, visited, command::Set{{{"suspicion", Value("some")}}}, "2026-03-02T01:01:00Z")
                    .rejection);
}

TEST_CASE("staff of one pack see the tickets of its workflows, and of another pack's the own party's") {
    const auto engine = desk_engine();
    REQUIRE(engine->deploy(compile(discreet_yaml), at("2026-03-01T00:00:01Z"), host));
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    run(*engine, agent, command::Assign{"li.wei", "net", "L1", {}}, "2026-03-02T01:01:00Z");
    REQUIRE(engine->execute(
        {tenant, TicketId("V-1"), visited, open_visit({{"severity", Value("high")}}), {}, {}, {}},
        at("2026-03-02T01:00:00Z")));
    const auto seen_by = [&](const Actor& actor, const store::Query& query) {
        std::vector<std::string> ids;
        const auto page = engine->query(query, actor).value();
        for (const store::Row& row : page.rows) ids.push_back(row.ticket.text());
        return ids;
    };
    using Ids = std::vector<std::string>;
    CHECK(seen_by(agent, all_of_tenant()) == Ids{"T-1"});
    CHECK(seen_by(visited, all_of_tenant()) == Ids{"V-1"});
    CHECK(seen_by({"both", {"agent", "keeper"}, {}}, all_of_tenant()) == Ids{"T-1", "V-1"});
    CHECK(seen_by(host, all_of_tenant()) == Ids{"T-1", "V-1"});
    // Whoever is staff here and a customer there sees both, and there what customers see.
    const Actor agent_of_acme{"li.wei", {"agent", "customer"}, "acme"};
    const auto rows = engine->query(all_of_tenant(), agent_of_acme)->rows;
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].summary.team == "net");
    CHECK(rows[1].summary.severity.empty());
    store::Query severe = all_of_tenant();
    severe.severity = "high";
    CHECK(seen_by(agent_of_acme, severe) == Ids{});
    CHECK(seen_by(visited, severe) == Ids{"V-1"});
    store::Query owned = all_of_tenant();
    owned.team = "net";
    CHECK(seen_by(agent_of_acme, owned) == Ids{"T-1"});
    CHECK(seen_by(visited, owned) == Ids{});
}

TEST_CASE("a workflow that its pack has given up is still the staff's to see") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    std::string renamed = desk_yaml;
    renamed.replace(renamed.find("workflow: request"), 17, "workflow: enquiry");
    REQUIRE(engine->deploy(compile(renamed), at("2026-03-02T02:00:00Z"), host));
    REQUIRE_FALSE(engine->pack_for("request"));
    CHECK(engine->query(all_of_tenant(), agent)->rows.size() == 1);
    CHECK(engine->query(all_of_tenant(), {"zhou", {"keeper"}, {}})->rows.empty());
}
