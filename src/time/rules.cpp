#include "time/rules.hpp"

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <optional>
#include <vector>

namespace itr::calendar {
namespace {

namespace greg = boost::gregorian;

DayNumber number(const greg::date& date) {
    static const greg::date epoch(1970, 1, 1);
    return static_cast<DayNumber>((date - epoch).days());
}

greg::greg_weekday boost_weekday(std::uint8_t weekday) {
    return greg::greg_weekday(static_cast<unsigned short>((weekday + 1) % 7));
}

std::optional<DayNumber> nth_weekday(const Rule& rule, int year) {
    using Generator = greg::nth_day_of_the_week_in_month;
    const Generator generator(static_cast<Generator::week_num>(rule.nth), boost_weekday(rule.weekday),
                              rule.month);
    const greg::date found = generator.get_date(static_cast<unsigned short>(year));
    // The generator gives the last one where there is no fifth.
    if (rule.nth == 5 && found.day() <= 28) return std::nullopt;
    return number(found);
}

std::optional<DayNumber> fixed_date(const Rule& rule, int year) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{rule.month},
                                           std::chrono::day{rule.day}};
    if (!date.ok()) return std::nullopt;
    return number(greg::partial_date(rule.day, rule.month).get_date(static_cast<unsigned short>(year)));
}

std::optional<DayNumber> original(const Rule& rule, int year) {
    switch (rule.by) {
        case Rule::By::fixed_date: return fixed_date(rule, year);
        case Rule::By::nth_weekday: return nth_weekday(rule, year);
        case Rule::By::last_weekday:
            return number(greg::last_day_of_the_week_in_month(boost_weekday(rule.weekday), rule.month)
                              .get_date(static_cast<unsigned short>(year)));
        case Rule::By::easter: return easter(year);
    }
    return std::nullopt;
}

constexpr std::size_t saturday = 5;
constexpr std::size_t sunday = 6;

bool is_weekend(DayNumber day) { return weekday_of(day) >= saturday; }

DayNumber observed(DayNumber day, Rule::Observed how) {
    if (!is_weekend(day) || how == Rule::Observed::as_is) return day;
    if (weekday_of(day) == sunday) return day + 1;
    return how == Rule::Observed::nearest_weekday ? day - 1 : day + 2;
}

}  // namespace

// The anonymous Gregorian algorithm (J. Meeus, Astronomical Algorithms, 1991, chapter 8).
DayNumber easter(int year) {
    const int golden = year % 19;
    const int century = year / 100;
    const int corrected = century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15;
    const int epact = (19 * golden + corrected) % 30;
    const int weekday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact - year % 100 % 4) % 7;
    const int late = (golden + 11 * epact + 22 * weekday) / 451;
    const int from_march = epact + weekday - 7 * late + 114;
    return number(greg::date(static_cast<unsigned short>(year), static_cast<unsigned short>(from_march / 31),
                             static_cast<unsigned short>(from_march % 31 + 1)));
}

std::set<DayNumber> holidays(std::span<const Rule> rules, int first_year, int last_year) {
    std::set<DayNumber> kept;
    std::vector<DayNumber> to_place;
    for (int year = first_year; year <= last_year; ++year)
        for (const Rule& rule : rules) {
            const auto found = original(rule, year);
            if (!found) continue;
            const DayNumber day = *found + rule.offset;
            if (rule.observed == Rule::Observed::next_free_weekday && is_weekend(day))
                to_place.push_back(day);
            else
                kept.insert(observed(day, rule.observed));
        }
    // In whatever order they are placed, the same days are taken in the end.
    for (DayNumber day : to_place) {
        while (is_weekend(day) || kept.contains(day)) ++day;
        kept.insert(day);
    }
    return kept;
}

bool is_rule(const Rule& rule) noexcept {
    const bool month_fits = rule.month >= 1 && rule.month <= 12;
    const bool offset_fits = rule.offset >= -366 && rule.offset <= 366;
    const std::chrono::year_month_day in_leap_year{std::chrono::year{2000}, std::chrono::month{rule.month},
                                                   std::chrono::day{rule.day}};
    switch (rule.by) {
        case Rule::By::fixed_date: return offset_fits && in_leap_year.ok();
        case Rule::By::nth_weekday:
            return offset_fits && month_fits && rule.weekday <= 6 && rule.nth >= 1 && rule.nth <= 5;
        case Rule::By::last_weekday: return offset_fits && month_fits && rule.weekday <= 6;
        case Rule::By::easter: return offset_fits;
    }
    return false;
}

}  // namespace itr::calendar
