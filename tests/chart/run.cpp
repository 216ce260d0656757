#include "chart/run.hpp"

#include <algorithm>
#include <cstdio>

namespace itr::test {

using chart::EventIndex;
using chart::StateIndex;

std::shared_ptr<const chart::Chart> lowered(const model::Workflow& workflow) {
    Diagnostics diagnostics;
    auto made = chart::Chart::lower(workflow, {}, diagnostics);
    for (const Diagnostic& d : diagnostics) std::fprintf(stderr, "%s\n", to_string(d).c_str());
    return made;
}

std::vector<std::string> mistakes(const model::Workflow& workflow) {
    Diagnostics diagnostics;
    const auto made = chart::Chart::lower(workflow, {}, diagnostics);
    std::vector<std::string> codes;
    for (const Diagnostic& d : diagnostics) codes.emplace_back(d.code.text());
    if ((made == nullptr) != has_errors(diagnostics)) codes.emplace_back("a chart exactly without errors");
    return codes;
}

Run::Run(std::shared_ptr<const chart::Chart> chart) : chart_(std::move(chart)) {
    for (const model::Field& field : chart_->fields()) {
        data_.push_back(field.initial ? field.initial->literal : Value());
    }
}

Status Run::start() { return chart::start(*chart_, configuration_, *this, trace_); }

Result<chart::Taken> Run::send(std::string_view event) {
    internal_.clear();
    const EventIndex index = chart_->event(event);
    event_name_ = Value(event);
    return chart::step(*chart_, configuration_, index, *this, trace_);
}

Status Run::settle() { return chart::settle(*chart_, configuration_, *this, trace_); }

Status Run::settle_in(const std::vector<StateIndex>& states, std::vector<Value> data) {
    internal_.clear();
    configuration_ = {};
    for (const StateIndex s : states) configuration_.atomic.push_back(s);
    data_ = std::move(data);
    return settle();
}

bool Run::pass(Duration time) {
    const std::int64_t until = now_ms_ + time.ms;
    for (;;) {
        const auto next =
            std::min_element(delayed_.begin(), delayed_.end(),
                             [](const Delayed& a, const Delayed& b) { return a.due_at_ms < b.due_at_ms; });
        if (next == delayed_.end() || next->due_at_ms > until) break;
        const Delayed due = *next;
        delayed_.erase(next);
        now_ms_ = due.due_at_ms;
        if (!send(chart_->events()[due.event].name)) return false;
    }
    now_ms_ = until;
    return true;
}

std::vector<std::string> Run::active() const {
    std::vector<std::string> ids;
    for (const StateIndex s : configuration_.atomic) ids.push_back(chart_->states()[s].id);
    return ids;
}

// ---- chart::Host

bool Run::holds(const expression::Expression& guard) {
    ++guards_asked;
    Error error{Code("test.none"), {}};
    const bool result = guard.holds(*this, &error);
    if (error.code != Code("test.none")) internal_.push_back(chart_->event("error.execution"));
    return result;
}

Value Run::evaluate(const expression::Expression& expression) {
    auto value = expression.evaluate(*this);
    if (value) return *value;
    internal_.push_back(chart_->event("error.execution"));
    return {};
}

void Run::execute(const chart::Action& action) {
    using Kind = model::Action::Kind;
    switch (action.kind) {
        case Kind::set:
            log.push_back("set " + action.with.front().name);
            data_[action.field] = evaluate(action.with.front().value);
            break;
        case Kind::raise:
            log.push_back("raise " + action.event_name);
            internal_.push_back(action.event);
            break;
        case Kind::send:
            log.push_back("send " + action.event_name);
            delayed_.push_back({now_ms_ + action.delay->length.ms, action.event, action.id, chart::none});
            break;
        case Kind::cancel:
            log.push_back("cancel " + action.id);
            std::erase_if(delayed_, [&](const Delayed& d) { return d.id == action.id; });
            break;
        default: log.push_back("do " + action.name); break;
    }
}

EventIndex Run::next_internal() {
    if (internal_.empty()) return chart::none;
    const EventIndex event = internal_.front();
    internal_.pop_front();
    event_name_ = Value(chart_->events()[event].name);
    return event;
}

void Run::entered(StateIndex state) {
    log.push_back("enter " + chart_->states()[state].id);
    for (const chart::Timer& timer : chart_->timers()) {
        if (timer.state == state)
            delayed_.push_back({now_ms_ + timer.delay.length.ms, timer.event, {}, state});
    }
}

void Run::exited(StateIndex state) {
    log.push_back("exit " + chart_->states()[state].id);
    std::erase_if(delayed_, [&](const Delayed& d) { return d.state == state; });
}

void Run::done(EventIndex event) { internal_.push_back(event); }

bool Run::permitted(const chart::Transition& transition) {
    return std::any_of(transition.roles.begin(), transition.roles.end(), [&](const std::string& role) {
        return std::find(roles.begin(), roles.end(), role) != roles.end();
    });
}

// ---- expression::Frame

const Value& Run::slot(std::uint32_t slot) const noexcept {
    if (slot >= chart::slot::data && slot < chart::slot::data + data_.size())
        return data_[slot - chart::slot::data];
    return slot == chart::slot::event_name ? event_name_ : nothing_;
}

Value Run::call(std::uint32_t function, std::uint32_t argument) const {
    if (function == chart::function::in_state) return trace_.active(static_cast<StateIndex>(argument));
    const auto tagged = chart_->tagged(static_cast<std::uint16_t>(argument));
    return std::any_of(tagged.begin(), tagged.end(), [&](StateIndex s) { return trace_.active(s); });
}

}  // namespace itr::test
