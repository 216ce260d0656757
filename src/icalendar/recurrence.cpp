#include "icalendar/recurrence.hpp"

#include <algorithm>
#include <span>

namespace itr::icalendar {
namespace {

constexpr int last_weekday = -1;

bool is_empty(std::span<const short> values) { return values.front() == ICAL_RECURRENCE_ARRAY_MAX; }
/// The only value; nothing where there is none or several.
std::optional<int> only(std::span<const short> values) {
    if (is_empty(values) || values[1] != ICAL_RECURRENCE_ARRAY_MAX) return std::nullopt;
    return values.front();
}

bool has_other_parts(const icalrecurrencetype& r) {
    return !is_empty(r.by_second) || !is_empty(r.by_minute) || !is_empty(r.by_hour) ||
           !is_empty(r.by_year_day) || !is_empty(r.by_week_no) || !is_empty(r.by_set_pos) ||
           r.rscale != nullptr;
}

std::uint8_t small(int value) { return static_cast<std::uint8_t>(value); }

/// 1 = Sunday there, 0 = Monday here.
std::uint8_t weekday_of(short day) {
    return small((static_cast<int>(icalrecurrencetype_day_day_of_week(day)) + 5) % 7);
}

std::optional<calendar::Rule> weekday_rule(short by_day, int month) {
    const int position = icalrecurrencetype_day_position(by_day);
    calendar::Rule rule;
    rule.month = small(month);
    rule.weekday = weekday_of(by_day);
    if (position == last_weekday) {
        rule.by = calendar::Rule::By::last_weekday;
        return rule;
    }
    if (position < 1 || position > 5) return std::nullopt;
    rule.by = calendar::Rule::By::nth_weekday;
    rule.nth = small(position);
    return rule;
}

}  // namespace

std::optional<calendar::Rule> rule_of(const icalrecurrencetype& r, const icaltimetype& begin) {
    const bool endless = r.count == 0 && icaltime_is_null_time(r.until) != 0;
    if (r.freq != ICAL_YEARLY_RECURRENCE || r.interval != 1 || !endless || has_other_parts(r))
        return std::nullopt;
    const auto month = is_empty(r.by_month) ? std::optional(begin.month) : only(r.by_month);
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    if (!is_empty(r.by_day)) {
        const auto day = only(r.by_day);
        if (!day || !is_empty(r.by_month_day) || is_empty(r.by_month)) return std::nullopt;
        return weekday_rule(static_cast<short>(*day), *month);
    }
    const auto day = is_empty(r.by_month_day) ? std::optional(begin.day) : only(r.by_month_day);
    if (!day || *day < 1 || *day > 31) return std::nullopt;
    calendar::Rule rule;
    rule.month = small(*month);
    rule.day = small(*day);
    return rule;
}

bool is_layable(const icalrecurrencetype& r) {
    const bool often = r.freq == ICAL_SECONDLY_RECURRENCE || r.freq == ICAL_MINUTELY_RECURRENCE ||
                       r.freq == ICAL_HOURLY_RECURRENCE || r.freq == ICAL_NO_RECURRENCE;
    return !often && r.rscale == nullptr && is_empty(r.by_second) && is_empty(r.by_minute) &&
           is_empty(r.by_hour);
}

bool lay_out(const icalrecurrencetype& recurrence, const icaltimetype& begin, int last_year,
             std::size_t& budget, const std::function<void(const icaltimetype&)>& visit) {
    const RecurrencePtr iterator(icalrecur_iterator_new(recurrence, begin));
    if (!iterator) return false;
    for (;;) {
        const icaltimetype at = icalrecur_iterator_next(iterator.get());
        if (icaltime_is_null_time(at) != 0 || at.year > last_year) return true;
        if (budget == 0) return false;
        --budget;
        visit(at);
    }
}

}  // namespace itr::icalendar
