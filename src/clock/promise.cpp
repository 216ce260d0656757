#include "clock/promise.hpp"

#include <algorithm>

#include "clock/evolve.hpp"

namespace itr::clock {
namespace {

using Kind = calendar::Target::Kind;

/// What adjustments and shares leave at least: a clock that has nothing to wait for and begins anew when it
/// is over would do so at every instant.
constexpr Duration shortest_target = seconds(1);

Duration share_of(Duration whole, int per_mille) {
    // Parts of 1000 first, so that the product stays far from overflow for any target.
    return {whole.ms / 1000 * per_mille + whole.ms % 1000 * per_mille / 1000};
}

std::optional<Duration> host_target(ClockIndex clock, std::span<const HostTarget> given) {
    for (const HostTarget& one : given) {
        if (one.clock == clock) return one.target;
    }
    return std::nullopt;
}

/// What a clock has left; nothing of a promise that is used up.
Duration rest_of(const Plan& plan, const State& clock, Instant at) {
    return std::max(clock.target - elapsed(plan, clock, std::max(at, clock.since)), Duration{});
}

/// A length of own time; nothing for targets that are no length or that nobody has given.
std::optional<Duration> length_of(const Plan& plan, ClockIndex clock, const calendar::Target& target,
                                  const Sources& sources, const std::optional<State>& shared) {
    switch (target.kind) {
        case Kind::working: return target.length + target.then_real;
        case Kind::real: return target.length;
        case Kind::host: return host_target(clock, sources.host);
        case Kind::share:
            if (!shared || shared->due == never) return std::nullopt;
            return share_of(target.of_the_rest ? rest_of(plan, *shared, sources.at) : shared->target,
                            target.share_per_mille);
        default: return std::nullopt;
    }
}

/// What the host gave for the row before: as it stands, and nothing is added to it again.
std::optional<Duration> standing_length(ClockIndex clock, const Choice& choice, const Sources& sources) {
    const bool stands = sources.standing_row != none && sources.standing_row == choice.goal &&
                        choice.target->target->kind == Kind::host && !host_target(clock, sources.host);
    return stands ? std::optional(sources.standing_length) : std::nullopt;
}

/// Whether a cycle that begins at `origin` begins outside working time.
bool is_out_of_hours(const Plan& plan, std::uint16_t hours_of, Instant origin) {
    return hours_of != none && !plan.calendars()[hours_of].is_open(origin);
}

/// Where other hours have measured the past, what rested in it moves the instant that the new hours give, and
/// the length is what has counted and what lies ahead.
void move_by_rest(Terms& terms, const Meter& meter, const Base& base, calendar::Land land) {
    const bool moves = base.rested->ms > 0;
    if (moves) terms.due = meter.advance(Duration{}, terms.due, *base.rested, land);
    if (terms.due == never) return;
    terms.target = std::max(base.consumed + meter.distance(base.since, terms.due), Duration{});
    if (moves && base.broken_at) terms.due = std::max(terms.due, *base.broken_at);
}

/// Days and dates are instants first; their length is what lies between. They stay where they are, in closed
/// time too, unless own time has passed that did not count.
void settle_point(Terms& terms, const Meter& meter, Instant due, const Base& base, calendar::Land land) {
    if (due == never) return;
    const Duration length = meter.distance(base.origin, due);
    terms.due = due;
    terms.target = std::max(length, Duration{});
    if (terms.pinned || due <= base.origin) return;
    if (base.rested) return move_by_rest(terms, meter, base, land);
    const Instant from = std::max(base.since, base.origin);
    if (meter.distance(from, due) != length - base.consumed)
        terms.due = length_due(meter, terms.target, base, land);
}

}  // namespace

std::optional<State> shared_by(const Choice& choice, const Sources& sources) {
    const bool share =
        choice.target != nullptr && choice.target->target && choice.target->target->kind == Kind::share;
    return share ? sources.clock(static_cast<ClockIndex>(choice.target->reference)) : std::nullopt;
}

Instant length_due(const Meter& meter, Duration target, const Base& base, calendar::Land land) {
    if (base.consumed > target) return base.broken_at.value_or(base.since);
    return meter.advance(base.consumed, base.since, target - base.consumed, land);
}

Instant due_counted_on(const Meter& meter, Duration target, Instant due, const Base& base,
                       calendar::Land land) {
    const bool stands =
        base.since <= due && meter.measure(base.consumed, base.since, due) == target - base.consumed;
    return stands ? due : length_due(meter, target, base, land);
}

Duration adjusted(const model::Adjustment& adjust, Duration length, std::uint16_t cycle, bool out_of_hours) {
    if (out_of_hours) length = length + adjust.out_of_hours;
    if (cycle > 1) length = length + adjust.per_cycle * (cycle - 1);
    if (adjust.floor) length = std::max(length, *adjust.floor);
    if (adjust.ceiling) length = std::min(length, *adjust.ceiling);
    return std::max(length, shortest_target);
}

bool is_point(const calendar::Target& target) {
    return target.kind == Kind::working_days || target.kind == Kind::date;
}

std::optional<State> Sources::clock(ClockIndex index) const {
    std::optional<State> found;
    const auto known = find_state(clocks, index);
    if (known != nullptr) found = *known;
    for (const Event& event : fresh) {
        if (clock_of(event) != index) continue;
        if (!found) found = State{};
        apply(*found, event);
    }
    return found;
}

std::optional<Instant> promised_date(const Goal& goal, const expression::Frame& frame) {
    const Value& value = frame.slot(goal.reference);
    if (!value.is(itr::Kind::timestamp)) return std::nullopt;
    return to_instant(value.as_timestamp());
}

Meter meter_of(const Plan& plan, const Choice& choice, const Sources& sources) {
    static const std::optional<calendar::Target> measured;
    const auto& target = choice.target == nullptr ? measured : choice.target->target;
    const auto shared = shared_by(choice, sources);
    return shared ? meter(plan, shared->calendar, measured) : meter(plan, choice.calendar, target);
}

Terms settle(const Plan& plan, ClockIndex clock, const Choice& choice, const Base& base,
             const Sources& sources) {
    Terms terms;
    terms.goal = choice.goal;
    terms.calendar = choice.calendar;
    if (choice.target == nullptr || !choice.target->target) return terms;
    const calendar::Target& target = *choice.target->target;
    const Definition& definition = plan.clocks()[clock];
    const calendar::Land land = definition.source->land;
    const auto shared = shared_by(choice, sources);
    if (shared) terms.calendar = shared->calendar;
    const Meter meter = meter_of(plan, choice, sources);
    if (target.kind == Kind::working_days) {
        settle_point(terms, meter, calendar::due(*meter.calendar, base.origin, target, land), base, land);
    } else if (target.kind == Kind::date) {
        terms.pinned = !definition.source->dates_move;
        if (const auto date = promised_date(*choice.target, *sources.frame)) {
            settle_point(terms, meter, *date, base, land);
        }
    } else if (const auto stands = standing_length(clock, choice, sources)) {
        terms.target = *stands;
        terms.due = length_due(meter, terms.target, base, land);
    } else if (const auto length = length_of(plan, clock, target, sources, shared)) {
        const model::Adjustment& adjust = definition.source->adjust;
        const std::uint16_t hours_of =
            terms.calendar != none ? terms.calendar : plan.in_zone(definition.calendar, *sources.frame);
        const bool out_of_hours = adjust.out_of_hours.ms > 0 && is_out_of_hours(plan, hours_of, base.origin);
        terms.target = adjusted(adjust, *length, sources.cycle, out_of_hours);
        terms.due = length_due(meter, terms.target, base, land);
    }
    return terms;
}

Instant due_when_resumed(const Plan& plan, const State& clock, Instant at) {
    const bool missed = clock.breached && clock.due == clock.breached_at;
    if (clock.due == never || clock.pinned || missed || clock.consumed > clock.target) return clock.due;
    const calendar::Land land = plan.clocks()[clock.definition].source->land;
    const Base base{clock.origin, std::max(clock.since, at), clock.consumed, std::nullopt};
    return due_counted_on(meter_of(plan, clock), clock.target, clock.due, base, land);
}

}  // namespace itr::clock
