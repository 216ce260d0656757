// A ticket that comes under another agreement: the clock of the same name takes over.
#include <algorithm>

#include "clock/budget.hpp"
#include "clock/evolve.hpp"
#include "clock/turn.hpp"

namespace itr::clock {
namespace {

/// What the other has fired, as far as this definition has thresholds of the same key.
void map_firings(const Definition& definition, const Definition& before, const State& other,
                 TookOver& taken) {
    for (std::size_t i = 0; i < before.thresholds.size(); ++i) {
        const Threshold& told = before.thresholds[i];
        const auto same = std::ranges::find_if(definition.thresholds, [&](const Threshold& own) {
            return !own.retired && own.source->key == told.source->key;
        });
        if (same == definition.thresholds.end()) continue;
        if ((other.fired >> i & 1U) != 0)
            taken.fired |= std::uint32_t{1} << (same - definition.thresholds.begin());
        if (told.series != single && same->series != single)
            taken.repeats[same->series] = other.repeats[told.series];
    }
}

}  // namespace

/// The clock of the same name whose agreement ceases to apply in this pass, as it was before: whichever of
/// the two comes first in the pass.
std::optional<State> Turn::predecessor() const {
    const bool comes_under =
        !round_.pass.opening && definition_.applies && !round_.before.holds(*definition_.applies);
    if (!comes_under) return std::nullopt;
    for (const State& other : round_.clocks) {
        const Definition& definition = plan_.clocks()[other.definition];
        const bool same = other.definition != index_ && definition.name == definition_.name;
        if (same && is_active(other.phase) && !round_.now.holds_or_absent(definition.applies)) return other;
    }
    return std::nullopt;
}

/// Of the clocks of the same name the one that was met or missed last, under an agreement that applies no
/// more; nothing where this clock itself has been at it since.
std::optional<State> Turn::finished_elsewhere() const {
    std::optional<State> last;
    Instant since = is_finished(state_.phase) ? state_.since : min_instant;
    for (const State& other : round_.clocks) {
        const Definition& definition = plan_.clocks()[other.definition];
        const bool same = other.definition != index_ && definition.name == definition_.name;
        const bool over = other.phase == Phase::met || other.phase == Phase::missed;
        if (!same || !over || other.since < since || round_.now.holds_or_absent(definition.applies)) continue;
        last = other;
        since = other.since;
    }
    return last;
}

/// A pause that still holds follows at once, by a reason of this clock's own; one by command is nobody's.
void Turn::succeed(const State& other) {
    const auto policy = policy_under_another_agreement();
    if (policy == model::Retarget::restart)
        start_cycle(at_, false);
    else
        carry_on(other, policy);
    keep_paused_by_command(other);
}

void Turn::carry_on(const State& other, model::Retarget policy) {
    cycle_ = static_cast<std::uint16_t>(state_.cycle + 1);
    const Base before{other.origin, other.since, other.consumed, std::nullopt};
    const Choice choice = choose(plan_, index_, round_.now, before, sources());
    Base base = base_after(other, choice, policy);
    if (other.phase == Phase::paused) base.since = at_;
    Terms terms = settle(plan_, index_, choice, base, sources());
    const Instant due = due_if_resumed(plan_, other, at_);
    const bool kept =
        policy == model::Retarget::keep || (policy == model::Retarget::tighten_only && terms.due >= due);
    if (kept) {
        terms = {none, other.calendar, other.target, due, other.pinned};
        base = {other.origin, at_, elapsed(plan_, other, at_), std::nullopt};
    }
    started(terms, base);
    take_over(other);
}

/// What the other has done is done: nobody hears the same threshold twice, a budget is not given anew, and a
/// promise that was broken stays so, as under another row of the same agreement.
void Turn::take_over(const State& other) {
    TookOver taken{};
    taken.clock = index_;
    taken.from = other.definition;
    taken.acknowledged = other.acknowledged;
    taken.pauses = other.pauses;
    taken.paused_for = other.paused_for;
    taken.pause_spent = spent_pausing(plan_, other, at_);
    taken.breached_at = never;
    if (other.phase == Phase::paused) {
        taken.paused_for = taken.paused_for + (at_ - other.since);
        // The same pause, if it lasts: it follows at once, and counts then.
        if (other.pause_reason == none || holds_a_pause())
            taken.pauses = static_cast<std::uint16_t>(taken.pauses - 1);
    }
    if (other.breached && (definition_.source->breach_is_sticky || state_.due < at_)) {
        taken.breached_at = other.breached_at;
        taken.waived = other.waived;
    }
    map_firings(definition_, plan_.clocks()[other.definition], other, taken);
    emit(taken);
}

bool Turn::holds_a_pause() const {
    return std::ranges::any_of(definition_.pauses,
                               [this](const Pause& pause) { return round_.now.holds(pause.when); });
}

void Turn::keep_paused_by_command(const State& other) {
    const bool by_command = other.phase == Phase::paused && other.pause_reason == none;
    if (!by_command || state_.phase != Phase::running) return;
    const Instant at = std::max(at_, state_.since);
    emit(Paused{index_, at, elapsed(plan_, state_, at), none, never});
}

}  // namespace itr::clock
