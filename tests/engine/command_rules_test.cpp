// What holds for every command: who, under which key, on which version, in which tenant.
#include <algorithm>
#include <itr/stores/memory.hpp>
#include <set>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

std::string code_of(const Result<Outcome>& outcome) {
    REQUIRE(outcome);
    return outcome->rejection ? std::string(outcome->rejection->code.text()) : "accepted";
}

Command in_tenant(const std::string& name, const std::string& id, command::Body body) {
    return {TenantId(name), TicketId(id), agent, std::move(body), {}, {}, {}};
}

}  // namespace

TEST_CASE("an opening command is known by its key for as long as the ticket lives") {
    const auto engine = desk_engine();
    Command open = command_of(agent, open_request());
    open.idempotency_key = "opening";
    REQUIRE(engine->execute(open, at("2026-03-02T01:00:00Z")));
    for (std::size_t n = 0; n < 2 * remembered_commands; ++n) {
        Command comment = command_of(agent, command::Comment{"x", true});
        comment.idempotency_key = "c" + std::to_string(n);
        REQUIRE(engine->execute(comment, at("2026-03-02T01:01:00Z")));
    }
    open.ticket = TicketId("T-2");
    const auto again = engine->execute(open, at("2026-03-02T01:02:00Z"));
    REQUIRE(again);
    CHECK(again->repeated);
    CHECK(again->ticket == ticket);
    CHECK(again->version == 1);
    open.body = open_request("low");
    CHECK(code_of(engine->execute(open, at("2026-03-02T01:02:00Z"))) == "command.key_reused");
}

TEST_CASE("a batch that is sent again opens nothing again") {
    const auto engine = desk_engine();
    Command open = command_of(agent, open_request());
    open.idempotency_key = "opening";
    REQUIRE(engine->execute_batch(std::span(&open, 1), at("2026-03-02T01:00:00Z")));
    open.ticket = TicketId("T-2");
    const auto again = engine->execute_batch(std::span(&open, 1), at("2026-03-02T01:00:00Z"));
    REQUIRE(again);
    CHECK(again->front().repeated);
    CHECK(again->front().ticket == ticket);
}

TEST_CASE("what a refused command said is forgotten with its key") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    Command send = command_of(agent, command::Send{"ask", {}});
    send.idempotency_key = "k";
    CHECK(code_of(engine->execute(send, at("2026-03-02T01:01:00Z"))) == "event.unexpected");
    send.body = command::Send{"dispatch", {{"team", Value("net")}}};
    CHECK(code_of(engine->execute(send, at("2026-03-02T01:02:00Z"))) == "accepted");
    send.targets = {{"resolve", hours(1)}};
    CHECK(code_of(engine->execute(send, at("2026-03-02T01:03:00Z"))) == "command.key_reused");
}

TEST_CASE("tenants do not see each other's tickets, keys or numbers") {
    const auto engine = desk_engine();
    Command first = in_tenant("t1", "T-1", open_request());
    first.idempotency_key = "k";
    Command second = in_tenant("t2", "T-1", open_request("low"));
    second.idempotency_key = "k";
    CHECK(engine->execute(first, at("2026-03-02T01:00:00Z"))->number == "1");
    const auto opened = engine->execute(second, at("2026-03-02T01:00:00Z"));
    CHECK(code_of(opened) == "accepted");
    CHECK(opened->number == "1");
    CHECK(code_of(engine->execute(in_tenant("t3", "T-1", command::Comment{"x", true}),
                                  at("2026-03-02T01:01:00Z"))) == "ticket.unknown");
    CHECK_FALSE(engine->get(TenantId("t3"), TicketId("T-1"), agent, at("2026-03-02T01:01:00Z")));
    store::Query query;
    query.tenant = TenantId("t1");
    CHECK(engine->query(query, agent)->rows.size() == 1);
    query.tenant = TenantId("t3");
    CHECK(engine->query(query, agent)->rows.empty());
}

TEST_CASE("every ticket gets another number, also from a second engine and after refusals") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto one = desk_engine(store);
    const auto two = make_engine(store);
    std::set<std::string> numbers;
    for (int n = 0; n < 100; ++n) {
        Engine& engine = n % 2 == 0 ? *one : *two;
        if (n % 10 == 0)
            REQUIRE(engine
                        .execute(in_tenant("t", "R-" + std::to_string(n),
                                           command::Open{"request", {}, {}, {}, {}, {}, {}, {}}),
                                 at("2026-03-02T01:00:00Z"))
                        ->rejection);
        numbers.insert(
            engine
                .execute(in_tenant("t", "N-" + std::to_string(n), open_request()), at("2026-03-02T01:00:00Z"))
                ->number);
    }
    CHECK(numbers.size() == 100);
}

TEST_CASE("what a journal cannot hold is refused at the door") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    const auto refused = [&](Command command, Instant now = at("2026-03-02T01:01:00Z")) {
        return code_of(engine->execute(command, now));
    };
    CHECK(refused(command_of({"li\xFFwei", {"agent"}, {}}, command::Comment{"x", true})) ==
          "command.invalid");
    CHECK(refused(command_of({"li.wei", {"agent"}, std::string("a\0b", 3)}, command::Comment{"x", true})) ==
          "command.invalid");
    CHECK(refused(command_of(agent, command::Assign{std::string("a\0b", 3), {}, {}, {}})) ==
          "command.invalid");
    CHECK(refused(command_of(agent, command::PauseClock{"resolve", "\xC0"})) == "command.invalid");
    CHECK(refused(command_of(agent, command::Comment{"x", true}), never) == "command.invalid");
    Command late = command_of(agent, command::Comment{"x", true});
    late.happened_at = Instant{min_instant.ms - 1};
    CHECK(refused(late) == "command.invalid");
    CHECK(refused({TenantId(""), ticket, agent, open_request(), {}, {}, {}}) == "id.invalid");
}

TEST_CASE("a customer cannot hang a ticket below somebody else's") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    Command child = command_of(customer, open_request());
    child.ticket = TicketId("T-2");
    std::get<command::Open>(child.body).parent = "T-1";
    CHECK(code_of(engine->execute(child, at("2026-03-02T01:01:00Z"))) == "right.missing");
    child.actor = agent;
    CHECK(code_of(engine->execute(child, at("2026-03-02T01:01:00Z"))) == "accepted");
}

TEST_CASE("whoever lets a clock rest or go on says why") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    const auto code = [&](command::Body body) {
        return code_of(engine->execute(command_of(agent, std::move(body)), at("2026-03-02T01:01:00Z")));
    };
    CHECK(code(command::PauseClock{"resolve", ""}) == "clock.reason_missing");
    CHECK(code(command::PauseClock{"resolve", "parts"}) == "accepted");
    CHECK(code(command::ResumeClock{"resolve", ""}) == "clock.reason_missing");
    CHECK(code(command::ResumeClock{"resolve", "came"}) == "accepted");
}

TEST_CASE("each command needs its right") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    const Actor reader{"reader", {"agentless"}, "acme"};
    const std::vector<command::Body> all{
        command::Assign{"x", {}, {}, {}},
        command::Set{{{"impact", Value("low")}}},
        command::Comment{"x", true},
        command::Comment{"x", false},
        command::Link{"T-2", "caused_by"},
        command::Attach{"a", "file:a", {}, 1, true},
        command::PauseClock{"resolve", "x"},
        command::ResumeClock{"resolve", "x"},
        command::ExtendClock{"resolve", hours(1), "x"},
        command::PinClock{"resolve", at("2026-03-03T01:00:00Z"), "x"},
        command::PromiseClock{"resolve", hours(1), "x"},
        command::WaiveClock{"resolve", "x"},
        command::CorrectClock{"resolve", at("2026-03-02T01:00:00Z"), at("2026-03-02T01:01:00Z"), false, "x"},
        command::CancelClock{"resolve", "x"},
        command::Acknowledge{"management"},
        command::Erase{{}, "x"}};
    for (const command::Body& body : all)
        CHECK(code_of(engine->execute(command_of(reader, body), at("2026-03-02T01:01:00Z"))) ==
              "right.missing");
    CHECK(engine->get(tenant, ticket, agent, at("2026-03-02T01:01:00Z"))->version == 1);
}
