// iCalendar files as proposals for calendars.
#include <itr/icalendar.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <itr/calendars.hpp>

#include "support/packs.hpp"

using namespace itr;
using icalendar::Proposal;
using icalendar::Wishes;

namespace {

const std::shared_ptr<const calendar::ZoneDatabase>& zones() {
    static const auto loaded = calendar::ZoneDatabase::load_system().value();
    return loaded;
}

/// A file of events, each given as its lines.
std::string file_of(const std::vector<std::string>& events, const std::string& head = "") {
    std::string text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + head;
    for (const std::string& event : events)
        text += "BEGIN:VEVENT\r\nUID:" + event.substr(0, 20) + "\r\n" + event + "END:VEVENT\r\n";
    return text + "END:VCALENDAR\r\n";
}

Proposal propose(const std::vector<std::string>& events, Wishes wishes = {}, const std::string& head = "") {
    auto proposal = icalendar::propose(file_of(events, head), wishes, zones());
    REQUIRE_MESSAGE(proposal.has_value(), proposal.error().message);
    // What is written is what is meant.
    const auto loaded = test::load_text(proposal->yaml);
    REQUIRE_MESSAGE(loaded.pack.has_value(), proposal->yaml << test::report(loaded.diagnostics));
    CHECK(loaded.diagnostics.empty());
    REQUIRE(loaded.pack->calendars.size() == 1);
    auto read = loaded.pack->calendars.front().definition;
    CHECK(read == proposal->definition);
    return *std::move(proposal);
}

bool notes(const Proposal& proposal, std::string_view part) {
    return std::ranges::any_of(proposal.notes,
                               [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

std::string all_day(const std::string& name, const std::string& from, const std::string& to,
                    const std::string& more = "") {
    return "SUMMARY:" + name + "\r\nDTSTART;VALUE=DATE:" + from + "\r\n" +
           (to.empty() ? "" : "DTEND;VALUE=DATE:" + to + "\r\n") + more;
}

}  // namespace

TEST_CASE("all-day events are closed days, the end of a span excluded, and the year is known to its end") {
    const Proposal proposal =
        propose({all_day("春节", "20260215", "20260224"), all_day("元旦", "20260101", "")},
                {.name = "cn", .zone = "Asia/Shanghai"});
    CHECK(proposal.yaml ==
          "calendar: cn\nzone: Asia/Shanghai\nweek: {mon-fri: [\"09:00-17:00\"]}\nclosed:\n  - 2026-01-01  # "
          "元旦\n"
          "  - 2026-02-15/2026-02-23  # 春节\nknown_until: 2026-12-31\n");
    CHECK(proposal.notes.empty());
}

TEST_CASE("make-up working days are open, by Apple's mark and by their name") {
    const Proposal proposal =
        propose({all_day("春节（休）", "20260216", "20260217", "X-APPLE-SPECIAL-DAY:WORK-HOLIDAY\r\n"),
                 all_day("春节（班）", "20260214", "20260215", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY\r\n"),
                 all_day("国庆节补班", "20261010", "20261011")},
                {.name = "cn", .zone = "Asia/Shanghai", .hours = {{540, 720}, {780, 1080}}});
    CHECK(proposal.yaml.find("  2026-02-14: [\"09:00-12:00\", \"13:00-18:00\"]  # 春节（班）\n") !=
          std::string::npos);
    CHECK(proposal.yaml.find("  2026-10-10: ") != std::string::npos);
    CHECK(proposal.yaml.find("  - 2026-02-16  # 春节（休）\n") != std::string::npos);
    CHECK(notes(proposal, "look at their hours"));
}

TEST_CASE("a name tells a make-up day by 班 in brackets of either width, and a day off by 休 in them") {
    const Proposal proposal = propose(
        {all_day("国庆节（班）", "20260920", "20260921"), all_day("国庆节(班)", "20261010", "20261011"),
         all_day("国庆节（休）", "20261001", "20261002"), all_day("班级日", "20261105", "20261106")},
        {.name = "cn", .zone = "Asia/Shanghai"});
    CHECK(proposal.yaml.find("  2026-09-20: [\"09:00-17:00\"]  # 国庆节（班）\n") != std::string::npos);
    CHECK(proposal.yaml.find("  2026-10-10: [\"09:00-17:00\"]  # 国庆节(班)\n") != std::string::npos);
    CHECK(proposal.yaml.find("  - 2026-10-01  # 国庆节（休）\n") != std::string::npos);
    CHECK(proposal.yaml.find("  - 2026-11-05  # 班级日\n") != std::string::npos);
}

TEST_CASE("what comes back every year on a date or a weekday of a month becomes a rule") {
    const Proposal proposal = propose(
        {all_day("Labour Day", "20200501", "20200502", "RRULE:FREQ=YEARLY\r\n"),
         all_day("Thanksgiving", "20201126", "20201127", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n"),
         all_day("Memorial Day", "20200525", "20200526", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\r\n")},
        {.zone = "America/New_York"});
    CHECK(proposal.yaml.find(
              "rules:\n  - {fixed: 05-01}  # Labour Day\n  - {nth: 4, weekday: thursday, of: november}  # "
              "Thanksgiving\n  - {last: monday, of: may}  # Memorial Day\n") != std::string::npos);
    CHECK(proposal.yaml.find("closed") == std::string::npos);
    CHECK_FALSE(proposal.definition.known_until.has_value());
}

TEST_CASE("other recurrences are laid out, without the dates that are excluded") {
    const Proposal proposal =
        propose({all_day("Inventory", "20260105", "20260106",
                         "RRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;VALUE=DATE:20260112\r\n"
                         "RDATE;VALUE=DATE:20260301\r\n"),
                 all_day("Every other year", "20240701", "20240702", "RRULE:FREQ=YEARLY;INTERVAL=2\r\n")});
    std::vector<std::string> days;
    for (const auto& day : proposal.definition.days) days.push_back(to_string(day.first));
    CHECK(days == std::vector<std::string>{"2024-07-01", "2026-01-05", "2026-01-19", "2026-01-26",
                                           "2026-03-01", "2026-07-01"});
    CHECK(notes(proposal, "laid out up to 2026"));
    const Proposal one_year =
        propose({all_day("Every other year", "20240701", "20240702", "RRULE:FREQ=YEARLY;INTERVAL=2\r\n")},
                {.first_year = 2028, .last_year = 2030});
    CHECK(one_year.definition.days.size() == 2);
}

TEST_CASE("events of some hours are breaks, in the calendar's zone whatever zone they are written in") {
    const Proposal proposal =
        propose({"SUMMARY:Works "
                 "meeting\r\nDTSTART;TZID=Europe/Berlin:20260324T100000\r\nDTEND;TZID=Europe/"
                 "Berlin:20260324T113000\r\n",
                 "SUMMARY:Night change\r\nDTSTART:20260325T200000Z\r\nDURATION:PT8H\r\n",
                 "SUMMARY:Floating\r\nDTSTART:20260326T140000\r\nDTEND:20260326T150000\r\n",
                 "SUMMARY:Nowhere\r\nDTSTART;TZID=Mars/Base:20260327T140000\r\nDTEND;TZID=Mars/"
                 "Base:20260327T150000\r\n"},
                {}, "X-WR-TIMEZONE:Asia/Shanghai\r\n");
    CHECK(proposal.definition.zone == "Asia/Shanghai");
    CHECK(proposal.yaml.find("breaks:\n  2026-03-24: [\"17:00-18:30\"]  # Works meeting\n"
                             "  2026-03-26: [\"04:00-12:00\", \"14:00-15:00\"]  # Night change\n"
                             "  2026-03-27: [\"14:00-15:00\"]  # Nowhere\n") != std::string::npos);
    CHECK(notes(proposal, "'Mars/Base' is not known"));
}

TEST_CASE("what a recurring event leaves out is left out where it is, however the zone is told") {
    const auto standup = [](const std::string& more) {
        const Proposal proposal = propose({"SUMMARY:Standup\r\nDTSTART;TZID=Asia/Shanghai:20260302T070000\r\n"
                                           "DTEND;TZID=Asia/Shanghai:20260302T073000\r\n" +
                                           more},
                                          {}, "X-WR-TIMEZONE:Asia/Shanghai\r\n");
        std::vector<std::string> days;
        for (const auto& pause : proposal.definition.breaks) days.push_back(to_string(pause.date));
        return days;
    };
    using Days = std::vector<std::string>;
    // Seven in the morning of 3 March is 23:00 of the day before in UTC.
    const std::string four = "RRULE:FREQ=DAILY;COUNT=4\r\n";
    const Days without_third{"2026-03-02", "2026-03-04", "2026-03-05"};
    CHECK(standup(four + "EXDATE:20260302T230000Z\r\n") == without_third);
    CHECK(standup(four + "EXDATE;TZID=Asia/Shanghai:20260303T070000\r\n") == without_third);
    CHECK(standup(four + "EXDATE;TZID=Europe/Berlin:20260303T000000\r\n") == without_third);
    CHECK(standup("RRULE:FREQ=DAILY;UNTIL=20260303T230000Z\r\n") ==
          Days{"2026-03-02", "2026-03-03", "2026-03-04"});
    CHECK(standup("RDATE:20260308T230000Z\r\n") == Days{"2026-03-02", "2026-03-09"});
}

TEST_CASE("what cannot be taken is said") {
    const Proposal proposal =
        propose({all_day("Cancelled", "20260101", "", "STATUS:CANCELLED\r\n"),
                 all_day("Moved", "20260102", "", "RECURRENCE-ID;VALUE=DATE:20260101\r\n"),
                 all_day("Too long", "20260103", "20280101"), "SUMMARY:No beginning\r\n",
                 all_day("Hourly", "20260104", "", "RRULE:FREQ=HOURLY\r\n"),
                 "SUMMARY:Backwards\r\nDTSTART:20260105T140000Z\r\nDTEND:20260105T130000Z\r\n"});
    for (const auto* part : {"'Cancelled'", "'Moved'", "'Too long'", "'No beginning'", "'Hourly'",
                             "'Backwards'", "UTC is taken"}) {
        CAPTURE(part);
        CHECK(notes(proposal, part));
    }
    CHECK(proposal.definition.days.size() == 1);
}

TEST_CASE("names of events cannot break out of their comments") {
    const Proposal proposal = propose({all_day("A\\nclosed: [2026-05-05]\xFF\xE2\x80\xA8x", "20260101", "")});
    CHECK(proposal.yaml.find("# A closed: [2026-05-05]? x\n") != std::string::npos);
}

TEST_CASE("what is no iCalendar file, or too large, or wants a zone that does not exist, is refused") {
    const auto code = [](std::string_view text, const Wishes& wishes = {}) {
        const auto proposal = icalendar::propose(text, wishes, zones());
        return proposal ? std::string("accepted") : std::string(proposal.error().code.text());
    };
    CHECK(code("") == "icalendar.invalid");
    CHECK(code("date,kind\n2026-01-01,closed\n") == "icalendar.invalid");
    CHECK(code(std::string(icalendar::max_bytes + 1, 'x')) == "icalendar.too_large");
    CHECK(code(file_of({}), {.zone = "Asia/Shangai"}) == "calendar.unknown_zone");
}

TEST_CASE("a file with more than can be meant meets its limits, and what was left out is said") {
    const Proposal often =
        propose({all_day("Daily", "19000101", "", "RRULE:FREQ=DAILY\r\n"), all_day("Later", "21990101", "")});
    CHECK(often.definition.days.size() < 3);
    std::vector<std::string> many(icalendar::max_events + 1, all_day("x", "20260101", ""));
    CHECK(notes(propose(many), "only the first"));
}
