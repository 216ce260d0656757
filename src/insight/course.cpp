#include "insight/course.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "chart/index.hpp"

namespace itr::insight {
namespace {

std::string text_or_empty(const Value& value) {
    return value.is(Kind::string) ? std::string(value.as_string()) : std::string();
}

/// "L2/L3" is work of both.
void add_lines(std::set<std::string>& lines, std::string_view line) {
    while (!line.empty()) {
        const std::size_t end = std::min(line.find('/'), line.size());
        if (end > 0) lines.emplace(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
}

}  // namespace

void Course::take(const Flow& flow, const Commit& commit) {
    if (!std::exchange(opened_, true)) opened_at_ = since_ = commit.at;
    for (const Step& step : commit.steps) take_step(flow, commit, step);
}

void Course::take_step(const Flow& flow, const Commit& commit, const Step& step) {
    const std::string before = state_;
    bool moved = false;
    for (std::uint32_t i = step.events.begin; i < step.events.end; ++i) {
        const Event& event = commit.events[i];
        if (const auto* move = std::get_if<event::Moved>(&event)) {
            for (const auto state : move->exited) active_.erase(state);
            active_.insert(move->entered.begin(), move->entered.end());
            moved = true;
        } else if (const auto* assigned = std::get_if<event::Assigned>(&event)) {
            line_ = text_or_empty(assigned->line);
            const std::string team = text_or_empty(assigned->team);
            if (team == team_) continue;
            if (!team_before_.empty() && team == team_before_) ++ping_pongs_;
            team_before_ = std::exchange(team_, team);
        } else if (const auto* clock = std::get_if<event::ClockChanged>(&event)) {
            take_event(flow, clock->change);
        }
    }
    if (moved) {
        leave_state(step.at);
        state_ = state_of(flow);
        const bool was_completed = std::exchange(completed_, is_completed(flow));
        changed_completion(was_completed);
    }
    // Whoever is given the ticket as it is opened has had it, though no event says so.
    if (step.cause == Cause::open) add_lines(lines_, line_);
    if (step.cause != Cause::send || step.event == chart::none) return;
    if (flow.chart->events()[step.event].name == options_.refused_event) {
        refused(commit, step, before);
    } else {
        worked();
    }
}

void Course::changed_completion(bool was_completed) {
    if (completed_ && !std::exchange(ever_completed_, ever_completed_ || completed_))
        ++figures_.completed_by[line_];
    if (was_completed && !completed_) ++reopenings_;
}

void Course::worked() {
    ++figures_.states[state_];
    if (events_ > 0) ++figures_.moves[{last_state_, state_}];
    last_state_ = state_;
    add_lines(lines_, line_);
    ++events_;
}

void Course::refused(const Commit& commit, const Step& step, const std::string& state) {
    Refusal refusal{"", "", state};
    for (std::uint32_t i = step.data.begin; i < step.data.end; ++i) {
        const auto& [name, value] = commit.data[i];
        if (name == "code") refusal.code = text_or_empty(value);
        if (name == "event") refusal.event = text_or_empty(value);
    }
    ++figures_.refusals[refusal];
}

void Course::take_event(const Flow& flow, const clock::Event& change) {
    const auto index = std::visit([](const auto& e) { return e.clock; }, change);
    ClockFigures& figures = figures_.clocks[flow.plan->clocks()[index].key];
    const auto* known = std::ranges::find(clocks_, index, &clock::State::definition);
    const bool waived = known != clocks_.end() && known->waived;
    const bool breached = known != clocks_.end() && known->breached;
    if (const auto* started = std::get_if<clock::Started>(&change)) {
        // The number of a cycle that ended: it goes on, and its end was none.
        if (known != clocks_.end() && known->cycle == started->cycle) {
            if (known->phase == clock::Phase::met) --figures.met;
            if (known->phase == clock::Phase::missed && !waived) --figures.missed;
            figures.consumed = figures.consumed - known->consumed;
        } else {
            ++figures.cycles;
        }
    } else if (const auto* stopped = std::get_if<clock::Stopped>(&change)) {
        if (stopped->met) ++figures.met;
        if (!stopped->met && !waived) ++figures.missed;
        figures.consumed = figures.consumed + stopped->consumed;
    } else if (std::holds_alternative<clock::Cancelled>(change)) {
        ++figures.cancelled;
    } else if (std::holds_alternative<clock::Breached>(change)) {
        ++figures.breached;
    } else if (std::holds_alternative<clock::Waived>(change)) {
        ++figures.waived;
        --figures.breached;
        if (known != clocks_.end() && known->phase == clock::Phase::missed) --figures.missed;
    }
    if (std::holds_alternative<clock::Corrected>(change)) count_result(figures, *known, -1);
    if (const auto* taken = std::get_if<clock::TookOver>(&change)) take_over(flow, *taken);
    clock::evolve(clocks_, change);
    const clock::State& now = *std::ranges::find(clocks_, index, &clock::State::definition);
    if (std::holds_alternative<clock::Corrected>(change)) {
        count_result(figures, now, 1);
        if (!breached && now.breached) ++figures.breached;
    }
    if (!breached || std::holds_alternative<clock::Started>(change)) return;
    // A promise that was loosened, or time that does not count: there was no breach then.
    if (!now.breached) --(waived ? figures.waived : figures.breached);
}

/// A promise that was broken before is counted once, with the clock that answers for it now; and what had
/// come to its end under the other agreement has not, if it goes on.
void Course::take_over(const Flow& flow, const clock::TookOver& taken) {
    ClockFigures& before = figures_.clocks[flow.plan->clocks()[taken.from].key];
    ClockFigures& now = figures_.clocks[flow.plan->clocks()[taken.clock].key];
    const auto other = std::ranges::find(clocks_, taken.from, &clock::State::definition);
    if (other == clocks_.end()) return;
    count_result(before, *other, -1);
    if (taken.breached_at == never) return;
    --(other->waived ? before.waived : before.breached);
    ++(taken.waived ? now.waived : now.breached);
}

/// What a clock that is over came to; of any other nothing is counted yet.
void Course::count_result(ClockFigures& figures, const clock::State& clock, int sign) {
    if (clock.phase != clock::Phase::met && clock.phase != clock::Phase::missed) return;
    const auto by = static_cast<std::size_t>(sign);
    if (clock.phase == clock::Phase::met) figures.met += by;
    if (clock.phase == clock::Phase::missed && !clock.waived) figures.missed += by;
    figures.consumed = figures.consumed + clock.consumed * sign;
}

void Course::leave_state(Instant at) {
    if (!state_.empty()) {
        Duration& spent = figures_.time_in_state[state_];
        spent = spent + (at - since_);
    }
    since_ = at;
}

std::string Course::state_of(const Flow& flow) const {
    std::string names;
    for (const auto index : active_) {
        const chart::State& state = flow.chart->states()[index];
        if (!state.children.empty()) continue;
        if (!names.empty()) names += '+';
        names += state.id;
    }
    return names;
}

bool Course::is_completed(const Flow& flow) const {
    const auto tag = flow.chart->tag(options_.completed_tag);
    return tag != chart::none && std::ranges::any_of(active_, [&](chart::StateIndex index) {
               return std::ranges::binary_search(flow.chart->states()[index].tags, tag);
           });
}

bool Course::has_ended(const Flow& flow) const {
    return std::ranges::any_of(
        active_, [&](chart::StateIndex index) { return chart::ends_ticket(flow.chart->states()[index]); });
}

void Course::end(const Flow& flow, Instant as_of) {
    ++figures_.tickets;
    figures_.events += events_;
    events_per_ticket_.push_back(events_);
    for (const std::string& line : lines_) ++figures_.touched[line];
    if (lines_.size() == 1) ++figures_.only[*lines_.begin()];
    figures_.never_completed += ever_completed_ ? 0 : 1;
    figures_.ping_pong.tickets += ping_pongs_ > 0 ? 1 : 0;
    figures_.ping_pong.times += ping_pongs_;
    figures_.reopened.tickets += reopenings_ > 0 ? 1 : 0;
    figures_.reopened.times += reopenings_;
    for (const clock::State& clock : clocks_) {
        ClockFigures& figures = figures_.clocks[flow.plan->clocks()[clock.definition].key];
        figures.running += clock.phase == clock::Phase::running ? 1 : 0;
        figures.paused += clock.phase == clock::Phase::paused ? 1 : 0;
    }
    if (completed_ || has_ended(flow)) return;
    leave_state(std::max(as_of, since_));
    ++figures_.open;
    ++figures_.backlog_by_line[line_];
    const auto age = std::ranges::find_if(
        figures_.backlog, [&](const AgeClass& each) { return as_of - opened_at_ < each.below; });
    if (age != figures_.backlog.end()) ++age->tickets;
}

}  // namespace itr::insight
