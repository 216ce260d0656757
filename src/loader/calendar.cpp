#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "loader/documents.hpp"

namespace itr::loader {
namespace {

using calendar::Definition;
using calendar::Rule;

int weekday_of(std::string_view text) {
    for (int day = 0; day < 7; ++day)
        if (text == model::weekdays[day] || text == model::weekday_names[day]) return day;
    return -1;
}

int month_of(std::string_view text) {
    const auto found = std::ranges::find(model::month_names, text);
    return found == std::end(model::month_names)
               ? 0
               : static_cast<int>(found - std::begin(model::month_names)) + 1;
}

void unknown_word(Context& context, const Node& node, std::string_view what,
                  std::span<const std::string_view> words) {
    context.error(invalid_value, node, fmt::format("'{}' is no {}", node.text, what),
                  spelling::did_you_mean(node.text, words));
}

void read_week(Context& context, const Node& node, Definition& definition) {
    if (node.kind != Node::Kind::map) return wrong_type(context, node, "a map from days to windows");
    std::set<int> given;
    for (const auto [days, windows] : pairs(node)) {
        const std::string_view text = text_of(context, days);
        const std::size_t dash = text.find('-');
        const int first = weekday_of(text.substr(0, dash));
        const int last = dash == std::string_view::npos ? first : weekday_of(text.substr(dash + 1));
        if (first < 0 || last < 0) {
            unknown_word(context, days, "day of the week (mon, tue … or mon-fri)", model::weekdays);
            continue;
        }
        const auto read = windows_of(context, windows);
        for (int day = first;; day = (day + 1) % 7) {
            if (!given.insert(day).second)
                context.error(duplicate_key, days,
                              fmt::format("{} is given twice", model::weekday_names[day]));
            definition.week[static_cast<std::size_t>(day)] = read;
            if (day == last) break;
        }
    }
}

Definition::Day days_of(Context& context, const Node& node) {
    const std::string_view text = text_of(context, node);
    Definition::Day day;
    if (node.kind != Node::Kind::scalar) return day;
    const std::size_t slash = text.find('/');
    day.first = date_of(context, node, text.substr(0, slash));
    day.last = slash == std::string_view::npos ? day.first : date_of(context, node, text.substr(slash + 1));
    if (day.last < day.first) context.error(invalid_value, node, "a span of days that ends before it begins");
    return day;
}

void read_days(Context& context, Map& map, Definition& definition) {
    if (const Node* closed = map.get("closed")) {
        if (closed->kind != Node::Kind::sequence) wrong_type(context, *closed, "a list of days");
        for (const Node& item : items(*closed)) definition.days.push_back(days_of(context, item));
    }
    const Node* open = map.get("open");
    if (open == nullptr) return;
    if (open->kind != Node::Kind::map) wrong_type(context, *open, "a map from days to windows");
    for (const auto [date, windows] : pairs(*open)) {
        Definition::Day day = days_of(context, date);
        day.windows = windows_of(context, windows);
        if (day.windows.empty())
            context.error(invalid_value, windows, "an open day without windows", "list it under 'closed'");
        definition.days.push_back(std::move(day));
    }
}

void read_breaks(Context& context, const Node& node, Definition& definition) {
    if (node.kind != Node::Kind::map) return wrong_type(context, node, "a map from days to windows");
    for (const auto [date, windows] : pairs(node))
        for (const calendar::Window& window : windows_of(context, windows))
            definition.breaks.push_back({date_of(context, date, text_of(context, date)), window});
}

void read_fixed(Context& context, const Node& node, Rule& rule) {
    const std::string_view text = text_of(context, node);
    // Any leap year will do to see whether there is such a day.
    const auto date = calendar::parse_date(fmt::format("2024-{}", text));
    if (!date)
        return context.error(date.error().code, node,
                             fmt::format("expected a day such as 05-01, but found '{}'", text));
    rule.by = Rule::By::fixed_date;
    rule.month = date->month;
    rule.day = date->day;
}

void read_weekday(Context& context, const Node* day, const Node* month, Rule& rule) {
    if (day != nullptr) {
        const int weekday = weekday_of(text_of(context, *day));
        if (weekday < 0) unknown_word(context, *day, "day of the week", model::weekday_names);
        rule.weekday = static_cast<std::uint8_t>(std::max(weekday, 0));
    }
    if (month != nullptr) {
        const int number = month_of(text_of(context, *month));
        if (number == 0) unknown_word(context, *month, "month", model::month_names);
        rule.month = static_cast<std::uint8_t>(std::max(number, 1));
    }
}

Rule rule_of(Context& context, const Node& node) {
    constexpr int max_offset = 366;
    Rule rule;
    Map map(context, node, "a rule");
    map.read("observed", rule.observed, model::observances);
    if (const Node* fixed = map.get("fixed")) {
        read_fixed(context, *fixed, rule);
    } else if (const Node* nth = map.get("nth")) {
        rule.by = Rule::By::nth_weekday;
        rule.nth = static_cast<std::uint8_t>(number_of(context, *nth, 1, 5));
        const Node* day = map.need("weekday");
        read_weekday(context, day, map.need("of"), rule);
    } else if (const Node* last = map.get("last")) {
        rule.by = Rule::By::last_weekday;
        read_weekday(context, last, map.need("of"), rule);
    } else if (const Node* easter = map.get("easter")) {
        rule.by = Rule::By::easter;
        rule.offset = static_cast<std::int16_t>(number_of(context, *easter, -max_offset, max_offset));
    } else if (map.valid()) {
        context.error(missing_key, node, "a rule without its kind", "one of: fixed, nth, last, easter");
    }
    map.finish();
    return rule;
}

/// `zone: Asia/Shanghai`, or where it differs from ticket to ticket `{from: FIELD, among: […], otherwise:
/// …}`.
void read_zone(Context& context, const Node& node, model::CalendarEntry& entry) {
    constexpr std::string_view prefix = "ticket.";
    if (node.kind != Node::Kind::map) {
        entry.definition.zone = text_of(context, node);
        return;
    }
    Map map(context, node, "a zone that a field tells");
    model::LocatedZone zone;
    if (const Node* from = map.need("from")) zone.field = word_of(context, *from);
    if (zone.field.text.starts_with(prefix)) zone.field.text.erase(0, prefix.size());
    if (map.need("among") != nullptr) map.read("among", zone.among);
    if (map.need("otherwise") != nullptr) map.read("otherwise", zone.otherwise);
    if (map.has("among") && zone.among.empty())
        context.error(invalid_value, node, "a zone that a field tells, but none that it may tell",
                      "name them: among: [Asia/Shanghai, Europe/Berlin]");
    std::set<std::string_view> given;
    for (const std::string& name : zone.among)
        if (!given.insert(name).second)
            context.error(duplicate_name, node, fmt::format("the zone '{}' is named twice", name));
    map.finish();
    entry.definition.zone = zone.otherwise;
    entry.located = std::move(zone);
}

void read_versions(Context& context, const Node& node, model::CalendarEntry& entry) {
    if (node.kind != Node::Kind::sequence) return wrong_type(context, node, "a list of versions");
    for (const Node& item : items(node)) {
        Map map(context, item, "a version");
        model::CalendarEntry::Version version;
        if (const Node* from = map.need("from"))
            version.from = date_of(context, *from, text_of(context, *from));
        if (const Node* name = map.need("calendar")) version.calendar = word_of(context, *name);
        map.finish();
        if (!entry.versions.empty() && version.from <= entry.versions.back().from)
            context.error(invalid_value, item, "a version that does not begin after the one before it");
        entry.versions.push_back(std::move(version));
    }
    if (entry.versions.empty()) context.error(invalid_value, node, "a calendar without versions");
}

/// Reads `any`, `all`, `minus` or `versions`. A calendar made of others has nothing of its own.
void read_others(Context& context, Map& map, model::CalendarEntry& entry) {
    constexpr std::string_view own[] = {"zone", "always", "skipped", "week",  "closed",
                                        "open", "breaks", "rules",   "valid", "known_until"};
    std::vector<std::string_view> kinds;
    for (const auto& choice : model::combinations) {
        const Node* parts = map.get(choice.word);
        if (parts == nullptr) continue;
        kinds.push_back(choice.word);
        entry.combine = choice.value;
        entry.parts = words_of(context, *parts);
        if (entry.parts.size() < 2)
            context.error(invalid_value, *parts,
                          fmt::format("'{}' of fewer than two calendars", choice.word));
    }
    if (const Node* versions = map.get("versions")) {
        kinds.push_back("versions");
        read_versions(context, *versions, entry);
    }
    if (kinds.empty()) return;
    if (kinds.size() > 1)
        context.error(invalid_value, map.node(),
                      fmt::format("a calendar is made in one way, but found {}", fmt::join(kinds, " and ")),
                      "make a calendar for each, and this one of those");
    for (const std::string_view key : own)
        if (const Node* found = map.get(key))
            context.error(invalid_value, *found, fmt::format("'{}' beside '{}'", key, kinds.front()),
                          "it belongs to the calendars that this one is made of");
}

void read_own(Context& context, Map& map, model::CalendarEntry& entry) {
    Definition& definition = entry.definition;
    if (const Node* zone = map.get("zone")) read_zone(context, *zone, entry);
    map.read("always", definition.always);
    map.read("skipped", definition.skipped, model::skips);
    if (const Node* week = map.get("week")) read_week(context, *week, definition);
    read_days(context, map, definition);
    if (const Node* breaks = map.get("breaks")) read_breaks(context, *breaks, definition);
    if (const Node* rules = map.get("rules")) {
        if (rules->kind != Node::Kind::sequence) wrong_type(context, *rules, "a list of rules");
        for (const Node& rule : items(*rules)) definition.rules.push_back(rule_of(context, rule));
    }
    if (const Node* valid = map.get("valid")) {
        Map span(context, *valid, "'valid'");
        if (const Node* from = span.get("from"))
            definition.valid_from = date_of(context, *from, text_of(context, *from));
        if (const Node* to = span.get("to"))
            definition.valid_to = date_of(context, *to, text_of(context, *to));
        span.finish();
    }
    if (const Node* known = map.get("known_until"))
        definition.known_until = date_of(context, *known, text_of(context, *known));
}

}  // namespace

model::CalendarEntry read_calendar(Context& context, Map& map) {
    model::CalendarEntry entry;
    map.read("title", entry.title);
    read_others(context, map, entry);
    if (!entry.is_made_of_others()) read_own(context, map, entry);
    return entry;
}

}  // namespace itr::loader
