#include "structure/duties.hpp"

#include <algorithm>

#include "clock/promise.hpp"

namespace itr::structure {
namespace {

using Kind = calendar::Target::Kind;
constexpr Duration a_day = hours(24);

bool is_length(Kind kind) {
    return kind == Kind::working || kind == Kind::real || kind == Kind::working_days;
}

/// As the clock has it in its first cycle: what is added or taken comes at the end.
void adjust_length(Job& job, const clock::Plan& plan, const clock::Definition& definition,
                   std::uint16_t calendar) {
    if (job.target.kind == Kind::working_days) return;
    const model::Adjustment& adjust = definition.source->adjust;
    const Duration whole = job.target.length + job.target.then_real;
    const Duration length = clock::adjusted(adjust, whole, 1, false);
    job.target.length = job.target.then_real.ms > 0 ? std::min(job.target.length, length) : length;
    job.target.then_real = length - job.target.length;
    job.surcharge = clock::adjusted(adjust, whole, 1, true) - length;
    const std::uint16_t hours = calendar != clock::none ? calendar : definition.calendar;
    if (job.surcharge.ms > 0 && hours != clock::none) job.hours = &plan.calendars()[hours];
    if (job.hours == nullptr) job.surcharge = {};
}

/// As a number.
Duration plain_length(const calendar::Target& target) {
    return target.kind == Kind::working_days ? a_day * std::max(target.days, 1)
                                             : target.length + target.then_real;
}

}  // namespace

bool may_hold(model::AgreementKind outer, model::AgreementKind inner) noexcept {
    return static_cast<int>(outer) <= static_cast<int>(inner);
}

Duties::Duties(Groundwork& ground, clock::ClockIndex promise, std::size_t row)
    : ground_(ground),
      outer_(ground.plan().clocks()[promise]),
      outer_index_(promise),
      row_(row),
      by_state_(ground.chart().states().size(), no_job),
      whole_(ground.chart().states().size(), false) {
    promise_ = job_of(promise, outer_.goals[row]);
    if (!promise_) return;
    const auto own = states_named_by_start(ground.chart(), outer_);
    const auto clocks = ground.plan().clocks();
    for (clock::ClockIndex i = 0; i < clocks.size(); ++i)
        if (i != promise && !clocks[i].retired &&
            may_hold(outer_.agreement->kind, clocks[i].agreement->kind) &&
            clocks[i].agreement->kind != model::AgreementKind::sla)
            place(i, own);
}

/// Of several promises on one state an OLA hides a UC, one for the whole stay hides others, and of equals the
/// longest counts: by the real time that it may take, as lengths of different calendars and working days are
/// no numbers of the same kind.
void Duties::place(clock::ClockIndex index, const std::vector<chart::StateIndex>& own) {
    const clock::Plan& plan = ground_.plan();
    const auto places = ground_.places(index);
    if (places.empty()) return;
    const auto job = longest(index);
    if (!job) return;
    for (const Place& placed : places) {
        // A promise does not hold another of its own kind on the same state: they run side by side.
        const bool same_kind = plan.clocks()[index].agreement->kind == outer_.agreement->kind;
        if (same_kind && std::ranges::find(own, placed.state) != own.end()) continue;
        const std::uint16_t known = by_state_[placed.state];
        if (known != no_job) {
            const auto rank = [&](const Job& j, bool whole) {
                const auto kind = static_cast<int>(plan.clocks()[j.clock].agreement->kind);
                return std::tuple(-kind, whole, ground_.measures().most(j));
            };
            if (rank(*job, placed.whole) <= rank(jobs_[known], whole_[placed.state])) continue;
        }
        by_state_[placed.state] = static_cast<std::uint16_t>(jobs_.size());
        whole_[placed.state] = placed.whole;
        jobs_.push_back(*job);
    }
}

bool Duties::cannot_hold(const Term* when) const {
    if (when == nullptr) return false;
    const Term* given = ground_.when(outer_index_, row_);
    if (given != nullptr && excludes(*given, *when)) return true;
    if (outer_.agreement->match != model::Match::first) return false;
    // In the rows above this one some other condition must have failed.
    for (std::size_t i = 0; i < row_; ++i)
        if (const Term* failed = ground_.when(outer_index_, i); failed != nullptr && implies(*when, *failed))
            return true;
    return false;
}

bool Duties::surely_holds(const Term* when) const {
    if (when == nullptr) return true;
    const Term* given = ground_.when(outer_index_, row_);
    return given != nullptr && implies(*given, *when);
}

std::vector<const clock::Goal*> Duties::rows_of(clock::ClockIndex index) const {
    std::vector<const clock::Goal*> rows;
    const clock::Definition& definition = ground_.plan().clocks()[index];
    for (std::size_t row = 0; row < definition.goals.size(); ++row) {
        const Term* when = ground_.when(index, row);
        if (cannot_hold(when)) continue;
        rows.push_back(&definition.goals[row]);
        if (definition.agreement->match == model::Match::first && surely_holds(when)) break;
    }
    return rows;
}

std::optional<Job> Duties::longest(clock::ClockIndex index) const {
    std::optional<Job> longest;
    Measures& measures = ground_.measures();
    for (const clock::Goal* goal : rows_of(index)) {
        auto job = job_of(index, *goal);
        if (job && (!longest || measures.most(*job) > measures.most(*longest))) longest = std::move(job);
    }
    return longest;
}

bool Duties::count_alike() const {
    return std::ranges::all_of(jobs_, [this](const Job& job) { return job.counts_like(jobs_.front()); });
}

std::optional<Job> Duties::job_of(clock::ClockIndex index, const clock::Goal& goal) const {
    if (!goal.target) return std::nullopt;
    const clock::Plan& plan = ground_.plan();
    Job job{index, *goal.target, nullptr, plan.clocks()[index].source->land, {}};
    if (goal.calendar != clock::none) job.calendar = &plan.calendars()[goal.calendar];
    if (goal.target->kind == Kind::share) {
        // A share of the outer promise itself follows it; of another clock, or of what will remain, it cannot
        // be told beforehand.
        const bool of_outer = !goal.target->of_the_rest && goal.reference == outer_index_ &&
                              index != outer_index_ && promise_ &&
                              promise_->target.kind != Kind::working_days;
        if (!of_outer) return std::nullopt;
        job.target = promise_->target;
        job.target.length = Duration{promise_->plain.ms * goal.target->share_per_mille / 1000};
        job.target.then_real = {};
        job.calendar = promise_->calendar;
    } else if (!is_length(goal.target->kind)) {
        return std::nullopt;
    }
    if (job.calendar == nullptr && job.target.kind == Kind::working_days) return std::nullopt;
    adjust_length(job, plan, plan.clocks()[index], goal.calendar);
    job.plain = plain_length(job.target);
    return job;
}

}  // namespace itr::structure
