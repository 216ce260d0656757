// Counting in working days. Everything here is said with the public operations of Calendar.
#include <algorithm>
#include <cstdlib>

#include "time/civil.hpp"

namespace itr::calendar {
namespace {

Instant day_begin(const Calendar& calendar, DayNumber day) { return calendar.at_local(date_of(day), 0); }

DayNumber day_of(const Calendar& calendar, Instant at) { return day_number(calendar.local_date(at)); }

bool is_working_day(const Calendar& calendar, DayNumber day) {
    return calendar.next_open(day_begin(calendar, day)) < day_begin(calendar, day + 1);
}

bool is_countable(Instant at) { return at >= min_instant && at <= max_instant; }

/// The first working day on or after `day`.
std::optional<DayNumber> working_day_from(const Calendar& calendar, DayNumber day) {
    if (day > last_day) return std::nullopt;
    const Instant opens = calendar.next_open(day_begin(calendar, day));
    if (!is_countable(opens)) return std::nullopt;
    return day_of(calendar, opens);
}

/// The last working day on or before `day`.
std::optional<DayNumber> working_day_until(const Calendar& calendar, DayNumber day) {
    if (day < first_day) return std::nullopt;
    const Instant last = calendar.retreat(day_begin(calendar, day + 1), milliseconds(1));
    if (!is_countable(last)) return std::nullopt;
    return day_of(calendar, last);
}

/// `count` working days after `day` (before it, where negative), `day` itself not counted.
std::optional<DayNumber> step(const Calendar& calendar, DayNumber day, int count) {
    std::optional<DayNumber> at = day;
    for (; count > 0 && at; --count) at = working_day_from(calendar, *at + 1);
    for (; count < 0 && at; ++count) at = working_day_until(calendar, *at - 1);
    return at;
}

/// The working day a count begins on, and whether the start had to be moved to get there.
struct Base {
    DayNumber day;
    bool moved;
};

std::optional<Base> base_of(const Calendar& calendar, Instant from, int days, int cut_off_minute) {
    const DayNumber own = day_of(calendar, from);
    const bool is_late = days >= 0 && calendar.local_minute(from) >= cut_off_minute;
    const auto base =
        days >= 0 ? working_day_from(calendar, is_late ? own + 1 : own) : working_day_until(calendar, own);
    if (!base) return std::nullopt;
    return Base{*base, *base != own};
}

Calendar::WorkingDay describe(const Calendar& calendar, DayNumber day) {
    const Instant opens = calendar.next_open(day_begin(calendar, day));
    return {date_of(day), opens, calendar.last_worked(day_begin(calendar, day + 1))};
}

}  // namespace

std::optional<Calendar::WorkingDay> Calendar::working_day(Instant from, int k) const {
    if (!is_countable(from) || std::abs(k) > max_working_days) return std::nullopt;
    const DayNumber own = day_of(*this, from);
    const auto day = k == 0 ? working_day_from(*this, own) : step(*this, own, k);
    if (!day) return std::nullopt;
    return describe(*this, *day);
}

bool Calendar::is_working_day(Date date) const { return calendar::is_working_day(*this, day_number(date)); }

int Calendar::working_days(Date from, Date to) const {
    if (to < from) return -working_days(to, from);
    int count = 0;
    for (DayNumber day = day_number(from) + 1; day <= day_number(to); ++day)
        count += calendar::is_working_day(*this, day);
    return count;
}

Instant Calendar::advance_days(Instant from, int days, int cut_off_minute, bool end_of_day) const {
    const auto how = end_of_day ? Options::Days::end_of_day : Options::Days::working_time;
    return add_days(*this, from, days,
                    {.days = how, .cut_off_minute = static_cast<std::uint16_t>(cut_off_minute)});
}

Instant add_days(const Calendar& calendar, Instant from, int days, const Options& options) {
    using Days = Options::Days;
    if (!is_countable(from) || std::abs(days) > max_working_days) return never;
    if (days == 0 && options.days == Days::wall_time) return from;
    const auto base = base_of(calendar, from, days, options.cut_off_minute);
    const auto reached = base ? step(calendar, base->day, days) : std::nullopt;
    if (!reached) return never;
    const Calendar::WorkingDay day = describe(calendar, *reached);
    if (options.days == Days::end_of_day) return day.closes;

    const Instant midnight = day_begin(calendar, day_of(calendar, from));
    const std::int64_t second_part = (from - midnight).ms % minute_ms;
    const Instant same_time =
        calendar.at_local(day.date, calendar.local_minute(from)) + milliseconds(second_part);
    if (options.days == Days::wall_time) return same_time;
    if (days < 0) return base->moved ? day.closes : calendar.last_worked(same_time);
    return base->moved ? day.opens : calendar.next_open(same_time);
}

}  // namespace itr::calendar
