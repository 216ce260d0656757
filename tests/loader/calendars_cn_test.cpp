// The pack of mainland China's working days against the statutory days as published.
#include <doctest/doctest.h>

#include <fstream>
#include <itr/calendars.hpp>
#include <itr/loader.hpp>
#include <map>
#include <string>

#include "support/packs.hpp"
#include "support/shared.hpp"

using namespace itr;
using calendar::Calendar;

namespace {

Calendar cn_office() {
    const auto loaded =
        loader::load_folder(std::filesystem::path(ITR_SOURCE_DIR) / "examples/packs/calendars-cn");
    REQUIRE_MESSAGE(loaded.pack.has_value(), test::report(loaded.diagnostics));
    Diagnostics diagnostics;
    const auto calendars = model::compile_calendars(
        loaded.pack->calendars, calendar::ZoneDatabase::load_system().value(), diagnostics);
    REQUIRE(diagnostics.empty());
    REQUIRE(calendars.front().definition().name == "cn-office");
    return calendars.front();
}

/// Date → "open" or "closed", from lines "2006-12-30,open,元旦".
std::map<std::string, std::string> published(const std::filesystem::path& path) {
    std::map<std::string, std::string> days;
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    REQUIRE(line.starts_with("date,kind,name"));
    while (std::getline(in, line)) {
        const std::string kind = line.substr(11, line.find(',', 11) - 11);
        days.emplace(line.substr(0, 10), kind);
    }
    return days;
}

Instant midnight(std::string_view date) {
    return parse_instant(std::string(date) + "T00:00:00+08:00").value();
}

}  // namespace

TEST_CASE("the pack calendars-cn works on exactly the days that the statutory days leave") {
    const auto path = test::shared("data/holidays_cn.csv");
    if (!path) return;
    const auto days = published(*path);
    CHECK(days.size() == 678);
    const Calendar calendar = cn_office();
    std::size_t found = 0;
    for (Instant day = midnight("2006-12-30"); day < midnight("2027-01-01"); day = day + hours(24)) {
        const calendar::Date date = calendar.local_date(day);
        const std::string text = to_string(date);
        CAPTURE(text);
        const auto said = days.find(text);
        // 1970-01-01 was a Thursday; China has had no clock changes in these years.
        const auto weekday = ((day + hours(8)).ms / hours(24).ms + 3) % 7;
        const bool works = said == days.end() ? weekday < 5 : said->second == "open";
        if (said != days.end()) ++found;
        CHECK(calendar.is_working_day(date) == works);
        CHECK(calendar.measure(day, day + hours(24)) == (works ? hours(8) : Duration{}));
        CHECK(calendar.is_known(day));
    }
    CHECK(found == days.size());
}

TEST_CASE("3 February 2020 is a make-up Monday, and a year that is not announced is unknown") {
    const Calendar calendar = cn_office();
    CHECK(calendar.is_working_day({2020, 2, 3}));
    CHECK_FALSE(calendar.is_working_day({2020, 1, 31}));
    CHECK(calendar.is_known(midnight("2026-12-31")));
    CHECK_FALSE(calendar.is_known(midnight("2027-01-01")));
}
