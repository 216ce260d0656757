#include <algorithm>
#include <array>
#include <string>

#include "validation/report.hpp"

namespace itr::validation {
namespace {

constexpr std::array<std::string_view, 5> nobodies{"ticket.owner", "ticket.team", "ticket.line",
                                                   "ticket.party", "ticket.parent"};

bool continues_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/// Without blanks outside of quotes.
std::string squeezed(std::string_view text) {
    std::string out;
    char quote = 0;
    for (const char c : text) {
        if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) continue;
        if (quote == 0 && (c == '\'' || c == '"'))
            quote = c;
        else if (c == quote)
            quote = 0;
        out.push_back(c);
    }
    return out;
}

/// Where `name` is compared with an empty text in a squeezed condition: "==" or "!="; empty: nowhere.
std::string_view compared_with_empty(std::string_view condition, std::string_view name) {
    for (std::size_t at = condition.find(name); at != std::string_view::npos;
         at = condition.find(name, at + 1)) {
        const std::string_view before = condition.substr(0, at);
        const std::string_view behind = condition.substr(at + name.size());
        if (!before.empty() && continues_name(before.back())) continue;
        for (const std::string_view compares : {"==", "!="})
            for (const std::string_view empty : {"''", "\"\""}) {
                const std::string after = std::string(compares) + std::string(empty);
                const std::string ahead = std::string(empty) + std::string(compares);
                if (behind.starts_with(after) || before.ends_with(ahead)) return compares;
            }
    }
    return {};
}

class Nulls {
  public:
    explicit Nulls(Report& report) : report_(report) {}

    void look(const model::Source& source) {
        const std::string condition = squeezed(source.text);
        for (const std::string_view name : nobodies) {
            const std::string_view compares = compared_with_empty(condition, name);
            if (compares.empty()) continue;
            report_.warn(null_not_empty, source.at,
                         fmt::format("'{}' is null while there is none, and never an empty text: '{} {} \'\''"
                                     " {} holds",
                                     name, name, compares, compares == "==" ? "never" : "always"),
                         fmt::format("write '{} {} null'", name, compares));
        }
    }
    void look(const std::optional<model::Source>& source) {
        if (source) look(*source);
    }
    void look(const model::Action& action) {
        look(action.when);
        for (const auto& [name, value] : action.with) look(value);
    }
    void look(const std::vector<model::Action>& actions) {
        for (const model::Action& action : actions) look(action);
    }
    void look(const model::ClockDefinition& clock) {
        for (const auto* source :
             {&clock.start, &clock.resume, &clock.stop, &clock.cancel, &clock.reset, &clock.silent})
            look(*source);
        for (const model::PauseReason& pause : clock.pauses) look(pause.when);
    }
    void look(const model::Agreement& agreement) {
        look(agreement.applies);
        for (const model::ClockDefinition& clock : agreement.clocks) look(clock);
        for (const model::Goal& goal : agreement.goals) look(goal.when);
        for (const model::Threshold& threshold : agreement.thresholds) look(threshold.actions);
    }
    void look(const model::Workflow& workflow) {
        for (const auto& [name, when] : workflow.milestones) look(when);
        each_action(workflow.root, [&](const model::Action& action) { look(action); });
        each_state(workflow.root, [&](const model::State& state) {
            for (const model::Handler& handler : state.handlers)
                for (const model::Transition& transition : handler.transitions) look(transition.when);
        });
    }
    void look(const model::Ladder& ladder) {
        look(ladder.silent);
        for (const model::LadderLevel& level : ladder.levels) {
            look(level.quiet_unless);
            look(level.actions);
        }
    }

  private:
    Report& report_;
};

}  // namespace

void check_nulls(const model::Pack& pack, Report& report) {
    Nulls nulls(report);
    for (const model::Workflow& workflow : pack.workflows) nulls.look(workflow);
    for (const model::Agreement& agreement : pack.agreements) nulls.look(agreement);
    for (const model::Ladder& ladder : pack.ladders) nulls.look(ladder);
}

}  // namespace itr::validation
