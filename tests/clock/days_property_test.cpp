// Promises of days under random pauses, severities and hours, against a walk through the minutes: where a day
// is promised it stays, and only what rests moves it.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;

namespace {

/// On the Friday before Berlin puts its clocks forward.
const Instant start = at("2026-03-27T09:00:00Z");

// ---- the hours, told anew

/// Of a desk's calendars, by their numbers.
Duration local_offset(std::uint16_t calendar, Instant minute) {
    static const Instant change = at("2026-03-29T01:00:00Z");
    return calendar != 1 ? Duration{} : hours(minute < change ? 1 : 2);
}

bool is_workday(std::int64_t day) { return (day + 3) % 7 < 5; }

int opening(std::uint16_t calendar) { return calendar == 2 ? 8 : 9; }

std::int64_t day_of(std::uint16_t calendar, Instant minute) {
    return (minute + local_offset(calendar, minute)).ms / hours(24).ms;
}

bool counts(std::uint16_t calendar, Instant minute) {
    if (calendar == clock::none) return true;
    const Instant local = minute + local_offset(calendar, minute);
    const std::int64_t hour = local.ms / hours(1).ms % 24;
    return is_workday(local.ms / hours(24).ms) && hour >= opening(calendar) && hour < 17;
}

Duration counted(std::uint16_t calendar, Instant from, Instant to) {
    Duration sum;
    for (Instant minute = from; minute < to; minute = minute + minutes(1))
        if (counts(calendar, minute)) sum = sum + minutes(1);
    return sum;
}

Instant walk(std::uint16_t calendar, Instant from, Duration length) {
    for (; length > Duration{}; from = from + minutes(1))
        if (counts(calendar, from)) length = length - minutes(1);
    return from;
}

/// No hour that the change of clocks skips or repeats is asked for.
Instant instant_of(std::uint16_t calendar, std::int64_t day, std::int64_t minute) {
    const Instant local{day * hours(24).ms + minute * minutes(1).ms};
    return local - local_offset(calendar, local - hours(2));
}

std::int64_t workday_after(std::int64_t day, int count) {
    while (!is_workday(day) && count == 0) ++day;
    for (; count > 0; --count) do
            ++day;
        while (!is_workday(day));
    return day;
}

/// Where a row of days puts the promise of a clock that begins at `origin`.
Instant promised(const calendar::Target& target, std::uint16_t calendar, Instant origin) {
    const std::int64_t own = day_of(calendar, origin);
    if (target.end_of_day || target.by_minute) {
        const std::int64_t day = workday_after(own, target.days);
        return instant_of(calendar, day, target.end_of_day ? 17 * 60 : *target.by_minute);
    }
    if (!is_workday(own))
        return instant_of(calendar, workday_after(workday_after(own, 0), target.days),
                          opening(calendar) * 60);
    const Instant local = origin + local_offset(calendar, origin);
    Instant due = instant_of(calendar, workday_after(own, target.days), local.ms / minutes(1).ms % (24 * 60));
    while (!counts(calendar, due)) due = due + minutes(1);
    return due;
}

// ---- what may happen

calendar::Target random_days() {
    const std::string count = std::to_string(*rc::gen::inRange(2, 5));
    const int hour = *rc::gen::inRange(6, 23);
    const std::string by = std::string(" by ") + (hour < 10 ? "0" : "") + std::to_string(hour) + ":30";
    return calendar::parse_target(
               *rc::gen::elementOf(std::vector<std::string>{
                   "next working day" + by, count + " working days" + by, "end of next working day",
                   "end of 4th working day", count + " working days", "date ticket.promised_at"}))
        .value();
}

model::Goal random_row(std::string when) {
    const bool is_length = *rc::gen::inRange(0, 4) == 0;
    model::Goal row = goal(std::move(when), {{"restore", std::to_string(*rc::gen::inRange(1, 3000)) + "m"}},
                           *rc::gen::element(std::string(), std::string("berlin")));
    if (!is_length) row.targets.front().second = random_days();
    return row;
}

model::Agreement random_agreement() {
    auto restore = clock_named("restore");
    restore.start = cel("!inState('resolved')");
    restore.stop = cel("inState('resolved')");
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.pauses.push_back(pause_when("inState('blocked')", "third_party"));
    restore.anchor = cel("ticket.reported_at");
    restore.dates_move = true;
    restore.retroactivity = *rc::gen::element(model::Retroactivity::none, model::Retroactivity::start);
    restore.reopen = *rc::gen::element(model::Reopen::continue_without_gap, model::Reopen::continue_with_gap,
                                       model::Reopen::new_cycle);
    restore.retarget =
        *rc::gen::element(model::Retarget::carry, model::Retarget::restart, model::Retarget::retro,
                          model::Retarget::proportional, model::Retarget::tighten_only);
    restore.calendar_change = *rc::gen::element(
        model::CalendarChange::segment, model::CalendarChange::remeasure, model::CalendarChange::keep);
    restore.breach_is_sticky = *rc::gen::arbitrary<bool>();
    return agreement({restore}, {random_row("ticket.severity == 'critical'"), random_row("")});
}

// ---- the walk

struct Walk {
    explicit Walk(const model::Agreement& agreement)
        : rows(agreement.goals), anew(agreement.clocks.front().calendar_change) {}

    const std::vector<model::Goal>& rows;
    model::CalendarChange anew;
    int cycle = 0;
    std::uint16_t row = clock::none;
    std::uint16_t calendar = clock::none;
    Instant origin{};
    Instant since{};  ///< of what runs, or rests
    bool running = false;
    std::vector<Interval> ran{};
    Instant due = never;
    Instant agreed = never;  ///< the date that is promised
    Duration moved{};        ///< own time by which rests have moved it
    Instant broken = never;
    Instant halted{};  ///< when it ran last, of one that is over
    std::size_t seen = 0;
    bool known = false;  ///< a promise of days that is not made of parts of another one

    /// What has rested from the origin to the present segment, by the hours of a calendar.
    [[nodiscard]] Duration rested(std::uint16_t hours, Instant until) const {
        Duration sum;
        for (Instant minute = origin; minute < until; minute = minute + minutes(1))
            if (counts(hours, minute) && !lies_in(ran, minute)) sum = sum + minutes(1);
        return sum;
    }
    [[nodiscard]] const calendar::Target* days() const {
        if (row >= rows.size()) return nullptr;
        const calendar::Target& target = rows[row].targets.front().second;
        return target.kind == calendar::Target::Kind::working ? nullptr : &target;
    }
    void halt(Instant now) {
        if (running && since < now) ran.push_back({since, now});
        since = now;
        running = false;
    }
    /// A new promise, after what rested until `from`.
    template <typename Change>
    void promise(const Change& e, Instant date, Duration rest) {
        const calendar::Target* target = days();
        const bool is_date = target != nullptr && target->kind == calendar::Target::Kind::date;
        known = target != nullptr && e.due != never;
        due = e.due;
        moved = rest;
        agreed = is_date ? date : never;
        if (!known) return;
        RC_ASSERT_FALSE(e.pinned);
        Instant expected = is_date ? date : promised(*target, calendar, origin);
        if (origin < expected) expected = walk(calendar, expected, rest);
        if (e.since <= expected) {
            RC_ASSERT(to_string(e.due) == to_string(expected));
            RC_ASSERT(e.target == e.consumed + counted(calendar, std::max(e.since, origin), expected));
            return;
        }
        known = false;
        if (rest > Duration{} && origin < expected) {
            // It was used up: while the clock ran, or as soon as it ran again.
            RC_ASSERT((e.due == e.since || lies_in(ran, e.due) || lies_in(ran, e.due - minutes(1))));
        }
    }
    [[nodiscard]] bool is_used_up() const {
        for (Instant minute = due; minute < since; minute = minute + minutes(1))
            if (counts(calendar, minute) && lies_in(ran, minute)) return true;
        return false;
    }
    /// What rests moves what has not been missed, and nothing is due before it goes on.
    void go_on(Instant now, Instant claimed) {
        known = known && !is_used_up();
        if (known && due != broken) {
            const Duration rest = counted(calendar, std::max(since, origin), now);
            due = std::max(walk(calendar, due, rest), now);
            moved = moved + rest;
            RC_ASSERT(claimed == due);
        }
        due = claimed;
        since = now;
        running = true;
    }
    void take(const clock::Started& e, Instant date) {
        if (e.cycle == cycle) {
            // With the gap it never stopped, but for a pause.
            since = halted;
            return go_on(e.since, e.due);
        }
        cycle = e.cycle, row = e.goal, calendar = e.calendar, origin = e.origin, since = e.since;
        ran.clear();
        running = true, broken = never;
        promise(e, date, rested(calendar, e.since));
    }
    /// The rows promise the same: what has moved the promise moves it still.
    [[nodiscard]] bool is_same_promise(std::uint16_t other) const {
        return row < rows.size() && other < rows.size() &&
               rows[row].targets.front().second == rows[other].targets.front().second;
    }
    void take(const clock::Retargeted& e, Instant date, bool edited) {
        using model::Retarget;
        if (e.policy == Retarget::keep) {
            RC_ASSERT(e.due == due);
            return;
        }
        const bool moves_on = edited && is_same_promise(e.goal);
        // A later date that tightening has left alone is not the one that was promised; what was promised
        // counts on as a length.
        const bool is_left_alone = agreed != never && agreed != date;
        const bool was_known = known && !is_used_up() && !is_left_alone;
        const Duration so_far = moved;
        const std::uint16_t before = std::exchange(calendar, e.calendar);
        row = e.goal;
        const bool was_running = running;
        const Instant rests_since = since;
        if (!e.breached) broken = never;
        if (was_running) halt(e.at);
        if (e.policy == Retarget::restart) origin = e.origin;
        if (e.policy == Retarget::proportional || (moves_on && is_left_alone)) {
            known = false, due = e.due;
        } else if (e.policy == Retarget::restart) {
            promise(e, date, Duration{});
        } else {
            const bool again = before != calendar &&
                               (e.policy == Retarget::retro || anew == model::CalendarChange::remeasure);
            const Instant until = was_running ? e.at : rests_since;
            const bool by_history = again || !moves_on || e.policy == Retarget::retro;
            if (by_history || was_known)
                promise(e, date, by_history ? rested(again ? calendar : before, until) : so_far);
            else
                known = false, due = e.due;
        }
        running = was_running;
        since = was_running ? e.at : rests_since;
    }
    void take(const clock::Stopped& e) {
        halted = running ? e.at : since;
        halt(e.at);
    }
    /// What the log has brought since, with the date that was agreed on by then.
    void follow(const Desk& desk, Instant date, bool edited = false) {
        for (; seen < desk.log().size(); ++seen) {
            const clock::Event& event = desk.log()[seen];
            if (const auto* e = std::get_if<clock::Started>(&event)) take(*e, date);
            if (const auto* e = std::get_if<clock::Retargeted>(&event)) take(*e, date, edited);
            if (const auto* e = std::get_if<clock::Paused>(&event)) halt(e->at);
            if (const auto* e = std::get_if<clock::Resumed>(&event)) go_on(e->at, e->due);
            if (const auto* e = std::get_if<clock::Stopped>(&event)) take(*e);
            if (const auto* e = std::get_if<clock::Breached>(&event)) broken = e->due;
        }
    }
};

const std::vector<std::string> hours_of{"office", "early", "berlin"};

/// The walk follows step by step.
void play(Desk& desk, model::Agreement gold, Walk& walk) {
    static const std::vector<std::string> states{"", "queued", "working", "waiting", "blocked", "resolved"};
    const auto some_time = [] { return minutes(*rc::gen::inRange(0, 1500)); };
    Instant now = start;
    const auto some_date = [&] { return now + minutes(*rc::gen::inRange(-2000, 9000)); };
    Instant date = some_date();
    desk.set({{"reported_at", Value::instant(start - some_time())}, {"promised_at", Value::instant(date)}});
    desk.open(start);
    walk.follow(desk, date);
    for (int n = *rc::gen::inRange(1, 14); n > 0; --n) {
        now = now + some_time();
        if (*rc::gen::inRange(0, 5) == 0) {
            gold.calendar = model::Word{*rc::gen::elementOf(hours_of), {}};
            desk.adopt(now, gold);
            walk.follow(desk, date, true);
            continue;
        }
        Desk::Data data;
        if (*rc::gen::inRange(0, 4) == 0)
            data.emplace_back("severity",
                              Value(*rc::gen::element(std::string("critical"), std::string("minor"))));
        if (*rc::gen::inRange(0, 8) == 0) date = some_date();
        data.emplace_back("promised_at", Value::instant(date));
        desk.happen(now, "update", *rc::gen::elementOf(states), data);
        walk.follow(desk, date);
    }
    desk.advance(now + hours(24 * 20));
    walk.follow(desk, date);
}

}  // namespace

TEST_CASE("a promise of days stays where it was made, and moves by what rests alone, minute by minute") {
    CHECK(rc::check([] {
        const auto gold = random_agreement();
        Desk desk(gold);
        Walk walk(gold);
        play(desk, gold, walk);
    }));
}
