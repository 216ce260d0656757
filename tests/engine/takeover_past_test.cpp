// The past of a clock that took over from the clock of another agreement.
#include <algorithm>
#include <itr/stores/memory.hpp>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// Three contracts, and a severity that counts all anew in office hours, which are open all of the story.
std::string contracts_yaml(const std::string& retroactive) {
    std::string text = R"yaml(
pack: contracts
version: 1.0.0
---
workflow: request
data:
  contract: {type: string, default: gold}
  severity: {type: enum, values: [critical, minor], default: minor}
  reported_at: timestamp
events: {ask: {role: agent}, answer: {role: agent}}
initial: working
states:
  working: {on: {ask: waiting}}
  waiting: {tags: [waiting.customer], on: {answer: working}}
---
calendar: office
zone: UTC
week: {mon-fri: ["06:00-22:00"]}
---
roles:
  agent: {rights: [open, set, clock, view, waive]}
)yaml";
    for (const char* name : {"gold", "silver", "bronze"})
        text += "---\nagreement: " + std::string(name) + "\napplies: \"ticket.contract == '" + name +
                "'\"\ncalendar: 24x7\nclocks:\n  restore:\n    anchor: \"ticket.reported_at\"\n"
                "    pause: \"tagged('waiting.customer')\"\n    stop: \"ticket.contract == ''\"\n"
                "    retroactive: " +
                retroactive +
                "\n    retarget: {severity: retro, agreement: carry, otherwise: carry}\n"
                "goals:\n  - {when: \"ticket.severity == 'critical'\", restore: 20h, calendar: office}\n"
                "  - {restore: 8h}\n";
    return text;
}

struct Contracts {
    explicit Contracts(const std::string& retroactive, std::string_view reported = "2026-03-02T09:00:00Z")
        : engine(make_engine(store::make_memory_store())) {
        REQUIRE(engine->deploy(compile(contracts_yaml(retroactive)), at("2026-03-01T00:00:00Z"), host));
        command::Open open;
        open.workflow = "request";
        open.data = {{"reported_at", Value(std::string(reported))}};
        run(*engine, agent, open, "2026-03-02T09:00:00Z");
    }
    void wait_for_customer(std::string_view from, std::string_view to) const {
        run(*engine, agent, command::Send{"ask", {}}, from);
        run(*engine, agent, command::Send{"answer", {}}, to);
    }
    void set(const char* field, const char* value, std::string_view when) const {
        run(*engine, agent, command::Set{{{field, Value(value)}}}, when);
    }
    [[nodiscard]] Duration elapsed(std::string_view key, std::string_view when) const {
        const TicketView view = engine->get(tenant, ticket, agent, at(when)).value();
        const auto found = std::ranges::find(view.clocks, key, &ClockView::key);
        REQUIRE(found != view.clocks.end());
        return found->elapsed;
    }
    std::unique_ptr<Engine> engine;
};

}  // namespace

TEST_CASE("what was paused under the agreement before does not count when all is counted anew") {
    for (const char* retroactive : {"start", "none", "start_and_pauses"}) {
        CAPTURE(retroactive);
        const Contracts desk(retroactive);
        desk.wait_for_customer("2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z");
        desk.set("contract", "silver", "2026-03-02T13:00:00Z");
        CHECK(desk.elapsed("silver.restore", "2026-03-02T13:00:00Z") == hours(3));
        desk.wait_for_customer("2026-03-02T14:00:00Z", "2026-03-02T15:00:00Z");
        desk.set("severity", "critical", "2026-03-02T15:00:00Z");
        CHECK(desk.elapsed("silver.restore", "2026-03-02T15:00:00Z") == hours(4));
    }
}

TEST_CASE("through several agreements, and back to the first, each pause is taken off once") {
    const Contracts desk("none");
    desk.wait_for_customer("2026-03-02T10:00:00Z", "2026-03-02T10:30:00Z");
    desk.set("contract", "silver", "2026-03-02T11:00:00Z");
    desk.wait_for_customer("2026-03-02T11:00:00Z", "2026-03-02T11:30:00Z");
    desk.set("contract", "bronze", "2026-03-02T12:00:00Z");
    desk.set("contract", "gold", "2026-03-02T13:00:00Z");
    desk.wait_for_customer("2026-03-02T13:00:00Z", "2026-03-02T13:30:00Z");
    desk.set("severity", "critical", "2026-03-02T14:00:00Z");
    CHECK(desk.elapsed("gold.restore", "2026-03-02T14:00:00Z") == minutes(210));
}

TEST_CASE("a takeover within a pause leaves the pause as long as it was") {
    for (const bool by_command : {false, true}) {
        const Contracts desk("start");
        if (by_command)
            run(*desk.engine, agent, command::PauseClock{"restore", "storm"}, "2026-03-02T10:00:00Z");
        else
            run(*desk.engine, agent, command::Send{"ask", {}}, "2026-03-02T10:00:00Z");
        desk.set("contract", "silver", "2026-03-02T11:00:00Z");
        if (by_command)
            run(*desk.engine, agent, command::ResumeClock{"restore", "over"}, "2026-03-02T12:00:00Z");
        else
            run(*desk.engine, agent, command::Send{"answer", {}}, "2026-03-02T12:00:00Z");
        desk.set("severity", "critical", "2026-03-02T13:00:00Z");
        CHECK(desk.elapsed("silver.restore", "2026-03-02T13:00:00Z") == hours(2));
    }
}

TEST_CASE("the time before a start that was not retroactive does not count under the next agreement either") {
    const Contracts desk("none", "2026-03-02T07:00:00Z");
    desk.set("contract", "silver", "2026-03-02T10:00:00Z");
    desk.set("severity", "critical", "2026-03-02T11:00:00Z");
    CHECK(desk.elapsed("silver.restore", "2026-03-02T11:00:00Z") == hours(2));
}

TEST_CASE("time under the agreement before is put right once, and what counts already is not added") {
    const Contracts desk("none");
    desk.wait_for_customer("2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z");
    desk.set("contract", "silver", "2026-03-02T13:00:00Z");
    const auto correct = [&](std::string_view from, std::string_view to, bool counted) {
        return run(*desk.engine, agent, command::CorrectClock{"restore", at(from), at(to), counted, "x"},
                   "2026-03-02T14:00:00Z")
            .rejection;
    };
    const auto refused = correct("2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", true);
    REQUIRE(refused);
    CHECK(refused->code.text() == "clock.nothing_to_correct");
    CHECK_FALSE(correct("2026-03-02T09:30:00Z", "2026-03-02T11:00:00Z", false));
    CHECK(desk.elapsed("silver.restore", "2026-03-02T14:00:00Z") == minutes(210));
    CHECK_FALSE(correct("2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", true));
    CHECK(desk.elapsed("silver.restore", "2026-03-02T14:00:00Z") == minutes(270));
    // And it goes on with the past as it was put right.
    desk.set("contract", "bronze", "2026-03-02T15:00:00Z");
    desk.set("severity", "critical", "2026-03-02T15:00:00Z");
    CHECK(desk.elapsed("bronze.restore", "2026-03-02T15:00:00Z") == minutes(330));
}
