#include "chart/lowering.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/spelling.hpp"
#include "chart/codes.hpp"

namespace itr::chart {

using model::StateKind;

Lowering::Lowering(const model::Workflow& workflow, std::span<const std::string> clocks,
                   Diagnostics& diagnostics)
    : chart_(new Chart), index_(*chart_->index_), diagnostics_(diagnostics), content_(*chart_, diagnostics) {
    content_.set_send_ids(&send_ids_);
    chart_->workflow_ = workflow;
    chart_->clocks_.assign(clocks.begin(), clocks.end());
}

Sketch Lowering::run() {
    const auto is_error = [](const Diagnostic& d) { return d.severity == Severity::error; };
    const auto before = std::count_if(diagnostics_.begin(), diagnostics_.end(), is_error);
    if (!number_states()) return {};
    name_states();
    name_fields();
    check_field_names();
    name_events();
    if (!within_limits()) return {};
    const auto count = static_cast<StateIndex>(models_.size());
    for (StateIndex s = 0; s < count; ++s) check_shape(s);
    for (StateIndex s = 0; s < count; ++s) lower_handlers(s);
    for (StateIndex s = 0; s < count; ++s) lower_initial(s);
    for (StateIndex s = 0; s < count; ++s) {
        chart_->states_[s].entry = lower_actions(models_[s]->entry, none);
        chart_->states_[s].exit = lower_actions(models_[s]->exit, none);
    }
    // Later phases trust that states lie within each other as they may.
    if (!sound_) return {Sketch::Of::transitions, chart_};
    fill_nodes();
    compute_domains();
    fill_candidates();
    fill_beside();
    if (!sound_) return {Sketch::Of::transitions, chart_};
    const bool whole = std::count_if(diagnostics_.begin(), diagnostics_.end(), is_error) == before;
    return {whole ? Sketch::Of::everything : Sketch::Of::states, chart_};
}

void Lowering::report(Code code, const Location& at, std::string message, std::string hint) {
    sound_ = false;
    report_unknown(code, at, std::move(message), std::move(hint));
}

void Lowering::report_unknown(Code code, const Location& at, std::string message, std::string hint) {
    diagnostics_.push_back({code, Severity::error, at, std::move(message), std::move(hint)});
}

// ---- states

bool Lowering::number_states() { return number(chart_->workflow_.root, none); }

bool Lowering::number(const model::State& from, StateIndex parent) {
    const std::size_t depth = parent == none ? 0 : chart_->states_[parent].depth + std::size_t{1};
    if (models_.size() == max_states) {
        report(limit_exceeded, from.at, fmt::format("expected at most {} states in a workflow", max_states));
        return false;
    }
    if (depth > max_depth) {
        report(limit_exceeded, from.at, fmt::format("expected states to nest at most {} deep", max_depth));
        return false;
    }
    const auto s = static_cast<StateIndex>(models_.size());
    models_.push_back(&from);
    State& state = chart_->states_.emplace_back();
    state.kind = from.kind;
    state.parent = parent;
    state.depth = static_cast<std::uint16_t>(depth);
    if (parent != none) {
        const std::string& above = chart_->states_[parent].id;
        state.id = above.empty() ? from.name : fmt::format("{}.{}", above, from.name);
        State& owner = chart_->states_[parent];
        (is_history(from.kind) ? owner.histories : owner.children).push_back(s);
    }
    if (from.line) state.line = from.line->text;
    if (from.role) state.role = from.role->text;
    if (from.calendar) state.calendar = from.calendar->text;
    for (const model::State& child : from.states) {
        if (!number(child, s)) return false;
    }
    chart_->states_[s].end = static_cast<StateIndex>(models_.size());
    return true;
}

void Lowering::name_states() {
    for (StateIndex s = 1; s < models_.size(); ++s) {
        State& state = chart_->states_[s];
        if (!index_.states.emplace(state.id, s).second) {
            report(duplicate_state, models_[s]->at,
                   fmt::format("expected states of different names, but '{}' is there twice", state.id));
        }
        const auto [known, is_new] = index_.last_parts.emplace(models_[s]->name, s);
        if (!is_new) known = none;
        for (const std::string& tag : models_[s]->tags) {
            const auto next = static_cast<std::uint16_t>(chart_->tags_.size());
            const auto [number, is_first] = index_.tags.emplace(tag, next);
            if (is_first) {
                chart_->tags_.push_back(tag);
                index_.tagged.emplace_back();
            }
            auto& carriers = index_.tagged[number];
            if (!carriers.empty() && carriers.back() == s) continue;
            carriers.push_back(s);
            state.tags.push_back(number);
        }
        std::sort(state.tags.begin(), state.tags.end());
    }
}

/// What each kind of state may have, beyond its references.
void Lowering::check_shape(StateIndex s) {
    const model::State& from = *models_[s];
    const State& state = chart_->states_[s];
    const auto refuse = [&](bool is_there, std::string_view kind, std::string_view what) {
        if (is_there)
            report(not_allowed, from.at, fmt::format("a {} has no {}, but '{}' has", kind, what, state.id));
    };
    const bool has_actions = !from.entry.empty() || !from.exit.empty();
    switch (from.kind) {
        case StateKind::compound:
        case StateKind::parallel:
            if (state.children.empty()) {
                report(no_children, from.at,
                       s == 0 ? std::string("expected a workflow with at least one state")
                              : fmt::format("expected '{}' to have states within it", state.id));
            }
            refuse(from.kind == StateKind::parallel && from.initial.has_value(), "parallel state",
                   "initial state");
            for (const StateIndex child : state.children) {
                refuse(from.kind == StateKind::parallel && models_[child]->kind == StateKind::final,
                       "parallel state", "final state directly within it");
            }
            break;
        case StateKind::atomic:
            refuse(!from.states.empty(), "simple state", "states within it");
            refuse(from.initial.has_value(), "simple state", "initial state");
            break;
        case StateKind::final:
            refuse(!from.states.empty() || from.initial.has_value(), "final state", "states within it");
            refuse(!from.handlers.empty(), "final state", "transitions");
            break;
        case StateKind::shallow_history:
        case StateKind::deep_history:
            refuse(!from.states.empty(), "history state", "states within it");
            refuse(!from.handlers.empty(), "history state", "transitions beside its default");
            refuse(has_actions, "history state", "entry or exit actions");
            break;
    }
    refuse(s == 0 && has_actions, "workflow", "entry or exit actions");
}

// ---- fields and limits

void Lowering::name_fields() {
    const auto& fields = chart_->workflow_.data;
    for (std::size_t i = 0; i < std::min<std::size_t>(fields.size(), none); ++i) {
        if (!index_.fields.emplace(fields[i].name, static_cast<FieldIndex>(i)).second) {
            report(
                duplicate_field, fields[i].at,
                fmt::format("expected fields of different names, but '{}' is there twice", fields[i].name));
        }
    }
}

bool Lowering::within_limits() {
    std::size_t transitions = 0;
    std::size_t actions = 0;
    for (const model::State* state : models_) {
        actions += state->entry.size() + state->exit.size();
        transitions += 1;  // its initial one
        for (const model::Handler& handler : state->handlers) {
            transitions += handler.transitions.size();
            for (const model::Transition& t : handler.transitions) actions += t.actions.size();
        }
    }
    const auto check = [&](std::size_t count, std::size_t limit, std::string_view what) {
        if (count <= limit) return true;
        report(limit_exceeded, chart_->workflow_.at,
               fmt::format("expected at most {} {} in a workflow, but found {}", limit, what, count));
        return false;
    };
    // Slots of fields lie between data and before_builtin.
    const std::size_t max_fields = slot::before_builtin - slot::before;
    bool ok = check(transitions, max_transitions, "transitions");
    ok = check(actions, max_actions, "actions") && ok;
    ok = check(chart_->events_.size(), max_events, "events") && ok;
    return check(chart_->workflow_.data.size(), max_fields, "data fields") && ok;
}

std::string nearest_field(std::string_view name, std::span<const model::Field> fields) {
    std::vector<std::string_view> names;
    for (const model::Field& field : fields) names.push_back(field.name);
    return spelling::did_you_mean(name, names);
}

std::shared_ptr<const Chart> Chart::lower(const model::Workflow& workflow,
                                          std::span<const std::string> clock_names,
                                          Diagnostics& diagnostics) {
    const Sketch lowered = sketch(workflow, clock_names, diagnostics);
    return lowered.of == Sketch::Of::everything ? lowered.chart : nullptr;
}

Sketch sketch(const model::Workflow& workflow, std::span<const std::string> clock_names,
              Diagnostics& diagnostics) {
    return Lowering(workflow, clock_names, diagnostics).run();
}

/// One scope serves the whole lowering; only what `event` means changes.
const expression::Scope& Lowering::scope_of(EventIndex event) {
    if (!scope_) {
        scope_ = chart_->guard_scope(event);
    } else if (scope_event_ != event) {
        set_event(*chart_, event, *scope_);
    }
    scope_event_ = event;
    return *scope_;
}

Range Lowering::lower_actions(const std::vector<model::Action>& actions, EventIndex event) {
    const auto begin = static_cast<std::uint32_t>(chart_->actions_.size());
    for (const model::Action& action : actions)
        chart_->actions_.push_back(content_.compile(action, scope_of(event)));
    return {begin, static_cast<std::uint32_t>(chart_->actions_.size())};
}

}  // namespace itr::chart
