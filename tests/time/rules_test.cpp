#include <doctest/doctest.h>

#include <time/rules.hpp>

#include "zones.hpp"

using namespace itr;
using namespace itr::calendar;
using test::day;

namespace {

std::string kept(const Rule& rule, int year) {
    const auto found = holidays(std::span(&rule, 1), year, year);
    return found.empty() ? "none" : to_string(date_of(*found.begin()));
}

}  // namespace

TEST_CASE("Easter falls where the almanac says") {
    CHECK(to_string(date_of(easter(1961))) == "1961-04-02");
    CHECK(to_string(date_of(easter(2000))) == "2000-04-23");
    CHECK(to_string(date_of(easter(2019))) == "2019-04-21");
    CHECK(to_string(date_of(easter(2024))) == "2024-03-31");
    CHECK(to_string(date_of(easter(2026))) == "2026-04-05");
    CHECK(to_string(date_of(easter(2038))) == "2038-04-25");
    CHECK(kept({.by = Rule::By::easter, .offset = -2}, 2026) == "2026-04-03");
    CHECK(kept({.by = Rule::By::easter, .offset = 1}, 2026) == "2026-04-06");
}

TEST_CASE("the n-th and the last weekday of a month are found, a fifth one only where there is one") {
    CHECK(kept({.by = Rule::By::nth_weekday, .month = 11, .weekday = 3, .nth = 4}, 2026) == "2026-11-26");
    CHECK(kept({.by = Rule::By::nth_weekday, .month = 11, .weekday = 3, .nth = 4, .offset = 1}, 2026) ==
          "2026-11-27");
    CHECK(kept({.by = Rule::By::nth_weekday, .month = 3, .weekday = 0, .nth = 5}, 2026) == "2026-03-30");
    CHECK(kept({.by = Rule::By::nth_weekday, .month = 2, .weekday = 0, .nth = 5}, 2026) == "none");
    CHECK(kept({.by = Rule::By::last_weekday, .month = 5, .weekday = 0}, 2026) == "2026-05-25");
    CHECK(kept({.by = Rule::By::last_weekday, .month = 2, .weekday = 6}, 2032) == "2032-02-29");
}

TEST_CASE("29 February is a holiday in leap years only") {
    const Rule leap_day{.by = Rule::By::fixed_date, .month = 2, .day = 29};
    CHECK(kept(leap_day, 2024) == "2024-02-29");
    CHECK(kept(leap_day, 2026) == "none");
}

TEST_CASE("a holiday on a weekend is kept on the weekday that its rule says") {
    Rule rule{.by = Rule::By::fixed_date, .month = 7, .day = 4};
    CHECK(kept(rule, 2026) == "2026-07-04");
    rule.observed = Rule::Observed::next_monday;
    CHECK(kept(rule, 2026) == "2026-07-06");
    CHECK(kept(rule, 2027) == "2027-07-05");
    CHECK(kept(rule, 2028) == "2028-07-04");
    rule.observed = Rule::Observed::nearest_weekday;
    CHECK(kept(rule, 2026) == "2026-07-03");
    CHECK(kept(rule, 2027) == "2027-07-05");
}

TEST_CASE("of two holidays on one weekend each has a weekday of its own where the next free one is said") {
    const auto next_free = [](std::uint8_t month, std::uint8_t day) {
        return Rule{.by = Rule::By::fixed_date,
                    .month = month,
                    .day = day,
                    .observed = Rule::Observed::next_free_weekday};
    };
    Definition definition = test::office("Europe/London", {"09:00-17:00"});
    definition.rules = {next_free(12, 25), next_free(12, 26), next_free(1, 1)};
    // The bank holidays of England: Saturday and Sunday, Friday and Saturday, Sunday and Monday.
    const std::vector<std::pair<int, std::vector<std::string>>> closed{
        {2021, {"2021-12-27", "2021-12-28", "2022-01-03"}},
        {2020, {"2020-12-25", "2020-12-28", "2021-01-01"}},
        {2022, {"2022-12-26", "2022-12-27", "2023-01-02"}},
        {2023, {"2023-12-25", "2023-12-26", "2024-01-01"}}};
    for (const auto& [year, days] : closed) {
        const Calendar calendar = test::compiled(definition);
        std::vector<std::string> found;
        const Date first{static_cast<std::int16_t>(year), 12, 20};
        for (DayNumber at = day_number(first); at < day_number(first) + 20; ++at)
            if (weekday_of(at) < 5 && !calendar.is_working_day(date_of(at)))
                found.push_back(to_string(date_of(at)));
        CHECK(found == days);
    }
    CHECK(kept(next_free(12, 25), 2021) == "2021-12-27");
}

TEST_CASE("a rule closes its day, across the end of a year too, and a dated day opens it again") {
    Definition definition = test::office("UTC", {"09:00-17:00"});
    // 1 January 2028 is a Saturday: kept on the Friday before, in 2027.
    definition.rules.push_back(
        {.by = Rule::By::fixed_date, .month = 1, .day = 1, .observed = Rule::Observed::nearest_weekday});
    CHECK_FALSE(test::compiled(definition).is_working_day(day("2027-12-31")));
    CHECK_FALSE(test::compiled(definition).is_working_day(day("2027-01-01")));
    definition.days.push_back({day("2027-12-31"), day("2027-12-31"), {test::window("09:00-12:00")}});
    CHECK(test::compiled(definition).is_working_day(day("2027-12-31")));
}

TEST_CASE("rules that never fall are refused") {
    CHECK_FALSE(is_rule({.by = Rule::By::fixed_date, .month = 13, .day = 1}));
    CHECK_FALSE(is_rule({.by = Rule::By::nth_weekday, .month = 1, .weekday = 7, .nth = 1}));
    CHECK_FALSE(is_rule({.by = Rule::By::nth_weekday, .month = 1, .weekday = 0, .nth = 6}));
    CHECK_FALSE(is_rule({.by = Rule::By::last_weekday, .month = 0}));
    CHECK_FALSE(is_rule({.by = Rule::By::easter, .offset = 400}));
}
