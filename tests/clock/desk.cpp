#include "clock/desk.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace itr::test {
namespace {

model::Field field(std::string name, model::FieldType type, bool required) {
    model::Field made;
    made.name = std::move(name);
    made.type = type;
    made.required = required;
    return made;
}

model::State state(std::string name, std::string tag = {}) {
    model::State made;
    made.name = std::move(name);
    if (!tag.empty()) made.tags.push_back(std::move(tag));
    return made;
}

model::Workflow workflow() {
    model::Workflow made;
    made.name = "desk";
    made.data = {field("severity", model::FieldType::string, true),
                 field("level", model::FieldType::string, true),
                 field("reported_at", model::FieldType::timestamp, false),
                 field("promised_at", model::FieldType::timestamp, false)};
    for (const char* name : {"hold", "go", "restored", "escalate", "wrote", "replied", "update", "broken"}) {
        model::EventType type;
        type.name = name;
        made.events.push_back(type);
    }
    made.root.kind = model::StateKind::compound;
    made.root.initial.emplace();
    made.root.initial->to.push_back({"queued", {}});
    made.root.states = {state("queued"), state("working"), state("waiting", "waiting.customer"),
                        state("blocked", "waiting.vendor"), state("resolved")};
    return made;
}

calendar::Calendar office_in(std::string name, std::string zone, std::uint16_t opens = 9 * 60) {
    calendar::Definition definition;
    definition.name = std::move(name);
    definition.zone = std::move(zone);
    for (std::size_t day = 0; day < 5; ++day) definition.week[day] = {{opens, 17 * 60}};
    return calendar::Calendar::compile(definition, calendar::ZoneDatabase::load_system().value()).value();
}

std::string describe(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& one : diagnostics) text += to_string(one) + "\n";
    return text;
}

}  // namespace

const calendar::Calendar& office() {
    static const calendar::Calendar made = office_in("office", "UTC");
    return made;
}

const calendar::Calendar& berlin() {
    static const calendar::Calendar made = office_in("berlin", "Europe/Berlin");
    return made;
}

const calendar::Calendar& early() {
    static const calendar::Calendar made = office_in("early", "UTC", 8 * 60);
    return made;
}

Instant at(std::string_view text) { return parse_instant(text).value(); }

model::ClockDefinition clock_named(std::string name) {
    model::ClockDefinition made;
    made.name = std::move(name);
    return made;
}

model::Source cel(std::string text) { return {std::move(text), {}}; }

model::PauseReason pause_when(std::string condition, std::string reason) {
    return {cel(std::move(condition)), std::move(reason), std::nullopt};
}

model::Goal goal(std::string when, std::vector<std::pair<std::string, std::string>> targets,
                 std::string calendar) {
    model::Goal made;
    if (!when.empty()) made.when = cel(std::move(when));
    for (auto& [clock, target] : targets)
        made.targets.emplace_back(model::Word{clock, {}}, calendar::parse_target(target).value());
    if (!calendar.empty()) made.calendar = model::Word{std::move(calendar), {}};
    return made;
}

model::Threshold percent(std::string clock, std::int64_t per_mille) {
    model::Threshold made;
    made.clock.text = std::move(clock);
    made.per_mille = per_mille;
    return made;
}

model::Threshold offset(std::string clock, model::Threshold::At by, Duration offset) {
    model::Threshold made;
    made.clock.text = std::move(clock);
    made.by = by;
    made.offset = offset;
    return made;
}

model::Agreement agreement(std::vector<model::ClockDefinition> clocks, std::vector<model::Goal> goals,
                           std::vector<model::Threshold> thresholds) {
    model::Agreement made;
    made.name = "gold";
    made.calendar = model::Word{"office", {}};
    made.clocks = std::move(clocks);
    made.goals = std::move(goals);
    made.thresholds = std::move(thresholds);
    return made;
}

model::Pack pack_of(std::vector<model::Agreement> agreements) {
    model::Pack pack;
    pack.workflows.push_back(workflow());
    pack.agreements = std::move(agreements);
    return pack;
}

void put_right(std::vector<Interval>& periods, Interval stretch, bool counted) {
    std::vector<Interval> kept;
    for (const Interval& one : periods) {
        if (one.from < std::min(one.to, stretch.from))
            kept.push_back({one.from, std::min(one.to, stretch.from)});
        if (std::max(one.from, stretch.to) < one.to) kept.push_back({std::max(one.from, stretch.to), one.to});
    }
    if (counted) kept.push_back(stretch);
    std::ranges::sort(kept, {}, &Interval::from);
    periods = kept;
}

bool lies_in(const std::vector<Interval>& periods, Instant minute) {
    return std::ranges::any_of(periods,
                               [&](const Interval& one) { return one.from <= minute && minute < one.to; });
}

std::shared_ptr<const clock::Plan> plan_of(const model::Pack& pack, Diagnostics& diagnostics) {
    const auto chart = chart::Chart::lower(pack.workflows.front(), {}, diagnostics);
    if (!chart) throw std::runtime_error(describe(diagnostics));
    return clock::Plan::compile(pack, *chart, std::vector{office(), berlin()}, diagnostics);
}

Desk::Desk(std::vector<model::Agreement> agreements) : pack_(pack_of(std::move(agreements))) {
    Diagnostics diagnostics;
    chart_ = chart::Chart::lower(pack_.workflows.front(), {}, diagnostics);
    if (!chart_) throw std::runtime_error(describe(diagnostics));
    plan_ = clock::Plan::compile(pack_, *chart_, std::vector{office(), berlin(), early()}, diagnostics);
    if (!plan_) throw std::runtime_error(describe(diagnostics));
    data_.assign(chart_->fields().size(), Value());
    set({{"severity", "minor"}, {"level", "gold"}});
}

void Desk::set(const Data& data) {
    for (const auto& [name, value] : data) {
        data_[chart_->field(name)] = value;
        touched_.add_field(chart_->field(name));
    }
}

void Desk::open(Instant when) {
    before_ = data_;
    state_ = chart_->state("queued");
    touched_.add_state(state_);
    pass(when, never, true);
}

void Desk::happen(Instant when, std::string event, std::string state, const Data& data, Instant happened) {
    advance(events_first ? when - milliseconds(1) : when);
    touched_ = {};
    before_ = data_;
    was_ = state_;
    event_ = chart_->event(event);
    touched_.add_event(event_);
    set(data);
    if (!state.empty() && chart_->state(state) != state_) {
        touched_.add_state(state_);
        state_ = chart_->state(state);
        touched_.add_state(state_);
    }
    pass(when, happened, false);
    if (events_first) advance(when);
}

void Desk::pass(Instant when, Instant happened, bool opening, clock::ClockIndex resumed) {
    std::vector<clock::Event> events;
    clock::Pass pass{this, touched_, when, happened, opening};
    if (with_history) pass.history = this;
    pass.host = host;
    pass.resumed = resumed;
    clock::run_pass(*plan_, clocks_, pass, events, problems_);
    for (const clock::Event& event : events) apply(event);
}

void Desk::apply(const clock::Event& event) {
    log_.push_back(event);
    clock::evolve(clocks_, event);
}

void Desk::adopt(Instant when, model::Agreement version) {
    advance(events_first ? when - milliseconds(1) : when);
    const auto before = plan_;
    pack_.agreements = {std::move(version)};
    Diagnostics diagnostics;
    plan_ =
        clock::Plan::compile(pack_, *chart_, std::vector{office(), berlin(), early()}, diagnostics, before);
    if (!plan_) throw std::runtime_error(describe(diagnostics));
    before_ = data_;
    was_ = state_;
    event_ = chart::none;
    std::vector<clock::Event> events;
    clock::Pass pass{this, {}, when, never, false};
    if (with_history) pass.history = this;
    clock::run_adoption(*before, *plan_, clocks_, pass, events, problems_);
    for (const clock::Event& event : events) apply(event);
    if (events_first) advance(when);
}

Instant Desk::next_fire() const {
    Instant first = never;
    for (const clock::State& clock : clocks_) first = std::min(first, clock::next_fire(*plan_, clock));
    return first;
}

void Desk::advance(Instant now) {
    while (next_fire() <= now) {
        const Instant due = next_fire();
        for (const clock::State& clock : clocks_) {
            if (clock::next_fire(*plan_, clock) != due) continue;
            const clock::Event fired = clock::fire(*plan_, clock, due, now);
            apply(fired);
            if (const auto* resumed = std::get_if<clock::Resumed>(&fired)) look_again(due, resumed->clock);
            break;
        }
    }
}

void Desk::look_again(Instant when, clock::ClockIndex resumed) {
    touched_ = {};
    before_ = data_;
    was_ = state_;
    event_ = chart::none;
    pass(when, never, false, resumed);
}

void Desk::pause(Instant when, std::string_view name) {
    apply(clock::pause(*plan_, clock(name), when).value());
}
void Desk::resume(Instant when, std::string_view name) {
    apply(clock::resume(*plan_, clock(name), when).value());
}

bool Desk::has(std::string_view name) const {
    const clock::ClockIndex index = plan_->find(name);
    return std::ranges::any_of(clocks_, [&](const auto& clock) { return clock.definition == index; });
}

const clock::State& Desk::clock(std::string_view name) const {
    const clock::ClockIndex index = plan_->find(name);
    const auto* found = std::ranges::find(clocks_, index, &clock::State::definition);
    if (found == clocks_.end()) throw std::runtime_error(fmt::format("no clock {}", name));
    return *found;
}

Duration Desk::elapsed(std::string_view name, Instant now) const {
    return clock::elapsed(*plan_, clock(name), now);
}

std::optional<Duration> Desk::remaining(std::string_view name, Instant now) const {
    return clock::remaining(*plan_, clock(name), now);
}

std::vector<std::string> Desk::fired() const {
    std::vector<std::string> result;
    for (const auto& one : all<clock::ThresholdFired>()) {
        if (!one.suppressed) result.push_back(fmt::format("{}@{}", one.threshold, to_string(one.due)));
    }
    return result;
}

const Value& Desk::slot(std::uint32_t number) const noexcept {
    if (number >= chart::slot::data && number < chart::slot::before) return data_[number - chart::slot::data];
    if (number >= chart::slot::before && number < chart::slot::before_builtin)
        return before_[number - chart::slot::before];
    return nothing_;
}

Value Desk::call(std::uint32_t called, std::uint32_t argument) const {
    const bool is_in = state_ == argument;
    const bool was_in = was_ == argument;
    switch (called) {
        case chart::function::in_state: return Value(is_in);
        case chart::function::was_in: return Value(was_in);
        case chart::function::on: return Value(event_ == argument);
        case chart::function::entered: return Value(is_in && !was_in);
        case chart::function::left: return Value(was_in && !is_in);
        case chart::function::changed: return Value(!(data_[argument] == before_[argument]));
        case chart::function::tagged: {
            const auto& tags = chart_->states()[state_].tags;
            return Value(std::ranges::find(tags, argument) != tags.end());
        }
        default: return {};
    }
}

std::vector<calendar::Calendar::Interval> Desk::unpaused(clock::ClockIndex clock, Instant from,
                                                         Instant to) const {
    std::vector<Interval> periods;
    std::optional<Instant> since = from;
    int cycle = 0;
    const auto close = [&](Instant at) {
        if (since && *since < std::min(at, to)) periods.push_back({*since, std::min(at, to)});
        since.reset();
    };
    for (const clock::Event& event : log_) {
        if (std::visit([](const auto& what) { return what.clock; }, event) != clock) continue;
        if (const auto* started = std::get_if<clock::Started>(&event)) {
            if (started->cycle != cycle) periods.clear();
            cycle = started->cycle;
            since = started->since;
        }
        if (const auto* paused = std::get_if<clock::Paused>(&event)) close(paused->at);
        if (const auto* resumed = std::get_if<clock::Resumed>(&event)) since = resumed->at;
        if (const auto* stopped = std::get_if<clock::Stopped>(&event)) close(stopped->at);
        if (const auto* corrected = std::get_if<clock::Corrected>(&event)) {
            // Minute by minute would be as good: the stretch runs, or it does not.
            const bool runs = since.has_value();
            close(corrected->at);
            put_right(periods, {corrected->from, corrected->to}, corrected->counted);
            if (runs) since = corrected->at;
        }
        if (const auto* cancelled = std::get_if<clock::Cancelled>(&event)) close(cancelled->at);
    }
    close(to);
    return periods;
}

}  // namespace itr::test
