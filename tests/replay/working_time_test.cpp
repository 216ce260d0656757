// The clocks of the journal against a recount that knows nothing of the engine: day by day, with Europe's
// rule of summer time written out.
#include <chrono>
#include <itr/stores/memory.hpp>

#include "incidents.hpp"

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

/// A cycle of the clock "restore".
struct Cycle {
    std::int64_t start = 0, stop = 0, working = 0, running = 0, paused = 0;
    friend bool operator==(const Cycle&, const Cycle&) = default;
};
using Cycles = std::map<std::string, std::vector<Cycle>>;

enum class Now { running, paused, stopped };
Now after(const std::string& event) {
    if (event == "resolve" || event == "solve_in_call" || event == "close" || event == "cancel")
        return Now::stopped;
    const bool waits = event == "wait_for_user" || event == "wait_for_customer" || event == "wait_for_vendor";
    return waits ? Now::paused : Now::running;
}

/// From the log alone.
Cycles recount() {
    Cycles cycles;
    std::map<std::string, std::pair<Now, std::int64_t>> state;
    for (const auto& happening : incidents()) {
        auto& done = cycles[happening.ticket];
        auto [entry, first] = state.try_emplace(happening.ticket, Now::stopped, 0);
        auto& [now, since] = entry->second;
        const std::int64_t at = happening.at.ms;
        const Now next = after(happening.event);
        if (first) {
            done.push_back({at, -1});
            now = Now::running;
            since = at;
        } else if (now == Now::stopped && next != Now::stopped) {
            done.push_back({at, -1});
            since = at;
        }
        Cycle& cycle = done.back();
        if (now == Now::running) {
            cycle.running += at - since;
            cycle.working += slow_working_ms(since, at);
        }
        if (now == Now::paused) cycle.paused += at - since;
        if (now != Now::stopped && next == Now::stopped) cycle.stop = at;
        now = next;
        since = at;
    }
    // What never stopped has no result to compare.
    for (auto& [ticket, done] : cycles)
        std::erase_if(done, [](const Cycle& each) { return each.stop == -1; });
    return cycles;
}

/// From the journal's clock events.
class JournalCycles final : public store::Store::Visitor {
  public:
    Status visit(const TicketId& ticket, std::span<const store::Commit> commits) override {
        Vocabulary vocabulary;
        auto& done = cycles[ticket.text()];
        Cycle open;
        std::int64_t since = 0;
        for (const auto& stored : commits) {
            const auto commit = read_commit(stored.text, packs_, vocabulary);
            if (!commit) return fail(commit.error());
            const auto restore = three_lines()->flows()[vocabulary.flow].plan->find("service-level.restore");
            for (const Event& event : commit->events) {
                const auto* changed = std::get_if<event::ClockChanged>(&event);
                if (changed != nullptr) take(changed->change, restore, open, since, done);
            }
        }
        return {};
    }
    Cycles cycles;
    std::size_t kept = 0, late = 0, wrong_verdicts = 0;

  private:
    void take(const clock::Event& change, clock::ClockIndex restore, Cycle& open, std::int64_t& since,
              std::vector<Cycle>& done) {
        if (std::visit([](const auto& e) { return e.clock; }, change) != restore) return;
        if (const auto* started = std::get_if<clock::Started>(&change)) {
            open = {started->origin.ms};
            target_ = started->target.ms;
            since = started->since.ms;
            running_ = true;
        } else if (const auto* paused = std::get_if<clock::Paused>(&change)) {
            open.running += paused->at.ms - since;
            since = paused->at.ms;
            running_ = false;
        } else if (const auto* resumed = std::get_if<clock::Resumed>(&change)) {
            open.paused += resumed->at.ms - since;
            since = resumed->at.ms;
            running_ = true;
        } else if (const auto* stopped = std::get_if<clock::Stopped>(&change)) {
            (running_ ? open.running : open.paused) += stopped->at.ms - since;
            open.stop = stopped->at.ms;
            open.working = stopped->consumed.ms;
            done.push_back(open);
            ++(stopped->met ? kept : late);
            // Consuming exactly the target keeps it on the closing edge, and breaks it behind.
            if (stopped->met ? open.working > target_ : open.working < target_) ++wrong_verdicts;
        }
    }

    OnePack packs_;
    std::int64_t target_ = 0;
    bool running_ = false;
};

}  // namespace

TEST_CASE("working time agrees with a recount day by day, and running and paused time make up the whole") {
    if (incidents().empty()) return;
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    Desk desk(store);
    REQUIRE(desk.replay(incidents(), "practice").refused_events == 0);
    JournalCycles journal;
    REQUIRE(store->each_ticket(desk_tenant, journal));
    const Cycles expected = recount();
    REQUIRE(journal.cycles.size() == expected.size());
    std::size_t compared = 0, different = 0;
    for (const auto& [ticket, cycles] : expected) {
        const auto& found = journal.cycles.at(ticket);
        REQUIRE(found.size() == cycles.size());
        for (std::size_t i = 0; i < cycles.size(); ++i) {
            ++compared;
            CHECK(found[i].running + found[i].paused == found[i].stop - found[i].start);
            if (found[i] == cycles[i] || ++different > 5) continue;
            MESSAGE(ticket, " cycle ", i + 1, ": ", found[i].working, " of the clock, ", cycles[i].working,
                    " recounted");
        }
    }
    MESSAGE(compared, " cycles, ", journal.kept, " kept, ", journal.late, " late");
    CHECK(different == 0);
    CHECK(compared > 0);
    CHECK(journal.wrong_verdicts == 0);
    const auto f = figures(*store, "practice").clocks.at("service-level.restore");
    CHECK(f.met == journal.kept);
    CHECK(f.missed == journal.late);
}
