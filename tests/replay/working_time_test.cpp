// The clocks of the journal against a recount that knows nothing of the engine: day by day, with Europe's
// rule of summer time written out.
#include "incidents.hpp"

#include <algorithm>
#include <chrono>
#include <map>

using namespace itr;
using namespace itr::test;

namespace {

namespace chrono = std::chrono;

constexpr std::int64_t hour_ms = 3'600'000;

/// One hour ahead of UTC in winter, two from the last Sunday of March to that of October, changing at 01:00
/// UTC.
std::int64_t stockholm_offset_ms(std::int64_t utc_ms) {
    const chrono::sys_time<chrono::milliseconds> at{chrono::milliseconds(utc_ms)};
    const auto year = chrono::year_month_day(chrono::floor<chrono::days>(at)).year();
    const auto change = [&](chrono::month month) {
        return chrono::sys_days(year / month / chrono::Sunday[chrono::last]) + chrono::hours(1);
    };
    return at >= change(chrono::March) && at < change(chrono::October) ? 2 * hour_ms : hour_ms;
}

/// Monday to Friday, 08:00 to 17:00. Clock changes are at night, so a working window has one offset.
std::int64_t slow_working_ms(std::int64_t from, std::int64_t to) {
    std::int64_t sum = 0;
    const auto first =
        chrono::floor<chrono::days>(chrono::sys_time<chrono::milliseconds>{chrono::milliseconds(from)});
    for (auto day = first - chrono::days(1);; day += chrono::days(1)) {
        const std::int64_t midnight =
            chrono::duration_cast<chrono::milliseconds>(day.time_since_epoch()).count();
        if (midnight > to + 24 * hour_ms) return sum;
        const chrono::weekday weekday(day);
        if (weekday == chrono::Saturday || weekday == chrono::Sunday) continue;
        const std::int64_t offset = stockholm_offset_ms(midnight + 12 * hour_ms);
        const std::int64_t opens = midnight + 8 * hour_ms - offset, closes = midnight + 17 * hour_ms - offset;
        sum += std::max<std::int64_t>(0, std::min(to, closes) - std::max(from, opens));
    }
}

enum class Now { running, paused, stopped };

/// A clock of the three lines, by what it does after an event of the log.
struct ClockRule {
    const char* key;
    Now at_opening;
    Now (*after)(const std::string& event);
};

Now restore_after(const std::string& event) {
    if (event == "resolve" || event == "solve_in_call" || event == "close" || event == "cancel")
        return Now::stopped;
    const bool waits = event == "wait_for_user" || event == "wait_for_customer" || event == "wait_for_vendor";
    return waits ? Now::paused : Now::running;
}

Now pick_up_after(const std::string& event) { return event == "queue" ? Now::running : Now::stopped; }

constexpr ClockRule clock_rules[] = {{"service-level.restore", Now::running, restore_after},
                                     {"service-level.pick_up", Now::stopped, pick_up_after}};

/// From start to stop; one that never stopped has no result to compare.
struct Cycle {
    std::int64_t start = 0, stop = -1, working = 0, running = 0, paused = 0;
    friend bool operator==(const Cycle&, const Cycle&) = default;
};
using Cycles = std::map<std::string, std::vector<Cycle>>;  ///< by ticket

/// From the log alone.
Cycles recount(const ClockRule& rule) {
    Cycles cycles;
    std::map<std::string, std::pair<Now, std::int64_t>> state;
    for (const auto& happening : incidents()) {
        auto& done = cycles[happening.ticket];
        const std::int64_t at = happening.at.ms;
        const auto [entry, first] = state.try_emplace(happening.ticket, rule.at_opening, at);
        auto& [now, since] = entry->second;
        if (first && now != Now::stopped) done.push_back({at});
        const Now next = rule.after(happening.event);
        if (now == Now::stopped && next != Now::stopped) done.push_back({at});
        if (now == Now::running) {
            done.back().running += at - since;
            done.back().working += slow_working_ms(since, at);
        }
        if (now == Now::paused) done.back().paused += at - since;
        if (now != Now::stopped && next == Now::stopped) done.back().stop = at;
        now = next;
        since = at;
    }
    for (auto& [ticket, done] : cycles)
        std::erase_if(done, [](const Cycle& each) { return each.stop == -1; });
    return cycles;
}

/// One clock's cycles, from the journal's clock events.
class JournalCycles {
  public:
    void begin(const std::string& ticket) { done_ = &cycles[ticket]; }

    void take(const clock::Event& change) {
        if (const auto* started = std::get_if<clock::Started>(&change)) {
            open_ = {started->origin.ms};
            target_ = started->target.ms;
            since_ = started->since.ms;
            running_ = true;
        } else if (const auto* paused = std::get_if<clock::Paused>(&change)) {
            add_segment(paused->at.ms, false);
        } else if (const auto* resumed = std::get_if<clock::Resumed>(&change)) {
            add_segment(resumed->at.ms, true);
        } else if (const auto* stopped = std::get_if<clock::Stopped>(&change)) {
            add_segment(stopped->at.ms, false);
            open_.stop = stopped->at.ms;
            open_.working = stopped->consumed.ms;
            done_->push_back(open_);
            ++(stopped->met ? met : missed);
            // Consuming exactly the target keeps it on the closing edge, and breaks it behind.
            if (stopped->met ? open_.working > target_ : open_.working < target_) ++wrong_verdicts;
        }
    }

    Cycles cycles;
    std::size_t met = 0, missed = 0, wrong_verdicts = 0;

  private:
    void add_segment(std::int64_t until, bool runs_on) {
        (running_ ? open_.running : open_.paused) += until - since_;
        since_ = until;
        running_ = runs_on;
    }

    Cycle open_;
    std::vector<Cycle>* done_ = nullptr;
    std::int64_t since_ = 0, target_ = 0;
    bool running_ = false;
};

class ClocksOfJournals final : public store::Store::Visitor {
  public:
    Status visit(const TicketId& ticket, std::span<const store::Commit> commits) override {
        for (auto& [key, cycles] : by_key) cycles.begin(ticket.text());
        Vocabulary vocabulary;
        for (const auto& stored : commits) {
            const auto commit = read_commit(stored.text, packs_, vocabulary);
            if (!commit) return fail(commit.error());
            const auto clocks = three_lines()->flows()[vocabulary.flow].plan->clocks();
            for (const Event& event : commit->events) {
                const auto* changed = std::get_if<event::ClockChanged>(&event);
                if (changed == nullptr) continue;
                const auto index = std::visit([](const auto& e) { return e.clock; }, changed->change);
                by_key.at(clocks[index].key).take(changed->change);
            }
        }
        return {};
    }

    std::map<std::string, JournalCycles> by_key{{clock_rules[0].key, {}}, {clock_rules[1].key, {}}};

  private:
    OnePack packs_;
};

void compare(const Cycles& found, const Cycles& expected) {
    REQUIRE(found.size() == expected.size());
    std::size_t compared = 0, different = 0;
    for (const auto& [ticket, cycles] : expected) {
        const auto& here = found.at(ticket);
        REQUIRE(here.size() == cycles.size());
        for (std::size_t i = 0; i < cycles.size(); ++i) {
            ++compared;
            CHECK(here[i].running + here[i].paused == here[i].stop - here[i].start);
            if (here[i] == cycles[i] || ++different > 5) continue;
            MESSAGE(ticket, " cycle ", i + 1, ": ", here[i].working, " of the clock, ", cycles[i].working,
                    " recounted");
        }
    }
    CHECK(different == 0);
    CHECK(compared > 7000);
}

}  // namespace

TEST_CASE("working time agrees with a recount day by day, and running and paused time make up the whole") {
    if (incidents().empty()) return;
    ClocksOfJournals journals;
    REQUIRE(practice().store->each_ticket(desk_tenant, journals));
    const auto& f = practice_figures();
    for (const ClockRule& rule : clock_rules) {
        CAPTURE(rule.key);
        const JournalCycles& found = journals.by_key.at(rule.key);
        compare(found.cycles, recount(rule));
        CHECK(found.wrong_verdicts == 0);
        const auto& reported = f.clocks.at(rule.key);
        MESSAGE(reported.cycles, " cycles, ", found.met, " met, ", found.missed, " missed");
        CHECK(reported.met == found.met);
        CHECK(reported.missed == found.missed);
    }
}

TEST_CASE(
    "a promise to restore begins anew each time a completed case goes on, one to pick up in each queue") {
    if (incidents().empty()) return;
    const auto& clocks = practice_figures().clocks;
    const auto& restore = clocks.at("service-level.restore");
    CHECK(restore.cycles == 7554 + 580);
    CHECK(restore.met == 7276);
    CHECK(restore.missed == 850);
    CHECK(restore.running + restore.paused == 8);
    const auto& pick_up = clocks.at("service-level.pick_up");
    CHECK(pick_up.cycles == 10767);
    CHECK(pick_up.met == 8809);
    CHECK(pick_up.missed == 1958);
}
