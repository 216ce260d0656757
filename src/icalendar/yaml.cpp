#include "icalendar/yaml.hpp"

#include <fmt/format.h>

#include <array>

namespace itr::icalendar {
namespace {

using calendar::DayNumber;

constexpr std::array<std::string_view, 7> weekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                  "may",       "june",     "july",     "august",
                                                  "september", "october",  "november", "december"};

/// Days that follow each other under one name.
struct Span {
    DayNumber first, last;
    std::string name;
};

std::vector<Span> spans_of(const std::map<DayNumber, std::string>& days) {
    std::vector<Span> spans;
    for (const auto& [day, name] : days) {
        const bool goes_on = !spans.empty() && spans.back().last + 1 == day && spans.back().name == name;
        if (goes_on)
            spans.back().last = day;
        else
            spans.push_back({day, day, name});
    }
    return spans;
}

std::string date_text(DayNumber day) { return to_string(calendar::date_of(day)); }

std::string span_text(const Span& span) {
    return span.first == span.last ? date_text(span.first)
                                   : fmt::format("{}/{}", date_text(span.first), date_text(span.last));
}

std::string minute_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::string windows_text(const std::vector<calendar::Window>& windows) {
    std::string text;
    for (const calendar::Window window : windows)
        text += fmt::format("{}\"{}-{}\"", text.empty() ? "" : ", ", minute_text(window.from),
                            minute_text(window.to));
    return "[" + text + "]";
}

std::string rule_text(const calendar::Rule& rule) {
    using By = calendar::Rule::By;
    if (rule.by == By::fixed_date) return fmt::format("{{fixed: {:02}-{:02}}}", rule.month, rule.day);
    const std::string where = fmt::format("of: {}", months.at(rule.month - 1U));
    if (rule.by == By::last_weekday) return fmt::format("{{last: {}, {}}}", weekdays.at(rule.weekday), where);
    return fmt::format("{{nth: {}, weekday: {}, {}}}", rule.nth, weekdays.at(rule.weekday), where);
}

std::string comment(const std::string& name) { return name.empty() ? "" : "  # " + name; }

}  // namespace

calendar::Definition definition_of(const Draft& draft) {
    calendar::Definition definition;
    definition.name = draft.name;
    definition.zone = draft.zone;
    for (std::size_t day = 0; day < 5; ++day) definition.week[day] = draft.hours;
    for (const Span& span : spans_of(draft.closed))
        definition.days.push_back({calendar::date_of(span.first), calendar::date_of(span.last), {}});
    for (const auto& [day, name] : draft.open)
        definition.days.push_back({calendar::date_of(day), calendar::date_of(day), draft.hours});
    for (const auto& [day, found] : draft.breaks)
        for (const calendar::Window window : found.first)
            definition.breaks.push_back({calendar::date_of(day), window});
    for (const auto& [rule, name] : draft.rules) definition.rules.push_back(rule);
    definition.known_until = draft.known_until;
    return definition;
}

std::string yaml_of(const Draft& draft) {
    const std::string hours = windows_text(draft.hours);
    std::string out =
        fmt::format("calendar: {}\nzone: {}\nweek: {{mon-fri: {}}}\n", draft.name, draft.zone, hours);
    const auto section = [&](std::string_view key, bool empty) {
        if (!empty) out += fmt::format("{}:\n", key);
    };
    section("closed", draft.closed.empty());
    for (const Span& span : spans_of(draft.closed))
        out += fmt::format("  - {}{}\n", span_text(span), comment(span.name));
    section("open", draft.open.empty());
    for (const auto& [day, name] : draft.open)
        out += fmt::format("  {}: {}{}\n", date_text(day), hours, comment(name));
    section("breaks", draft.breaks.empty());
    for (const auto& [day, found] : draft.breaks)
        out += fmt::format("  {}: {}{}\n", date_text(day), windows_text(found.first), comment(found.second));
    section("rules", draft.rules.empty());
    for (const auto& [rule, name] : draft.rules)
        out += fmt::format("  - {}{}\n", rule_text(rule), comment(name));
    if (draft.known_until) out += fmt::format("known_until: {}\n", to_string(*draft.known_until));
    return out;
}

}  // namespace itr::icalendar
