// The worst arrival of steps in working days, in hours and in real time, one after the other, side by side or
// waiting for one machine, against an oracle that tries every quarter of an hour and the millisecond behind
// it.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "structure/measures.hpp"
#include "structure/roll_up_desk.hpp"

using namespace itr;
using structure_test::promises_of;

namespace {

// All windows, cut-offs and lengths are made of quarters: between them nothing begins to mean something else.
constexpr Duration quarter = minutes(15);
constexpr Duration tried = hours(24 * 28);
constexpr Duration span = hours(24 * 84);

// Clocks change in Berlin on the 29th of March.
const std::string calendars =
    "---\ncalendar: office\nzone: Europe/Berlin\nweek: {mon-fri: [\"09:00-12:00\", \"13:00-17:00\"]}\n"
    "closed: [2026-03-26, 2026-04-03, 2026-04-06]\nopen: {2026-03-27: [\"09:00-10:00\"], 2026-04-07: "
    "[\"09:00-10:00\"]}\n"
    "---\ncalendar: lab\nzone: UTC\nweek: {mon: \"09:00-14:00\", thu: \"08:00-18:00\"}\n"
    "---\ncalendar: late\nzone: Europe/Berlin\nweek: {mon-sat: \"12:00-22:00\"}\nclosed: [2026-04-04]\n"
    "---\ncalendar: night\nzone: Europe/Berlin\nweek: {mon-thu: \"22:00-06:00\", sat: \"22:00-06:00\"}\n"
    "---\ncalendar: kolkata\nzone: Asia/Kolkata\nweek: {mon-fri: \"10:00-18:00\"}\nclosed: [2026-04-01]\n"
    "---\ncalendar: always\nalways: true\n";

Instant monday() { return *parse_instant("2026-03-16T00:00:00Z"); }

/// A length of time on a calendar, as a pack writes both.
struct Length {
    std::string calendar, target;
    int surcharge = 0;  ///< quarters that it has more where it begins out of hours
    friend auto operator<=>(const Length&, const Length&) = default;
};

/// Steps side by side, and those behind them.
struct Way {
    std::vector<std::vector<Length>> regions;
    std::vector<Length> behind;
    bool one_machine = false;  ///< the regions have one step each, and these wait for each other
};

std::string in_minutes(int quarters) { return std::to_string(15 * quarters) + "m"; }

std::string random_days() {
    const int days = *rc::gen::inRange(1, 4);
    const std::string count = std::to_string(days) + " working days";
    const std::string cut_off = *rc::gen::element<std::string>("", "", " cut-off 12:00", " cut-off 15:30");
    const std::string by_name = days == 1 ? "next" : days == 2 ? "2nd" : "3rd";
    return *rc::gen::element(count, count, count + " at the same time", count + " by 16:00",
                             "end of " + by_name + " working day") +
           cut_off;
}

Length random_length() {
    const auto name =
        *rc::gen::element<std::string>("office", "office", "lab", "late", "night", "kolkata", "always");
    const int surcharge = *rc::gen::inRange(0, 3) == 0 ? *rc::gen::inRange(1, 20) : 0;
    const std::string length = in_minutes(*rc::gen::inRange(1, 40));
    switch (*rc::gen::inRange(0, 6)) {
        case 0: return {name, length, surcharge};
        case 1: return {name, "real " + length, surcharge};
        case 2: return {name, length + " then real " + in_minutes(8), surcharge};
        default: return {name, random_days()};
    }
}

std::vector<Length> random_steps(std::size_t least, std::size_t most) {
    std::vector<Length> steps(*rc::gen::inRange(least, most + 1));
    for (Length& step : steps) step = random_length();
    return steps;
}

Way random_way() {
    Way way{{}, random_steps(1, 3)};
    if (*rc::gen::inRange(0, 2) == 0) return way;
    way.one_machine = *rc::gen::arbitrary<bool>();
    const std::size_t most = way.one_machine ? 1 : 2;
    way.regions = {random_steps(1, most), random_steps(1, most)};
    return way;
}

/// Remembers what calendars answer, as neighbouring arrivals and cases ask the same.
class Oracle {
  public:
    Oracle() {
        const auto base = structure_test::compiled("workflow: w\ninitial: a\nstates: {a: {}}\n" + calendars);
        for (const auto& calendar : base.plan->calendars())
            calendars_.emplace(calendar.definition().name, calendar);
    }

    /// What is left of a promise after a way, in the promise's time.
    Duration slack(const Way& way, const Length& promise, Instant arrival) {
        const Instant end = latest_end(way, arrival);
        const Instant due = end_of(promise, arrival);
        const auto target = target_of(promise, arrival);
        const Instant worked = due - target.then_real;
        const bool in_tail = worked < due && end >= worked;
        if (target.kind == calendar::Target::Kind::real || in_tail) return due - end;
        const Duration own = calendars_.at(promise.calendar).measure(end, worked) + target.then_real;
        return own == Duration{} && end > due ? milliseconds(-1) : own;
    }

    Instant latest_end(const Way& way, Instant arrival) {
        Instant joined = arrival, latest = arrival;
        for (const auto& region : way.regions) joined = std::max(joined, end_of(region, arrival));
        if (!way.one_machine) return end_of(way.behind, joined);
        // One of the two steps has the machine first.
        for (std::size_t first = 0; first < 2; ++first) {
            const Instant free = end_of(way.regions[first], arrival);
            const Instant done = end_of(way.regions[1 - first], free);
            latest = std::max(latest, end_of(way.behind, std::max(free, done)));
        }
        return latest;
    }
    Instant end_of(const Length& length, Instant begin) {
        const auto [known, fresh] = ends_[length].try_emplace(begin.ms);
        if (fresh)
            known->second = calendar::due(calendars_.at(length.calendar), begin, target_of(length, begin));
        return known->second;
    }
    structure::Job job_of(const Length& length) const {
        structure::Job job;
        job.target = *calendar::parse_target(length.target);
        job.calendar = &calendars_.at(length.calendar);
        job.surcharge = quarter * length.surcharge;
        if (length.surcharge > 0) job.hours = job.calendar;
        return job;
    }

  private:
    calendar::Target target_of(const Length& length, Instant begin) const {
        auto target = *calendar::parse_target(length.target);
        if (length.surcharge == 0 || calendars_.at(length.calendar).is_open(begin)) return target;
        Duration& last = target.then_real > Duration{} ? target.then_real : target.length;
        last = last + quarter * length.surcharge;
        return target;
    }
    Instant end_of(const std::vector<Length>& steps, Instant begin) {
        for (const Length& step : steps) begin = end_of(step, begin);
        return begin;
    }

    std::map<std::string, calendar::Calendar> calendars_;
    std::map<Length, std::unordered_map<std::int64_t, Instant>> ends_;  ///< by begin
};

/// Numbers the steps, and writes a promise for each.
class Writer {
  public:
    std::string pack(const Way& way, const Length& promise) {
        std::string states;
        std::string initial = name(0);
        if (!way.regions.empty()) {
            initial = "both";
            states = "  both: {type: parallel, done: behind, states: {";
            for (std::size_t r = 0; r < way.regions.size(); ++r) {
                const std::string region = "r" + std::to_string(r), ready = "ready" + std::to_string(r);
                states += region + ": {initial: " + name(number_) + ", states: {";
                states += steps(way.regions[r], ready, ", ", way.one_machine ? "uses: machine, " : "") +
                          ready + ": {type: final}}}, ";
            }
            states += "}}\n  behind: {on: {go: " + name(number_) + "}}\n";
        }
        states += "  " + steps(way.behind, "closed", "\n  ");
        return "workflow: w\nevents: {go: {role: any}}\ninitial: " + initial + "\nstates:\n" + states +
               "closed: {type: final}\n" + agreement("gold", "sla", "stop: \"inState('closed')\"", promise) +
               steps_agreed_ + calendars;
    }

  private:
    static std::string name(int number) { return "s" + std::to_string(number); }
    static std::string agreement(const std::string& name, const std::string& kind, const std::string& when,
                                 const Length& length) {
        const std::string adjust =
            length.surcharge > 0 ? ", adjust: {out_of_hours: " + in_minutes(length.surcharge) + "}" : "";
        return "---\nagreement: " + name + "\nkind: " + kind + "\ncalendar: " + length.calendar +
               "\nclocks: {c: {" + when + adjust + "}}\ngoals: [{c: \"" + length.target + "\"}]\n";
    }
    std::string steps(const std::vector<Length>& steps, const std::string& next, const std::string& then,
                      const std::string& uses = "") {
        std::string text;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const std::string own = name(number_++);
            const std::string target = i + 1 < steps.size() ? name(number_) : next;
            text += own + ": {" + uses + "on: {go: " + target + "}}" + then;
            steps_agreed_ +=
                agreement("of_" + own, "ola",
                          "start: \"inState('" + own + "')\", stop: \"left('" + own + "')\"", steps[i]);
        }
        return text;
    }

    int number_ = 0;
    std::string steps_agreed_;
};

}  // namespace

TEST_CASE("no arrival is worse than the one that is reported, whatever the steps count in") {
    Oracle oracle;
    CHECK(rc::check([&] {
        const Way way = random_way();
        Length promise = random_length();
        if (*rc::gen::inRange(0, 3) == 0) promise = {"always", in_minutes(*rc::gen::inRange(4, 800))};
        const std::string pack = Writer().pack(way, promise);
        const auto promises = promises_of(pack, structure::Options{1, monday(), span});
        RC_ASSERT(promises.size() == std::size_t{1});
        const structure::Path& path = promises[0].paths.front();
        RC_ASSERT(path.slack == oracle.slack(way, promise, path.arrival));
        Duration worst = path.slack;
        Instant worst_at = path.arrival;
        for (Instant at = monday(); at < monday() + tried; at = at + quarter)
            for (const Instant arrival : {at, at + milliseconds(1)})
                if (const Duration slack = oracle.slack(way, promise, arrival); slack < worst) {
                    worst = slack;
                    worst_at = arrival;
                }
        RC_LOG() << pack << "reported " << to_string(path.arrival) << " with " << to_string(path.slack)
                 << ", worst " << to_string(worst_at) << " with " << to_string(worst) << "\n";
        RC_ASSERT(worst == path.slack);
    }));
}

TEST_CASE("no begin makes a length take longer than the most that it is said to take") {
    Oracle oracle;
    CHECK(rc::check([&] {
        const Length length = random_length();
        Duration most;
        for (Instant at = monday(); at < monday() + tried; at = at + quarter)
            for (const Instant begin : {at - milliseconds(1), at, at + milliseconds(1)})
                if (begin >= monday()) most = std::max(most, oracle.end_of(length, begin) - begin);
        RC_LOG() << length.target << " " << length.surcharge << " on " << length.calendar << "\n";
        RC_ASSERT(structure::Measures({monday(), monday() + tried}).most(oracle.job_of(length)) == most);
    }));
}
