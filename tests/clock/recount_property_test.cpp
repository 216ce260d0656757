// Random tickets under random clocks, against a recount that goes event by event and minute by minute.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>
#include <set>

#include "clock/desk.hpp"
#include "clock/evolve.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;

namespace {

/// On the Friday before Berlin puts its clocks forward.
const Instant start = at("2026-03-27T15:00:00Z");

/// What a person does to the clock right after something has happened.
enum class Deed : std::uint8_t { nothing, pause, resume, extend, promise, pin, waive, acknowledge, cancel };

struct Happening {
    Instant when;
    std::string event, state, severity;
    Instant happened = never;  ///< when it was older than its report
    Deed deed = Deed::nothing;
    Duration length{};  ///< of what is done
};

/// Whole minutes, so that the recount may go minute by minute. `by_people`: what they do to the clock, and
/// what they tell late.
std::vector<Happening> random_history(bool by_people = true) {
    static const std::vector<std::string> states{"", "queued", "working", "waiting", "blocked", "resolved"};
    static const std::vector<std::string> events{"hold", "go", "update", "wrote", "restored"};
    static const std::vector<std::string> severities{"", "", "critical", "minor"};
    std::vector<Happening> history;
    Instant now = start;
    for (int n = *rc::gen::inRange(1, 14); n > 0; --n) {
        now = now + minutes(*rc::gen::inRange(0, 1500));
        history.push_back(
            {now, *rc::gen::elementOf(events), *rc::gen::elementOf(states), *rc::gen::elementOf(severities)});
        if (!by_people) continue;
        Happening& one = history.back();
        if (*rc::gen::inRange(0, 4) == 0) one.happened = now - minutes(*rc::gen::inRange(0, 2000));
        if (*rc::gen::inRange(0, 3) == 0) one.deed = static_cast<Deed>(*rc::gen::inRange(1, 9));
        one.length = minutes(*rc::gen::inRange(1, 2000));
    }
    return history;
}

Result<clock::Event> done_to(const clock::Plan& plan, const clock::State& clock, const Happening& one) {
    switch (one.deed) {
        case Deed::pause: return clock::pause(plan, clock, one.when);
        case Deed::resume: return clock::resume(plan, clock, one.when);
        case Deed::extend: return clock::extend(plan, clock, one.when, one.length);
        case Deed::promise: return clock::promise(plan, clock, one.when, one.length);
        case Deed::pin: return clock::promise_date(plan, clock, one.when, one.when + one.length - hours(4));
        case Deed::waive: return clock::waive(plan, clock, one.when);
        case Deed::acknowledge: return clock::acknowledge(plan, clock);
        default: return clock::cancel(plan, clock, one.when);
    }
}

/// What does not fit the clock as it stands is refused. A command finds fired what was due before it, also
/// what a late start has just brought.
void do_to_clock(Desk& desk, const Happening& one) {
    if (one.deed == Deed::nothing || desk.clocks().empty()) return;
    desk.advance(desk.events_first ? one.when - milliseconds(1) : one.when);
    if (const auto done = done_to(desk.plan(), desk.clocks().front(), one)) desk.apply(*done);
}

/// Of working or of real time.
calendar::Target random_length(int low, int high) {
    const std::string kind = *rc::gen::element(std::string(), std::string("real "));
    return calendar::parse_target(kind + std::to_string(*rc::gen::inRange(low, high)) + "m").value();
}

model::Agreement random_agreement() {
    auto restore = clock_named("restore");
    restore.start = cel("!inState('resolved')");
    restore.stop = cel(*rc::gen::element(std::string("inState('resolved')"),
                                         std::string("inState('resolved') || on('wrote')")));
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.pauses.push_back(pause_when("inState('blocked')", "third_party"));
    if (*rc::gen::arbitrary<bool>()) restore.reset = cel("on('update')");
    if (*rc::gen::inRange(0, 4) == 0) restore.cancel = cel("on('hold')");
    restore.late_is_recomputed = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>()) restore.anchor = cel("ticket.reported_at");
    restore.retroactivity = *rc::gen::element(model::Retroactivity::none, model::Retroactivity::start,
                                              model::Retroactivity::start_and_pauses);
    restore.born_breached =
        *rc::gen::element(model::CatchUp::all, model::CatchUp::highest, model::CatchUp::next);
    restore.cycle = *rc::gen::element(model::Cycle::single, model::Cycle::repeat, model::Cycle::sequential,
                                      model::Cycle::rolling);
    restore.reopen = *rc::gen::element(model::Reopen::continue_without_gap, model::Reopen::continue_with_gap,
                                       model::Reopen::new_cycle, model::Reopen::new_cycle_reopen_target,
                                       model::Reopen::ignore);
    if (restore.reopen == model::Reopen::new_cycle_reopen_target)
        restore.reopen_target = random_length(1, 900);
    restore.retarget = *rc::gen::element(model::Retarget::carry, model::Retarget::restart,
                                         model::Retarget::retro, model::Retarget::proportional,
                                         model::Retarget::keep, model::Retarget::tighten_only);
    restore.calendar_change = *rc::gen::element(
        model::CalendarChange::segment, model::CalendarChange::remeasure, model::CalendarChange::keep);
    if (*rc::gen::arbitrary<bool>()) restore.budget.longest = random_length(1, 900);
    if (*rc::gen::arbitrary<bool>()) restore.budget.total = random_length(1, 2000);
    restore.budget.count = *rc::gen::inRange(0, 4);
    restore.adjust.out_of_hours = minutes(*rc::gen::inRange(0, 120));
    restore.adjust.per_cycle = minutes(*rc::gen::inRange(-60, 120));
    if (*rc::gen::arbitrary<bool>()) restore.adjust.floor = minutes(*rc::gen::inRange(1, 300));
    if (*rc::gen::arbitrary<bool>()) restore.adjust.ceiling = minutes(*rc::gen::inRange(300, 900));
    restore.dates_move = *rc::gen::arbitrary<bool>();
    restore.breach_is_sticky = *rc::gen::arbitrary<bool>();
    const auto target = [] {
        if (*rc::gen::inRange(0, 3) > 0) return to_string(random_length(1, 2000));
        return *rc::gen::elementOf(std::vector<std::string>{
            "1 working day", "3 working days", "next working day by 20:30", "2 working days by 06:30",
            "end of 2nd working day", "date ticket.promised_at"});
    };
    auto nag = offset("restore", model::Threshold::At::after_breach, minutes(*rc::gen::inRange(0, 90)));
    nag.every = minutes(*rc::gen::inRange(1, 200));
    nag.times = *rc::gen::inRange(1, 5);
    nag.real = *rc::gen::arbitrary<bool>();
    auto warning = offset(
        "restore", *rc::gen::element(model::Threshold::At::before_due, model::Threshold::At::after_start),
        minutes(*rc::gen::inRange(0, 600)));
    warning.real = *rc::gen::arbitrary<bool>();
    const std::string elsewhere = *rc::gen::element(std::string(), std::string("berlin"));
    return agreement(
        {restore},
        {goal("ticket.severity == 'critical'", {{"restore", target()}}, elsewhere),
         goal("", {{"restore", target()}})},
        {percent("restore", *rc::gen::inRange(1, 1500)), percent("restore", 1000), nag, warning});
}

void play(Desk& desk, const std::vector<Happening>& history, bool wake_often) {
    desk.set({{"reported_at", Value::instant(start - hours(20))},
              {"promised_at", Value::instant(start + hours(77))}});
    desk.open(start);
    Instant last = start;
    for (const Happening& one : history) {
        for (Instant t = last; wake_often && t <= one.when; t = t + minutes(47)) desk.advance(t);
        Desk::Data data;
        if (!one.severity.empty()) data.emplace_back("severity", Value(one.severity));
        desk.happen(one.when, one.event, one.state, data, one.happened);
        do_to_clock(desk, one);
        last = one.when;
    }
    desk.advance(last + hours(24 * 20));
}

/// Of Berlin against UTC, in the weeks around the change.
Duration berlin_time(Instant minute) {
    static const Instant change = at("2026-03-29T01:00:00Z");
    return hours(minute < change ? 1 : 2);
}

bool is_working_minute(Instant utc, Duration offset = {}) {
    const Instant minute = utc + offset;
    const std::int64_t day = minute.ms / hours(24).ms;
    const std::int64_t weekday = (day + 3) % 7;
    const std::int64_t hour = minute.ms / hours(1).ms % 24;
    return weekday < 5 && hour >= 9 && hour < 17;
}

bool is_whole(Duration length) { return length.ms % minutes(1).ms == 0; }

/// Counts a log over again by walking through its minutes.
struct Recount {
    explicit Recount(const model::Agreement& agreement)
        : change(agreement.clocks.front().calendar_change),
          retroactivity(agreement.clocks.front().retroactivity),
          goals(agreement.goals) {}

    model::CalendarChange change;
    model::Retroactivity retroactivity;
    const std::vector<model::Goal>& goals;
    Duration consumed{};
    bool running = false;
    Instant since{};
    Duration target{};
    std::uint16_t calendar = clock::none;  ///< in which it counts; none: around the clock
    bool pinned = false;
    std::uint16_t row = clock::none;  ///< by which it is promised
    Instant broken = never;           ///< when the promise was, as it stands on record
    int cycle = 0;
    std::vector<calendar::Calendar::Interval> ran{};  ///< in this cycle, and is over

    [[nodiscard]] bool counts(Instant minute) const {
        constexpr std::uint16_t second = 1;
        return calendar == clock::none ||
               is_working_minute(minute, calendar == second ? berlin_time(minute) : Duration{});
    }

    /// While something of the promise is left, it falls due when so many minutes have counted; a day may last
    /// until some later minute of closed time.
    void check_due(Instant due) const {
        if (pinned || due == never || due <= since || consumed >= target || !is_whole(target - consumed))
            return;
        Instant minute = since;
        for (Duration left = target - consumed; left > Duration{}; minute = minute + minutes(1)) {
            if (counts(minute)) left = left - minutes(1);
        }
        RC_ASSERT(minute == due || counts_days());
        for (; minute < due; minute = minute + minutes(1)) RC_ASSERT_FALSE(counts(minute));
        RC_ASSERT(minute == due);
    }

    [[nodiscard]] bool counts_days() const {
        return row < goals.size() &&
               (goals[row].targets.front().second.kind == calendar::Target::Kind::working_days ||
                goals[row].targets.front().second.kind == calendar::Target::Kind::date);
    }

    /// Before the first start nothing has paused the clock.
    void check_retroactivity(const clock::Started& e) const {
        Duration before;
        for (Instant minute = e.origin; minute < e.since; minute = minute + minutes(1))
            if (counts(minute)) before = before + minutes(1);
        const bool counts_all = retroactivity == model::Retroactivity::start_and_pauses;
        RC_ASSERT(e.consumed == (counts_all ? before : Duration{}));
        if (retroactivity == model::Retroactivity::start) RC_ASSERT(e.since == e.origin);
    }

    void walk_to(Instant to) {
        if (running && since < to) ran.push_back({since, to});
        for (Instant minute = since; running && minute < to; minute = minute + minutes(1)) {
            if (counts(minute)) consumed = consumed + minutes(1);
        }
        since = to;
    }
    /// What has passed in this cycle, by the time in which it counts now.
    [[nodiscard]] Duration all_anew() const {
        Duration counted;
        for (const auto& [from, to] : ran)
            for (Instant minute = from; minute < to; minute = minute + minutes(1))
                if (counts(minute)) counted = counted + minutes(1);
        return counted;
    }
    void operator()(const clock::Started& e) {
        const bool first = cycle == 0;
        if (e.cycle != cycle) ran.clear(), broken = never;
        cycle = e.cycle, consumed = e.consumed, running = true, since = e.since, target = e.target;
        calendar = e.calendar, pinned = e.pinned, row = e.goal;
        if (first) check_retroactivity(e);
        check_due(e.due);
    }
    void operator()(const clock::Paused& e) { halt(e.at, e.consumed); }
    void operator()(const clock::Resumed& e) {
        since = e.at, running = true;
        // A pause that is told late, from before a breach on record, takes time from the count and leaves the
        // breach and its instant.
        if (e.due != broken) check_due(e.due);
    }
    void operator()(const clock::Stopped& e) { halt(e.at, e.consumed); }
    void operator()(const clock::Cancelled& e) { halt(e.at, e.consumed); }
    void operator()(const clock::Retargeted& e) {
        using model::Retarget;
        target = e.target, pinned = e.pinned, row = e.goal;
        if (!e.breached) broken = never;
        const bool follows = e.policy == Retarget::carry || e.policy == Retarget::tighten_only;
        if (e.calendar != calendar) {
            if (running) walk_to(e.since);
            calendar = e.calendar;
            const bool anew = follows && change == model::CalendarChange::remeasure;
            if (anew || e.policy == Retarget::retro) RC_ASSERT(e.consumed == all_anew());
            if (follows && !anew) RC_ASSERT(e.consumed == consumed);
            consumed = e.consumed;
        } else if (!follows && (e.since != since || e.consumed != consumed)) {
            if (running) walk_to(e.since);
            consumed = e.consumed, since = e.since;
        }
    }
    void operator()(const clock::Breached& e) { broken = e.due; }
    void operator()(const clock::ThresholdFired&) {}
    void operator()(const clock::Acknowledged&) {}
    void operator()(const clock::Waived&) {}
    void operator()(const clock::TookOver&) {}
    void operator()(const clock::Corrected& e) {
        consumed = e.consumed, since = e.since;
        if (!e.breached) broken = never;
        // What was told late ended the clock by then: it did not run afterwards.
        std::erase_if(ran, [&](const auto& one) { return one.from >= e.since; });
        for (auto& [from, to] : ran) to = std::min(to, e.since);
    }
    void halt(Instant at, Duration claimed) {
        walk_to(at);
        running = false;
        RC_ASSERT(consumed == claimed);
    }
};

std::vector<std::string> results(const Desk& desk) {
    std::vector<std::string> found = desk.fired();
    for (const auto& breach : desk.all<clock::Breached>()) found.push_back("breach@" + to_string(breach.due));
    for (const auto& stop : desk.all<clock::Stopped>()) found.push_back(stop.met ? "met" : "missed");
    return found;
}

/// All that is final: what fired when is told elsewhere.
std::vector<std::string> verdicts(const Desk& desk) {
    std::vector<std::string> found;
    for (const auto& breach : desk.all<clock::Breached>()) found.push_back("breach@" + to_string(breach.due));
    for (const auto& stop : desk.all<clock::Stopped>())
        found.push_back((stop.met ? "met " : "missed ") + to_string(stop.consumed));
    for (const clock::State& clock : desk.clocks())
        found.push_back(std::string(to_string(clock.phase)) + (clock.breached ? " breached" : ""));
    return found;
}

/// When each call of each cycle fired.
using Calls = std::map<std::tuple<int, std::uint16_t, std::uint32_t>, Instant>;
Calls calls(const Desk& desk) {
    Calls found;
    int cycle = 0;
    for (const clock::Event& event : desk.log()) {
        if (const auto* started = std::get_if<clock::Started>(&event)) cycle = started->cycle;
        if (const auto* fired = std::get_if<clock::ThresholdFired>(&event))
            found[{cycle, fired->threshold, fired->count}] = fired->due;
    }
    return found;
}

/// What the one has and the other has not, or at another instant, was due when something happened: it may
/// have ended the clock, or made it rest.
void check_calls(const Calls& one, const Calls& other, const std::set<Instant>& happenings) {
    for (const auto& [call, due] : one) {
        const auto same = other.find(call);
        if (same != other.end() && same->second == due) continue;
        RC_ASSERT((happenings.contains(due) || (same != other.end() && happenings.contains(same->second))));
    }
}

Duration walked(Instant from, Instant to, const calendar::Target& length) {
    if (length.kind == calendar::Target::Kind::real) return to - from;
    Duration counted;
    for (Instant minute = from; minute < to; minute = minute + minutes(1)) {
        if (is_working_minute(minute)) counted = counted + minutes(1);
    }
    return counted;
}

}  // namespace

TEST_CASE("what a clock has counted is what a recount of its segments counts, minute by minute") {
    CHECK(rc::check([] {
        const auto gold = random_agreement();
        Desk desk(gold);
        play(desk, random_history(), false);
        Recount recount(gold);
        for (const clock::Event& event : desk.log()) std::visit(recount, event);
    }));
}

TEST_CASE("replaying the events alone gives the live state, after every event") {
    CHECK(rc::check([] {
        Desk desk(random_agreement());
        play(desk, random_history(), false);
        clock::States replayed;
        for (const clock::Event& event : desk.log()) clock::evolve(replayed, event);
        RC_ASSERT(replayed == desk.clocks());
    }));
}

TEST_CASE("however often the clock is woken, the same things fire at the same instants") {
    CHECK(rc::check([] {
        const auto agreement = random_agreement();
        const auto history = random_history();
        Desk once(agreement);
        play(once, history, false);
        Desk often(agreement);
        play(often, history, true);
        RC_ASSERT(results(once) == results(often));
    }));
}

TEST_CASE(
    "whatever comes first, of an event and of what is due at the same instant, the verdict is the same, and "
    "so are "
    "the calls at all other instants") {
    CHECK(rc::check([] {
        const auto agreement = random_agreement();
        const auto history = random_history();
        Desk one(agreement);
        play(one, history, false);
        Desk other(agreement);
        other.events_first = true;
        play(other, history, false);
        RC_ASSERT(verdicts(one) == verdicts(other));
        std::set<Instant> happenings;
        for (const Happening& happening : history)
            happenings.insert({happening.when, std::min(happening.when, happening.happened)});
        check_calls(calls(one), calls(other), happenings);
        check_calls(calls(other), calls(one), happenings);
    }));
}

TEST_CASE("pauses stay within their budget, counted minute by minute") {
    CHECK(rc::check([] {
        const auto gold = random_agreement();
        const model::PauseBudget& budget = gold.clocks.front().budget;
        Desk desk(gold);
        play(desk, random_history(false), false);
        Duration spent;
        int pauses = 0;
        int cycle = 0;
        std::optional<Instant> paused;
        const auto close = [&](Instant at, Duration claimed) {
            if (paused && budget.total) spent = spent + walked(*paused, at, *budget.total);
            if (paused && budget.longest)
                RC_ASSERT(walked(*paused, at, *budget.longest) <= budget.longest->length);
            if (budget.total) RC_ASSERT(spent == claimed);
            if (budget.total) RC_ASSERT(spent <= budget.total->length);
            paused.reset();
        };
        for (const clock::Event& event : desk.log()) {
            const auto* started = std::get_if<clock::Started>(&event);
            if (started != nullptr && started->cycle != cycle)
                cycle = started->cycle, spent = {}, pauses = 0, paused.reset();
            if (const auto* p = std::get_if<clock::Paused>(&event)) {
                paused = p->at;
                RC_ASSERT(budget.count == 0 || ++pauses <= budget.count);
            }
            if (const auto* r = std::get_if<clock::Resumed>(&event)) close(r->at, r->spent);
            if (const auto* s = std::get_if<clock::Stopped>(&event)) close(s->at, s->spent);
        }
    }));
}

TEST_CASE("a threshold fires at most once in a cycle") {
    CHECK(rc::check([] {
        Desk desk(random_agreement());
        play(desk, random_history(), false);
        std::set<std::tuple<int, int, std::uint32_t>> seen;
        int cycle = 0;
        for (const clock::Event& event : desk.log()) {
            if (const auto* started = std::get_if<clock::Started>(&event)) cycle = started->cycle;
            const auto* fired = std::get_if<clock::ThresholdFired>(&event);
            if (fired != nullptr) RC_ASSERT(seen.emplace(cycle, fired->threshold, fired->count).second);
        }
    }));
}

namespace {

/// Real time in which a clock ran, piece by piece.
struct Ran {
    std::vector<calendar::Calendar::Interval> pieces;

    void add(Instant from, Instant to) {
        if (from < to) pieces.push_back({from, to});
    }
    [[nodiscard]] Duration length() const {
        Duration sum;
        for (const auto& one : pieces) sum = sum + (one.to - one.from);
        return sum;
    }
    [[nodiscard]] bool has(Instant minute) const { return lies_in(pieces, minute); }
};

}  // namespace

TEST_CASE("in a cycle, running and paused add up to the time from start to stop") {
    CHECK(rc::check([] {
        auto gold = random_agreement();
        gold.clocks.front().reopen = model::Reopen::new_cycle;
        Desk desk(gold);
        play(desk, random_history(), false);
        clock::States clocks;
        Ran ran;
        Instant started{};
        Instant since{};
        for (const clock::Event& event : desk.log()) {
            const bool was_running = !clocks.empty() && clocks.front().phase == Phase::running;
            clock::evolve(clocks, event);
            if (const auto* e = std::get_if<clock::Started>(&event)) {
                ran.pieces.clear();
                started = since = e->since;
            } else if (const auto* p = std::get_if<clock::Paused>(&event)) {
                ran.add(since, p->at);
                since = p->at;
            } else if (const auto* c = std::get_if<clock::Corrected>(&event)) {
                // A stop told so late that the clock has been paused or resumed since, or a pause from before
                // the breach.
                if (was_running) ran.add(since, c->from);
                put_right(ran.pieces, {c->from, c->to}, c->counted);
                since = std::max(c->since, c->from);
            } else if (const auto* r = std::get_if<clock::Resumed>(&event)) {
                since = r->at;
            } else if (const auto* s = std::get_if<clock::Stopped>(&event)) {
                if (was_running) ran.add(since, s->at);
                RC_ASSERT(ran.length() + clocks.front().paused_for == s->at - started);
            }
        }
    }));
}

TEST_CASE("a correction moves what was counted by what a walk through the minutes of its stretch finds") {
    CHECK(rc::check([] {
        auto gold = random_agreement();
        if (gold.clocks.front().retroactivity == model::Retroactivity::start_and_pauses)
            gold.clocks.front().retroactivity = model::Retroactivity::start;
        Desk desk(gold);
        const auto history = random_history(false);
        play(desk, history, false);
        const Instant now = history.back().when + hours(24 * 20);
        RC_PRE(!desk.clocks().empty());
        for (int n = *rc::gen::inRange(1, 5); n > 0; --n) {
            const clock::State before = desk.clocks().front();
            const bool over = before.phase == Phase::met || before.phase == Phase::missed;
            RC_PRE(over || before.phase == Phase::running || before.phase == Phase::paused);
            const Instant end = over ? before.since : now;
            const std::int64_t length = (end - before.origin).ms / minutes(1).ms;
            RC_PRE(length > 2);
            // Within the clock's time: what reaches beyond it moves its ends.
            const Instant from =
                before.origin + minutes(*rc::gen::inRange<std::int64_t>(0, std::int64_t{length - 2}));
            const std::int64_t longest = (end - from).ms / minutes(1).ms;
            const Instant to = from + minutes(*rc::gen::inRange<std::int64_t>(1, longest));
            const bool counted = *rc::gen::arbitrary<bool>();
            const Ran ran{desk.unpaused(0, before.origin, end)};
            Recount hours_of(gold);
            hours_of.calendar = before.calendar;
            Duration moved;
            bool any = false;
            for (Instant minute = from; minute < to; minute = minute + minutes(1)) {
                if (ran.has(minute) == counted) continue;
                any = true;
                if (hours_of.counts(minute)) moved = moved + minutes(1);
            }
            const auto done = clock::correct(desk.plan(), before, now, {from, to, counted}, &desk);
            RC_ASSERT(done.has_value() == any);
            if (!done) continue;
            const Duration elapsed = desk.elapsed("restore", now);
            desk.apply(*done);
            RC_ASSERT(desk.elapsed("restore", now) ==
                      (counted ? elapsed + moved : std::max(elapsed - moved, Duration{})));
            RC_ASSERT_FALSE(
                clock::correct(desk.plan(), desk.clocks().front(), now, {from, to, counted}, &desk));
        }
    }));
}
