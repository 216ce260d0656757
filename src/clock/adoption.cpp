// A new version of the agreements and calendars reaches a clock.
#include <algorithm>

#include "clock/budget.hpp"
#include "clock/evolve.hpp"
#include "clock/turn.hpp"

namespace itr::clock {
namespace {

using Target = calendar::Target;

bool are_same(const model::Adjustment& one, const model::Adjustment& other) {
    return one.out_of_hours == other.out_of_hours && one.per_cycle == other.per_cycle &&
           one.floor == other.floor && one.ceiling == other.ceiling;
}

const std::optional<Target>& target_of(const Goal* row) {
    static const std::optional<Target> measured;
    return row == nullptr ? measured : row->target;
}

/// Whether a row of each version promises the same, wherever it stands and in whatever calendar.
bool promise_the_same(const Definition& before, const Goal* row_before, const Definition& now,
                      const Goal* row) {
    return target_of(row_before) == target_of(row) && are_same(before.source->adjust, now.source->adjust) &&
           before.source->land == now.source->land && before.source->dates_move == now.source->dates_move;
}

const Goal* row_of(const Definition& definition, std::uint16_t goal) {
    return goal < definition.goals.size() ? &definition.goals[goal] : nullptr;
}

bool is_same_reason(const Pause& one, const Pause& other) {
    return one.reason == other.reason && one.when.source() == other.when.source();
}

}  // namespace

/// The version before, if it had this clock.
const Definition* Turn::last_version() const {
    const bool known = round_.last_version != nullptr && index_ < round_.last_version->clocks().size() &&
                       !round_.last_version->clocks()[index_].retired;
    return known ? &round_.last_version->clocks()[index_] : nullptr;
}

/// By whose rows the clock has counted so far.
const Plan& Turn::plan_of_past() const {
    return round_.last_version != nullptr && index_ < round_.last_version->clocks().size()
               ? *round_.last_version
               : plan_;
}

/// The row by which an active clock counts, as this version knows it; none: it promises nothing, or here no
/// row promises the same.
std::uint16_t Turn::standing_row() const {
    if (!is_active(state_.phase) || state_.due == never) return none;
    if (round_.last_version == nullptr) return state_.goal;
    const Definition* before = last_version();
    return before == nullptr ? none : row_like(*before, state_.goal);
}

/// The row of this version that promises the same as one of the version before; none.
std::uint16_t Turn::row_like(const Definition& before, std::uint16_t goal) const {
    const Goal* row = row_of(before, goal);
    for (std::uint16_t i = 0; i < definition_.goals.size(); ++i)
        if (promise_the_same(before, row, definition_, &definition_.goals[i])) return i;
    return none;
}

/// Whether it would have started under the version before, on the same ticket.
bool Turn::held_before() const {
    const Definition* before = last_version();
    return before != nullptr && round_.now.holds_or_absent(before->applies) &&
           round_.now.holds_or_absent(before->start);
}

void Turn::adopt() {
    const bool ran = state_.phase != Phase::idle;
    if (is_active(state_.phase)) {
        if (definition_.retired) {
            emit(Cancelled{index_, at_, elapsed_now(), true});
            return;
        }
        if (stop() || cancel() || reset()) return;
        take_new_promise();
        if (const Definition* before = last_version()) follow_pauses(*before);
        return;
    }
    if (ran)
        know_row_again();
    else
        begin();
}

/// A clock that is over may go on: its row is then the one that says the same in this version.
void Turn::know_row_again() {
    const Definition* before = last_version();
    if (before == nullptr || definition_.retired || state_.goal == none) return;
    const std::uint16_t goal = row_like(*before, state_.goal);
    if (goal == state_.goal) return;
    emit(Retargeted{index_, state_.since, goal, state_.calendar, state_.origin, state_.since, state_.consumed,
                    state_.target, state_.due, model::Retarget::keep, state_.pinned, state_.breached});
}

/// What was promised by a row that says the same still is not asked for again: more time that somebody gave,
/// a date that was agreed on, a share fixed at the start. Only the calendar may be another one then.
void Turn::take_new_promise() {
    const Definition& before = round_.last_version->clocks()[index_];
    const Choice now = chosen(round_.now, round_.pass.host);
    const auto shared = shared_by(now, sources());
    const std::uint16_t calendar = shared ? shared->calendar : now.calendar;
    const bool moved = calendar != state_.calendar;
    const bool same = promise_the_same(before, row_of(before, state_.goal), definition_, now.target);
    if (same && !moved && now.goal == state_.goal) return;
    std::optional<model::Retarget> named;
    if (same) {
        given_ = given_length(now.target, before);
        named = moved ? named_for_calendar(calendar, state_.calendar) : model::Retarget::carry;
    } else {
        named = policy_of(model::RetargetCause::definition);
    }
    const auto policy = named.value_or(definition_.source->retarget);
    const bool kept = policy == model::Retarget::keep ||
                      (same && moved && definition_.source->calendar_change == model::CalendarChange::keep &&
                       policy != model::Retarget::restart);
    if (!kept) return retarget(now, {policy});
    // The promise stands, and so does the time it counts in; its row is another one, or none.
    const std::uint16_t goal = same ? now.goal : none;
    if (goal == state_.goal) return;
    emit(Retargeted{index_, at_, goal, state_.calendar, state_.origin, state_.since, state_.consumed,
                    state_.target, state_.due, model::Retarget::keep, state_.pinned, state_.breached});
}

/// A length as it stands. Days and dates are counted again from where they were counted: what has moved them
/// by now, a pause or more time that somebody gave, moves them still.
std::optional<Duration> Turn::given_length(const Goal* row, const Definition& before) {
    const auto& target = target_of(row);
    if (!target || state_.due == never) return std::nullopt;
    if (!is_point(*target) || (state_.pinned && target->kind != Target::Kind::date)) return state_.target;
    const Choice as_before{state_.goal, state_.calendar, row_of(before, state_.goal)};
    const Base from_origin{state_.origin, state_.origin, {}, {}};
    const Terms told = settle(*round_.last_version, index_, as_before, from_origin, sources());
    const Duration moved = meter_of(plan_of_past(), state_).distance(told.due, state_.due);
    if (told.due != never && !state_.pinned && moved >= Duration{}) moved_ = moved;
    const bool is_segmented = definition_.source->calendar_change == model::CalendarChange::segment;
    return told.target == state_.target || (moved_ && is_segmented) ? std::nullopt
                                                                    : std::optional(state_.target);
}

/// What the version before knew and the clock runs by has been let go on.
void Turn::pause_for_new_reason(const Definition& before) {
    pause_where([&](const Pause& pause) {
        const auto is_it = [&](const Pause& other) { return is_same_reason(other, pause); };
        return std::ranges::none_of(before.pauses, is_it) && round_.now.holds(pause.when);
    });
}

/// A pause is known by the number of its reason.
void Turn::follow_pauses(const Definition& before) {
    if (state_.phase == Phase::running) return pause_for_new_reason(before);
    const std::uint16_t reason = state_.pause_reason;
    if (reason == none) return;
    const bool stays = reason < before.pauses.size() && reason < definition_.pauses.size() &&
                       is_same_reason(before.pauses[reason], definition_.pauses[reason]);
    if (stays) return resume();
    go_on_from_pause();
    pause_where_one_holds();
}

void run_adoption(const Plan& before, const Plan& plan, std::span<const State> clocks, const Pass& pass,
                  std::vector<Event>& events, std::vector<Error>& problems) {
    const Earlier earlier(plan, *pass.frame);
    const Steady steady(*pass.frame);
    Round round{plan,
                pass,
                clocks,
                events,
                events.size(),
                Judge(*pass.frame, problems),
                Judge(earlier, problems),
                Judge(steady, problems),
                problems,
                &before};
    for (const ClockIndex index : plan.order()) Turn(round, index).adopt();
}

}  // namespace itr::clock
