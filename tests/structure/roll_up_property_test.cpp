// Random small workflows against an oracle that walks every path, tries every order of waiting steps minute
// by minute, and every minute of arrival.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <functional>
#include <map>

#include "structure/job.hpp"
#include "structure/roll_up_desk.hpp"

using namespace itr;
using structure_test::promises_of;

namespace {

/// A workflow made of sequences, alternatives, loops and regions side by side, one inside the other.
struct Block {
    enum class Of : std::uint8_t { step, sequence, choice, loop, regions } of = Of::step;
    int number = 0;
    int minutes = 0;
    int resource = -1;  ///< step
    int times = 1;      ///< loop
    std::vector<Block> parts;
};

int fresh_number = 0;

/// `inside`: what a block lies in already; loops in loops have a test of their own, regions in regions none.
struct Inside {
    bool loop = false, regions = false;
};

Block random_block(int depth, Inside inside) {
    Block block;
    block.number = ++fresh_number;
    using Of = Block::Of;
    std::vector<Of> kinds{Of::step, Of::step, Of::sequence, Of::choice};
    if (!inside.loop) kinds.push_back(Of::loop);
    if (!inside.regions) kinds.push_back(Of::regions);
    block.of = depth == 0 ? Of::step : *rc::gen::elementOf(kinds);
    if (block.of == Of::step) {
        block.minutes = *rc::gen::inRange(1, 6);
        block.resource = *rc::gen::inRange(-1, 2);
        return block;
    }
    if (block.of == Of::loop) block.times = *rc::gen::inRange(0, 3);
    const Inside within{inside.loop || block.of == Of::loop, inside.regions || block.of == Of::regions};
    const int parts = block.of == Of::loop ? 1 : 2;
    for (int i = 0; i < parts; ++i) block.parts.push_back(random_block(depth - 1, within));
    return block;
}

// ---- as a pack

std::string name(char kind, const Block& block) { return kind + std::to_string(block.number); }

std::string entry_of(const Block& block) {
    switch (block.of) {
        case Block::Of::step: return name('s', block);
        case Block::Of::choice: return name('c', block);
        case Block::Of::regions: return name('p', block);
        default: return entry_of(block.parts.front());
    }
}

std::string states_of(const Block& block, const std::string& next) {
    switch (block.of) {
        case Block::Of::step:
            return name('s', block) + ": {ola: " + std::to_string(block.minutes) + "m, " +
                   (block.resource < 0 ? "" : "uses: r" + std::to_string(block.resource) + ", ") +
                   "on: {go: " + next + "}}, ";
        case Block::Of::sequence:
            return states_of(block.parts[0], entry_of(block.parts[1])) + states_of(block.parts[1], next);
        case Block::Of::choice:
            return name('c', block) + ": {on: {go: " + entry_of(block.parts[0]) +
                   ", again: " + entry_of(block.parts[1]) + "}}, " + states_of(block.parts[0], next) +
                   states_of(block.parts[1], next);
        case Block::Of::loop:
            return states_of(block.parts[0], name('l', block)) + name('l', block) + ": {on: {go: " + next +
                   ", again: {to: " + entry_of(block.parts[0]) + ", times: " + std::to_string(block.times) +
                   "}}}, ";
        case Block::Of::regions: {
            std::string text = name('p', block) + ": {type: parallel, done: " + next + ", states: {";
            for (const Block& part : block.parts)
                text += name('q', part) + ": {initial: " + entry_of(part) + ", states: {" +
                        states_of(part, name('z', part)) + name('z', part) + ": {type: final}}}, ";
            return text + "}}, ";
        }
    }
    return {};
}

std::string pack_of(const Block& block, const std::vector<int>& counts) {
    return "workflow: w\nevents: {go: {role: any}, again: {role: any}}\ninitial: " + entry_of(block) +
           "\nstates: {" + states_of(block, "closed") +
           "closed: {type: final}}\n---\nagreement: a\nclocks: {c: {stop: \"inState('closed')\"}}\ngoals: "
           "[{c: 2000m}]\n" +
           "---\nresources: {r0: " + std::to_string(counts[0]) + ", r1: " + std::to_string(counts[1]) + "}\n";
}

// ---- the oracle

/// One path: steps in order, and paths side by side.
struct Trail {
    const Block* step = nullptr;
    std::vector<std::vector<Trail>> regions;
};
using Trails = std::vector<Trail>;

std::vector<Trails> paths_of(const Block& block) {
    std::vector<Trails> all;
    switch (block.of) {
        case Block::Of::step: return {{Trail{&block, {}}}};
        case Block::Of::choice:
            for (const Block& part : block.parts)
                for (auto& path : paths_of(part)) all.push_back(std::move(path));
            return all;
        case Block::Of::sequence:
            for (const auto& first : paths_of(block.parts[0]))
                for (const auto& second : paths_of(block.parts[1])) {
                    all.push_back(first);
                    all.back().insert(all.back().end(), second.begin(), second.end());
                }
            return all;
        case Block::Of::loop: {
            const auto body = paths_of(block.parts[0]);
            std::vector<Trails> rounds = body;
            all = body;
            for (int i = 0; i < block.times; ++i) {
                std::vector<Trails> next;
                for (const auto& before : rounds)
                    for (const auto& again : body) {
                        next.push_back(before);
                        next.back().insert(next.back().end(), again.begin(), again.end());
                    }
                rounds = std::move(next);
                all.insert(all.end(), rounds.begin(), rounds.end());
            }
            return all;
        }
        case Block::Of::regions:
            for (const auto& first : paths_of(block.parts[0]))
                for (const auto& second : paths_of(block.parts[1]))
                    all.push_back({Trail{nullptr, {first, second}}});
            return all;
    }
    return all;
}

struct Work {
    int minutes = 0, resource = -1;
    std::vector<std::size_t> before;
    int left = -1;  ///< -1: not begun
};

std::vector<std::size_t> lay_out(const Trails& trails, std::vector<std::size_t> front,
                                 std::vector<Work>& works) {
    for (const Trail& trail : trails) {
        if (trail.step != nullptr) {
            works.push_back({trail.step->minutes, trail.step->resource, front, -1});
            front = {works.size() - 1};
            continue;
        }
        std::vector<std::size_t> joined;
        for (const auto& region : trail.regions)
            for (const std::size_t end : lay_out(region, front, works)) joined.push_back(end);
        front = std::move(joined);
    }
    return front;
}

/// The latest end: at each minute what can begin does, in every order.
int latest_end(std::vector<Work> works, std::vector<int> free, int now) {
    while (true) {
        std::vector<std::size_t> ready;
        bool busy = false;
        for (std::size_t i = 0; i < works.size(); ++i) {
            const bool waits =
                std::ranges::any_of(works[i].before, [&](std::size_t b) { return works[b].left != 0; });
            busy = busy || works[i].left > 0;
            const bool can = works[i].resource < 0 || free[static_cast<std::size_t>(works[i].resource)] > 0;
            if (works[i].left < 0 && !waits && can) ready.push_back(i);
        }
        if (!ready.empty()) {
            int worst = 0;
            for (const std::size_t i : ready) {
                auto next = works;
                auto left = free;
                next[i].left = next[i].minutes;
                if (next[i].resource >= 0) --left[static_cast<std::size_t>(next[i].resource)];
                worst = std::max(worst, latest_end(std::move(next), std::move(left), now));
            }
            return worst;
        }
        if (!busy) return now;
        ++now;
        for (Work& work : works) {
            if (work.left <= 0) continue;
            if (--work.left == 0 && work.resource >= 0) ++free[static_cast<std::size_t>(work.resource)];
        }
    }
}

/// How many ways of regions there are together, where there are most: beyond `max_ways_through` not all are
/// looked at.
std::size_t ways_side_by_side(const Block& block) {
    std::size_t most = 0, together = 1;
    for (const Block& part : block.parts) {
        most = std::max(most, ways_side_by_side(part));
        together *= paths_of(part).size();
    }
    return block.of == Block::Of::regions ? std::max(most, together) : most;
}

bool small_enough(const std::vector<Trails>& paths) {
    if (paths.size() > 60) return false;
    return std::ranges::all_of(paths, [](const Trails& path) {
        std::vector<Work> works;
        (void)lay_out(path, {}, works);
        return works.size() <= 7;
    });
}

}  // namespace

TEST_CASE("the worst and the least demanding way are those of all paths and all orders") {
    int compared = 0, cut_off = 0;
    CHECK(rc::check([&] {
        fresh_number = 0;
        const Block block = random_block(3, {});
        const std::vector<int> counts{*rc::gen::inRange(1, 3), 1};
        const auto paths = paths_of(block);
        if (!small_enough(paths)) return;
        ++compared;
        int worst = 0;
        int least = 1'000'000;
        for (const Trails& path : paths) {
            std::vector<Work> works;
            (void)lay_out(path, {}, works);
            const int end = latest_end(works, counts, 0);
            worst = std::max(worst, end);
            int plain = 0;
            for (const Work& work : works) plain += work.minutes;
            least = std::min(least, end);
        }
        const auto promises = promises_of(pack_of(block, counts));
        RC_ASSERT(promises.size() == std::size_t{1});
        RC_ASSERT(promises[0].paths.front().slack == minutes(2000 - worst));
        cut_off += promises[0].complete ? 0 : 1;
        RC_ASSERT((promises[0].complete || ways_side_by_side(block) >= structure::max_ways_through));
        RC_ASSERT(promises[0].least.has_value());
        RC_ASSERT(promises[0].least->slack <= minutes(2000 - least));
    }));
    CHECK(compared > 20);
    // Blocks within blocks that run side by side may have more ways than are looked at; then it is told.
    CHECK(cut_off * 20 < compared);
}

namespace {

constexpr int horizon_minutes = 2 * 7 * 24 * 60;

/// An instant of the oracle: a minute, and whether it lies a millisecond behind its beginning.
struct Moment {
    int minute = 0;
    bool behind = false;
    friend auto operator<=>(const Moment&, const Moment&) = default;
};

/// Working minutes of some weeks, for finding ends by counting them.
class MinuteBook {
  public:
    MinuteBook(const calendar::Calendar& calendar, Instant from) {
        for (int m = 0; m < 4 * horizon_minutes; ++m) {
            before_.push_back(static_cast<int>(open_.size()));
            if (calendar.is_open(from + minutes(m))) open_.push_back(m);
        }
    }
    [[nodiscard]] Moment end(Moment begin, int length) const {
        const auto first = static_cast<std::size_t>(before_[static_cast<std::size_t>(begin.minute)]);
        const auto last = first + static_cast<std::size_t>(length);
        // Begun within a working minute, it needs the first millisecond of one more.
        if (begin.behind && open_[first] == begin.minute) return {open_[last], true};
        return {open_[last - 1] + 1, false};
    }
    [[nodiscard]] Duration between(Moment from, Moment to) const { return worked(to) - worked(from); }

  private:
    [[nodiscard]] Duration worked(Moment at) const {
        const auto before = static_cast<std::size_t>(before_[static_cast<std::size_t>(at.minute)]);
        return minutes(static_cast<std::int64_t>(before)) +
               milliseconds(at.behind && open_[before] == at.minute ? 1 : 0);
    }
    std::vector<int> open_, before_;
};

}  // namespace

TEST_CASE("no minute of arrival is worse than the one that is reported") {
    const std::string calendars =
        "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: [\"09:00-12:00\", \"13:00-17:00\"]}\n"
        "---\ncalendar: late\nzone: UTC\nweek: {mon-sat: \"12:00-22:00\"}\n---\ncalendar: always\nalways: "
        "true\n";
    const std::vector<std::string> names{"office", "late", "always"};
    const auto base = structure_test::compiled("workflow: w\ninitial: a\nstates: {a: {}}\n" + calendars);
    const Instant monday = *parse_instant("2024-01-01T00:00:00Z");
    std::map<std::string, MinuteBook> books;
    for (const auto& calendar : base.plan->calendars())
        books.emplace(calendar.definition().name, MinuteBook(calendar, monday));
    CHECK(rc::check([&] {
        const int steps = *rc::gen::inRange(1, 5);
        std::vector<std::pair<std::string, int>> chain;
        std::string states;
        for (int i = 0; i < steps; ++i) {
            chain.emplace_back(*rc::gen::elementOf(names), *rc::gen::inRange(1, 600));
            const std::string next = i + 1 < steps ? "s" + std::to_string(i + 1) : "closed";
            states += "  s" + std::to_string(i) + ": {calendar: " + chain.back().first +
                      ", ola: " + std::to_string(chain.back().second) + "m, on: {go: " + next + "}}\n";
        }
        const std::string outer = *rc::gen::elementOf(names);
        const int target = *rc::gen::inRange(60, 3000);
        Duration worst = minutes(1'000'000);
        for (int arrival = 0; arrival < 2 * horizon_minutes; ++arrival) {
            const Moment begin{arrival / 2, arrival % 2 != 0};
            Moment end = begin;
            for (const auto& [calendar, length] : chain) end = books.at(calendar).end(end, length);
            const Moment due = books.at(outer).end(begin, target);
            const Duration own = books.at(outer).between(end, due);
            worst = std::min(worst, own == Duration{} && end > due ? milliseconds(-1) : own);
        }
        const auto promises = promises_of(
            "workflow: w\nevents: {go: {role: any}}\ninitial: s0\nstates:\n" + states +
                "  closed: {type: final}\n---\nagreement: a\ncalendar: " + outer +
                "\nclocks: {c: {stop: \"inState('closed')\"}}\ngoals: [{c: " + std::to_string(target) +
                "m}]\n" + calendars,
            structure::Options{4, monday, minutes(horizon_minutes)});
        RC_ASSERT(promises.size() == std::size_t{1});
        const Duration slack = promises[0].paths.front().slack;
        // Where several steps are cut by an edge, a few milliseconds more are lost.
        RC_ASSERT(slack <= worst);
        RC_ASSERT(slack >= worst - milliseconds(10));
    }));
}

TEST_CASE("the latest instant from which a length ends in time is the last one that does") {
    const std::vector<calendar::Calendar> calendars{structure_test::calendar("berlin", "Europe/Berlin"),
                                                    structure_test::calendar("utc", "UTC")};
    // A week from which clocks change in Berlin.
    const Instant from = *parse_instant("2026-03-25T00:00:00Z");
    CHECK(rc::check([&] {
        const std::string length = *rc::gen::elementOf(std::vector<std::string>{
            "3h", "8h", "17h30m", "real 5h", "4h then real 2h", "1 working day", "2 working days by 16:00",
            "end of 2nd working day", "3 working days cut-off 15:00", "2 working days at the same time",
            "3 working days at the same time cut-off 15:00"});
        structure::Job job;
        job.target = *calendar::parse_target(length);
        job.calendar = &calendars[*rc::gen::inRange<std::size_t>(0, 2)];
        job.land = *rc::gen::element(calendar::Land::earliest, calendar::Land::next_opening);
        // Edges as often as what lies between them.
        const Instant limit =
            from + minutes(30 * *rc::gen::inRange(0, 48 * 14)) + milliseconds(*rc::gen::inRange(-1, 2));
        const Instant begin = job.latest_begin(limit);
        RC_ASSERT(job.end(begin) <= limit);
        for (Instant later = begin + milliseconds(1); later <= limit; later = later + minutes(30))
            RC_ASSERT(job.end(later) > limit);
    }));
}
