// Effects that fail: again later, by lot a little apart, and at last an incident.
#include <algorithm>

#include <itr/stores/sqlite.hpp>
#include <set>

#include "engine/asking.hpp"
#include "support/temp_dir.hpp"
#include "support/unreadable_ticket.hpp"

using namespace itr;
using namespace itr::test;

namespace {

const Instant nine = at("2026-03-02T09:00:00Z");

std::unique_ptr<Engine> engine_with(Retries retries, std::string lot) {
    EngineOptions options;
    options.store = store::make_memory_store();
    options.zones = zones();
    options.entropy = [lot] { return lot; };
    options.retries = retries;
    auto engine = Engine::open(std::move(options));
    REQUIRE(engine);
    REQUIRE((*engine)->deploy(desk_pack(), nine, host));
    return *std::move(engine);
}

/// A ticket whose breach notifies the lead: its effect waits.
void make_an_effect(Engine& engine) {
    run(engine, agent, open_request(), to_string(nine));
    REQUIRE(engine.advance(nine + hours(1)));
}

/// How long after each failure the effect comes again, in seconds; the last one is an incident.
std::vector<std::int64_t> delays(Engine& engine) {
    std::vector<std::int64_t> seconds_between;
    Instant now = nine + hours(1);
    auto taken = engine.take_effects(now, minutes(1), 1).value();
    while (taken.size() == 1) {
        REQUIRE(engine.fail_effect(taken.front(), "no answer", now).value());
        const Instant failed = now;
        if (!engine.incidents(tenant, 1)->empty()) break;
        const auto waiting = engine.store().waiting_effects({tenant, ticket}).value();
        now = waiting.front().effect.available_at;
        CHECK(engine.take_effects(now - milliseconds(1), minutes(1), 1)->empty());
        taken = engine.take_effects(now, minutes(1), 1).value();
        seconds_between.push_back((now - failed).ms / 1000);
    }
    return seconds_between;
}

}  // namespace

TEST_CASE("an effect that fails comes again after twice as long each time, and then it is an incident") {
    // The highest lot: the whole delay.
    const std::string most("\x00\x00\x00\x00\x00\x00\x13\x88 and more", 17);
    const auto engine = engine_with({seconds(10), seconds(60), 6}, std::string(16, '\0'));
    make_an_effect(*engine);
    // The lowest lot: half the delay.
    CHECK(delays(*engine) == std::vector<std::int64_t>{5, 10, 20, 30, 30});
    const auto incidents = engine->incidents(tenant, 10).value();
    REQUIRE(incidents.size() == 1);
    CHECK(incidents.front().effect.attempts == 6);
    CHECK(incidents.front().reason == "no answer");

    const auto other = engine_with({seconds(10), seconds(10), 3}, most);
    make_an_effect(*other);
    CHECK(delays(*other) == std::vector<std::int64_t>{10, 10});
}

TEST_CASE("effects that failed together do not come again together") {
    auto engine = [] {
        EngineOptions options;
        options.store = store::make_memory_store();
        options.zones = zones();
        std::uint8_t drawn = 0;
        options.entropy = [drawn]() mutable {
            return std::string(6, '\0') + static_cast<char>(drawn++ % 16) + std::string(9, 'x');
        };
        auto opened = Engine::open(std::move(options));
        REQUIRE((*opened)->deploy(desk_pack(), nine, host));
        return *std::move(opened);
    }();
    std::vector<Instant> again;
    for (int i = 0; i < 4; ++i) {
        const TicketId id{"T-" + std::to_string(i)};
        REQUIRE(engine->execute({tenant, id, agent, open_request(), {}, {}, {}}, nine));
    }
    REQUIRE(engine->advance(nine + hours(1)));
    const auto taken = engine->take_effects(nine + hours(1), minutes(1), 10).value();
    REQUIRE(taken.size() == 4);
    for (const auto& effect : taken) {
        REQUIRE(engine->fail_effect(effect, "no answer", nine + hours(1)));
        again.push_back(engine->store().waiting_effects(effect.key)->front().effect.available_at);
    }
    std::ranges::sort(again);
    CHECK(std::ranges::adjacent_find(again) == again.end());
}

TEST_CASE("what a worker took and never answered comes again when its time is over, with the same key") {
    const auto engine = engine_with({}, std::string(16, '\0'));
    make_an_effect(*engine);
    const Instant now = nine + hours(1);
    const auto first = engine->take_effects(now, minutes(2), 10).value();
    REQUIRE(first.size() == 1);
    CHECK(engine->take_effects(now + minutes(2) - milliseconds(1), minutes(2), 10)->empty());
    const auto second = engine->take_effects(now + minutes(2), minutes(2), 10).value();
    REQUIRE(second.size() == 1);
    CHECK(second.front().effect == first.front().effect);
    CHECK(second.front().taking != first.front().taking);
    // The slow worker's answer counts all the same.
    CHECK(engine->acknowledge_effect(tenant, first.front().effect.key).value());
    CHECK_FALSE(engine->acknowledge_effect(tenant, second.front().effect.key).value());
}

TEST_CASE("who slept past his time neither counts a failure of what another has, nor sets it aside") {
    for (const std::uint32_t attempts : {1U, 10U}) {
        const auto engine = engine_with({.attempts = attempts}, std::string(16, '\0'));
        make_an_effect(*engine);
        const Instant now = nine + hours(1);
        const Instant later = now + minutes(2);
        const auto slept = engine->take_effects(now, minutes(2), 10).value();
        const auto newest = engine->take_effects(later, minutes(2), 10).value();
        REQUIRE(newest.size() == 1);
        CHECK_FALSE(engine->fail_effect(slept.front(), "late", later).value());
        CHECK(engine->incidents(tenant, 10)->empty());
        CHECK(engine->store().waiting_effects({tenant, ticket})->front().attempts == 0);
        CHECK(engine->take_effects(later + minutes(1), minutes(2), 10)->empty());
        CHECK(engine->fail_effect(newest.front(), "no answer", later).value());
        CHECK(engine->incidents(tenant, 10)->size() == (attempts == 1 ? 1 : 0));
        CHECK_FALSE(engine->fail_effect(newest.front(), "no answer", later).value());
    }
}

TEST_CASE("an effect of which nobody knows the taking is failed whoever has it") {
    const auto engine = engine_with({}, std::string(16, '\0'));
    make_an_effect(*engine);
    auto effect = engine->take_effects(nine + hours(1), minutes(2), 10)->front();
    effect.taking.reset();
    CHECK(engine->fail_effect(effect, "no answer", nine + hours(1)).value());
    CHECK(engine->store().waiting_effects({tenant, ticket})->front().attempts == 1);
}

TEST_CASE("effects that nobody is kept from taking are not handed out") {
    const auto engine = engine_with({}, std::string(16, '\0'));
    make_an_effect(*engine);
    const auto taken = engine->take_effects(nine + hours(1), Duration{}, 10);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code.text() == "engine.not_hidden");
    CHECK(engine->take_effects(nine + hours(1), milliseconds(1), 10)->size() == 1);
}

namespace {

/// A-1 and A-2 with an effect each, that is to tell their customers' names.
std::shared_ptr<store::Store> two_that_inform() {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto engine = asking_engine(memory);
    for (const char* id : {"A-1", "A-2"}) {
        give(*engine, id, opening_of("asker", {{"customer", Value(id)}}));
        give(*engine, id, command::Send{"inform", {}});
    }
    return memory;
}

}  // namespace

TEST_CASE("an effect whose ticket is damaged holds up no other, is tried again, and at last is an incident") {
    const auto memory = two_that_inform();
    const auto broken =
        std::make_shared<UnreadableTicket>(*memory, TicketId("A-1"), Damage::found_by_the_store);
    const auto engine = make_engine(broken);
    const auto taken = engine->take_effects(signal_nine, minutes(1), 10).value();
    REQUIRE(taken.size() == 1);
    CHECK(taken.front().effect.payload.find("A-2") != std::string::npos);
    CHECK(memory->waiting_effects({tenant, TicketId("A-1")})->front().attempts == 1);
    REQUIRE(engine->acknowledge_effect(tenant, taken.front().effect.key).value());
    Instant now = signal_nine;
    for (int i = 0; i < 20; ++i) REQUIRE(engine->take_effects(now = now + hours(7), minutes(1), 10));
    // It can be told of, but for what only the ticket knows.
    const auto incidents = engine->incidents(tenant, 10).value();
    REQUIRE(incidents.size() == 1);
    CHECK(incidents.front().reason == "a row is missing");
    CHECK(incidents.front().effect.effect.payload.find(R"("customer":null)") != std::string::npos);
    broken->unreadable = TicketId("none");
    CHECK(engine->incidents(tenant, 10)->front().effect.effect.payload.find("A-1") != std::string::npos);
}

TEST_CASE("effects of which the store can give none at all are no empty outbox") {
    const auto memory = two_that_inform();
    struct Gone final : ForwardingStore {
        using ForwardingStore::ForwardingStore;
        Result<std::optional<store::Loaded>> load(const store::TicketKey&) override {
            return fail(Code{"store.io"}, "gone");
        }
    };
    const auto taken =
        make_engine(std::make_shared<Gone>(*memory))->take_effects(signal_nine, minutes(1), 10);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code.text() == "store.io");
    // They come again when their time is over, as what was taken and never answered.
    CHECK(make_engine(memory)->take_effects(signal_nine + minutes(1), minutes(1), 10)->size() == 2);
}

namespace {

/// A store whose own clock runs ahead of its callers': what is hidden is free again as soon as it was taken.
struct AheadStore final : ForwardingStore {
    using ForwardingStore::ForwardingStore;
    Result<std::vector<store::OutboxEffect>> take_effects(Instant now, Instant, std::size_t limit) override {
        ++rounds;
        return ForwardingStore::take_effects(now, now, limit);
    }
    int rounds = 0;
};

/// Three tickets with an effect for the host each, and one that left a signal in the outbox before it.
void fill_outbox(const std::shared_ptr<store::Store>& store) {
    const auto engine = asking_engine(store);
    open_two(*engine);
    for (const char* id : {"A-2", "A-3"}) {
        give(*engine, id, opening_of("asker"));
        give(*engine, id, command::Send{"remind", {}});
    }
    UnreadableTicket broken(*store, TicketId("B-1"), Damage::found_by_the_store);
    const auto stopped = make_engine(std::shared_ptr<store::Store>(&broken, [](store::Store*) {}));
    give(*stopped, "A-1", command::Send{"tell", {}});
}

}  // namespace

TEST_CASE("one call hands out no effect twice, though its hiding is over before the call is") {
    const TempDir folder;
    std::shared_ptr<store::Store> stores[]{store::make_memory_store(),
                                           store::open_sqlite_store(folder.file("t.db")).value()};
    for (const auto& store : stores) {
        fill_outbox(store);
        const auto ahead = std::make_shared<AheadStore>(*store);
        const auto engine = make_engine(ahead);
        const Instant later = signal_nine + hours(7);
        const auto taken = engine->take_effects(later, milliseconds(1), 10).value();
        CHECK(ahead->rounds == 2);
        CHECK(times_told(*engine, "B-1") == 1);
        std::set<std::string> keys;
        for (const auto& effect : taken) keys.insert(effect.effect.key);
        CHECK(keys.size() == taken.size());
        CHECK(keys.size() == 3);
        // What is handed out is the newest taking: it may fail, and be done.
        for (const auto& effect : taken) CHECK(engine->fail_effect(effect, "no answer", later).value());
    }
}
