// What happens without anybody having asked for it is told to the host's log.
#include <functional>

#include "engine/desk.hpp"
#include "support/unreadable_ticket.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::string_view log_monday = "2026-03-02T01:00:00Z";

struct Line {
    LogLevel level = LogLevel::debug;
    std::string event, message;
};

/// An engine whose log is kept, and which may itself be called by the log.
struct Logged {
    explicit Logged(std::shared_ptr<store::Store> store) {
        EngineOptions options;
        options.store = std::move(store);
        options.zones = zones();
        options.log = [this](const LogRecord& record) {
            lines.push_back({record.level, std::string(record.event), std::string(record.message)});
            if (in_log) in_log();
        };
        engine = *Engine::open(std::move(options));
    }
    [[nodiscard]] std::vector<std::string> events() const {
        std::vector<std::string> events;
        for (const Line& line : lines) events.push_back(line.event);
        return events;
    }
    std::vector<Line> lines;
    std::function<void()> in_log;
    std::unique_ptr<Engine> engine;
};

using Events = std::vector<std::string>;

constexpr const char* calling_yaml = R"yaml(
pack: calling
version: 1.0.0
---
workflow: part
events: {finish: {role: any}, tell: {role: any}}
initial: doing
states:
  doing: {on: {finish: closed, tell: {do: [{signal: {to: parent, event: finish}}]}}}
  closed: {type: final}
---
roles: {agent: {rights: [open, view, link]}}
)yaml";

Command part(const char* id, command::Body body) {
    return {tenant, TicketId(id), agent, std::move(body), {}, {}, {}};
}

command::Open a_part_of(std::string parent) {
    command::Open open;
    open.workflow = "part";
    open.parent = std::move(parent);
    return open;
}

}  // namespace

TEST_CASE("a deployment is told to the log") {
    Logged logged(store::make_memory_store());
    REQUIRE(logged.engine->deploy(desk_pack(), at(log_monday), host));
    REQUIRE(logged.lines.size() == 1);
    CHECK(logged.lines[0].level == LogLevel::info);
    CHECK(logged.lines[0].event == "pack.deployed");
    CHECK(logged.lines[0].message == "desk 1.0.0 by host");
}

TEST_CASE("what fails by itself is told to the log, without a lock held") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    {
        const auto before = desk_engine(memory);
        for (const char* id : {"T-1", "T-2"})
            REQUIRE(
                before->execute({tenant, TicketId(id), agent, open_request(), {}, {}, {}}, at(log_monday)));
    }
    Logged logged(std::make_shared<UnreadableTicket>(*memory, TicketId("T-1")));
    const Instant breach = at("2026-03-02T01:16:00Z");
    std::string seen;
    // Whoever held a lock would wait for itself here.
    logged.in_log = [&] {
        Engine& engine = *logged.engine;
        const auto broken = engine.get(tenant, TicketId("T-1"), agent, breach);
        seen += broken ? "readable" : std::string(broken.error().code.text());
        const command::Send dispatch{"dispatch", {{"team", Value("net")}}};
        REQUIRE(engine.execute({tenant, TicketId("T-2"), agent, dispatch, {}, {}, {}}, breach));
        REQUIRE(engine.execute({tenant, TicketId("T-3"), agent, open_request(), {}, {}, {}}, breach));
        REQUIRE(engine.next_due());
        REQUIRE(engine.take_effects(breach, minutes(1), 10));
        CHECK(engine.counters().commands_total > 0);
    };
    const auto advanced = logged.engine->advance(breach);
    REQUIRE(advanced);
    CHECK(advanced->failed == 1);
    REQUIRE(logged.events() == Events{"ticket.failed"});
    CHECK(logged.lines[0].level == LogLevel::error);
    CHECK(logged.lines[0].message.starts_with("T-1: "));
    CHECK(seen == "journal.unknown_pack");
    // What a command of the host ran into is its answer, and not told twice.
    CHECK_FALSE(logged.engine->get(tenant, TicketId("T-1"), agent, breach));
    CHECK(logged.lines.size() == 1);
}

TEST_CASE("a signal that the other ticket refuses is told to the log, and the sender goes on") {
    Logged logged(store::make_memory_store());
    Engine& engine = *logged.engine;
    REQUIRE(engine.deploy(compile(calling_yaml), at(log_monday), host));
    REQUIRE(engine.execute(part("T-1", a_part_of("")), at(log_monday)));
    REQUIRE(engine.execute(part("T-2", a_part_of("T-1")), at(log_monday)));
    REQUIRE(engine.execute(part("T-1", command::Send{"finish", {}}), at(log_monday)));
    logged.lines.clear();
    logged.in_log = [&] { CHECK(engine.get(tenant, TicketId("T-1"), agent, at(log_monday))); };
    const auto told = engine.execute(part("T-2", command::Send{"tell", {}}), at(log_monday));
    REQUIRE(told);
    CHECK_FALSE(told->rejection);
    REQUIRE(logged.events() == Events{"signal.refused"});
    CHECK(logged.lines[0].level == LogLevel::warning);
}
