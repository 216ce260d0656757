// Who delivers effects and sleeps past his time has nothing to say of them any more: another node has taken
// them, and perhaps said what came of it. `./dev torture` does it two hundred times.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <set>

#include "store/postgres/test_server.hpp"
#include "torture/node.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::size_t tickets_of_a_round = 6;
/// On the database's clock: over as soon as the other node comes.
constexpr Duration short_lease = milliseconds(20);
/// Not over before the test is.
constexpr Duration long_lease = hours(1);

std::unique_ptr<Engine> node_on(const TestSchema& schema, std::uint32_t attempts) {
    store::PostgresOptions options = schema.options();
    options.lease_clock = store::LeaseClock::database;
    EngineOptions of_engine = linking_options(store::open_postgres_store(options).value());
    of_engine.retries.attempts = attempts;
    return Engine::open(std::move(of_engine)).value();
}

/// Tickets that break their promise, and so notify somebody.
void make_effects(const TestSchema& schema, std::uint32_t round, Instant opened_at) {
    const auto engine = node_on(schema, 10);
    REQUIRE(engine->deploy(desk_pack(), opened_at, host));
    for (std::size_t n = 0; n < tickets_of_a_round; ++n) {
        Command opening = command_of(agent, open_request("high"));
        opening.ticket = TicketId(fmt::format("{}-{}", round, n));
        REQUIRE(engine->execute(opening, opened_at));
    }
    REQUIRE(engine->advance(opened_at + hours(1)));
}

/// Takes as many effects as there are for certain, and sleeps. Once woken it says of each that it failed, and
/// tells whether that counted.
void take_sleep_and_fail(const TestSchema& schema, std::uint32_t attempts, Instant now, int pipe) {
    try {
        const auto engine = node_on(schema, attempts);
        const auto taken = engine->take_effects(now, short_lease, tickets_of_a_round).value();
        for (const store::OutboxEffect& effect : taken) write_line(pipe, effect.effect.key);
        raise(SIGSTOP);
        for (const store::OutboxEffect& effect : taken) {
            const auto counted = engine->fail_effect(effect, "slept", now);
            write_line(pipe, !counted ? counted.error().message : *counted ? "counted" : "refused");
        }
    } catch (const std::exception& trouble) {
        write_line(pipe, trouble.what());
    }
}

/// All that waits, and what the sleeper has as soon as its time is over: that is the database's to say.
std::vector<store::OutboxEffect> take_over(Engine& engine, Instant now, std::set<std::string> of_sleeper) {
    std::vector<store::OutboxEffect> taken;
    while (!of_sleeper.empty()) {
        auto more = engine.take_effects(now, long_lease, 100).value();
        for (const store::OutboxEffect& effect : more) of_sleeper.erase(effect.effect.key);
        std::ranges::move(more, std::back_inserter(taken));
    }
    return taken;
}

enum class Answer : std::uint8_t { failed, acknowledged, none };

void give(Engine& engine, const store::OutboxEffect& effect, Answer answer, Instant now) {
    if (answer == Answer::failed) REQUIRE(engine.fail_effect(effect, "no answer", now).value());
    if (answer == Answer::acknowledged)
        REQUIRE(engine.acknowledge_effect(effect.key.tenant, effect.effect.key).value());
}

std::vector<std::string> outbox(const TestSchema& schema) {
    return RawPostgres().run("SELECT effect::text FROM " + schema.name() + ".effect ORDER BY tenant, key");
}

}  // namespace

TEST_CASE("nothing takes hold of what a dispatcher says that slept while another took its effects") {
    const std::uint32_t rounds = number_from_environment("ITR_NODE_CRASH_ROUNDS", 8);
    const std::uint32_t seed = number_from_environment("ITR_SEED", std::random_device{}());
    MESSAGE("ITR_SEED=" << seed);
    CAPTURE(seed);
    std::mt19937 random(seed);
    // One failure is counted, or makes an incident at once.
    const auto attempts = [&] { return random() % 2 == 0 ? 1U : 10U; };
    std::optional<TestSchema> tables;
    Instant now = at("2026-03-02T01:00:00Z");
    std::size_t refused = 0;
    for (std::uint32_t round = 0; round < rounds; ++round, now = now + hours(24)) {
        CAPTURE(round);
        // Nobody closes the tickets, which go on to notify: after a hundred rounds, millions would wait.
        if (round % 10 == 0) tables.emplace();
        const TestSchema& schema = *tables;
        make_effects(schema, round, now - hours(1));
        const std::uint32_t sleeper_attempts = attempts();
        ChildProcess sleeper([&](int pipe) { take_sleep_and_fail(schema, sleeper_attempts, now, pipe); });
        std::set<std::string> keys;
        while (keys.size() < tickets_of_a_round) REQUIRE(keys.insert(sleeper.line()).second);
        sleeper.await_stop();

        const auto other = node_on(schema, attempts());
        std::vector<store::OutboxEffect> unanswered;
        for (store::OutboxEffect& effect : take_over(*other, now, keys)) {
            const auto answer = static_cast<Answer>(random() % 3);
            give(*other, effect, answer, now);
            if (answer == Answer::none) unanswered.push_back(std::move(effect));
        }
        const auto before = outbox(schema);
        sleeper.resume();
        for (std::size_t n = 0; n < tickets_of_a_round; ++n, ++refused) REQUIRE(sleeper.line() == "refused");
        REQUIRE(sleeper.line() == "");
        REQUIRE(outbox(schema) == before);
        for (const store::OutboxEffect& effect : unanswered) give(*other, effect, Answer::failed, now);
    }
    MESSAGE(refused << " answers refused");
    CHECK(refused == rounds * tickets_of_a_round);
}
