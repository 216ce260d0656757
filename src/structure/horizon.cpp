#include "structure/horizon.hpp"

#include <algorithm>

namespace itr::structure {
namespace {

constexpr calendar::Date earliest_year{2024, 1, 1};  // a leap year that begins on a Monday
constexpr Duration some_days = hours(24 * 10);

}  // namespace

Horizon horizon_of(std::span<const calendar::Calendar> calendars, const Options& options) {
    if (options.from != never) return {options.from, options.from + options.span};
    Instant from = never;
    Instant last = min_instant;
    for (const calendar::Calendar& calendar : calendars) {
        const calendar::Definition& definition = calendar.definition();
        const auto offer = [&](calendar::Date date) {
            from = std::min(from, calendar.at_local(date, 0));
            last = std::max(last, calendar.at_local(date, 0));
        };
        for (const auto& day : definition.days) offer(day.first), offer(day.last);
        for (const auto& pause : definition.breaks) offer(pause.date);
        if (definition.valid_from) offer(*definition.valid_from);
    }
    // What is years back troubles nobody.
    if (from != never) from = std::max(from - some_days, last + some_days - options.span);
    if (from == never && !calendars.empty()) from = calendars.front().at_local(earliest_year, 0);
    if (from == never) from = Instant{0};
    // Where a calendar is not valid nobody can arrive.
    for (const calendar::Calendar& calendar : calendars)
        if (const auto& valid = calendar.definition().valid_from)
            from = std::max(from, calendar.at_local(*valid, 0));
    return {from, from + options.span};
}

std::vector<Instant> edges_of(const calendar::Calendar& calendar, const Horizon& horizon) {
    std::vector<Instant> edges;
    const auto intervals = calendar.intervals(horizon.from, horizon.to, max_arrivals / 4);
    edges.reserve(2 * intervals.size());
    for (const auto& interval : intervals) {
        if (interval.from > horizon.from) edges.push_back(interval.from);
        if (interval.to < horizon.to) edges.push_back(interval.to);
    }
    return edges;
}

std::vector<Instant> turns_of(const calendar::Calendar& calendar, int cut_off_minute,
                              const Horizon& horizon) {
    constexpr int minutes_per_day = 24 * 60;
    std::vector<Instant> turns;
    // Noon is on the same date the day after, whatever clock changes there are.
    Instant noon = calendar.at_local(calendar.local_date(horizon.from), minutes_per_day / 2);
    while (noon < horizon.to && turns.size() < max_arrivals / 4) {
        const calendar::Date date = calendar.local_date(noon);
        turns.push_back(calendar.at_local(date, 0));
        if (cut_off_minute < minutes_per_day) turns.push_back(calendar.at_local(date, cut_off_minute));
        noon = noon + hours(24);
    }
    return turns;
}

}  // namespace itr::structure
