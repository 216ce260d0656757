#include "engine/desk.hpp"

#include <algorithm>

using namespace itr;
using namespace itr::test;

namespace {

std::string refusal(const Outcome& outcome) {
    return outcome.rejection ? std::string(outcome.rejection->code.text()) : std::string("accepted");
}

const ClockView& clock_of(const TicketView& view, std::string_view name) {
    const auto found = std::ranges::find(view.clocks, name, &ClockView::name);
    REQUIRE(found != view.clocks.end());
    return *found;
}

TicketView look(Engine& engine, std::string_view when, const Actor& actor = agent) {
    auto view = engine.get(tenant, ticket, actor, at(when));
    REQUIRE(view);
    return *view;
}

}  // namespace

TEST_CASE("a ticket goes its whole way, and its clocks keep the time") {
    const auto engine = desk_engine();
    const Outcome opened = run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    CHECK(refusal(opened) == "accepted");
    CHECK(opened.version == 1);
    CHECK(opened.number == "1");

    TicketView view = look(*engine, "2026-03-02T01:10:00Z");
    CHECK(view.states == std::vector<std::string>{"registered"});
    CHECK(clock_of(view, "respond").phase == clock::Phase::running);
    CHECK(clock_of(view, "respond").elapsed == minutes(10));
    CHECK(clock_of(view, "respond").due == at("2026-03-02T01:15:00Z"));
    CHECK(view.events == std::vector<std::string>{"dispatch"});

    CHECK(refusal(run(*engine, agent, command::Send{"dispatch", {{"team", Value("net")}}},
                      "2026-03-02T01:15:00Z")) == "accepted");
    view = look(*engine, "2026-03-02T01:20:00Z");
    CHECK(view.states == std::vector<std::string>{"handling.working"});
    CHECK(view.team == "net");
    CHECK(clock_of(view, "respond").phase == clock::Phase::met);
    CHECK_FALSE(clock_of(view, "respond").breached);

    run(*engine, agent, command::Send{"ask", {}}, "2026-03-02T02:00:00Z");
    view = look(*engine, "2026-03-02T05:00:00Z");
    CHECK(clock_of(view, "resolve").phase == clock::Phase::paused);
    CHECK(clock_of(view, "resolve").elapsed == hours(1));
    CHECK(clock_of(view, "resolve").elapsed_real == hours(4));
    run(*engine, customer, command::Send{"answer", {}}, "2026-03-02T05:00:00Z");
    run(*engine, agent, command::Send{"solve", {{"cause", Value("dns")}}}, "2026-03-02T06:00:00Z");
    run(*engine, customer, command::Send{"confirm", {}}, "2026-03-02T07:00:00Z");
    view = look(*engine, "2026-03-02T08:00:00Z");
    CHECK_FALSE(view.open);
    CHECK(clock_of(view, "resolve").phase == clock::Phase::met);
    CHECK(clock_of(view, "resolve").elapsed == hours(2));
    CHECK(clock_of(view, "resolve").elapsed_real == hours(5));
    CHECK(view.next_due == never);
}

TEST_CASE("a missed response calls the ladder, once a level, until somebody acknowledges") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    CHECK(*engine->next_due() == at("2026-03-02T01:15:00Z") + milliseconds(1));
    REQUIRE(engine->advance(at("2026-03-02T02:20:00Z")));
    const auto effects = engine->take_effects(at("2026-03-02T02:20:00Z"), minutes(1), 10);
    REQUIRE(effects);
    // Of one ticket only the oldest is handed out until it is acknowledged.
    REQUIRE(effects->size() == 1);
    CHECK(effects->front().effect.payload == R"({"to":"lead","with":{}})");
    std::vector<std::string> payloads;
    for (auto taken = *effects; !taken.empty();) {
        payloads.push_back(taken.front().effect.payload);
        REQUIRE(engine->acknowledge_effect(tenant, taken.front().effect.key));
        taken = *engine->take_effects(at("2026-03-02T02:20:00Z"), minutes(1), 10);
    }
    // Level 1 at 01:15, level 2 at 01:45, repeated at 02:15.
    CHECK(payloads == std::vector<std::string>{R"({"to":"lead","with":{}})", R"({"to":"director","with":{}})",
                                               R"({"to":"director","with":{}})"});
    CHECK(refusal(run(*engine, agent, command::Acknowledge{"management"}, "2026-03-02T02:21:00Z")) ==
          "accepted");
    const TicketView view = look(*engine, "2026-03-02T02:22:00Z");
    CHECK(clock_of(view, "respond").breached);
    CHECK(clock_of(view, "resolve").due == at("2026-03-02T05:00:00Z"));
    CHECK(*engine->next_due() == at("2026-03-02T04:00:00Z"));  // 75 % of resolve
}

TEST_CASE(
    "a threshold that is worked off late is recorded with its due instant, and with the one at which it "
    "came") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    REQUIRE(engine->advance(at("2026-03-02T01:44:00Z")));
    const auto commits = engine->store().history({tenant, ticket}, 0, 100).value();
    REQUIRE(commits.size() == 2);
    CHECK(commits.back().at == at("2026-03-02T01:44:00Z"));
    std::vector<std::string> fired;
    const Value commit = *parse_json(commits.back().text);
    for (const Value& step : commit.find("steps")->as_list())
        for (const Value& event : step.find("events")->as_list()) {
            const std::string_view type = event.find("type")->as_string();
            if (type != "clock.threshold" && type != "clock.breached") continue;
            fired.push_back(std::string(type) + " " + std::string(event.find("due")->as_string()) +
                            ", step of " + std::string(step.find("at")->as_string()));
        }
    CHECK(fired ==
          std::vector<std::string>{"clock.breached 2026-03-02T01:15:00Z, step of 2026-03-02T01:15:00.001Z",
                                   "clock.threshold 2026-03-02T01:15:00Z, step of 2026-03-02T01:15:00.001Z"});
}

TEST_CASE("a refusal has a code and a sentence, and changes nothing") {
    const auto engine = desk_engine();
    CHECK(refusal(run(*engine, agent, command::Send{"dispatch", {}}, "2026-03-02T01:00:00Z")) ==
          "ticket.unknown");
    CHECK(refusal(run(*engine, agent, command::Open{"request", {}, {}, {}, {}, {}, {}, {}},
                      "2026-03-02T01:00:00Z")) == "data.missing");
    CHECK(refusal(run(*engine, agent, command::Open{"nothing", {}, {}, {}, {}, {}, {}, {}},
                      "2026-03-02T01:00:00Z")) == "workflow.unknown");
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    CHECK(refusal(run(*engine, agent, open_request(), "2026-03-02T01:00:00Z")) == "ticket.exists");
    CHECK(refusal(run(*engine, agent, command::Send{"confirm", {}}, "2026-03-02T01:01:00Z")) ==
          "event.not_permitted");
    CHECK(refusal(run(*engine, customer, command::Send{"confirm", {}}, "2026-03-02T01:01:00Z")) ==
          "event.unexpected");
    CHECK(refusal(run(*engine, agent, command::Send{"dispatch", {}}, "2026-03-02T01:01:00Z")) ==
          "data.missing");
    CHECK(refusal(run(*engine, agent, command::Send{"dispatch", {{"x", Value(1)}}},
                      "2026-03-02T01:01:00Z")) == "data.unknown_field");
    CHECK(refusal(run(*engine, agent, command::Send{"dispatch", {{"team", Value(1)}}},
                      "2026-03-02T01:01:00Z")) == "data.wrong_type");
    CHECK(refusal(run(*engine, customer, command::Set{{{"impact", Value("low")}}}, "2026-03-02T01:01:00Z")) ==
          "right.missing");
    CHECK(refusal(run(*engine, agent, command::Set{{{"severity", Value("minor")}}},
                      "2026-03-02T01:01:00Z")) == "data.derived");
    const Actor stranger{"eve", {"customer"}, "other"};
    CHECK(refusal(run(*engine, stranger, command::Comment{"hello", false}, "2026-03-02T01:01:00Z")) ==
          "ticket.unknown");
    CHECK(look(*engine, "2026-03-02T01:02:00Z").version == 1);
}

TEST_CASE("severity follows the table, and the clocks follow severity") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request("low"), "2026-03-02T01:00:00Z");  // Monday 09:00 in Shanghai
    CHECK(clock_of(look(*engine, "2026-03-02T01:00:00Z"), "respond").due == at("2026-03-02T06:00:00Z"));
    run(*engine, agent, command::Set{{{"impact", Value("high")}}}, "2026-03-02T01:05:00Z");
    const TicketView view = look(*engine, "2026-03-02T01:05:00Z");
    const auto severity = std::ranges::find(view.data, "severity", &Data::value_type::first);
    REQUIRE(severity != view.data.end());
    CHECK(severity->second == Value("critical"));
    CHECK(clock_of(view, "respond").due == at("2026-03-02T01:15:00Z"));
}

TEST_CASE("the same command twice is carried out once") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    Command command = command_of(agent, command::Send{"dispatch", {{"team", Value("net")}}});
    command.idempotency_key = "k1";
    const auto first = engine->execute(command, at("2026-03-02T01:01:00Z"));
    const auto again = engine->execute(command, at("2026-03-02T01:02:00Z"));
    REQUIRE(first);
    REQUIRE(again);
    CHECK(again->repeated);
    CHECK(again->version == first->version);
    command.body = command::Send{"ask", {}};
    CHECK(refusal(*engine->execute(command, at("2026-03-02T01:03:00Z"))) == "command.key_reused");
    command.idempotency_key.clear();
    command.expected_version = 1;
    CHECK(refusal(*engine->execute(command, at("2026-03-02T01:03:00Z"))) == "ticket.version_mismatch");
}

TEST_CASE("a customer sees the own ticket, and of it what is public") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    run(*engine, agent, command::Comment{"the router is old", true}, "2026-03-02T01:01:00Z");
    run(*engine, agent, command::Comment{"we are on it", false}, "2026-03-02T01:02:00Z");
    run(*engine, agent, command::Set{{{"cause", Value("age")}}}, "2026-03-02T01:03:00Z");
    const TicketView staff = look(*engine, "2026-03-02T01:04:00Z");
    const TicketView own = look(*engine, "2026-03-02T01:04:00Z", customer);
    CHECK(std::ranges::find(staff.data, "cause", &Data::value_type::first) != staff.data.end());
    CHECK(std::ranges::find(own.data, "cause", &Data::value_type::first) == own.data.end());
    CHECK_FALSE(engine->get(tenant, ticket, {"eve", {"customer"}, "other"}, at("2026-03-02T01:04:00Z")));
    const auto history = engine->history(tenant, ticket, customer);
    REQUIRE(history);
    std::string text;
    for (const Value& entry : *history) text += to_json(entry);
    CHECK(text.find("li.wei") == std::string::npos);
    CHECK(text.find("comment") != std::string::npos);
    CHECK(text.find("\"number\":1,") == std::string::npos);  // the internal comment
}

TEST_CASE("a silent customer's question is closed after two working days") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request("low"), "2026-03-06T01:00:00Z");  // Friday 09:00
    run(*engine, agent, command::Send{"dispatch", {{"team", Value("net")}}}, "2026-03-06T01:30:00Z");
    run(*engine, agent, command::Send{"ask", {}}, "2026-03-06T02:00:00Z");
    REQUIRE(engine->advance(at("2026-03-10T01:59:59Z")));
    CHECK(look(*engine, "2026-03-10T01:59:59Z").states.front() == "handling.waiting");
    REQUIRE(engine->advance(at("2026-03-10T02:00:00Z")));
    CHECK(look(*engine, "2026-03-10T02:00:00Z").states.front() == "solved");
}
