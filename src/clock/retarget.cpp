// A promise that changes while the clock runs.
#include <algorithm>

#include "clock/codes.hpp"
#include "clock/evolve.hpp"
#include "clock/recount.hpp"
#include "clock/turn.hpp"

namespace itr::clock {
namespace {

using Target = calendar::Target;

/// ⌊consumed × new / old⌋ in whole milliseconds: long division bit by bit, since the product may need more
/// than 64 bits.
Duration proportion(Duration consumed, Duration new_target, Duration old_target) {
    if (old_target.ms <= 0) return consumed;
    std::int64_t quotient = 0;
    std::int64_t rest = 0;
    for (int bit = 62; bit >= 0; --bit) {
        const bool set = (consumed.ms >> bit & 1) != 0;
        quotient = quotient * 2 + (set ? new_target.ms / old_target.ms : 0);
        rest = rest * 2 + (set ? new_target.ms % old_target.ms : 0);
        quotient += rest / old_target.ms;
        rest %= old_target.ms;
    }
    return {quotient};
}

}  // namespace

void Turn::retarget() {
    const Base base{state_.origin, state_.since, state_.consumed, std::nullopt};
    const Choice choice = choose(plan_, index_, round_.now, base, sources());
    if (is_other(choice)) retarget(choice, policy());
}

bool Turn::is_other(const Choice& choice) const {
    if (choice.goal != state_.goal) return true;
    if (choice.target == nullptr || !choice.target->target) return false;
    const Target::Kind kind = choice.target->target->kind;
    if (kind == Target::Kind::date) {
        const auto date = promised_date(*choice.target, round_.now.frame());
        return date && *date != state_.due;
    }
    return kind != Target::Kind::share && choice.calendar != state_.calendar;
}

/// The first field that the pack names and that changed decides.
model::Retarget Turn::policy() const {
    for (const auto& [field, policy] : definition_.retarget_by_field) {
        if (round_.now.frame().call(chart::function::changed, field).as_bool()) return policy;
    }
    return definition_.source->retarget;
}

void Turn::retarget(const Choice& wanted, model::Retarget policy) {
    if (policy == model::Retarget::keep) return;
    Choice choice = wanted;
    const bool keeps_calendar = definition_.source->calendar_change == model::CalendarChange::keep;
    if (keeps_calendar && policy != model::Retarget::restart) choice.calendar = state_.calendar;
    const Base base = base_after(choice, policy);
    const Terms terms = settle(plan_, index_, choice, base, sources());
    if (policy == model::Retarget::tighten_only && terms.due >= state_.due) return;
    const bool same = terms.goal == state_.goal && terms.calendar == state_.calendar &&
                      terms.target == state_.target && terms.due == state_.due &&
                      terms.pinned == state_.pinned;
    if (same) return;
    emit(Retargeted{index_, at_, terms.goal, terms.calendar, base.since, base.consumed, terms.target,
                    terms.due, policy, terms.pinned, stays_breached(terms)});
}

bool Turn::stays_breached(const Terms& terms) const {
    return state_.breached && (definition_.source->breach_is_sticky || terms.due < at_);
}

Base Turn::base_after(const Choice& choice, model::Retarget policy) {
    const bool paused = state_.phase == Phase::paused;
    const bool same_time = meter_of(plan_, choice, sources()) == meter_of(plan_, state_);
    switch (policy) {
        case model::Retarget::restart: return {at_, paused ? state_.since : at_, {}, {}};
        case model::Retarget::retro: return same_time ? carried() : remeasured(choice);
        case model::Retarget::proportional: {
            Base base = segmented(Duration{});
            scale(base, choice);
            return base;
        }
        default: break;
    }
    if (same_time) return carried();
    if (definition_.source->calendar_change == model::CalendarChange::remeasure) return remeasured(choice);
    const Base probe{state_.origin, state_.origin, {}, {}};
    return segmented(settle(plan_, index_, choice, probe, sources()).target);
}

/// The open segment stays open: a due instant within it is exact.
Base Turn::carried() const { return {state_.origin, state_.since, state_.consumed, std::nullopt}; }

/// What has passed keeps its measure; from now on time counts anew.
Base Turn::segmented(Duration new_target) const {
    Base base{state_.origin, state_.phase == Phase::paused ? state_.since : at_, elapsed_now(), std::nullopt};
    if (state_.phase != Phase::running || base.consumed <= new_target) return base;
    base.broken_at = state_.since;
    if (new_target > state_.consumed) {
        base.broken_at =
            meter_of(plan_, state_).advance(state_.consumed, state_.since, new_target - state_.consumed);
    }
    return base;
}

/// As if the new time had been counted from the origin on.
Base Turn::remeasured(const Choice& choice) {
    const Base probe{state_.origin, state_.origin, {}, {}};
    const Duration target = settle(plan_, index_, choice, probe, sources()).target;
    const Instant end = state_.phase == Phase::paused ? state_.since : at_;
    std::vector<calendar::Calendar::Interval> periods;
    const bool never_paused = state_.pauses == 0 && state_.since == state_.origin;
    if (never_paused) {
        periods.push_back({state_.origin, end});
    } else if (round_.pass.history != nullptr) {
        periods = round_.pass.history->unpaused(index_, state_.origin, end);
    } else {
        complain(clock_no_history, "its past is not known; what has passed keeps its measure");
        return segmented(target);
    }
    const Recount count = recount(meter_of(plan_, choice, sources()), periods, target);
    return {state_.origin, end, count.consumed, count.reached};
}

/// As many parts of the new promise are used up as were of the old one.
void Turn::scale(Base& base, const Choice& choice) const {
    if (state_.due == never) return;
    const Base probe{state_.origin, state_.origin, {}, {}};
    const Duration target = settle(plan_, index_, choice, probe, sources()).target;
    base.consumed = proportion(base.consumed, target, state_.target);
    if (base.consumed > target) base.broken_at = state_.due;
}

}  // namespace itr::clock
