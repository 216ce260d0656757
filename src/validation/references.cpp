#include <algorithm>
#include <array>
#include <set>

#include "validation/report.hpp"

namespace itr::validation {
namespace {

constexpr std::array<std::string_view, 14> rights = {
    "open",  "comment", "comment.internal", "assign", "set",    "link",   "attach", "clock",
    "waive", "view",    "acknowledge",      "erase",  "deploy", "migrate"};

class References {
  public:
    References(const model::Pack& pack, Report& report)
        : pack_(pack), report_(report), names_(names_of(pack)) {}

    void check() {
        for (const model::Workflow& workflow : pack_.workflows) check(workflow);
        for (const model::Agreement& agreement : pack_.agreements) check(agreement);
        for (const model::Ladder& ladder : pack_.ladders)
            for (const model::LadderLevel& level : ladder.levels) {
                calendar(level.calendar);
                for (const model::Action& action : level.actions) check(action);
            }
        for (const model::Role& role : pack_.roles) {
            roles(role.includes);
            calendar(role.calendar);
            const std::vector<std::string_view> known(rights.begin(), rights.end());
            for (const model::Word& right : role.rights) report_.need(right, known, "right", unknown_right);
        }
    }

  private:
    void roles(const std::vector<model::Word>& words) {
        for (const model::Word& word : words)
            if (word.text != "system" && word.text != "any")
                report_.need(word, names_.roles, "role", unknown_role);
    }
    void role(const std::optional<model::Word>& word) {
        if (word) roles({*word});
    }
    void calendar(const std::optional<model::Word>& word) {
        if (word && word->text != "24x7") report_.need(*word, names_.calendars, "calendar", unknown_calendar);
    }

    void check(const model::Workflow& workflow) {
        calendar(workflow.calendar);
        roles(workflow.opened_by);
        for (const model::EventType& event : workflow.events) roles(event.roles);
        for (const model::Field& field : workflow.data)
            if (field.from_table) report_.need(*field.from_table, names_.tables, "table", unknown_table);
        each_state(workflow.root, [&](const model::State& state) { check(state); });
        each_action(workflow.root, [&](const model::Action& action) { check(action); });
    }

    void check(const model::State& state) {
        calendar(state.calendar);
        role(state.role);
        if (state.line && !names_.lines.empty() &&
            std::ranges::find(names_.lines, state.line->text) == names_.lines.end())
            report_.warn(unknown_line, state.line->at,
                         fmt::format("no role works in line '{}'", state.line->text),
                         spelling::did_you_mean(state.line->text, names_.lines));
        for (const model::Handler& handler : state.handlers)
            for (const model::Transition& transition : handler.transitions) roles(transition.roles);
    }

    void check(const model::Agreement& agreement) {
        calendar(agreement.calendar);
        for (const model::Word& word : agreement.workflows)
            report_.need(word, names_.workflows, "workflow", unknown_workflow);
        for (const model::ClockDefinition& clock : agreement.clocks) role(clock.accountable);
        for (const model::Goal& goal : agreement.goals) calendar(goal.calendar);
        for (const model::Threshold& threshold : agreement.thresholds)
            for (const model::Action& action : threshold.actions) check(action);
    }

    void check(const model::Action& action) {
        using Kind = model::Action::Kind;
        if (action.table) report_.need(*action.table, names_.tables, "table", unknown_table);
        if (action.kind == Kind::open)
            report_.need(action.name, names_.workflows, "workflow", unknown_workflow);
        if (action.kind == Kind::ladder) check_ladder(action);
        if (action.kind == Kind::adopt) check_adopt(action);
        if (action.kind == Kind::signal) check_signal(action);
        if (action.kind == Kind::notify &&
            std::ranges::find(names_.roles, action.name.text) == names_.roles.end())
            report_.warn(unknown_role, action.name.at,
                         fmt::format("'{}' is no role; the host must know it as a person", action.name.text),
                         spelling::did_you_mean(action.name.text, names_.roles));
    }

    void check_ladder(const model::Action& action) {
        report_.need(action.name, names_.ladders, "ladder", unknown_ladder);
        const auto ladder = std::ranges::find(pack_.ladders, action.name.text, &model::Ladder::name);
        if (ladder != pack_.ladders.end() && action.level > static_cast<int>(ladder->levels.size()))
            report_.error(unknown_level, action.at,
                          fmt::format("the ladder '{}' has {} levels, not {}", ladder->name,
                                      ladder->levels.size(), action.level));
    }

    void check_adopt(const model::Action& action) {
        std::vector<std::string_view> clocks;
        for (const model::Agreement& agreement : pack_.agreements)
            for (const model::ClockDefinition& clock : agreement.clocks) clocks.push_back(clock.name);
        report_.need(action.name, clocks, "clock", unknown_clock);
    }

    void check_signal(const model::Action& action) {
        std::vector<std::string_view> events;
        for (const model::Workflow& workflow : pack_.workflows)
            for (const model::EventType& event : workflow.events) events.push_back(event.name);
        report_.need(action.event, events, "event", unknown_event);
    }

    const model::Pack& pack_;
    Report& report_;
    Names names_;
};

}  // namespace

Names names_of(const model::Pack& pack) {
    Names names;
    for (const auto& part : pack.workflows) names.workflows.push_back(part.name);
    for (const auto& part : pack.calendars) names.calendars.push_back(part.definition.name);
    for (const auto& part : pack.tables) names.tables.push_back(part.name);
    for (const auto& part : pack.ladders) names.ladders.push_back(part.name);
    for (const auto& part : pack.roles) {
        names.roles.push_back(part.name);
        if (part.line) names.lines.push_back(part.line->text);
    }
    return names;
}

void check_references(const model::Pack& pack, Report& report) { References(pack, report).check(); }

}  // namespace itr::validation
