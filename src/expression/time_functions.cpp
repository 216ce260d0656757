// getFullYear() … getMilliseconds() of timestamps, in UTC or a zone, and of durations.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <itr/calendar.hpp>

#include "base/for_ever.hpp"
#include "expression/codes.hpp"
#include "expression/functions.hpp"

namespace itr::expression {
namespace {

using Of = Type::Of;
using Arguments = std::span<const Value* const>;

/// "+05:30", "-02:00" or "02:00" in seconds.
std::optional<std::int64_t> fixed_offset(std::string_view zone) {
    const bool negative = zone.starts_with('-');
    if (negative || zone.starts_with('+')) zone.remove_prefix(1);
    if (zone.size() != 5 || zone[2] != ':') return std::nullopt;
    for (const std::size_t i : {0U, 1U, 3U, 4U})
        if (zone[i] < '0' || zone[i] > '9') return std::nullopt;
    const auto two = [&](std::size_t i) { return (zone[i] - '0') * 10 + (zone[i + 1] - '0'); };
    if (two(0) > 23 || two(3) > 59) return std::nullopt;
    return (negative ? -60 : 60) * (two(0) * 60 + two(3));
}

/// Seconds east of UTC; nothing, with the error noted, where the zone is not known.
std::optional<std::int64_t> offset(Run& run, std::string_view zone, Timestamp at) {
    if (zone == "UTC" || zone == "Z") return 0;
    if (const auto fixed = fixed_offset(zone)) return fixed;
    const auto* zones = run.frame().zones();
    if (zones == nullptr || !zones->has(zone)) {
        run.fail(expression_unknown_zone,
                 fmt::format("expected a time zone, but found '{}'", zone.substr(0, 64)));
        return std::nullopt;
    }
    return zones->offset(zone, std::clamp(to_instant(at), min_instant, max_instant)).ms / 1000;
}

/// A part of the local date or time of a timestamp.
using Part = std::int64_t (*)(std::chrono::sys_days day, std::int64_t second_of_day);

using Ymd = std::chrono::year_month_day;

std::int64_t full_year(std::chrono::sys_days day, std::int64_t) { return static_cast<int>(Ymd(day).year()); }
std::int64_t month(std::chrono::sys_days day, std::int64_t) {
    return static_cast<unsigned>(Ymd(day).month()) - 1;
}
std::int64_t day_from_one(std::chrono::sys_days day, std::int64_t) {
    return static_cast<unsigned>(Ymd(day).day());
}
std::int64_t day_from_zero(std::chrono::sys_days day, std::int64_t) {
    return static_cast<unsigned>(Ymd(day).day()) - 1;
}
std::int64_t day_of_week(std::chrono::sys_days day, std::int64_t) {
    return std::chrono::weekday(day).c_encoding();
}
std::int64_t day_of_year(std::chrono::sys_days day, std::int64_t) {
    return (day - std::chrono::sys_days(Ymd(day).year() / 1 / 1)).count();
}
std::int64_t hour(std::chrono::sys_days, std::int64_t second) { return second / 3600; }
std::int64_t minute(std::chrono::sys_days, std::int64_t second) { return second / 60 % 60; }
std::int64_t second_of_minute(std::chrono::sys_days, std::int64_t second) { return second % 60; }

bool local_part(Run& run, std::string_view name, Arguments arguments, Part part, Value& out) {
    if (!arguments[0]->is(Kind::timestamp) || (arguments.size() > 1 && !arguments[1]->is(Kind::string)))
        return run.no_overload(name, arguments);
    const Timestamp at = arguments[0]->as_timestamp();
    const auto east = arguments.size() > 1 ? offset(run, arguments[1]->as_string(), at) : 0;
    if (!east) return false;
    const std::chrono::sys_seconds local{std::chrono::seconds(at.seconds + *east)};
    const auto day = std::chrono::floor<std::chrono::days>(local);
    return out = Value(part(day, (local - day).count())), true;
}

bool get_full_year(Run& run, Arguments a, Value& out) {
    return local_part(run, "getFullYear", a, full_year, out);
}
bool get_month(Run& run, Arguments a, Value& out) { return local_part(run, "getMonth", a, month, out); }
bool get_date(Run& run, Arguments a, Value& out) { return local_part(run, "getDate", a, day_from_one, out); }
bool get_day_of_month(Run& run, Arguments a, Value& out) {
    return local_part(run, "getDayOfMonth", a, day_from_zero, out);
}
bool get_day_of_week(Run& run, Arguments a, Value& out) {
    return local_part(run, "getDayOfWeek", a, day_of_week, out);
}
bool get_day_of_year(Run& run, Arguments a, Value& out) {
    return local_part(run, "getDayOfYear", a, day_of_year, out);
}

/// Of a timestamp the part of its day, of a duration its whole length in that unit.
bool clock_part(Run& run, std::string_view name, Arguments a, Part part, std::int64_t unit_seconds,
                Value& out) {
    if (!a[0]->is(Kind::duration) || a.size() > 1) return local_part(run, name, a, part, out);
    return out = Value(a[0]->as_duration().seconds / unit_seconds), true;
}
bool get_hours(Run& run, Arguments a, Value& out) { return clock_part(run, "getHours", a, hour, 3600, out); }
bool get_minutes(Run& run, Arguments a, Value& out) {
    return clock_part(run, "getMinutes", a, minute, 60, out);
}
bool get_seconds(Run& run, Arguments a, Value& out) {
    return clock_part(run, "getSeconds", a, second_of_minute, 1, out);
}

/// The milliseconds within the second, of a duration too: so the language defines it.
bool get_milliseconds(Run& run, Arguments a, Value& out) {
    if (a[0]->is(Kind::duration) && a.size() == 1)
        return out = Value(a[0]->as_duration().nanos / 1'000'000), true;
    if (!local_part(run, "getMilliseconds", a, second_of_minute, out)) return false;
    return out = Value(a[0]->as_timestamp().nanos / 1'000'000), true;
}

std::vector<Overload> of_timestamp() {
    return {{true, Of::integer, 1, {Of::timestamp}}, {true, Of::integer, 2, {Of::timestamp, Of::string}}};
}
std::vector<Overload> of_both() {
    auto overloads = of_timestamp();
    overloads.push_back({true, Of::integer, 1, {Of::duration}});
    return overloads;
}

}  // namespace

std::span<const Function> time_functions() {
    static const auto& functions = for_ever(std::vector<Function>{
        {"getFullYear", get_full_year, of_timestamp()},
        {"getMonth", get_month, of_timestamp()},
        {"getDate", get_date, of_timestamp()},
        {"getDayOfMonth", get_day_of_month, of_timestamp()},
        {"getDayOfWeek", get_day_of_week, of_timestamp()},
        {"getDayOfYear", get_day_of_year, of_timestamp()},
        {"getHours", get_hours, of_both()},
        {"getMinutes", get_minutes, of_both()},
        {"getSeconds", get_seconds, of_both()},
        {"getMilliseconds", get_milliseconds, of_both()},
    });
    return functions;
}

}  // namespace itr::expression
