#include "insight/clock_log.hpp"

#include <algorithm>

namespace itr::insight {
namespace {

bool is_active_phase(clock::Phase phase) {
    return phase == clock::Phase::running || phase == clock::Phase::paused;
}

Verdict verdict_of(const clock::Plan& plan, const clock::State& clock, Instant as_of) {
    Verdict verdict;
    verdict.phase = clock.phase;
    verdict.breached = clock.breached;
    verdict.due = clock::due_if_resumed(plan, clock, as_of);
    if (clock.due != never) verdict.target = clock.target;
    verdict.elapsed = clock::elapsed(plan, clock, as_of);
    return verdict;
}

}  // namespace

void ClockLog::take(const clock::Event& event) {
    const auto index = std::visit([](const auto& e) { return e.clock; }, event);
    if (const auto* started = std::get_if<clock::Started>(&event)) {
        const auto* known = std::ranges::find(clocks_, index, &clock::State::definition);
        if (known != clocks_.end() && known->cycle != started->cycle)
            ended_[{flow_->plan->clocks()[index].key, known->cycle}] = *known;
    }
    note_firing(event);
    clock::evolve(clocks_, event);
}

bool ClockLog::is_handled(std::string_view event) const {
    const auto index = flow_->chart->event(event);
    return index != chart::none &&
           std::ranges::any_of(flow_->chart->transitions(), [&](const chart::Transition& t) {
               return t.event == index || t.prefix == "clock";
           });
}

void ClockLog::note_firing(const clock::Event& event) {
    const auto index = std::visit([](const auto& e) { return e.clock; }, event);
    const clock::Definition& definition = flow_->plan->clocks()[index];
    const auto* known = std::ranges::find(clocks_, index, &clock::State::definition);
    const std::uint16_t cycle = known == clocks_.end() ? std::uint16_t{0} : known->cycle;
    if (const auto* breached = std::get_if<clock::Breached>(&event)) {
        firings_[{definition.key, cycle, "breach", 1}] = {breached->due, is_handled("clock.breached")};
    } else if (const auto* fired = std::get_if<clock::ThresholdFired>(&event)) {
        const clock::Threshold& threshold = definition.thresholds[fired->threshold];
        if (threshold.source->by == model::Threshold::At::predicted) return;
        firings_[{definition.key, cycle, threshold.source->key, fired->count}] = {
            fired->due, !threshold.actions.empty() || is_handled("clock.warned")};
    }
}

std::optional<ClockLog::Fired> ClockLog::fire_next(Instant until) {
    const clock::Plan& plan = *flow_->plan;
    const clock::State* first = nullptr;
    Instant at = never;
    for (const clock::State& clock : clocks_) {
        const Instant next = clock::next_fire(plan, clock);
        if (next >= at) continue;
        at = next;
        first = &clock;
    }
    if (first == nullptr || at > until) return std::nullopt;
    Fired fired{at, clock::fire(plan, *first, at)};
    take(fired.event);
    return fired;
}

bool ClockLog::work_off(Instant until) {
    for (std::size_t fired = 0; fired < max_firings; ++fired)
        if (!fire_next(until)) return true;
    return false;
}

std::map<ClockLog::RunKey, Verdict> ClockLog::verdicts(Instant as_of) const {
    std::map<RunKey, Verdict> verdicts;
    for (const auto& [key, clock] : ended_) verdicts[key] = verdict_of(*flow_->plan, clock, clock.since);
    for (const clock::State& clock : clocks_) {
        const Instant at = is_active_phase(clock.phase) ? std::max(as_of, clock.since) : clock.since;
        verdicts[{flow_->plan->clocks()[clock.definition].key, clock.cycle}] =
            verdict_of(*flow_->plan, clock, at);
    }
    return verdicts;
}

}  // namespace itr::insight
