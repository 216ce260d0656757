// The laws of calendars, for generated calendars in many zones around their clock changes, against the minute
// walker.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "minute_walker.hpp"
#include "zones.hpp"

using namespace itr;
using namespace itr::calendar;

namespace {

const std::vector<std::string>& law_zones() {
    static const std::vector<std::string> names{"Asia/Shanghai",     "UTC",
                                                "Asia/Kathmandu",    "America/New_York",
                                                "Europe/Berlin",     "Europe/Moscow",
                                                "Pacific/Apia",      "America/Sao_Paulo",
                                                "Africa/Casablanca", "Australia/Lord_Howe",
                                                "Europe/Dublin",     "Asia/Tehran",
                                                "America/St_Johns",  "Pacific/Chatham",
                                                "Asia/Pyongyang",    "Antarctica/Troll",
                                                "America/Caracas",   "Africa/Cairo",
                                                "Pacific/Kwajalein", "America/Nuuk"};
    return names;
}

const Instant first_change_at = *parse_instant("1990-01-01T00:00:00Z");
const Instant last_change_at = *parse_instant("2038-01-01T00:00:00Z");

/// The changes of a zone's clocks from 1990 to 2037, or one instant in a zone that has none.
std::vector<Instant> changes(const std::string& zone) {
    std::vector<Instant> out;
    REQUIRE(test::zones()->has(zone));
    for (const auto& transition : test::zones()->transitions(zone))
        if (transition.at >= first_change_at && transition.at < last_change_at) out.push_back(transition.at);
    if (out.empty()) out.push_back(test::at("2026-02-16T00:00:00Z"));
    return out;
}

Instant whole_minute(Instant at) { return Instant{at.ms / 60'000 * 60'000}; }

rc::Gen<Window> any_window() {
    return rc::gen::map(
        rc::gen::pair(rc::gen::inRange(0, 1440), rc::gen::inRange(1, 1440)), [](std::pair<int, int> pick) {
            // Half of the windows begin in the small hours, where clocks change.
            const int from = pick.first % 2 == 0 ? pick.first : pick.first % 240;
            const int to = (from + pick.second) % 1440;
            return Window{static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(to == 0 ? 1440 : to)};
        });
}

/// A rule by which a holiday falls on a day, or so many days beside it.
Rule any_rule(Date near) {
    Rule rule;
    rule.by = *rc::gen::element(Rule::By::fixed_date, Rule::By::nth_weekday, Rule::By::last_weekday,
                                Rule::By::easter);
    rule.month = near.month;
    rule.day = near.day;
    rule.weekday = *rc::gen::inRange<std::uint8_t>(0, 7);
    rule.nth = std::min<std::uint8_t>(5, static_cast<std::uint8_t>((near.day + 6) / 7));
    rule.offset = *rc::gen::inRange<std::int16_t>(-3, 4);
    rule.observed = *rc::gen::element(Rule::Observed::as_is, Rule::Observed::next_monday,
                                      Rule::Observed::nearest_weekday, Rule::Observed::next_free_weekday);
    return rule;
}

Definition any_definition(const std::string& zone, Instant around) {
    Definition definition;
    definition.zone = zone;
    definition.skipped = *rc::gen::element(Skipped::after_gap, Skipped::shifted);
    for (auto& windows : definition.week)
        windows = *rc::gen::resize(3, rc::gen::container<std::vector<Window>>(any_window()));
    definition.week[*rc::gen::inRange<std::size_t>(0, 7)].push_back({540, 1020});
    const auto beside = [&](int more) {
        const auto days = std::chrono::floor<std::chrono::days>(
            std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{around.ms}});
        const std::chrono::year_month_day ymd{days + std::chrono::days{more}};
        return Date{static_cast<std::int16_t>(static_cast<int>(ymd.year())),
                    static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
                    static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
    };
    const auto near = [&] { return beside(*rc::gen::inRange(-4, 5)); };
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) definition.rules.push_back(any_rule(near()));
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
        const int first = *rc::gen::inRange(-4, 5);
        definition.days.push_back(
            {beside(first), beside(first + *rc::gen::inRange(0, 4)),
             *rc::gen::resize(2, rc::gen::container<std::vector<Window>>(any_window()))});
    }
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) definition.breaks.push_back({near(), *any_window()});
    // A beginning or an end within the walk; with both of them something is open in between.
    constexpr int far = 60;
    const int edge = *rc::gen::inRange(-6, 7);
    const int limited = *rc::gen::inRange(0, 6);
    if (limited == 0 || limited == 1) definition.valid_from = beside(edge);
    if (limited == 1) definition.valid_to = beside(edge + far);
    if (limited == 2 || limited == 3) definition.valid_to = beside(edge);
    if (limited == 3) definition.valid_from = beside(edge - far);
    return definition;
}

constexpr Duration reach = hours(24 * 8);

/// A generated calendar, the walker beside it, and instants within the walk.
struct World {
    explicit World(const std::string& zone, Instant change)
        : begin(whole_minute(change) - reach),
          end(whole_minute(change) + reach),
          definition(any_definition(zone, change)),
          calendar(test::compiled(definition)),
          walker(definition, begin, end) {}

    [[nodiscard]] Instant instant() const {
        return begin + Duration{*rc::gen::inRange<std::int64_t>(0, (end - begin).ms)};
    }
    [[nodiscard]] Duration length() const {
        return Duration{*rc::gen::inRange<std::int64_t>(0, (end - begin).ms / 3)};
    }

    Instant begin, end;
    Definition definition;
    Calendar calendar;
    test::MinuteWalker walker;
};

World any_world() {
    const std::string zone = *rc::gen::elementOf(law_zones());
    const auto all = changes(zone);
    return World(zone, *rc::gen::elementOf(all));
}

void laws_hold_at(const World& world, Instant a, Instant b, Instant c, Duration length) {
    const Calendar& calendar = world.calendar;
    RC_ASSERT(calendar.measure(a, b) == world.walker.measured(b) - world.walker.measured(a));
    RC_ASSERT(calendar.measure(a, c) == calendar.measure(a, b) + calendar.measure(b, c));
    RC_ASSERT((a > b || calendar.measure(a, b) >= Duration{}));
    RC_ASSERT(calendar.is_open(a) == world.walker.is_open(a));

    const Instant walked = world.walker.advance(a, length);
    if (walked != never) {
        RC_ASSERT(calendar.advance(a, length) == walked);
        RC_ASSERT(calendar.measure(a, walked) == length);
    }
    const Instant walked_back = world.walker.retreat(a, length);
    if (walked_back != never) {
        RC_ASSERT(calendar.retreat(a, length) == walked_back);
        RC_ASSERT(calendar.measure(walked_back, a) == length);
    }
    // Inverse on open instants: from an open instant, there and back again is the same instant.
    const Instant there = calendar.advance(a, length), back = calendar.retreat(a, length);
    if (calendar.is_open(a) && there != never) RC_ASSERT(calendar.retreat(there, length) == a);
    if (calendar.last_worked(a) == a && back != never) RC_ASSERT(calendar.advance(back, length) == a);
}

/// Which law of going there and back does not hold; "": all do.
std::string_view broken_law(const Calendar& calendar, const test::MinuteWalker& walker, Instant at,
                            Duration length) {
    const Instant walked = walker.advance(at, length);
    if (walked != never && calendar.advance(at, length) != walked) return "advance";
    if (walked != never && calendar.measure(at, walked) != length) return "measure after advance";
    const Instant walked_back = walker.retreat(at, length);
    if (walked_back != never && calendar.retreat(at, length) != walked_back) return "retreat";
    if (walked_back != never && calendar.measure(walked_back, at) != length) return "measure after retreat";
    if (calendar.is_open(at) && calendar.retreat(calendar.advance(at, length), length) != at)
        return "there and back";
    if (calendar.last_worked(at) == at && calendar.advance(calendar.retreat(at, length), length) != at)
        return "back and there";
    return "";
}

}  // namespace

TEST_CASE("a calendar agrees with one that goes minute by minute") {
    CHECK(rc::check("measure, advance and retreat", [] {
        const World world = any_world();
        for (int i = 0; i < 10; ++i)
            laws_hold_at(world, world.instant(), world.instant(), world.instant(), world.length());
    }));
}

TEST_CASE("calendars made of others agree with walkers that ask of every minute whether the parts are open") {
    CHECK(rc::check("union, intersection, difference, succession", [] {
        const std::string zone = *rc::gen::elementOf(law_zones());
        const auto all = changes(zone);
        const Instant change = *rc::gen::elementOf(all);
        const World one(zone, change), other(*rc::gen::elementOf(law_zones()), change);
        const auto how = *rc::gen::element(Combine::any, Combine::all, Combine::minus);
        const auto made = Calendar::combine("made", how, {one.calendar, other.calendar});
        if (!made) return;  // never open
        const Date from = one.calendar.local_date(change);
        const Instant begins = other.calendar.at_local(from, 0);
        const auto follows =
            Calendar::history("made", {{Date{1900, 1, 1}, one.calendar}, {from, other.calendar}});
        // Three days on either side of the change: what is added up here is asked minute by minute.
        const Instant begin = whole_minute(change) - hours(72), end = begin + hours(144);
        std::int64_t open = 0, followed = 0;
        // Every minute is walked, and every 97th one asked about, from another one on in each case.
        int until_asked = *rc::gen::inRange(0, 97);
        bool agree = true;
        for (Instant at = begin; at < end && agree; at = at + minutes(1)) {
            const bool a = one.walker.is_open(at), b = other.walker.is_open(at);
            const bool is_open = how == Combine::any ? a || b : how == Combine::all ? a && b : a && !b;
            if (until_asked-- == 0) {
                until_asked = 96;
                agree = made->is_open(at) == is_open && made->measure(begin, at) == Duration{open} &&
                        (!follows || follows->measure(begin, at) == Duration{followed});
            }
            open += is_open ? 60'000 : 0;
            followed += (at < begins ? a : b) ? 60'000 : 0;
        }
        RC_ASSERT(agree);
    }));
}

TEST_CASE("the ends of intervals are where the minute walker's are") {
    CHECK(rc::check("intervals", [] {
        const World world = any_world();
        Instant at = world.begin;
        for (const auto& interval : world.calendar.intervals(world.begin, world.end)) {
            RC_ASSERT(world.walker.measured(interval.from) == world.walker.measured(at));
            RC_ASSERT(world.walker.measured(interval.to) - world.walker.measured(interval.from) ==
                      interval.to - interval.from);
            RC_ASSERT(
                (interval.from == world.begin || !world.walker.is_open(interval.from - milliseconds(1))));
            at = interval.to;
        }
        RC_ASSERT(world.walker.measured(world.end) == world.walker.measured(at));
    }));
}

TEST_CASE("every clock change from 1990 to 2037 is crossed like the minute walker crosses it") {
    std::size_t crossed = 0;
    Definition definition;
    for (auto& windows : definition.week)
        windows = {{0, 90}, {105, 125}, {135, 170}, {180, 1439}, {1439, 15}};
    for (const std::string& zone : law_zones()) {
        definition.zone = zone;
        const Calendar calendar = test::compiled(definition);
        for (const Instant change : changes(zone)) {
            const Instant begin = whole_minute(change) - hours(6);
            const Instant end = whole_minute(change) + hours(6);
            const test::MinuteWalker walker(definition, begin, end);
            CAPTURE(zone);
            CAPTURE(to_string(change));
            std::int64_t step = 0;
            for (Instant at = begin; at < end; at = at + minutes(7)) {
                REQUIRE(calendar.measure(begin, at) == walker.measured(at));
                // Lengths of nothing to four hours, and on every second instant no whole minutes.
                const Duration length = minutes(step * 37 % 241) + milliseconds(step % 2 * 12'345);
                REQUIRE(broken_law(calendar, walker, at, length) == "");
                ++step;
            }
            REQUIRE(calendar.measure(begin, end) == walker.measured(end));
            ++crossed;
        }
    }
    MESSAGE("clock changes crossed: ", crossed, " in ", law_zones().size(), " zones");
    CHECK(crossed > 900);
}

TEST_CASE("long lengths obey the laws from 1900 to 2200") {
    const Calendar calendar =
        test::compiled(test::office("America/New_York", {"09:00-12:00", "13:00-18:00"}));
    CHECK(rc::check("additive, monotone, inverse", [&] {
        const auto instant = [] { return Instant{*rc::gen::inRange(min_instant.ms, max_instant.ms)}; };
        Instant a = instant();
        Instant b = instant();
        const Instant c = instant();
        RC_ASSERT(calendar.measure(a, c) == calendar.measure(a, b) + calendar.measure(b, c));
        if (b < a) std::swap(a, b);
        const Duration length = calendar.measure(a, b);
        RC_ASSERT(length >= Duration{});
        RC_ASSERT((calendar.is_open(a) ? calendar.retreat(calendar.last_worked(b), length) == a : true));
        RC_ASSERT((length.ms == 0 || calendar.advance(a, length) == calendar.last_worked(b)));
        RC_ASSERT((length.ms == 0 || calendar.retreat(b, length) == calendar.next_open(a)));
    }));
}

TEST_CASE("the order in which years are asked for changes nothing") {
    CHECK(rc::check("order of questions", [] {
        const Definition definition = test::office("Australia/Lord_Howe", {"09:00-17:30"});
        const Calendar fresh = test::compiled(definition);
        static const Calendar old = test::compiled(definition);
        for (int i = 0; i < 4; ++i) {
            const Instant from = test::at("2000-01-01T00:00:00Z") + hours(*rc::gen::inRange(-90'000, 90'000));
            const Duration length = hours(*rc::gen::inRange(0, 9'000));
            RC_ASSERT(fresh.advance(from, length) == old.advance(from, length));
            RC_ASSERT(fresh.retreat(from, length) == old.retreat(from, length));
        }
    }));
}
