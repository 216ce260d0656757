// Tickets that are linked: both know it, and signals go along the links.
#include <algorithm>
#include <itr/stores/memory.hpp>

#include "engine/desk.hpp"
#include "support/forwarding_store.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr const char* related_yaml = R"yaml(
pack: related
version: 1.0.0
---
workflow: fault
events:
  mend: {role: agent}
  mended: {}
  hint: {}
initial: open
states:
  open:
    on:
      mend: {to: mending, do: [{signal: {to: linking, relation: duplicate_of, event: mended}}]}
      mended: closed
      hint: {do: [{comment: {text: "'a hint'"}}]}
      ticket.linked: {do: [{comment: {text: "string(event.incoming) + ' ' + event.to"}}]}
  mending: {always: {to: closed, do: [{signal: {to: linked, event: hint}}]}}
  closed: {type: final}
---
roles:
  agent: {rights: [open, comment, comment.internal, link, view]}
)yaml";

std::unique_ptr<Engine> related_engine(const std::shared_ptr<store::Store>& store, bool deploy = true) {
    auto engine = make_engine(store);
    static const auto pack = compile(related_yaml);
    if (deploy) REQUIRE(engine->deploy(pack, at("2026-03-01T00:00:00Z"), host));
    return engine;
}

Outcome on(Engine& engine, const std::string& id, command::Body body, const Actor& actor = agent) {
    auto outcome = engine.execute({tenant, TicketId(id), actor, std::move(body), {}, {}, {}},
                                  at("2026-03-02T09:00:00Z"));
    REQUIRE(outcome);
    return *outcome;
}

void open_fault(Engine& engine, const std::string& id) {
    command::Open open;
    open.workflow = "fault";
    REQUIRE_FALSE(on(engine, id, open).rejection);
}

std::string state_of_fault(Engine& engine, const std::string& id) {
    return engine.get(tenant, TicketId(id), agent, at("2026-03-02T09:00:00Z"))->states.front();
}

std::string history_text(Engine& engine, const std::string& id) {
    std::string text;
    const auto entries = engine.history(tenant, TicketId(id), agent).value();
    for (const Value& entry : entries) text += to_json(entry) + "\n";
    return text;
}

bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

constexpr const char* talking_yaml = R"yaml(
pack: talking
version: 1.0.0
---
workflow: fault
data: {heard: {type: int, default: 0}}
events: {ping: {role: any}, call: {role: any}, heard: {}}
initial: open
states:
  open:
    on:
      ping: {do: [{set: {heard: "ticket.heard + 1"}}, {signal: {to: linked, event: ping}}]}
      call: {do: [{signal: {to: children, event: heard}}]}
      heard: {do: [{set: {heard: "ticket.heard + 1"}}]}
---
roles:
  agent: {rights: [open, link, view]}
)yaml";

/// Gives no more than two rows at a time, as a store gives no more than its limit.
struct SmallPages final : ForwardingStore {
    explicit SmallPages(store::Store& inner) : ForwardingStore(inner) {}
    Result<store::Page> query(const store::Query& query) override {
        store::Query narrowed = query;
        narrowed.limit = 2;
        return ForwardingStore::query(narrowed);
    }
};

std::int64_t heard_by(Engine& engine, const std::string& id) {
    const auto view = engine.get(tenant, TicketId(id), agent, at("2026-03-02T09:00:00Z")).value();
    return view.data.at(0).second.as_int();
}

}  // namespace

TEST_CASE(
    "a link is known at both ends, also after a restart, and duplicates hear that the fault is mended") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    {
        const auto engine = related_engine(store);
        for (const char* id : {"A", "B", "C", "D"}) open_fault(*engine, id);
        on(*engine, "B", command::Link{"A", "duplicate_of"});
        on(*engine, "C", command::Link{"A", "duplicate_of"});
        on(*engine, "D", command::Link{"A", "caused_by"});
        CHECK(says(history_text(*engine, "A"),
                   R"({"incoming":true,"relation":"duplicate_of","to":"B","type":"linked"})"));
        CHECK(says(history_text(*engine, "A"), "true D"));
        CHECK(says(history_text(*engine, "B"), "false A"));
    }
    const auto engine = related_engine(store, false);
    on(*engine, "A", command::Send{"mend", {}});
    for (const char* id : {"A", "B", "C"}) CHECK(state_of_fault(*engine, id) == "closed");
    CHECK(state_of_fault(*engine, "D") == "open");
    CHECK(engine->take_effects(at("2026-03-02T09:00:00Z"), minutes(1), 10)->empty());
}

TEST_CASE("whom a ticket was linked to gets what is sent to linked tickets") {
    const auto engine = related_engine(store::make_memory_store());
    for (const char* id : {"A", "B"}) open_fault(*engine, id);
    on(*engine, "B", command::Link{"A", "caused_by"});
    on(*engine, "B", command::Send{"mend", {}});
    CHECK(state_of_fault(*engine, "A") == "open");
    CHECK(says(history_text(*engine, "A"), "a hint"));
}

TEST_CASE("the same link twice is one link, and a link to nowhere stays at one end") {
    const auto engine = related_engine(store::make_memory_store());
    for (const char* id : {"A", "B"}) open_fault(*engine, id);
    on(*engine, "B", command::Link{"A", "duplicate_of"});
    CHECK_FALSE(on(*engine, "B", command::Link{"A", "duplicate_of"}).rejection);
    CHECK(engine->get(tenant, TicketId("A"), agent, at("2026-03-02T09:00:00Z"))->version == 2);
    CHECK_FALSE(on(*engine, "B", command::Link{"elsewhere", "caused_by"}).rejection);
    CHECK(on(*engine, "B", command::Link{"B", "duplicate_of"}).rejection->code.text() == "command.invalid");
}

TEST_CASE("a ticket has so many links and not one more") {
    const auto pack = compile(related_yaml);
    Ticket full = blank_ticket(pack, 0, tenant, TicketId("A"));
    full.configuration.atomic = {pack->flows()[0].chart->state("open")};
    full.version = 1;
    full.links.resize(max_links);
    Surroundings around;
    around.now = at("2026-03-02T09:00:00Z");
    Decision decision;
    const Verdict verdict = decide(
        pack, &full, {tenant, full.id, agent, command::Link{"B", "caused_by"}, {}, {}, {}}, around, decision);
    REQUIRE(verdict == Verdict::rejected);
    CHECK(decision.rejection->code.text() == "link.too_many");
}

TEST_CASE("a signal that can never be delivered is an incident at last, like any effect") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = related_engine(store);
    open_fault(*engine, "A");
    store::Append broken;
    broken.tenant = tenant;
    broken.ticket = TicketId("B");
    broken.at = at("2026-03-02T08:00:00Z");
    broken.commit = "no commit";
    REQUIRE(store->append(std::span(&broken, 1)));
    CHECK_FALSE(on(*engine, "A", command::Link{"B", "caused_by"}).rejection);
    Instant now = at("2026-03-02T09:00:00Z");
    int attempts = 0;
    for (; engine->incidents(tenant, 10)->empty() && attempts < 100; ++attempts) {
        CHECK(engine->take_effects(now, minutes(1), 10)->empty());
        now = now + hours(7);
    }
    CHECK(attempts == 10);
    const auto incidents = engine->incidents(tenant, 10).value();
    REQUIRE(incidents.size() == 1);
    CHECK(incidents[0].effect.key.ticket == TicketId("A"));
    CHECK_FALSE(incidents[0].reason.empty());
    REQUIRE(engine->settle_incident(tenant, incidents[0].effect.effect.key, false, now).value());
    CHECK(engine->take_effects(now, minutes(1), 10)->empty());
}

TEST_CASE("tickets that signal each other for ever do not keep the host waiting") {
    std::vector<std::string> told;
    EngineOptions options;
    options.store = store::make_memory_store();
    options.zones = zones();
    options.log = [&](const LogRecord& record) { told.emplace_back(record.event); };
    const auto engine = Engine::open(std::move(options)).value();
    REQUIRE(engine->deploy(compile(talking_yaml), at("2026-03-01T00:00:00Z"), host));
    for (const char* id : {"A", "B"}) open_fault(*engine, id);
    on(*engine, "A", command::Link{"B", "caused_by"});
    on(*engine, "B", command::Link{"A", "caused_by"});
    told.clear();
    on(*engine, "A", command::Send{"ping", {}});
    CHECK(heard_by(*engine, "A") + heard_by(*engine, "B") == 1001);
    CHECK(told == std::vector<std::string>{"signal.waits"});
    // A look at the outbox goes on with it, and comes back.
    CHECK(engine->take_effects(at("2026-03-02T09:00:00Z"), minutes(1), 10)->empty());
    CHECK(heard_by(*engine, "A") + heard_by(*engine, "B") == 2001);
    CHECK(told == std::vector<std::string>{"signal.waits", "signal.waits"});
    CHECK(engine->store().counters()->effects_waiting == 1);
}

TEST_CASE("a parent of more children than a page holds reaches all of them") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto engine = make_engine(std::make_shared<SmallPages>(*memory));
    REQUIRE(engine->deploy(compile(talking_yaml), at("2026-03-01T00:00:00Z"), host));
    open_fault(*engine, "A");
    for (const char* id : {"B", "C", "D", "E", "F"}) {
        command::Open open;
        open.workflow = "fault";
        open.parent = "A";
        REQUIRE_FALSE(on(*engine, id, open).rejection);
    }
    on(*engine, "A", command::Send{"call", {}});
    for (const char* id : {"B", "C", "D", "E", "F"}) CHECK(heard_by(*engine, id) == 1);
}
