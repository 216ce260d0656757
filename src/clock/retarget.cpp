// A promise that changes while the clock runs.
#include <algorithm>

#include "clock/codes.hpp"
#include "clock/evolve.hpp"
#include "clock/turn.hpp"

namespace itr::clock {
namespace {

using Target = calendar::Target;

/// ⌊consumed × new / old⌋ in whole milliseconds: long division bit by bit, since the product may need more
/// than 64 bits. What lies beyond all that a clock can count is no longer told apart.
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
        if (quotient > max_own_time.ms) return max_own_time;
    }
    return {quotient};
}

/// Of a calendar that is made of others its definition does not tell of what.
bool tells_its_hours(const calendar::Definition& calendar) {
    const auto open = [](const auto& windows) { return !windows.empty(); };
    return calendar.always || !calendar.days.empty() || std::ranges::any_of(calendar.week, open);
}

bool counts_days(const Choice& choice) {
    return choice.target != nullptr && choice.target->target &&
           choice.target->target->kind == Target::Kind::working_days;
}

bool differ_in_zone_alone(const Plan& plan, std::uint16_t one, std::uint16_t other) {
    if (one == none || other == none) return false;
    if (plan.are_one_calendar(one, other)) return true;
    const calendar::Definition& fixed = plan.calendars()[other].definition();
    if (plan.calendars()[one].definition().zone == fixed.zone) return false;
    calendar::Definition moved = plan.calendars()[one].definition();
    moved.zone = fixed.zone;
    moved.name = fixed.name;
    return moved == fixed && tells_its_hours(fixed);
}

}  // namespace

void Turn::retarget() {
    std::vector<Error> told_before;
    // What comes with this command is new to the promise as it was.
    retarget_from(chosen(Judge(round_.before.frame(), told_before), {}));
}

/// Of a clock that goes on after a stop: what has changed meanwhile is caught up with.
void Turn::take_present_row() {
    const bool known = state_.goal < definition_.goals.size();
    retarget_from({state_.goal, state_.calendar, known ? &definition_.goals[state_.goal] : nullptr});
}

void Turn::retarget_from(const Choice& before) {
    const Choice now = chosen(round_.now, round_.pass.host);
    if (is_other(now, before)) retarget(now, policies(now, before));
}

Choice Turn::chosen(const Judge& judge, std::span<const HostTarget> host) const {
    const Base base{state_.origin, state_.since, state_.consumed, std::nullopt};
    Sources from = sources();
    from.frame = &judge.frame();
    from.host = host;
    return choose(plan_, index_, judge, base, from);
}

/// Only what this macrostep has changed: a promise that was kept, or given by command, stands until then.
bool Turn::is_other(const Choice& now, const Choice& before) const {
    if (now.goal != before.goal) return true;
    const bool promised = now.target != nullptr && now.target->target;
    const bool share = promised && now.target->target->kind == Target::Kind::share;
    if (!share && now.calendar != before.calendar) return true;
    if (!promised || now.target->target->kind != Target::Kind::date) return false;
    return promised_date(*now.target, round_.now.frame()) !=
           promised_date(*now.target, round_.before.frame());
}

/// The fields that the pack names and that changed decide, in whatever order it names them; where none did,
/// the kind of change.
std::set<model::Retarget> Turn::policies(const Choice& now, const Choice& before) const {
    std::set<model::Retarget> of_fields;
    for (const auto& [field, policy] : definition_.retarget_by_field) {
        if (round_.now.frame().call(chart::function::changed, field).as_bool()) of_fields.insert(policy);
    }
    if (!of_fields.empty()) return of_fields;
    std::optional<model::Retarget> named;
    if (now.calendar != before.calendar) named = named_for_calendar(now.calendar, before.calendar);
    return {named.value_or(definition_.source->retarget)};
}

/// What the pack says of a change of calendars.
std::optional<model::Retarget> Turn::named_for_calendar(std::uint16_t now, std::uint16_t before) const {
    if (differ_in_zone_alone(plan_, now, before))
        if (const auto named = policy_of(model::RetargetCause::zone)) return named;
    return policy_of(model::RetargetCause::calendar);
}

std::optional<model::Retarget> Turn::policy_of(model::RetargetCause cause) const {
    for (const auto& [known, policy] : definition_.source->retarget_by_cause) {
        if (known == cause) return policy;
    }
    return std::nullopt;
}

model::Retarget Turn::policy_under_another_agreement() const {
    return policy_of(model::RetargetCause::agreement).value_or(definition_.source->retarget);
}

/// Of several policies the strictest counts: that by which the promise falls due first.
void Turn::retarget(const Choice& choice, const std::set<model::Retarget>& policies) {
    std::vector<std::optional<Retargeted>> outcomes;
    for (const model::Retarget policy : policies) outcomes.push_back(retargeted(choice, policy));
    const auto due = [this](const auto& outcome) { return outcome ? outcome->due : state_.due; };
    if (const auto strictest = *std::ranges::min_element(outcomes, {}, due)) emit(*strictest);
}

/// Nothing where the promise stays as it is.
std::optional<Retargeted> Turn::retargeted(const Choice& wanted, model::Retarget policy) {
    if (policy == model::Retarget::keep) return std::nullopt;
    Choice choice = wanted;
    // Days can only be counted in a calendar: a clock that ran in real time takes the new row's.
    const bool needs_calendar = state_.calendar == none && counts_days(wanted);
    const bool keeps_calendar =
        definition_.source->calendar_change == model::CalendarChange::keep && !needs_calendar;
    if (keeps_calendar && policy != model::Retarget::restart) choice.calendar = state_.calendar;
    const Base base = base_after(state_, choice, policy);
    const Terms terms = settled(choice, base);
    if (policy == model::Retarget::tighten_only && terms.due >= state_.due) return std::nullopt;
    const bool same = terms.goal == state_.goal && terms.calendar == state_.calendar &&
                      terms.target == state_.target && terms.due == state_.due &&
                      terms.pinned == state_.pinned;
    if (same) return std::nullopt;
    return Retargeted{index_,      at_,        terms.goal,    terms.calendar,
                      base.origin, base.since, base.consumed, terms.target,
                      terms.due,   policy,     terms.pinned,  stays_breached(terms)};
}

bool Turn::stays_breached(const Terms& terms) const {
    return state_.breached && (definition_.source->breach_is_sticky || terms.due < at_);
}

/// Where the new promise counts on from, given what the clock has counted by now.
Base Turn::base_after(const State& from, const Choice& choice, model::Retarget policy) {
    const bool paused = from.phase == Phase::paused;
    const bool same_time = meter_of(plan_, choice, sources()) == meter_of(plan_of_past(), from);
    // The open segment stays open: a due instant within it is exact.
    const Base carried{from.origin, from.since, from.consumed, std::nullopt};
    switch (policy) {
        case model::Retarget::restart: return {at_, paused ? from.since : at_, {}, {}};
        case model::Retarget::retro:
            return same_time ? with_rest(carried, from, choice) : remeasured(from, choice);
        case model::Retarget::proportional: return scaled(from, choice);
        default: break;
    }
    if (same_time) return with_rest(carried, from, choice);
    const bool again = definition_.source->calendar_change == model::CalendarChange::remeasure;
    return again ? remeasured(from, choice) : carried_over(from, choice);
}

/// The promise, counted from the origin.
Terms Turn::whole(const State& from, const Choice& choice) const {
    return settled(choice, {from.origin, from.origin, {}, {}});
}

/// A length that was given before counts as it is; only where it falls due is worked out.
Terms Turn::settled(const Choice& choice, const Base& base) const {
    if (!given_) return settle(plan_, index_, choice, base, sources());
    const Meter meter = meter_of(plan_, choice, sources());
    const auto shared = shared_by(choice, sources());
    Terms terms{choice.goal, shared ? shared->calendar : choice.calendar, *given_, state_.due, state_.pinned};
    if (state_.pinned)
        terms.target = std::max(meter.distance(base.origin, state_.due), Duration{});
    else if (state_.due != never)
        terms.due = length_due(meter, *given_, base, definition_.source->land);
    return terms;
}

/// What has passed keeps its measure.
Base Turn::carried_over(const State& from, const Choice& choice) const {
    return with_rest(segmented(from, whole(from, choice).target), from, choice);
}

/// A length counts on from what has counted, by whatever hours. Days and dates are those of the present
/// hours, and only what has rested moves them.
Base Turn::with_rest(Base base, const State& from, const Choice& choice) const {
    if (given_ || choice.target == nullptr || !choice.target->target || !is_point(*choice.target->target))
        return base;
    // A clock that takes over from a paused one counts from now on.
    base.rested = moved_ ? *moved_ : rested(from, from.definition == index_ ? base.since : at_);
    base.broken_at = from.since;
    return base;
}

/// When it ran until then. A gap that counts since it was reopened in this pass is not on record yet.
Periods Turn::ran(const State& from, Instant until) const {
    const Periods periods = round_.pass.history->unpaused(from.definition, from.origin, until);
    return gap_since_ && *gap_since_ < until ? joined(periods, {*gap_since_, until}) : periods;
}

/// Own time that has passed since the origin and did not count, in the hours that counted last.
Duration Turn::rested(const State& from, Instant until) const {
    if (from.pauses == 0 && from.since == from.origin) return {};
    const Meter meter = meter_of(plan_of_past(), from);
    const Duration counted = round_.pass.history == nullptr ? elapsed(plan_of_past(), from, until)
                                                            : measured(meter, ran(from, until));
    return std::max(meter.distance(from.origin, until) - counted, Duration{});
}

/// What has passed keeps its measure; from now on time counts anew.
Base Turn::segmented(const State& from, Duration new_target) const {
    const Instant since = from.phase == Phase::paused ? from.since : at_;
    Base base{from.origin, since, elapsed(plan_of_past(), from, at_), std::nullopt};
    if (from.phase != Phase::running || base.consumed <= new_target) return base;
    base.broken_at = from.since;
    if (new_target > from.consumed) {
        base.broken_at =
            meter_of(plan_of_past(), from).advance(from.consumed, from.since, new_target - from.consumed);
    }
    return base;
}

/// As if the new time had been counted from the origin on.
Base Turn::remeasured(const State& from, const Choice& choice) {
    const Duration target = whole(from, choice).target;
    const Instant end = from.phase == Phase::paused ? from.since : at_;
    std::vector<calendar::Calendar::Interval> periods;
    const bool never_paused = from.pauses == 0 && from.since == from.origin;
    if (never_paused) {
        periods.push_back({from.origin, end});
    } else if (round_.pass.history != nullptr) {
        periods = ran(from, end);
    } else {
        complain(clock_no_history, "its past is not known; what has passed keeps its measure");
        return carried_over(from, choice);
    }
    const Recount count = recount(meter_of(plan_, choice, sources()), periods, target);
    return {from.origin, end, count.consumed, count.reached};
}

/// As many parts of the new promise are used up as were of the old one.
Base Turn::scaled(const State& from, const Choice& choice) const {
    const Terms promise = whole(from, choice);
    if (from.due == never || promise.due == never) return carried_over(from, choice);
    Base base = segmented(from, Duration{});
    base.consumed = proportion(base.consumed, promise.target, from.target);
    if (base.consumed > promise.target) base.broken_at = from.due;
    return base;
}

}  // namespace itr::clock
