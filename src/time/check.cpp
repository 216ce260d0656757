// What a definition may say.
#include <fmt/format.h>

#include <algorithm>

#include "time/codes.hpp"
#include "time/rules.hpp"
#include "time/source.hpp"

namespace itr::calendar {
namespace {

Status bad(const Definition& definition, std::string_view expected, std::string_view found) {
    return fail(calendar_invalid,
                fmt::format("calendar '{}': expected {}, but found {}", definition.name, expected, found));
}

bool is_window(Window window) {
    return window.from < minutes_per_day && window.to <= minutes_per_day && window.from != window.to;
}

std::string write(Window window) {
    return fmt::format("{}-{}", write_minute(window.from), write_minute(window.to));
}

Status check_windows(const Definition& definition, const std::vector<Window>& windows) {
    if (windows.size() > max_windows_per_day)
        return bad(definition, fmt::format("at most {} windows a day", max_windows_per_day),
                   std::to_string(windows.size()));
    for (const Window window : windows)
        if (!is_window(window))
            return bad(definition, "a window within 00:00-24:00 that is not empty", write(window));
    return {};
}

Status check_sizes(const Definition& definition) {
    if (definition.week.size() != 7)
        return bad(definition, "a week of 7 days", std::to_string(definition.week.size()));
    if (definition.days.size() > max_dated_days)
        return bad(definition, fmt::format("at most {} dated days", max_dated_days),
                   std::to_string(definition.days.size()));
    if (definition.breaks.size() > max_breaks)
        return bad(definition, fmt::format("at most {} breaks", max_breaks),
                   std::to_string(definition.breaks.size()));
    if (definition.rules.size() > max_rules)
        return bad(definition, fmt::format("at most {} rules", max_rules),
                   std::to_string(definition.rules.size()));
    return {};
}

Status check_dates(const Definition& definition) {
    for (const auto& date : {definition.valid_from, definition.valid_to, definition.known_until})
        if (date && !is_date(*date)) return bad(definition, "a date from 1900 to 2200", to_string(*date));
    if (definition.valid_from && definition.valid_to && *definition.valid_to < *definition.valid_from)
        return bad(definition, "an end that is not before the beginning " + to_string(*definition.valid_from),
                   to_string(*definition.valid_to));
    for (const auto& day : definition.days) {
        if (!is_date(day.first) || !is_date(day.last) || day.last < day.first)
            return bad(definition, "dates from 1900 to 2200 in their order",
                       fmt::format("{}/{}", to_string(day.first), to_string(day.last)));
        if (auto ok = check_windows(definition, day.windows); !ok) return ok;
    }
    for (const auto& pause : definition.breaks)
        if (!is_date(pause.date) || !is_window(pause.window))
            return bad(definition, "a break on a date from 1900 to 2200",
                       fmt::format("{} {}", to_string(pause.date), write(pause.window)));
    return {};
}

}  // namespace

Status check(const Definition& definition) {
    if (auto ok = check_sizes(definition); !ok) return ok;
    for (const auto& windows : definition.week)
        if (auto ok = check_windows(definition, windows); !ok) return ok;
    if (auto ok = check_dates(definition); !ok) return ok;
    for (const Rule& rule : definition.rules)
        if (!is_rule(rule))
            return bad(definition, "a rule whose month, day and weekday exist", "one that never falls");
    return {};
}

}  // namespace itr::calendar
