// Other people's suites of working-time arithmetic, run as data. What a suite's product does differently is
// said by options alone; how its words map to ours is said here.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <support/shared.hpp>

#include "zones.hpp"

using namespace itr;
using namespace itr::calendar;
using nlohmann::json;
using test::at;
using test::day;
using test::window;

namespace {

constexpr std::array<const char*, 7> weekdays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// How the products of the suites behave where products differ.
struct Product {
    Options options;
    Skipped skipped;
};

Product product_of(const std::string& suite) {
    if (suite == "biz")
        return {{.land = Land::next_opening, .days = Options::Days::working_time}, Skipped::shifted};
    return {{.days = Options::Days::wall_time,
             .resolution = seconds(1),
             .midnight = Options::Midnight::last_instant},
            Skipped::after_gap};
}

std::vector<Window> windows_of(const json& pairs) {
    std::vector<Window> out;
    for (const json& pair : pairs)
        out.push_back(window(pair[0].get<std::string>() + "-" + pair[1].get<std::string>()));
    return out;
}

void read_week(const json& schedule, Definition& definition) {
    if (!schedule.contains("hours") || schedule["hours"].is_null()) {
        definition.week.assign(7, {Window{}});
        return;
    }
    for (std::size_t i = 0; i < 7; ++i)
        if (schedule["hours"].contains(weekdays[i]))
            definition.week[i] = windows_of(schedule["hours"][weekdays[i]]);
}

Definition read_schedule(const json& schedule, Skipped skipped) {
    Definition definition;
    definition.zone = schedule["time_zone"];
    definition.skipped = skipped;
    read_week(schedule, definition);
    const auto each = [&](const char* key, const auto& use) {
        if (schedule.contains(key))
            for (const auto& [date, pairs] : schedule[key].items()) use(day(date), windows_of(pairs));
    };
    const auto add_day = [&](Date date, std::vector<Window> windows) {
        definition.days.push_back({date, date, std::move(windows)});
    };
    each("shifts", add_day);
    each("date_hours", add_day);
    each("breaks", [&](Date date, const std::vector<Window>& windows) {
        for (const Window closed : windows) definition.breaks.push_back({date, closed});
    });
    for (const json& date : schedule.value("holidays", json::array()))
        add_day(day(date.get<std::string>()), {});
    return definition;
}

/// A calendar that is open but for what the definition says on top of its week.
Calendar without_week(Definition definition, bool keep_days, bool keep_breaks) {
    definition.week.assign(7, {Window{}});
    if (!keep_days) definition.days.clear();
    std::erase_if(definition.days, [](const auto& entry) { return !entry.windows.empty(); });
    if (!keep_breaks) definition.breaks.clear();
    return test::compiled(definition);
}

/// One question of a suite, ready to be asked.
struct Question {
    const json& asked;
    Definition definition;
    Options options;
    Calendar calendar;

    [[nodiscard]] Instant instant(const char* key) const {
        const std::string text = asked["input"][key];
        return text.size() == 10 ? calendar.at_local(day(text), 0) : at(text);
    }
    [[nodiscard]] bool is_before() const { return asked["input"].value("direction", "after") == "before"; }
    /// The suites write instants with the offset of the zone; the instant is what counts.
    [[nodiscard]] json answer(Instant result) const {
        const json& expected = asked["expected"];
        if (expected.is_string() && expected.get<std::string>().size() > 10 &&
            at(expected.get<std::string>()) == result)
            return expected;
        return to_string(result);
    }
};

json add_length(const Question& q) {
    const std::string unit = q.asked["input"]["unit"];
    const std::int64_t unit_ms = unit == "hours" ? 3'600'000 : unit == "minutes" ? 60'000 : 1000;
    const Duration length{
        std::llround(q.asked["input"]["amount"].get<double>() * static_cast<double>(unit_ms))};
    const auto apply = q.is_before() ? subtract : add;
    return q.answer(apply(q.calendar, q.instant("time"), length, q.options));
}

json add_working_days(const Question& q) {
    const json& input = q.asked["input"];
    const int days = input["amount"].get<int>() * (q.is_before() ? -1 : 1);
    if (input.contains("time")) return q.answer(add_days(q.calendar, q.instant("time"), days, q.options));
    return to_string(q.calendar.local_date(add_days(q.calendar, q.instant("date"), days, q.options)));
}

json write_intervals(const Question& q, std::vector<Calendar::Interval> found) {
    json out = json::array();
    const json& expected = q.asked["expected"];
    for (const auto& interval : found) {
        json pair{to_string(interval.from), to_string(interval.to)};
        const std::size_t i = out.size();
        if (i < expected.size() && at(expected[i][0].get<std::string>()) == interval.from &&
            at(expected[i][1].get<std::string>()) == interval.to)
            pair = expected[i];
        out.push_back(std::move(pair));
    }
    return out;
}

json periods(const Question& q) {
    const json& input = q.asked["input"];
    const Instant origin = q.instant("origin");
    const std::size_t take = input.value("take", std::size_t{10'000});
    if (!q.is_before()) return write_intervals(q, q.calendar.intervals(origin, max_instant, take));
    const Instant until = input.contains("until") ? q.instant("until") : origin - hours(24 * 60);
    auto found = q.calendar.intervals(until, origin);
    std::reverse(found.begin(), found.end());
    if (found.size() > take) found.resize(take);
    return write_intervals(q, found);
}

json business_dates(const Question& q) {
    json out = json::array();
    Instant from = q.instant("from");
    for (int left = q.asked["input"]["take"].get<int>(); left > 0; --left) {
        const auto found = q.calendar.working_day(from, 0);
        out.push_back(to_string(found->date));
        from = q.calendar.at_local(found->date, 1440);
    }
    return out;
}

json answer_instants(const Question& q, Instant from, Instant to) {
    const json& expected = q.asked["expected"];
    if (at(expected[0].get<std::string>()) == from && at(expected[1].get<std::string>()) == to)
        return expected;
    return json{to_string(from), to_string(to)};
}

json between_instants(const Question& q) {
    return between(q.calendar, q.instant("from"), q.instant("to"), q.options).ms / 1000;
}

json next_opening_after(const Question& q) {
    const Instant time = q.instant("time");
    return q.answer(q.calendar.next_open(q.calendar.is_open(time) ? q.calendar.next_close(time) : time));
}

json working_days_between(const Question& q) {
    const auto date = [&](const char* key) {
        return day(q.asked["input"][key].get<std::string>().substr(0, 10));
    };
    return q.calendar.working_days(date("from"), date("to"));
}

/// The interval of one weekday, from a schedule that has nothing else.
Calendar weekly_interval(const json& asked) {
    const json& interval = asked["schedule"]["interval"];
    const auto weekday = [&](const char* key) {
        return static_cast<std::size_t>(std::ranges::find(weekdays, interval[key][0].get<std::string>()) -
                                        weekdays.begin());
    };
    Definition definition;
    definition.zone = asked["schedule"]["time_zone"];
    const std::string from = interval["start"][1];
    const std::string to = interval["end"][1];
    const std::size_t first = weekday("start");
    for (std::size_t i = first;; i = (i + 1) % 7) {
        const bool is_last = i == weekday("end");
        definition.week[i] = {window((i == first ? from : "00:00") + "-" + (is_last ? to : "24:00"))};
        if (is_last) return test::compiled(definition);
    }
}

json weekly_interval_instants(const Question& q) {
    const Calendar weekly = weekly_interval(q.asked);
    const Instant sunday =
        weekly.at_local(day(q.asked["input"]["week_starting_sunday"].get<std::string>()), 0);
    const Instant opens = weekly.next_open(sunday);
    // A whole week is open without end: what is asked for is this week's share of it.
    const Instant end = weekly.at_local(weekly.local_date(sunday + hours(7 * 24 + 2)), 0);
    return answer_instants(q, opens, std::min(weekly.next_close(opens), end));
}

json holiday_instants(const Question& q) {
    const Date date = q.definition.days.front().first;
    const Calendar all = without_week(q.definition, false, false);
    const Instant begin = all.at_local(date, 0);
    return answer_instants(q, begin, all.at_local(all.local_date(begin + hours(36)), 0));
}

json ask(const Question& q) {
    const std::string op = q.asked["op"];
    if (op == "add_duration") return add_length(q);
    if (op == "add_days") return add_working_days(q);
    if (op == "between") return between_instants(q);
    if (op == "is_open") return q.calendar.is_open(q.instant("time"));
    if (op == "next_open") return q.answer(q.calendar.next_open(q.instant("time")));
    if (op == "next_close") return q.answer(next_close(q.calendar, q.instant("time"), q.options));
    if (op == "previous_open") return q.answer(q.calendar.last_worked(q.instant("time")));
    if (op == "next_opening_after") return next_opening_after(q);
    if (op == "periods") return periods(q);
    if (op == "business_dates") return business_dates(q);
    if (op == "business_days_between") return working_days_between(q);
    if (op == "is_business_date")
        return q.calendar.is_working_day(day(q.asked["input"]["date"].get<std::string>()));
    if (op == "is_holiday") return !without_week(q.definition, true, false).is_open(q.instant("time"));
    if (op == "is_break") return !without_week(q.definition, false, true).is_open(q.instant("time"));
    if (op == "is_in_weekly_interval") return weekly_interval(q.asked).is_open(q.instant("time"));
    if (op == "weekly_interval_to_instants") return weekly_interval_instants(q);
    if (op == "holiday_to_instants") return holiday_instants(q);
    if (op == "validate_amount")
        return add(q.calendar, at("2006-01-02T10:00:00Z"), seconds(q.asked["input"]["amount"].get<int>())) ==
                       never
                   ? "refused"
                   : "accepted";
    if (op == "local_to_instant") {
        const std::string time = q.asked["input"]["time_of_day"];
        const int minute = std::stoi(time.substr(0, 2)) * 60 + std::stoi(time.substr(3, 2));
        return q.answer(q.calendar.at_local(day(q.asked["input"]["date"].get<std::string>()), minute));
    }
    return "unknown operation " + op;
}

}  // namespace

TEST_CASE("working time is what other products' own tests say, given their options") {
    const auto path = test::shared("conformance/business_time.json");
    if (!path) return;
    std::ifstream in(*path);
    const json suite = json::parse(in);
    int asked = 0;
    int quirks = 0;
    for (const json& entry : suite["cases"]) {
        if (entry.contains("quirk")) {
            ++quirks;
            continue;
        }
        ++asked;
        CAPTURE(entry["id"].get<std::string>());
        const Product product = product_of(entry["suite"]);
        const Definition definition = read_schedule(entry["schedule"], product.skipped);
        const Question question{entry, definition, product.options, test::compiled(definition)};
        CHECK(ask(question).dump() == entry["expected"].dump());
    }
    CHECK(asked == 239);
    CHECK(quirks == 2);
    MESSAGE("business time: ", asked, " cases asked, ", quirks, " quirks left out");
}
