// SLA clocks under simulated time: the host says what time it is, so a week passes in a millisecond.
#include <algorithm>
#include <itr/stores/memory.hpp>

#include "example.hpp"

using namespace itr;
using example::at;
using example::expect;
using example::must;

namespace {

const char* const yaml = R"yaml(
pack: support
version: 1.0.0
---
workflow: request
events: {take: {role: desk}, ask: {role: desk}, answer: {role: desk}, solve: {role: desk}}
states:
  new: {on: {take: working}}
  working: {on: {ask: waiting, solve: solved}}
  waiting: {tags: [waiting.customer], on: {answer: working}}
  solved: {type: final}
---
agreement: support
calendar: office
clocks:
  respond: {stop: "inState('working')"}
  resolve: {stop: "inState('solved')", pause: [{when: "tagged('waiting.customer')", reason: customer}]}
goals: [{respond: 30m, resolve: 8h}]
thresholds: {resolve: {"75%": {notify: desk}}}
---
calendar: office
zone: Europe/Berlin
week: {mon-fri: ["09:00-17:00"]}
---
roles: {desk: {rights: [open, view]}}
)yaml";

const TenantId tenant{"t"};
const TicketId ticket{"R-1"};
const Actor desk{"desk", {"desk"}, {}};

ClockView clock_of(Engine& engine, std::string_view name, Instant now) {
    const TicketView view = must(engine.get(tenant, ticket, desk, now));
    const auto found = std::ranges::find(view.clocks, name, &ClockView::name);
    expect(found != view.clocks.end(), "there is such a clock");
    std::printf("%s  %s %s, elapsed %s, due %s\n", to_string(now).c_str(), found->name.c_str(),
                std::string(clock::to_string(found->phase)).c_str(), to_string(found->elapsed).c_str(),
                to_string(found->due).c_str());
    return *found;
}

void send(Engine& engine, const char* event, std::string_view when) {
    example::run(engine, {tenant, ticket, desk, command::Send{event}}, at(when));
}

}  // namespace

int main() {
    const auto engine = must(Engine::open(example::options_on(store::make_memory_store())));
    must(engine->deploy(example::compile(yaml), at("2026-03-01T00:00:00Z"), example::host));

    // Friday, a quarter to five in Berlin: the office closes soon, and the clocks with it.
    example::run(*engine, {tenant, ticket, desk, command::Open{"request"}}, at("2026-03-06T15:45:00Z"));
    expect(clock_of(*engine, "respond", at("2026-03-06T15:45:00Z")).due == at("2026-03-09T08:15:00Z"),
           "fifteen minutes on Friday, fifteen on Monday");
    expect(clock_of(*engine, "respond", at("2026-03-08T12:00:00Z")).elapsed == minutes(15),
           "a Sunday does not count");

    // Nobody took it: the breach is recorded at its own instant, however late the host looks.
    must(engine->advance(at("2026-03-09T09:00:00Z")));
    expect(clock_of(*engine, "respond", at("2026-03-09T09:00:00Z")).breached, "the response is late");

    send(*engine, "take", "2026-03-09T09:00:00Z");
    send(*engine, "ask", "2026-03-09T10:00:00Z");
    const ClockView paused = clock_of(*engine, "resolve", at("2026-03-10T10:00:00Z"));
    expect(paused.phase == clock::Phase::paused && paused.elapsed == minutes(135),
           "the customer's day is not ours");
    expect(paused.remaining == minutes(8 * 60 - 135), "what remains, remains");
    send(*engine, "answer", "2026-03-10T10:00:00Z");

    // The warning at three quarters is due to the millisecond; the host can wait for exactly that long.
    const Instant warning = must(engine->next_due());
    expect(warning == at("2026-03-10T13:45:00Z"), "six of eight working hours are gone then");
    must(engine->advance(warning));
    expect(must(engine->take_effects(warning, minutes(1), 10)).size() == 1, "the desk is warned once");
    send(*engine, "solve", "2026-03-10T14:00:00Z");
    const ClockView resolve = clock_of(*engine, "resolve", at("2026-03-10T14:00:00Z"));
    expect(resolve.phase == clock::Phase::met && resolve.elapsed == minutes(375), "solved in time");
}
