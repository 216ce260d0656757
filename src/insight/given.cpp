#include "insight/given.hpp"

#include <algorithm>

namespace itr::insight {
namespace {

/// What the journal says of a promise.
struct Promised {
    clock::ClockIndex clock;
    std::uint16_t goal, calendar, cycle;
    Instant origin, due;
    Duration target;
};

std::uint16_t cycle_of(std::span<const clock::State> clocks, clock::ClockIndex clock) {
    const auto known = std::ranges::find(clocks, clock, &clock::State::definition);
    return known == clocks.end() ? std::uint16_t{0} : known->cycle;
}

std::optional<Promised> promised_by(const clock::Event& event, std::span<const clock::State> clocks) {
    if (const auto* e = std::get_if<clock::Started>(&event))
        return Promised{e->clock, e->goal, e->calendar, e->cycle, e->origin, e->due, e->target};
    if (const auto* e = std::get_if<clock::Retargeted>(&event))
        return Promised{e->clock,  e->goal, e->calendar, cycle_of(clocks, e->clock),
                        e->origin, e->due,  e->target};
    return std::nullopt;
}

bool is_for_host(const clock::Definition& definition, const Promised& promised) {
    if (promised.goal >= definition.goals.size()) return false;
    const auto& target = definition.goals[promised.goal].target;
    return target && target->kind == calendar::Target::Kind::host;
}

/// What the agreement added to the length that was given.
Duration added(const clock::Plan& plan, const clock::Definition& definition, const Promised& promised) {
    const model::Adjustment& adjust = definition.source->adjust;
    Duration more;
    const std::uint16_t hours_of = promised.calendar != clock::none ? promised.calendar : definition.calendar;
    if (hours_of != clock::none && !plan.calendars()[hours_of].is_open(promised.origin))
        more = adjust.out_of_hours;
    if (promised.cycle > 1) more = more + adjust.per_cycle * (promised.cycle - 1);
    return more;
}

}  // namespace

std::vector<Given> given_by_host(const Flow& flow, const Commit& commit, clock::States clocks) {
    const clock::Plan& plan = *flow.plan;
    std::vector<Given> given;
    for (std::size_t s = 0; s < commit.steps.size(); ++s) {
        const Step& step = commit.steps[s];
        for (std::size_t i = step.events.begin; i < step.events.end; ++i) {
            const auto* changed = std::get_if<event::ClockChanged>(&commit.events[i]);
            if (changed == nullptr) continue;
            clock::evolve(clocks, changed->change);
            const auto promised = promised_by(changed->change, clocks);
            if (!promised) continue;
            const clock::Definition& definition = plan.clocks()[promised->clock];
            if (promised->due != never && is_for_host(definition, *promised))
                given.push_back({s, definition.key, promised->target - added(plan, definition, *promised)});
        }
    }
    return given;
}

std::optional<clock::ClockIndex> lacking_length(const clock::Plan& plan, const clock::Event& event) {
    const auto promised = promised_by(event, {});
    if (!promised || promised->due != never) return std::nullopt;
    return is_for_host(plan.clocks()[promised->clock], *promised) ? std::optional(promised->clock)
                                                                  : std::nullopt;
}

}  // namespace itr::insight
