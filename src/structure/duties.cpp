#include "structure/duties.hpp"

#include <algorithm>

#include "structure/condition.hpp"
#include "structure/truth.hpp"

namespace itr::structure {
namespace {

using Kind = calendar::Target::Kind;
constexpr Duration a_day = hours(24);

bool is_length(Kind kind) {
    return kind == Kind::working || kind == Kind::real || kind == Kind::working_days;
}

std::string text_of(const std::optional<expression::Expression>& condition) {
    return condition ? condition->source() : std::string();
}

/// Fills in what follows from target and calendar.
Job measured(Job job, const Horizon& horizon) {
    const calendar::Target& target = job.target;
    job.plain = target.kind == Kind::working_days ? a_day * std::max(target.days, 1)
                                                  : target.length + target.then_real;
    job.most = job.end(horizon.from) - horizon.from;
    if (job.calendar == nullptr) return job;
    for (const Instant edge : edges_of(*job.calendar, horizon)) {
        for (const Instant begin : {edge, edge + milliseconds(1)}) {
            const Instant end = job.end(begin);
            if (end != never) job.most = std::max(job.most, end - begin);
        }
    }
    return job;
}

}  // namespace

bool may_hold(model::AgreementKind outer, model::AgreementKind inner) noexcept {
    return static_cast<int>(outer) <= static_cast<int>(inner);
}

Instant Job::end(Instant begin) const {
    if (calendar != nullptr) return calendar::due(*calendar, begin, target, land);
    return begin + target.length + target.then_real;
}

std::vector<chart::StateIndex> states_named_by_start(const chart::Chart& chart,
                                                     const clock::Definition& definition) {
    std::vector<chart::StateIndex> states;
    // Without a start of its own a clock that stops when a state is left measures the stay in that state.
    for (const std::string& part :
         definition.start ? parts_of(definition.start->source(), "&&") : std::vector<std::string>()) {
        const Call call = call_of(part);
        if (call.function == "inState" || call.function == "entered") {
            if (const auto state = chart.state(call.argument); state != chart::none) states.push_back(state);
        } else if (call.function == "tagged") {
            const auto tag = chart.tag(call.argument);
            if (tag == chart::none) continue;
            const auto tagged = chart.tagged(tag);
            states.insert(states.end(), tagged.begin(), tagged.end());
        }
    }
    return states;
}

Duties::Duties(const chart::Chart& chart, const clock::Plan& plan, clock::ClockIndex promise, std::size_t row,
               const Horizon& horizon)
    : chart_(chart),
      plan_(plan),
      outer_(plan.clocks()[promise]),
      outer_index_(promise),
      row_(row),
      horizon_(horizon),
      by_state_(chart.states().size(), no_job),
      whole_(chart.states().size(), false) {
    promise_ = job_of(promise, outer_.goals[row]);
    if (!promise_) return;
    for (clock::ClockIndex i = 0; i < plan.clocks().size(); ++i)
        if (i != promise && !plan.clocks()[i].retired &&
            may_hold(outer_.agreement->kind, plan.clocks()[i].agreement->kind) &&
            plan.clocks()[i].agreement->kind != model::AgreementKind::sla)
            place(i);
}

/// Of several promises on one state an OLA hides a UC, one for the whole stay hides others, and of equals the
/// longest counts.
void Duties::place(clock::ClockIndex index) {
    const clock::Definition& definition = plan_.clocks()[index];
    const auto places = places_of(definition);
    if (places.empty()) return;
    const auto own = states_named_by_start(chart_, outer_);
    const auto job = longest(index);
    if (!job) return;
    for (const Placed& placed : places) {
        // A promise does not hold another of its own kind on the same state: they run side by side.
        const bool same_kind = definition.agreement->kind == outer_.agreement->kind;
        if (same_kind && std::ranges::find(own, placed.state) != own.end()) continue;
        const std::uint16_t known = by_state_[placed.state];
        if (known != no_job) {
            const auto rank = [&](const Job& j, bool whole) {
                const auto kind = static_cast<int>(plan_.clocks()[j.clock].agreement->kind);
                return std::tuple(-kind, whole, j.plain);
            };
            if (rank(*job, placed.whole) <= rank(jobs_[known], whole_[placed.state])) continue;
        }
        by_state_[placed.state] = static_cast<std::uint16_t>(jobs_.size());
        whole_[placed.state] = placed.whole;
        jobs_.push_back(*job);
    }
}

std::vector<Duties::Placed> Duties::places_of(const clock::Definition& definition) const {
    std::vector<Placed> places;
    const std::string stop = text_of(definition.stop);
    const auto stops = parts_of(stop, "||");
    for (const chart::StateIndex state : states_named_by_start(chart_, definition)) {
        const chart::StateIndex parent = chart_.states()[state].parent;
        const Situation leaves{state, parent == chart::none ? chart::none : parent, chart::none, true};
        const bool whole = std::ranges::any_of(stops, [&](const std::string& part) {
            const bool negative = part.starts_with('!');
            const Call call = call_of(negative ? std::string_view(part).substr(1) : std::string_view(part));
            const bool about = call.function == "tagged" || chart_.state(call.argument) == state;
            return about && (negative || call.function == "left") && truth(part, chart_, leaves) != Truth::no;
        });
        places.push_back({state, whole});
    }
    return places;
}

bool Duties::cannot_hold(const clock::Goal& goal) const {
    if (!goal.when) return false;
    const std::string& when = goal.when->source();
    const auto& given = outer_.goals[row_].when;
    if (given && excludes(given->source(), when)) return true;
    if (outer_.agreement->match != model::Match::first) return false;
    // In the rows above this one some other condition must have failed.
    for (std::size_t i = 0; i < row_; ++i)
        if (outer_.goals[i].when && implies(when, outer_.goals[i].when->source())) return true;
    return false;
}

bool Duties::surely_holds(const clock::Goal& goal) const {
    if (!goal.when) return true;
    const auto& given = outer_.goals[row_].when;
    return given && implies(given->source(), goal.when->source());
}

std::vector<const clock::Goal*> Duties::rows_of(const clock::Definition& definition) const {
    std::vector<const clock::Goal*> rows;
    for (const clock::Goal& goal : definition.goals) {
        if (cannot_hold(goal)) continue;
        rows.push_back(&goal);
        if (definition.agreement->match == model::Match::first && surely_holds(goal)) break;
    }
    return rows;
}

std::optional<Job> Duties::longest(clock::ClockIndex index) const {
    std::optional<Job> longest;
    for (const clock::Goal* goal : rows_of(plan_.clocks()[index])) {
        auto job = job_of(index, *goal);
        if (job && (!longest || job->most > longest->most)) longest = std::move(job);
    }
    return longest;
}

std::optional<Job> Duties::job_of(clock::ClockIndex index, const clock::Goal& goal) const {
    if (!goal.target) return std::nullopt;
    Job job{index, *goal.target, nullptr, plan_.clocks()[index].source->land, {}, {}};
    if (goal.calendar != clock::none) job.calendar = &plan_.calendars()[goal.calendar];
    if (goal.target->kind == Kind::share) {
        // A share of the outer promise itself follows it; of another clock, or of what will remain, it cannot
        // be told beforehand.
        const bool of_outer = !goal.target->of_the_rest && goal.reference == outer_index_ &&
                              index != outer_index_ && promise_ &&
                              promise_->target.kind != Kind::working_days;
        if (!of_outer) return std::nullopt;
        job.target = promise_->target;
        job.target.length = Duration{promise_->target.length.ms * goal.target->share_per_mille / 1000};
        job.target.then_real = {};
        job.calendar = promise_->calendar;
        return measured(std::move(job), horizon_);
    }
    if (!is_length(goal.target->kind)) return std::nullopt;
    if (job.calendar == nullptr && goal.target->kind == Kind::working_days) return std::nullopt;
    return measured(std::move(job), horizon_);
}

}  // namespace itr::structure
