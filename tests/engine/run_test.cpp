// A thread that does what is due.
#include <itr/stores/sqlite.hpp>
#include <set>
#include <stop_token>

#include "engine/background_run.hpp"
#include "engine/desk.hpp"
#include "support/fault_store.hpp"
#include "support/forwarding_store.hpp"
#include "support/temp_dir.hpp"
#include "support/unreadable_ticket.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::string_view run_monday = "2026-03-02T01:00:00Z";

/// A clock that only waiting moves, and that ends the run at an instant.
struct Simulation {
    Instant now = at(run_monday);
    Instant end = at("2026-03-02T06:00:00Z");
    std::vector<Duration> waits;
    std::stop_source stop;

    RunOptions options() {
        RunOptions made;
        made.clock = [this] { return now; };
        made.wait = [this](const std::stop_token&, Duration at_most) {
            waits.push_back(at_most);
            now = now + at_most;
            if (now >= end) stop.request_stop();
        };
        made.longest_pause = hours(1);
        return made;
    }
};

/// All that is due is locked by a transaction of somebody else.
struct HeldStore final : ForwardingStore {
    using ForwardingStore::ForwardingStore;
    Result<std::vector<store::DueTicket>> claim_due(Instant, Duration, std::size_t) override {
        return std::vector<store::DueTicket>{};
    }
    Result<Instant> next_claim(Instant now) override { return now; }
    [[nodiscard]] bool is_shared() const noexcept override { return true; }
};

std::size_t raised(Engine& engine, const TicketId& of = ticket) {
    std::size_t count = 0;
    const auto history = engine.history(tenant, of, agent).value();
    for (const Value& entry : history)
        if (to_json(entry).find("ladder.raised") != std::string::npos) ++count;
    return count;
}

}  // namespace

TEST_CASE("a run works off each deadline when it comes, and looks no more often than it must") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), run_monday);
    Simulation simulation;
    CHECK(engine->run(simulation.stop.get_token(), simulation.options()));
    // A breach after 15 min, the next level after 30 more, repeated every 30 min; 75 % of 4 h.
    CHECK(raised(*engine) == 10);
    CHECK(simulation.waits.front() == minutes(15) + milliseconds(1));
    CHECK(simulation.waits.size() < 16);
}

TEST_CASE("a run without a clock is refused") {
    const auto engine = desk_engine();
    const auto ended = engine->run(std::stop_source().get_token(), RunOptions());
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code.text() == "engine.no_clock");
}

TEST_CASE("a run goes on after the store has failed, and waits longer each time that it fails again") {
    const auto memory = std::shared_ptr<store::Store>(store::make_memory_store());
    const auto faulty = std::make_shared<FaultStore>(*memory);
    const auto engine = desk_engine(faulty);
    run(*engine, agent, open_request(), run_monday);
    Simulation simulation;
    int looks = 0;
    RunOptions options = simulation.options();
    options.after_look = [&](Instant) {
        ++looks;
        faulty->refuse_appends(std::nullopt);
    };
    const auto wait = options.wait;
    options.wait = [&](const std::stop_token& stop, Duration at_most) {
        if (simulation.waits.size() == 3) faulty->refuse_appends(std::nullopt);
        wait(stop, at_most);
        if (simulation.waits.size() == 1) faulty->refuse_appends(Code{"store.full"});
    };
    CHECK(engine->run(simulation.stop.get_token(), options));
    CHECK(simulation.waits[1] == milliseconds(100));
    CHECK(simulation.waits[2] == milliseconds(200));
    CHECK(simulation.waits[3] == milliseconds(400));
    CHECK(raised(*engine) == 10);
}

TEST_CASE(
    "a due ticket that cannot be read is told of, holds up no other, and is tried again after a minute") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto first = desk_engine(memory);
    for (const char* id : {"T-1", "T-2"}) {
        Command opening = command_of(agent, open_request());
        opening.ticket = TicketId(id);
        REQUIRE(first->execute(opening, at(run_monday)));
    }
    Damage damage{};
    SUBCASE("what it says is nonsense") { damage = Damage::nonsense; }
    SUBCASE("the store says that it is damaged") { damage = Damage::found_by_the_store; }
    const auto broken = std::make_shared<UnreadableTicket>(*memory, TicketId("T-1"), damage);
    const auto engine = make_engine(broken);
    const Instant breach = at("2026-03-02T01:16:00Z");
    const auto advanced = engine->advance(breach, 1);
    REQUIRE(advanced);
    CHECK(advanced->failed == 1);
    CHECK(advanced->more);
    CHECK(engine->advance(breach, 1)->tickets == 1);
    const auto third = engine->advance(breach, 1);
    CHECK(third->tickets + third->failed == 0);
    CHECK_FALSE(third->more);
    broken->unreadable = TicketId("none");
    CHECK(engine->advance(breach + minutes(1), 10)->tickets == 1);
}

TEST_CASE(
    "a ticket whose deadline the store has failed to give holds up none of those that were claimed with it") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto first = desk_engine(memory);
    for (const char* id : {"T-1", "T-2", "T-3"}) {
        Command opening = command_of(agent, open_request());
        opening.ticket = TicketId(id);
        REQUIRE(first->execute(opening, at(run_monday)));
    }
    const auto faulty = std::make_shared<FaultStore>(*memory);
    const auto engine = make_engine(faulty);
    const Instant breach = at("2026-03-02T01:16:00Z");
    // After the claim: what is read first, for all of them together and then for the first alone.
    faulty->fail_call(2, FaultStore::Fault::refuse, 1);
    const auto failed = engine->advance(breach);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code.text() == "store.io");
    CHECK(memory->due(breach, 10)->size() == 1);
    CHECK(engine->advance(breach)->tickets == 1);
    // Two failures running are no matter of one ticket.
    faulty->refuse_appends(Code{"store.full"});
    const Instant later = at("2026-03-02T01:46:00Z");
    const auto calls = faulty->calls();
    REQUIRE_FALSE(engine->advance(later));
    CHECK(faulty->calls() - calls < 6);
}

TEST_CASE("tickets that are due at once share an append, and are worked off one by one where that fails") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto first = desk_engine(memory);
    for (int i = 0; i < 100; ++i) {
        Command opening = command_of(agent, open_request());
        opening.ticket = TicketId("T-" + std::to_string(i));
        REQUIRE(first->execute(opening, at(run_monday)));
    }
    const auto counting = std::make_shared<FaultStore>(*memory);
    const auto engine = make_engine(counting);
    const Instant breach = at("2026-03-02T01:16:00Z");
    counting->fail_call(0);
    const auto advanced = engine->advance(breach);
    REQUIRE(advanced);
    CHECK(advanced->tickets == 100);
    CHECK(memory->due(breach, 100)->empty());
    CHECK(counting->calls() < 100 + 75);  // each is read, and appends are made by twos
    // The answer to the first append is lost: it happened, and nothing happens twice.
    const Instant later = at("2026-03-02T01:46:00Z");
    REQUIRE(memory->due(later, 100)->size() == 100);
    counting->fail_call(2, FaultStore::Fault::lose_answer);
    REQUIRE(engine->advance(later));
    CHECK(memory->due(later, 100)->empty());
    std::set<std::size_t> told;
    for (int i = 0; i < 100; ++i) told.insert(raised(*engine, TicketId("T-" + std::to_string(i))));
    CHECK(told.size() == 1);
}

namespace {

/// Says that one ticket is due, whatever its journal says.
struct AlwaysDue final : ForwardingStore {
    using ForwardingStore::ForwardingStore;
    Status append(std::span<const store::Append> batch) override {
        std::vector<store::Append> rows(batch.begin(), batch.end());
        for (store::Append& row : rows)
            if (row.ticket == ticket) row.next_due = Instant{1};
        return ForwardingStore::append(rows);
    }
};

}  // namespace

TEST_CASE("a due instant without a deadline behind it is told of, and keeps nobody awake") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto wrong = std::make_shared<AlwaysDue>(*memory);
    std::vector<std::string> told;
    EngineOptions options;
    options.store = wrong;
    options.zones = zones();
    options.log = [&](const LogRecord& record) { told.emplace_back(record.event); };
    const auto engine = Engine::open(std::move(options)).value();
    REQUIRE(engine->deploy(desk_pack(), at("2026-03-01T00:00:00Z"), host));
    run(*engine, agent, open_request(), run_monday);
    told.clear();
    const Instant now = at("2026-03-02T01:01:00Z");
    const auto advanced = engine->advance(now);
    REQUIRE(advanced);
    CHECK(advanced->tickets == 0);
    CHECK(advanced->failed == 1);
    CHECK_FALSE(advanced->more);
    CHECK(advanced->next == now + minutes(1));
    CHECK(told == std::vector<std::string>{"ticket.failed"});
}

TEST_CASE("a sleeping run wakes when a command makes something due, and when it is asked to stop") {
    const auto engine = desk_engine();
    BackgroundRun background(*engine, at(run_monday));
    background.wait_until_asleep();
    // It is due in the past of the run's clock: the append alone can wake it.
    background.set_clock(at("2026-03-02T02:00:00Z"));
    run(*engine, agent, open_request(), run_monday);
    background.wait_for_deadline();
}

namespace {

/// A store that others may write to, as far as the engine can tell.
struct SharedMemory final : ForwardingStore {
    using ForwardingStore::ForwardingStore;
    [[nodiscard]] bool is_shared() const noexcept override { return true; }
};

}  // namespace

TEST_CASE("a due ticket that cannot be read keeps nobody awake where others write to the store, too") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    run(*desk_engine(memory), agent, open_request(), run_monday);
    UnreadableTicket broken(*memory, ticket);
    const auto engine = make_engine(std::make_shared<SharedMemory>(broken));
    const Instant breach = at("2026-03-02T01:16:00Z");
    const auto advanced = engine->advance(breach);
    REQUIRE(advanced);
    CHECK(advanced->failed == 1);
    CHECK_FALSE(advanced->more);
    CHECK(advanced->next == breach + minutes(1));
    CHECK(engine->next_due().value() < breach);
}

TEST_CASE("a run that finds all that is due locked by others looks again later and later, up to a second") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto engine = desk_engine(std::make_shared<HeldStore>(*memory));
    CHECK_FALSE(engine->advance(at(run_monday), 10)->more);
    Simulation simulation;
    simulation.end = simulation.now + seconds(4);
    REQUIRE(engine->run(simulation.stop.get_token(), simulation.options()).has_value());
    CHECK(simulation.waits == std::vector<Duration>{milliseconds(100), milliseconds(200), milliseconds(400),
                                                    milliseconds(800), seconds(1), seconds(1), seconds(1)});
}

TEST_CASE("a run on a file that other processes share sleeps, and wakes for a command and to stop") {
    const TempDir directory;
    const std::shared_ptr<store::Store> file =
        store::open_sqlite_store(directory.file("t.db"), {.shared = true}).value();
    const auto engine = desk_engine(file);
    BackgroundRun background(*engine, at(run_monday));
    background.wait_until_asleep();
    CHECK_FALSE(background.works_within(std::chrono::milliseconds(1500)));
    // One look for each second in which another process may have written.
    CHECK(background.looks() <= 3);
    background.set_clock(at("2026-03-02T02:00:00Z"));
    run(*engine, agent, open_request(), run_monday);
    background.wait_for_deadline();
    CHECK(background.looks() <= 6);
}
