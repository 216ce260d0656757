// Hosts that were away: a command finds the ticket as its deadlines have left it.
#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr const char* nagging_yaml = R"yaml(
pack: nagging
version: 1.0.0
---
workflow: fault
events: {repair: {role: any}, look: {role: any}}
initial: open
states:
  open: {on: {repair: repaired, look: {do: []}}, after: {"real 100h": given_up}}
  repaired: {type: final}
  given_up: {on: {look: {do: []}}}
---
agreement: gold
clocks:
  restore: {stop: "inState('repaired')"}
goals: [{restore: real 1h}]
thresholds:
  restore: {"every 1m after breach": {notify: lead}}
---
roles:
  agent: {rights: [open, view]}
)yaml";

/// A ticket that was opened at nine, and that nobody has woken since.
std::unique_ptr<Engine> left_alone() {
    auto engine = make_engine(store::make_memory_store());
    REQUIRE(engine->deploy(compile(nagging_yaml), at("2026-03-01T00:00:00Z"), host));
    run(*engine, host, command::Open{"fault", {}, {}, {}, {}, {}, {}, {}}, "2026-03-02T09:00:00Z");
    return engine;
}

std::string refused(const Outcome& outcome) {
    return outcome.rejection ? std::string(outcome.rejection->code.text()) : "carried out";
}

}  // namespace

TEST_CASE("a command does not overtake what is overdue, however much that is") {
    const auto engine = left_alone();
    // 6000 calls after the breach come before the hundred hours are over.
    CHECK(refused(run(*engine, host, command::Send{"repair", {}}, "2026-03-06T14:00:00Z")) ==
          "event.unexpected");
    const auto view = engine->get(tenant, ticket, host, at("2026-03-06T14:00:00Z")).value();
    CHECK(view.states == std::vector<std::string>{"given_up"});
    CHECK(view.next_due > at("2026-03-06T14:00:00Z"));
}

TEST_CASE("a command that would have to work off too much is refused, and what was worked off is kept") {
    const auto engine = left_alone();
    constexpr const char* ten_days_later = "2026-03-12T09:00:00Z";  // 14 340 calls after the breach
    const auto first = run(*engine, host, command::Send{"look", {}}, ten_days_later);
    CHECK(refused(first) == "ticket.overdue");
    CHECK(first.version == 2);
    CHECK(engine->counters().deadlines_total == max_turns_before_command * max_deadlines_per_turn);
    CHECK(engine->next_due().value() == at("2026-03-09T08:39:00Z"));
    const auto second = run(*engine, host, command::Send{"look", {}}, ten_days_later);
    CHECK(refused(second) == "carried out");
    CHECK(engine->counters().deadlines_total == 14'342);  // with the breach and the end of the hundred hours
}

TEST_CASE("a signal to a ticket that has too much overdue waits, and arrives when that is worked off") {
    const auto engine = left_alone();
    const Instant ten_days_later = at("2026-03-12T09:00:00Z");
    const TicketId asking{"U-1"};
    const auto give = [&](command::Body body) {
        const Command command{tenant, asking, host, std::move(body), {}, {}, {}};
        REQUIRE_FALSE(engine->execute(command, ten_days_later)->rejection);
    };
    const auto knows = [&](const TicketId& one, const TicketId& other) {
        const auto commits = engine->store().history({tenant, one}, 0, 100'000).value();
        return std::ranges::any_of(commits, [&](const store::Commit& commit) {
            return commit.text.find("\"to\":\"" + other.text() + "\"") != std::string::npos;
        });
    };
    give(command::Open{"fault", {}, {}, {}, {}, {}, {}, {}});
    give(command::Link{ticket.text(), "caused_by"});
    CHECK(knows(asking, ticket));
    CHECK_FALSE(knows(ticket, asking));
    CHECK(engine->store().waiting_effects({tenant, asking})->size() == 1);
    CHECK(engine->take_effects(ten_days_later + hours(1), minutes(1), 10).has_value());
    CHECK(knows(ticket, asking));
    CHECK(engine->store().waiting_effects({tenant, asking})->empty());
    CHECK(engine->incidents(tenant, 10)->empty());
}

TEST_CASE("a wake-up works off a turn of deadlines, and leaves the rest to the next") {
    const auto engine = left_alone();
    const Instant now = at("2026-03-04T09:00:00Z");
    CHECK(engine->advance(now, 1).value().more);
    CHECK(engine->counters().deadlines_total == max_deadlines_per_turn);
    CHECK(engine->advance(now, 1).value().more);
    CHECK_FALSE(engine->advance(now, 1).value().more);
    CHECK(engine->counters().deadlines_total ==
          2821);  // the breach, and a call for each minute from it to now
}
