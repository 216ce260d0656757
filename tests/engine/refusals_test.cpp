// What is refused, by its code: commands by the core, calls by the engine.
#include "engine/desk.hpp"
#include "support/fault_store.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::string_view refusal_monday = "2026-03-02T01:00:00Z";

std::string refusal_of(Engine& engine, const Actor& actor, command::Body body) {
    const Outcome outcome = run(engine, actor, std::move(body), refusal_monday);
    return outcome.rejection ? std::string(outcome.rejection->code.text()) : "accepted";
}

/// A desk with one ticket that was just opened.
std::unique_ptr<Engine> desk_with_ticket() {
    auto engine = desk_engine();
    run(*engine, agent, open_request(), refusal_monday);
    return engine;
}

command::Send dispatch() { return {"dispatch", {{"team", Value("net")}}}; }

}  // namespace

TEST_CASE("an event that is not declared, not expected, or whose guard does not hold is told apart") {
    const auto engine = desk_with_ticket();
    CHECK(refusal_of(*engine, agent, command::Send{"dispach", {}}) == "event.unknown");
    CHECK(refusal_of(*engine, agent, command::Send{"ask", {}}) == "event.unexpected");
    CHECK(refusal_of(*engine, agent, dispatch()) == "accepted");
    CHECK(refusal_of(*engine, agent, command::Send{"solve", {{"cause", Value("")}}}) == "event.guarded");
}

TEST_CASE("a slip in an event's name is told with the nearest one, but not with one that others send") {
    const auto engine = desk_with_ticket();
    const auto told = [&](const Actor& actor, const char* event) {
        const auto outcome = engine->execute(command_of(actor, command::Send{event, {}}), at(refusal_monday));
        REQUIRE(outcome);
        REQUIRE(outcome->rejection);
        return outcome->rejection->message;
    };
    CHECK(told(agent, "dispach").ends_with("but found 'dispach' (did you mean 'dispatch'?)"));
    CHECK(told(customer, "dispach").ends_with("but found 'dispach'"));
    CHECK(told(customer, "confrim").ends_with("(did you mean 'confirm'?)"));
}

TEST_CASE("a ticket that has ended takes no event") {
    const auto engine = desk_with_ticket();
    CHECK(refusal_of(*engine, agent, dispatch()) == "accepted");
    CHECK(refusal_of(*engine, agent, command::Send{"solve", {{"cause", Value("dns")}}}) == "accepted");
    CHECK(refusal_of(*engine, customer, command::Send{"confirm", {}}) == "accepted");
    CHECK(refusal_of(*engine, agent, dispatch()) == "ticket.closed");
    CHECK(refusal_of(*engine, agent, command::Comment{"thank you", true}) == "accepted");
}

TEST_CASE("names that the pack or the ticket does not have are refused, each with its code") {
    const auto engine = desk_with_ticket();
    CHECK(refusal_of(*engine, agent, command::PauseClock{"repair", "parts"}) == "clock.unknown");
    CHECK(refusal_of(*engine, agent, command::Acknowledge{"management"}) == "ladder.not_raised");
    CHECK(refusal_of(*engine, agent, command::Erase{{"data.impact"}, "asked"}) == "erase.unknown_slot");
    CHECK(refusal_of(*engine, agent, command::Erase{{"comment.1"}, "asked"}) == "erase.unknown_slot");
    auto open = open_request();
    open.form = "paper-jam";
    auto outcome = engine->execute({tenant, TicketId("T-2"), agent, open, {}, {}, {}}, at(refusal_monday));
    REQUIRE(outcome);
    REQUIRE(outcome->rejection);
    CHECK(outcome->rejection->code.text() == "form.unknown");
}

TEST_CASE("a command that lacks what it is made of is refused") {
    const auto engine = desk_with_ticket();
    CHECK(refusal_of(*engine, agent, command::Attach{"log", "", "", 12, false}) == "command.invalid");
    CHECK(refusal_of(*engine, agent, command::Attach{"log", "file:///log", "", -1, false}) ==
          "command.invalid");
    const auto log_of = [](const std::string& sha256) {
        return command::Attach{"log", "file:///log", sha256, 12, false};
    };
    for (const char* none : {"12", "zz", " "})
        CHECK(refusal_of(*engine, agent, log_of(none)) == "command.invalid");
    CHECK(refusal_of(*engine, agent, log_of(std::string(64, 'g'))) == "command.invalid");
    CHECK(refusal_of(*engine, agent, log_of(std::string(64, 'a'))) == "accepted");
    CHECK(refusal_of(*engine, agent, command::Link{"", "caused_by"}) == "id.invalid");
    CHECK(refusal_of(*engine, agent, command::Comment{"\xff", true}) == "value.not_storable");
    Command command = command_of(agent, dispatch());
    command.idempotency_key = std::string(65, 'k');
    const auto outcome = engine->execute(command, at(refusal_monday));
    REQUIRE(outcome);
    REQUIRE(outcome->rejection);
    CHECK(outcome->rejection->code.text() == "command.invalid");
}

TEST_CASE("an engine needs a store, and packs are deployed by those who may") {
    const auto engine = Engine::open({});
    REQUIRE_FALSE(engine.has_value());
    CHECK(engine.error().code.text() == "engine.no_store");
    const auto store = store::make_memory_store();
    const auto desk = make_engine(std::shared_ptr<store::Store>(store::make_memory_store()));
    const auto deployed = desk->deploy(desk_pack(), at(refusal_monday), agent);
    REQUIRE_FALSE(deployed.has_value());
    CHECK(deployed.error().code.text() == "engine.not_permitted");
    CHECK(desk->pack_for("request") == nullptr);
}

TEST_CASE("an engine gives up on a ticket that others change all the time, and nothing has happened") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto faults = std::make_shared<FaultStore>(*memory);
    const auto engine = desk_engine(faults);
    run(*engine, agent, open_request(), refusal_monday);
    faults->refuse_appends(Code("store.conflict"));
    const auto outcome = engine->execute(command_of(agent, dispatch()), at(refusal_monday));
    REQUIRE_FALSE(outcome.has_value());
    CHECK(outcome.error().code.text() == "engine.contended");
    CHECK(engine->counters().conflicts_total > 1);
    faults->refuse_appends(std::nullopt);
    CHECK(refusal_of(*engine, agent, dispatch()) == "accepted");
    CHECK(engine->get(tenant, ticket, agent, at(refusal_monday))->version == 2);
}

TEST_CASE("no ticket is opened by a pack that lies broken in the store, and it is named") {
    const std::shared_ptr<store::Store> other = store::make_memory_store();
    REQUIRE(other->deploy(
        {desk_pack()->hash(), "desk", "1.0.0", R"({"pack":"desk"})", at(refusal_monday), "host"}));
    const auto opened = make_engine(other)->execute(command_of(agent, open_request()), at(refusal_monday));
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code.text() == "engine.pack_broken");
}

TEST_CASE("a ticket whose pack is missing from the store, or lies there broken, says which") {
    const std::shared_ptr<store::Store> good = store::make_memory_store();
    run(*desk_engine(good), agent, open_request(), refusal_monday);
    const auto loaded = good->load({tenant, ticket});
    REQUIRE(loaded);
    const store::Loaded& rows = **loaded;

    const auto code_with = [&](bool deployed) {
        const std::shared_ptr<store::Store> other = store::make_memory_store();
        if (deployed) {
            const store::Deployment broken{desk_pack()->hash(), "desk", "1.0.0", R"({"pack":"desk"})",
                                           at(refusal_monday),  "host"};
            REQUIRE(other->deploy(broken));
        }
        store::Append append;
        append.tenant = tenant;
        append.ticket = ticket;
        append.at = at(refusal_monday);
        append.commit = good->history({tenant, ticket}, 0, 1)->front().text;
        append.snapshot = rows.snapshot;
        REQUIRE(other->append(std::span(&append, 1)));
        const auto view = make_engine(other)->get(tenant, ticket, agent, at(refusal_monday));
        REQUIRE_FALSE(view.has_value());
        return std::string(view.error().code.text());
    };
    CHECK(code_with(false) == "journal.unknown_pack");
    CHECK(code_with(true) == "engine.pack_broken");
}
