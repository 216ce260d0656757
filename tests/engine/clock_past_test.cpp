// Clocks that count again ask for the ticket's past: through the engine, also after a restart.
#include "support/fault_store.hpp"  // before the desk, whose names its parameters would hide

#include <algorithm>
#include <itr/stores/memory.hpp>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// Two clocks that differ only in what a change of severity does to them; the two calendars differ by a lunch
/// hour.
constexpr const char* past_yaml = R"yaml(
pack: past
version: 1.0.0
---
workflow: request
data:
  severity: {type: enum, values: [critical, minor], default: minor}
  reported_at: timestamp
events:
  ask: {role: agent}
  answer: {role: agent}
  accept: {role: agent}
  note: {role: agent}
initial: working
states:
  working: {on: {ask: waiting, accept: accepted, note: {do: [{comment: {text: "'x'"}}]}}}
  waiting: {tags: [waiting.customer], on: {answer: working}}
  accepted: {}
---
calendar: lunch
zone: UTC
week: {mon-fri: ["08:00-12:00", "13:00-18:00"]}
---
agreement: counting
kind: sla
clocks:
  carried: {pause: "tagged('waiting.customer')", stop: "inState('accepted')"}
  recounted: {pause: "tagged('waiting.customer')", stop: "inState('accepted')", retarget: retro}
  late: {anchor: "ticket.reported_at", start: "inState('accepted')", pause: "tagged('waiting.customer')", retroactive: start_and_pauses, stop: "changed('reported_at')"}
goals:
  - {when: "ticket.severity == 'critical'", carried: 10h, recounted: 10h, late: 10h, calendar: 24x7}
  - {carried: 10h, recounted: 10h, late: 10h, calendar: lunch}
---
roles:
  agent: {rights: [open, comment, comment.internal, set, clock, view]}
)yaml";

const std::shared_ptr<const Pack>& past_pack() {
    static const auto pack = compile(past_yaml);
    return pack;
}

const ClockView& past_clock(const TicketView& view, std::string_view name) {
    const auto found = std::ranges::find(view.clocks, name, &ClockView::name);
    REQUIRE(found != view.clocks.end());
    return *found;
}

command::Open open_past(std::string_view reported = "2026-03-02T10:00:00Z") {
    command::Open open;
    open.workflow = "request";
    open.data = {{"reported_at", Value(std::string(reported))}};
    return open;
}

/// Opened at 10:00; the customer is asked from 11:00 to 11:30; lunch from 12:00 to 13:00.
void work_until_noon(Engine& engine) {
    run(engine, agent, open_past(), "2026-03-02T10:00:00Z");
    run(engine, agent, command::Send{"ask", {}}, "2026-03-02T11:00:00Z");
    run(engine, agent, command::Send{"answer", {}}, "2026-03-02T11:30:00Z");
}

bool has_failed(Engine& engine, std::string_view code) {
    std::string text;
    const auto entries = engine.history(tenant, ticket, host).value();
    for (const Value& entry : entries) text += to_json(entry);
    return text.find(code) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "a clock that recounts its past knows its pauses after a restart, and differs from one that carries on") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = make_engine(store);
    REQUIRE(engine->deploy(past_pack(), at("2026-03-01T00:00:00Z"), host));
    work_until_noon(*engine);

    const auto restarted = make_engine(store);
    run(*restarted, agent, command::Set{{{"severity", Value("critical")}}}, "2026-03-02T14:00:00Z");
    const TicketView view = restarted->get(tenant, ticket, agent, at("2026-03-02T14:00:00Z")).value();
    // Until then 1 h and 1.5 h were worked: lunch stays out of what is carried on, and comes into the
    // recount.
    CHECK(past_clock(view, "carried").elapsed == minutes(150));
    CHECK(past_clock(view, "recounted").elapsed == minutes(210));
    CHECK(past_clock(view, "recounted").due == at("2026-03-02T20:30:00Z"));
    CHECK_FALSE(has_failed(*restarted, "clock.no_history"));
}

TEST_CASE("a pause by command is no running time either when a clock recounts") {
    const auto engine = make_engine(store::make_memory_store());
    REQUIRE(engine->deploy(past_pack(), at("2026-03-01T00:00:00Z"), host));
    run(*engine, agent, open_past(), "2026-03-02T10:00:00Z");
    run(*engine, agent, command::PauseClock{"recounted", "storm"}, "2026-03-02T10:30:00Z");
    run(*engine, agent, command::ResumeClock{"recounted", "over"}, "2026-03-02T13:30:00Z");
    run(*engine, agent, command::Set{{{"severity", Value("critical")}}}, "2026-03-02T14:00:00Z");
    const TicketView view = engine->get(tenant, ticket, agent, at("2026-03-02T14:00:00Z")).value();
    CHECK(past_clock(view, "recounted").elapsed == hours(1));
}

TEST_CASE("a clock that starts late counts the pauses that it would have had") {
    const auto engine = make_engine(store::make_memory_store());
    REQUIRE(engine->deploy(past_pack(), at("2026-03-01T00:00:00Z"), host));
    work_until_noon(*engine);
    run(*engine, agent, command::Send{"accept", {}}, "2026-03-02T14:00:00Z");
    const TicketView view = engine->get(tenant, ticket, agent, at("2026-03-02T14:00:00Z")).value();
    CHECK(past_clock(view, "late").origin == at("2026-03-02T10:00:00Z"));
    CHECK(past_clock(view, "late").elapsed == minutes(150));
    CHECK_FALSE(has_failed(*engine, "clock.no_history"));
}

TEST_CASE("before a ticket was opened nothing is known to have paused its clocks") {
    const auto engine = make_engine(store::make_memory_store());
    REQUIRE(engine->deploy(past_pack(), at("2026-03-01T00:00:00Z"), host));
    run(*engine, agent, open_past("2026-03-02T09:00:00Z"), "2026-03-02T10:00:00Z");
    run(*engine, agent, command::Send{"accept", {}}, "2026-03-02T10:30:00Z");
    const TicketView view = engine->get(tenant, ticket, agent, at("2026-03-02T10:30:00Z")).value();
    CHECK(past_clock(view, "late").elapsed == minutes(90));
    CHECK_FALSE(has_failed(*engine, "clock.no_history"));
}

TEST_CASE("a past of more than one page is read to its end") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = make_engine(store);
    REQUIRE(engine->deploy(past_pack(), at("2026-03-01T00:00:00Z"), host));
    run(*engine, agent, open_past(), "2026-03-02T10:00:00Z");
    for (int n = 0; n < 2100; ++n) run(*engine, agent, command::Send{"note", {}}, "2026-03-02T10:30:00Z");
    run(*engine, agent, command::Send{"ask", {}}, "2026-03-02T11:00:00Z");
    run(*engine, agent, command::Send{"answer", {}}, "2026-03-02T11:30:00Z");
    run(*engine, agent, command::Set{{{"severity", Value("critical")}}}, "2026-03-02T14:00:00Z");
    const TicketView view = engine->get(tenant, ticket, agent, at("2026-03-02T14:00:00Z")).value();
    CHECK(past_clock(view, "recounted").elapsed == minutes(210));
}

TEST_CASE("a command whose past cannot be read fails and changes nothing") {
    const std::shared_ptr<store::Store> inner = store::make_memory_store();
    const auto faulty = std::make_shared<FaultStore>(*inner);
    const auto engine = make_engine(faulty);
    REQUIRE(engine->deploy(past_pack(), at("2026-03-01T00:00:00Z"), host));
    work_until_noon(*engine);
    const Command change = command_of(agent, command::Set{{{"severity", Value("critical")}}});
    faulty->fail_call(1);
    const auto failed = engine->execute(change, at("2026-03-02T14:00:00Z"));
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code.text() == "store.io");
    CHECK(engine->get(tenant, ticket, agent, at("2026-03-02T14:00:00Z"))->version == 3);
    // Once the store answers again the command is carried out as if nothing had been.
    REQUIRE(engine->execute(change, at("2026-03-02T14:00:00Z")));
    const TicketView view = engine->get(tenant, ticket, agent, at("2026-03-02T14:00:00Z")).value();
    CHECK(past_clock(view, "recounted").elapsed == minutes(210));
}

TEST_CASE(
    "a deadline that a late report finds overdue takes effect when it was due, not when the report says") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request("high"), "2026-03-02T01:00:00Z");
    run(*engine, agent, command::Send{"dispatch", {{"team", Value("net")}}}, "2026-03-02T01:05:00Z");
    run(*engine, agent, command::Send{"ask", {}}, "2026-03-02T02:00:00Z");
    // Two working days later the question is closed; the report of something older comes after it.
    Command late = command_of(customer, command::Send{"refuse", {}});
    late.happened_at = at("2026-03-02T03:00:00Z");
    REQUIRE(engine->execute(late, at("2026-03-05T01:00:00Z")));
    std::string text;
    const auto entries = engine->history(tenant, ticket, host).value();
    for (const Value& entry : entries) text += to_json(entry);
    CHECK(
        text.find(
            R"({"at":"2026-03-04T02:00:00Z","clock":"standard.resolve","consumed_ms":3600000,"met":true,"type":"clock.stopped"})") !=
        std::string::npos);
}
