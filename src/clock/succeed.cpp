// A ticket that comes under another agreement: the clock of the same name takes over.
#include <algorithm>

#include "clock/evolve.hpp"
#include "clock/turn.hpp"

namespace itr::clock {

/// The clock of the same name whose agreement ceases to apply in this pass, as it was before: whichever of
/// the two comes first in the pass.
std::optional<State> Turn::predecessor() const {
    const bool comes_under = !round_.pass.opening && definition_.applies && !is_finished(state_.phase) &&
                             !round_.before.holds(*definition_.applies);
    if (!comes_under) return std::nullopt;
    for (const State& other : round_.clocks) {
        const Definition& definition = plan_.clocks()[other.definition];
        const bool same = other.definition != index_ && definition.name == definition_.name;
        if (same && is_active(other.phase) && !round_.now.holds_or_absent(definition.applies)) return other;
    }
    return std::nullopt;
}

/// A pause that still holds follows at once, by a reason of this clock's own; one by command is nobody's.
void Turn::succeed(const State& other) {
    const auto policy = policy_of(model::RetargetCause::agreement).value_or(definition_.source->retarget);
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
    keep_breach(other);
}

/// A promise that was broken stays so under another agreement as under another row of the same one.
void Turn::keep_breach(const State& other) {
    if (!other.breached || (!definition_.source->breach_is_sticky && state_.due >= at_)) return;
    emit(Breached{index_, other.breached_at});
    if (other.waived) emit(Waived{index_, at_});
}

void Turn::keep_paused_by_command(const State& other) {
    const bool by_command = other.phase == Phase::paused && other.pause_reason == none;
    if (!by_command || state_.phase != Phase::running) return;
    const Instant at = std::max(at_, state_.since);
    emit(Paused{index_, at, elapsed(plan_, state_, at), none, never});
}

}  // namespace itr::clock
