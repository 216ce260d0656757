// A ladder whose levels are C++: for rules that a table of levels cannot say, such as who is on duty.
// What a policy proposes is written into the journal, so a replay never asks it again.
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
events: {take: {role: desk}}
states: {new: {on: {take: taken}}, taken: {type: final}}
---
agreement: support
clocks: {respond: {stop: "inState('taken')"}}
goals: [{respond: 15m, calendar: 24x7}]
thresholds: {respond: {"100%": {ladder: duty}}}
---
# What holds where no policy of this name is given.
ladder: duty
levels: [{notify: desk}]
---
roles: {desk: {rights: [open, view]}}
)yaml";

// [policy]
/// At night the one on call, by day the desk; the director after half an hour. Called without locks, from any
/// thread.
class OnDuty final : public policy::EscalationPolicy {
  public:
    [[nodiscard]] std::optional<policy::Escalation> propose(const policy::Snapshot& ticket,
                                                            int level) const override {
        if (level > 2) return std::nullopt;
        policy::Escalation escalation;
        if (level == 1) {
            const auto hour = ticket.now.ms / 3'600'000 % 24;
            const bool night = hour < 7 || hour >= 19;
            escalation.notify = {night ? "on_call" : "desk"};
            escalation.next_level_after = minutes(30);
            escalation.reason = night ? "nobody is at the desk" : "";
        } else {
            escalation.notify = {"director"};
        }
        return escalation;
    }
};
// [/policy]

}  // namespace

int main() {
    EngineOptions options = example::options_on(store::make_memory_store());
    options.policies.escalation.emplace_back("duty", std::make_shared<OnDuty>());
    const auto engine = must(Engine::open(std::move(options)));
    must(engine->deploy(example::compile(yaml), at("2026-03-01T00:00:00Z"), example::host));

    const TenantId tenant{"t"};
    const Actor desk{"desk", {"desk"}, {}};
    const Instant night = at("2026-03-02T02:00:00Z");
    example::run(*engine, {tenant, TicketId("R-1"), desk, command::Open{"request"}}, night);

    const Instant later = night + hours(2);
    must(engine->advance(later));
    std::string called;
    for (auto taken = must(engine->take_effects(later, minutes(1), 10)); !taken.empty();
         taken = must(engine->take_effects(later, minutes(1), 10))) {
        called += std::string(must(parse_json(taken[0].effect.payload)).find("to")->as_string()) + " ";
        must(engine->acknowledge_effect(tenant, taken[0].effect.key));
    }
    std::printf("called: %s\n", called.c_str());
    expect(called == "on_call director ", "first the one on call, then the director, then nobody");
    expect(must(engine->next_due()) == never, "the policy has nothing more to say");
}
