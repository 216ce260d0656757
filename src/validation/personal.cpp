// Personal values that are copied to where an erasure does not find them.
#include <algorithm>
#include <set>
#include <string>

#include "expression/field_alone.hpp"
#include "expression/lexer.hpp"
#include "validation/report.hpp"

namespace itr::validation {
namespace {

using ActionKind = model::Action::Kind;
using expression::Token;
using expression::TokenKind;
using PersonalNames = std::set<std::string>;  ///< "ticket.customer", "before.customer", "event.caller"

/// The first of the names that an expression has; "" for none, and for what is no expression.
std::string personal_in(std::string_view text, const PersonalNames& names) {
    const auto tokens = expression::tokenize(text);
    if (!tokens) return {};
    std::string path;  // as far as it goes: "ticket", "ticket.", "ticket.customer"
    for (const Token& token : *tokens) {
        const bool goes_on = path.ends_with('.');
        if (token.kind == TokenKind::name || (goes_on && token.kind == TokenKind::reserved)) {
            if (!goes_on) path.clear();
            path += token.text;
        } else if (token.kind == TokenKind::mark && token.text == "." && !path.empty() && !goes_on) {
            path += '.';
        } else {
            path.clear();
        }
        if (names.contains(path)) return path;
    }
    return {};
}

bool is_personal(const std::vector<model::Field>& fields, std::string_view name) {
    const auto field = std::ranges::find(fields, name, &model::Field::name);
    return field != fields.end() && field->personal;
}

void add_names(PersonalNames& names, const model::Workflow& workflow) {
    for (const model::Field& field : workflow.data) {
        if (!field.personal) continue;
        names.insert("ticket." + field.name);
        names.insert("before." + field.name);
    }
    for (const model::EventType& event : workflow.events)
        for (const model::Field& field : event.data)
            if (field.personal) names.insert("event." + field.name);
}

/// The actions of a workflow, or those that are carried out in several.
class Copies {
  public:
    Copies(const model::Pack& pack, Report& report) : pack_(pack), report_(report) {}

    void add(const model::Workflow& workflow) {
        own_.push_back(&workflow);
        add_names(names_, workflow);
    }
    void look(const std::vector<model::Action>& actions) {
        for (const model::Action& action : actions) look(action);
    }
    void look(const model::Action& action) {
        if (names_.empty() || action.kind == ActionKind::comment) return;
        for (const auto& [argument, source] : action.with) {
            const std::string name = personal_in(source.text, names_);
            if (name.empty() || is_kept_apart(action, argument.text, source.text)) continue;
            report_.warn(
                personal_copied, source.at,
                fmt::format("'{}' is personal, and its value would stay behind here when it is erased", name),
                hint(action));
        }
    }

  private:
    [[nodiscard]] static std::string hint(const model::Action& action) {
        switch (action.kind) {
            case ActionKind::ask:
            case ActionKind::notify: return "bring the field itself along, with nothing around it";
            case ActionKind::open:
            case ActionKind::signal: return "bring the field itself along, into one that is personal, too";
            default: return "set it into a field that is personal, too";
        }
    }
    /// Whether it goes where it is erased with the field, or to a field that is personal itself.
    [[nodiscard]] bool is_kept_apart(const model::Action& action, const std::string& argument,
                                     std::string_view text) const {
        const std::string field = expression::field_alone(text);
        const bool alone = !field.empty() && names_.contains("ticket." + field);
        switch (action.kind) {
            case ActionKind::set:
                return std::ranges::all_of(own_,
                                           [&](const auto* w) { return is_personal(w->data, argument); });
            case ActionKind::raise: return takes(own_, action.event.text, argument);
            case ActionKind::ask:
            case ActionKind::notify: return alone;
            case ActionKind::open: return alone && child_keeps(action.name.text, argument);
            case ActionKind::signal: return alone && takes(all(), action.event.text, argument);
            default: return false;
        }
    }
    [[nodiscard]] std::vector<const model::Workflow*> all() const {
        std::vector<const model::Workflow*> workflows;
        for (const model::Workflow& workflow : pack_.workflows) workflows.push_back(&workflow);
        return workflows;
    }
    /// Whether the workflows that know the event take this of it for personal.
    [[nodiscard]] static bool takes(const std::vector<const model::Workflow*>& workflows,
                                    std::string_view event, std::string_view argument) {
        return std::ranges::all_of(workflows, [&](const model::Workflow* workflow) {
            const auto type = std::ranges::find(workflow->events, event, &model::EventType::name);
            return type == workflow->events.end() || is_personal(type->data, argument);
        });
    }
    [[nodiscard]] bool child_keeps(std::string_view workflow, std::string_view argument) const {
        const auto child = std::ranges::find(pack_.workflows, workflow, &model::Workflow::name);
        return child == pack_.workflows.end() || is_personal(child->data, argument);
    }

    const model::Pack& pack_;
    Report& report_;
    std::vector<const model::Workflow*> own_;
    PersonalNames names_;
};

}  // namespace

void check_personal(const model::Pack& pack, Report& report) {
    Copies anywhere(pack, report);
    for (const model::Workflow& workflow : pack.workflows) {
        Copies copies(pack, report);
        copies.add(workflow);
        anywhere.add(workflow);
        each_action(workflow.root, [&](const model::Action& action) { copies.look(action); });
    }
    for (const model::Agreement& agreement : pack.agreements)
        for (const model::Threshold& threshold : agreement.thresholds) anywhere.look(threshold.actions);
    for (const model::Ladder& ladder : pack.ladders)
        for (const model::LadderLevel& level : ladder.levels) anywhere.look(level.actions);
}

}  // namespace itr::validation
