// When a ladder may speak.
#include <itr/policy.hpp>

namespace itr::policy {
namespace {

constexpr int minutes_of_day = 1440;
constexpr Duration day = hours(24);

struct LocalTime {
    int minute;
    Instant end_today, end_tomorrow;  ///< of the quiet window
};

LocalTime in_utc(Instant at, int end) {
    const std::int64_t into_day = (at.ms % day.ms + day.ms) % day.ms;
    const Instant midnight{at.ms - into_day};
    return {static_cast<int>(into_day / minutes(1).ms), midnight + minutes(end),
            midnight + day + minutes(end)};
}

/// Noon, then a day on, is tomorrow whatever the clocks do at night.
LocalTime in_zone(const calendar::Calendar& calendar, Instant at, int end) {
    const calendar::Date today = calendar.local_date(at);
    const calendar::Date tomorrow = calendar.local_date(calendar.at_local(today, minutes_of_day / 2) + day);
    return {calendar.local_minute(at), calendar.at_local(today, end), calendar.at_local(tomorrow, end)};
}

}  // namespace

Instant after_quiet(const model::LadderLevel& level, const calendar::Calendar* calendar, Instant at) {
    if (!level.quiet) return at;
    const auto [from, to] = *level.quiet;
    const LocalTime local = calendar == nullptr ? in_utc(at, to) : in_zone(*calendar, at, to);
    const bool over_midnight = to <= from;
    const bool evening = local.minute >= from && (over_midnight || local.minute < to);
    const bool morning = over_midnight && local.minute < to;
    if (!evening && !morning) return at;
    return evening && over_midnight ? local.end_tomorrow : local.end_today;
}

}  // namespace itr::policy
