// Many threads at one engine, and several engines in one process.
#include <atomic>
#include <latch>
#include <thread>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::string_view busy_monday = "2026-03-02T01:00:00Z";
constexpr int busy_threads = 4;
constexpr int shared_tickets = 3;
constexpr int comments_each = 30;

TicketId shared_ticket(int n) { return TicketId("T-" + std::to_string(n)); }

/// How often `text` stands in all that happened to a ticket.
std::size_t times_in_history(Engine& engine, const TicketId& id, const std::string& text) {
    const auto history = engine.history(tenant, id, agent);
    REQUIRE(history);
    std::size_t times = 0;
    for (const Value& commit : *history) {
        const std::string json = to_json(commit);
        for (auto found = json.find(text); found != std::string::npos; found = json.find(text, found + 1))
            ++times;
    }
    return times;
}

/// Lets all threads begin together; their number is in their hands.
template <typename Work>
void at_once(int threads, const Work& work) {
    std::latch ready(threads);
    std::vector<std::jthread> running;
    for (int t = 0; t < threads; ++t)
        running.emplace_back([&, t] {
            ready.arrive_and_wait();
            work(t);
        });
}

/// The text of a comment is unlike every other's, and no part of one.
std::string comment_of(int thread, int n) {
    return "<" + std::to_string(thread) + "/" + std::to_string(n) + ">";
}

}  // namespace

TEST_CASE("commands of many threads on one engine all take place, and none twice") {
    const auto engine = desk_engine();
    for (int n = 0; n < shared_tickets; ++n)
        REQUIRE(
            engine->execute({tenant, shared_ticket(n), agent, open_request(), {}, {}, {}}, at(busy_monday)));
    std::atomic<int> repeated = 0, done = 0;
    // Each thread says what it and its neighbour have to say, under the same keys: one of the two is heard.
    at_once(busy_threads, [&](int t) {
        for (int n = 0; n < comments_each; ++n)
            for (const int whose : {t, (t + 1) % busy_threads}) {
                Command command{tenant, shared_ticket(n % shared_tickets),
                                agent,  command::Comment{comment_of(whose, n), false},
                                {},     {},
                                {}};
                command.idempotency_key = std::to_string(whose) + "-" + std::to_string(n);
                const auto outcome = engine->execute(command, at(busy_monday));
                if (!outcome || outcome->rejection) continue;
                ++(outcome->repeated ? repeated : done);
            }
    });
    CHECK(done == busy_threads * comments_each);
    CHECK(repeated == busy_threads * comments_each);
    for (int t = 0; t < busy_threads; ++t)
        for (int n = 0; n < comments_each; ++n)
            CHECK(times_in_history(*engine, shared_ticket(n % shared_tickets), comment_of(t, n)) == 1);
    const EngineCounters counters = engine->counters();
    CHECK(counters.commands_total == shared_tickets + 2 * busy_threads * comments_each);
    CHECK(counters.repeats_total == busy_threads * comments_each);
}

TEST_CASE("threads that command, wake and read meet no broken ticket") {
    const auto engine = desk_engine();
    for (int n = 0; n < shared_tickets; ++n)
        REQUIRE(
            engine->execute({tenant, shared_ticket(n), agent, open_request(), {}, {}, {}}, at(busy_monday)));
    std::atomic<int> failures = 0;
    at_once(busy_threads, [&](int t) {
        for (int n = 0; n < comments_each; ++n) {
            const Instant now = at(busy_monday) + minutes(n);
            const TicketId id = shared_ticket(n % shared_tickets);
            const auto text = command::Comment{comment_of(t, n), true};
            bool ok = true;
            switch (t) {
                case 0: ok = engine->advance(now).has_value(); break;
                case 1: ok = engine->execute({tenant, id, agent, text, {}, {}, {}}, now).has_value(); break;
                case 2: ok = engine->get(tenant, id, agent, now).has_value(); break;
                default: ok = engine->query({.tenant = tenant}, agent).has_value(); break;
            }
            failures += ok ? 0 : 1;
        }
    });
    CHECK(failures == 0);
    for (int n = 0; n < comments_each; ++n)
        CHECK(times_in_history(*engine, shared_ticket(n % shared_tickets), comment_of(1, n)) == 1);
}

TEST_CASE("two engines in one process do not know each other") {
    const auto one = desk_engine(), other = desk_engine();
    // The same tenant, ticket and idempotency key in both, at the same time.
    at_once(2, [&](int t) {
        Engine& engine = t == 0 ? *one : *other;
        Command open = command_of(agent, open_request(t == 0 ? "high" : "low"));
        open.idempotency_key = "open-1";
        static_cast<void>(engine.execute(open, at(busy_monday)));
        for (int n = 0; n < comments_each; ++n)
            static_cast<void>(
                engine.execute(command_of(agent, command::Comment{comment_of(t, n), true}), at(busy_monday)));
    });
    for (int t = 0; t < 2; ++t) {
        Engine& engine = t == 0 ? *one : *other;
        for (int n = 0; n < comments_each; ++n) {
            CHECK(times_in_history(engine, ticket, comment_of(t, n)) == 1);
            CHECK(times_in_history(engine, ticket, comment_of(1 - t, n)) == 0);
        }
        CHECK(engine.counters().commands_total == 1 + comments_each);
        CHECK(engine.get(tenant, ticket, agent, at(busy_monday))->number == "1");
    }
    // Only the one has something due after a quarter of an hour: a minor fault has four hours.
    CHECK(*one->next_due() < *other->next_due());
    std::string newer = desk_yaml;
    newer.replace(newer.find("1.0.0"), 5, "2.0.0");
    REQUIRE(one->deploy(compile(newer), at(busy_monday), host));
    CHECK(one->pack_for("request")->model().version == "2.0.0");
    CHECK(other->pack_for("request")->model().version == "1.0.0");
}

namespace {

Command opened_by_call(const std::string& id) {
    return {tenant, TicketId(id), agent, open_request(), {}, "call-" + id.substr(2, id.find('/') - 2), {}};
}

}  // namespace

TEST_CASE("of two who open under one key at the same time both learn of the same ticket") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = desk_engine(store);
    constexpr int calls = 100;
    std::vector<std::vector<Outcome>> outcomes(2);
    at_once(2, [&](int t) {
        for (int n = 0; n < calls; ++n) {
            const std::string id = "N-" + std::to_string(n) + (t == 0 ? "/a" : "/b");
            // The one alone, the other in a batch.
            if (t == 0) {
                const auto outcome = engine->execute(opened_by_call(id), at(busy_monday));
                if (outcome) outcomes[0].push_back(*outcome);
            } else {
                const Command command = opened_by_call(id);
                const auto batch = engine->execute_batch(std::span(&command, 1), at(busy_monday));
                if (batch) outcomes[1].push_back(batch->front());
            }
        }
    });
    REQUIRE(outcomes[0].size() == calls);
    REQUIRE(outcomes[1].size() == calls);
    for (std::size_t n = 0; n < calls; ++n) {
        CHECK(outcomes[0][n].ticket == outcomes[1][n].ticket);
        CHECK(outcomes[0][n].repeated != outcomes[1][n].repeated);
    }
    CHECK(store->counters()->tickets == calls);
}

TEST_CASE("one batch that opens twice under one key opens one ticket, unless the first is refused") {
    const auto engine = desk_engine();
    std::vector<Command> commands{opened_by_call("N-1/a"), opened_by_call("N-1/b")};
    auto outcomes = engine->execute_batch(commands, at(busy_monday)).value();
    CHECK(outcomes[1].repeated);
    CHECK(outcomes[1].ticket == outcomes[0].ticket);
    commands = {opened_by_call("N-2/a"), opened_by_call("N-2/b")};
    std::get<command::Open>(commands[0].body).data.clear();
    outcomes = engine->execute_batch(commands, at(busy_monday)).value();
    CHECK(outcomes[0].rejection.has_value());
    CHECK_FALSE(outcomes[1].rejection.has_value());
    CHECK(outcomes[1].ticket == TicketId("N-2/b"));
}
