// What a call costs does not grow with the tickets that it is not about. Counted are the steps of SQLite's
// machine, which are the same on every computer.
#include <doctest/doctest.h>

#include <functional>
#include <itr/stores/sqlite.hpp>
#include <map>
#include <string>
#include <vector>

#include "store/contract/checks.hpp"
#include "store/sqlite/raw_sqlite.hpp"
#include "support/temp_dir.hpp"

using namespace itr::store;
using itr::Instant;
using itr::store::contract::acme;
using itr::store::contract::key;
using itr::store::contract::step;

namespace {

std::int64_t steps_taken = 0;

int count_steps(unsigned, void*, void* statement, void*) {
    steps_taken += sqlite3_stmt_status(static_cast<sqlite3_stmt*>(statement), SQLITE_STMTSTATUS_VM_STEP, 1);
    return 0;
}

int watch(sqlite3* database, const char**, const void*) {
    return sqlite3_trace_v2(database, SQLITE_TRACE_PROFILE, count_steps, nullptr);
}

/// Every connection that is opened meanwhile is watched.
class Watching {
  public:
    Watching() { sqlite3_auto_extension(entry()); }
    ~Watching() { sqlite3_cancel_auto_extension(entry()); }
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;

  private:
    static void (*entry())() { return reinterpret_cast<void (*)()>(&watch); }
};

constexpr Instant all_at_once{90'000};  ///< when every ticket is due, and every effect available
constexpr std::size_t tickets_a_call = 8;

std::string name_of(std::size_t n) { return "T-" + std::to_string(n); }

void append_many(Store& store, std::size_t tickets, const std::function<Append(std::size_t)>& nth) {
    std::vector<Append> appends;
    for (std::size_t n = 0; n < tickets; ++n) appends.push_back(nth(n));
    REQUIRE(store.append(appends).has_value());
}

void fill(Store& store, std::size_t tickets) {
    append_many(store, tickets, [](std::size_t n) {
        Append opening = step(acme, name_of(n), 0);
        opening.summary.opened_at = Instant{static_cast<std::int64_t>(n)};
        opening.next_due = all_at_once;
        opening.idempotency_key = "opens " + name_of(n);
        opening.effects = {{name_of(n) + ":1", "notify", "{}", all_at_once}};
        opening.personal = {{"comment.1", "a secret"}};
        return opening;
    });
}

template <typename T>
void expect(const itr::Result<T>& result) {
    REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().message));
}

/// Every ticket was opened at one instant; the host's receiver does not answer: of most tickets the first of
/// three effects is to be tried again later, and another one was set aside. One ticket has a great many.
void fill_in_an_outage(Store& store, std::size_t tickets) {
    constexpr std::size_t without_effects = 3;
    append_many(store, tickets, [](std::size_t n) {
        Append opening = step(acme, name_of(n), 0);
        opening.summary.opened_at = {};
        for (const char* effect : {":1", ":2", ":3", ":4"})
            if (n != without_effects) opening.effects.push_back({name_of(n) + effect, "notify", "{}", {}});
        return opening;
    });
    for (std::size_t n = 8; n < tickets; ++n) {
        REQUIRE(store.fail_effect(acme, name_of(n) + ":1", {}, std::nullopt, "no answer", {}).value());
        REQUIRE(store.fail_effect(acme, name_of(n) + ":2", {}, all_at_once, "", {}).value());
    }
    Append nagging = step(acme, "nagging", 0);
    for (std::size_t n = 0; n < tickets; ++n)
        nagging.effects.push_back({"nagging:" + std::to_string(n), "notify", "{}", Instant{2}});
    REQUIRE(store.append(std::span(&nagging, 1)).has_value());
    REQUIRE(store.fail_effect(acme, "nagging:0", {}, all_at_once, "", {}).value());
}

using Calls = std::vector<std::pair<std::string, std::function<void(Store&)>>>;

/// What an engine asks of its store all the time.
Calls calls() {
    const TicketKey one = key(acme, "T-7");
    return {
        {"next due", [](Store& s) { CHECK(s.next_due().value() == all_at_once); }},
        {"due", [](Store& s) { CHECK(s.due(itr::never, tickets_a_call)->size() == tickets_a_call); }},
        {"claim due",
         [](Store& s) {
             CHECK(s.claim_due(all_at_once, itr::seconds(1), tickets_a_call)->size() == tickets_a_call);
         }},
        {"load", [one](Store& s) { expect(s.load(one)); }},
        {"history", [one](Store& s) { CHECK(s.history(one, 0, 10)->size() == 1); }},
        {"opened by", [](Store& s) { CHECK(s.opened_by(acme, "opens T-7")->has_value()); }},
        {"waiting effects of a ticket", [one](Store& s) { CHECK(s.waiting_effects(one)->size() == 1); }},
        {"take, fail, acknowledge",
         [](Store& s) {
             const auto taken = s.take_effects(all_at_once, Instant{95'000}, tickets_a_call).value();
             REQUIRE(taken.size() == tickets_a_call);
             const auto& first = taken.front();
             CHECK(s.fail_effect(acme, first.effect.key, first.taking, {}, "no answer", Instant{91'000})
                       .has_value());
             for (const auto& effect : taken) expect(s.acknowledge_effect(acme, effect.effect.key));
         }},
        {"numbers", [](Store& s) { expect(s.reserve_numbers(acme, 1)); }},
        {"a commit",
         [](Store& s) {
             Append next = step(acme, "T-7", 1);
             next.next_due = Instant{99'000};
             REQUIRE(s.append(std::span(&next, 1)).has_value());
         }},
        {"an opening",
         [](Store& s) {
             Append opening = step(acme, "new", 0);
             opening.next_due = Instant{99'000};
             REQUIRE(s.append(std::span(&opening, 1)).has_value());
         }},
        {"a page",
         [](Store& s) {
             Query query;
             query.tenant = acme;
             query.open = true;
             query.limit = tickets_a_call;
             CHECK(s.query(query)->rows.size() == tickets_a_call);
         }},
    };
}

Calls calls_in_an_outage() {
    return {
        {"a page",
         [](Store& s) {
             Query query;
             query.tenant = acme;
             query.limit = tickets_a_call;
             const auto first = s.query(query).value();
             CHECK(first.rows.size() == tickets_a_call);
             query.after = first.next;
             CHECK(s.query(query)->rows.size() == tickets_a_call);
             query.open = true;
             CHECK(s.query(query)->rows.size() == tickets_a_call);
         }},
        {"take",
         [](Store& s) { CHECK(s.take_effects(Instant{1}, Instant{2}, tickets_a_call)->size() == 7); }},
        {"fail again", [](Store& s) { CHECK(s.fail_effect(acme, "T-9:2", {}, Instant{7}, "", {}).value()); }},
        {"fail again before a great many",
         [](Store& s) {
             CHECK(s.fail_effect(acme, "nagging:0", {}, Instant{70'000}, "", {}).value());
             CHECK(s.take_effects(Instant{3}, Instant{4}, tickets_a_call)->size() == 7);
         }},
        {"acknowledge", [](Store& s) { CHECK(s.acknowledge_effect(acme, "T-9:2").value()); }},
        {"take the next", [](Store& s) { CHECK(s.take_effects(Instant{1}, Instant{2}, 1)->size() == 1); }},
        {"incidents of a ticket", [](Store& s) { CHECK(s.incidents_of(key(acme, "T-9"))->size() == 1); }},
        {"remove",
         [](Store& s) {
             const Removal removal{key(acme, "T-3"), 1, {}};
             REQUIRE(s.remove(std::span(&removal, 1)).has_value());
         }},
    };
}

std::map<std::string, std::int64_t> costs_among(std::size_t tickets, void (&fill)(Store&, std::size_t),
                                                const Calls& calls) {
    const itr::test::TempDir directory;
    const Watching watching;
    const auto store = open_sqlite_store(directory.file("tickets.db")).value();
    fill(*store, tickets);
    std::map<std::string, std::int64_t> costs;
    for (const auto& [name, call] : calls) {
        steps_taken = 0;
        call(*store);
        costs[name] = steps_taken;
    }
    return costs;
}

void check_growth(void (&fill)(Store&, std::size_t), const Calls& calls) {
    const auto few = costs_among(20, fill, calls), many = costs_among(4'000, fill, calls);
    for (const auto& [name, steps] : few) {
        CAPTURE(name);
        CAPTURE(steps);
        CHECK(steps > 0);
        CHECK(many.at(name) <= steps + steps / 4);
    }
}

}  // namespace

TEST_CASE("a call costs among thousands of tickets that are due at once what it costs among a few") {
    check_growth(fill, calls());
}

TEST_CASE(
    "a call costs while the effects of thousands of tickets cannot be delivered what it costs with a few") {
    check_growth(fill_in_an_outage, calls_in_an_outage());
}
