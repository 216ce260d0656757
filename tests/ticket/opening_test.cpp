// What a ticket begins with: the command's data, then what the form says, then what the fields say.
#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr const char* forms_yaml = R"yaml(
pack: forms
version: 1.0.0
---
workflow: repair
data:
  serial: {type: string, required: true}
  label: {type: string, default: unlabelled}
  reported_at: {type: timestamp, default: "=now"}
  due_at: {type: timestamp}
  weight: {type: double, default: 1.5}
initial: waiting
states: {waiting: {}}
---
workflow: survey
data: {score: {type: int, default: 3}, verdict: {type: string, from: {table: verdicts}}, marks: {type: list, of: string, from: {table: verdicts}}}
initial: asked
states: {asked: {}}
---
form: on-site
workflow: repair
channels: [site]
fields:
  label: {default: "='unit ' + ticket.serial"}
  due_at: {default: "=ticket.reported_at + duration('1h')"}
  weight: {default: "=ticket.label"}
---
form: by-mail
workflow: repair
channels: [mail]
fields: {label: {default: parcel}}
---
table: verdicts
hit: collect
inputs: ["ticket.score"]
rows: [["> 1", fair]]
---
form: short-survey
workflow: survey
fields: {score: {default: "=1 + 1"}}
---
roles:
  agent: {rights: [open, view]}
)yaml";

constexpr const char* monday = "2026-03-02T01:00:00Z";

std::unique_ptr<Engine> forms_engine() {
    auto engine = make_engine(store::make_memory_store());
    REQUIRE(engine->deploy(compile(forms_yaml), at("2026-03-01T00:00:00Z"), host));
    return engine;
}

command::Open repair_by(std::string form, std::string channel, Data data = {}) {
    command::Open open;
    open.workflow = "repair";
    open.data = std::move(data);
    open.data.emplace_back("serial", Value("S-7"));
    open.form = std::move(form);
    open.channel = std::move(channel);
    return open;
}

Value field(Engine& engine, std::string_view name) {
    const auto view = engine.get(tenant, ticket, agent, at(monday));
    REQUIRE(view);
    for (const auto& [field, value] : view->data)
        if (field == name) return value;
    return {};
}

}  // namespace

TEST_CASE("a default of the form that is an expression is evaluated when the ticket is opened") {
    const auto engine = forms_engine();
    run(*engine, agent, repair_by("", "site"), monday);
    CHECK(field(*engine, "label") == Value("unit S-7"));
    CHECK(field(*engine, "due_at") == Value::instant(at("2026-03-02T02:00:00Z")));
}

TEST_CASE("what the command says goes before the form, and the form before the field") {
    SUBCASE("the command") {
        const auto engine = forms_engine();
        run(*engine, agent, repair_by("on-site", "", {{"label", Value("mine")}}), monday);
        CHECK(field(*engine, "label") == Value("mine"));
    }
    SUBCASE("the form") {
        const auto engine = forms_engine();
        run(*engine, agent, repair_by("by-mail", ""), monday);
        CHECK(field(*engine, "label") == Value("parcel"));
        CHECK(field(*engine, "due_at").is_null());
    }
    SUBCASE("the field") {
        const auto engine = forms_engine();
        run(*engine, agent, repair_by("", "hotline"), monday);
        CHECK(field(*engine, "label") == Value("unlabelled"));
        CHECK(field(*engine, "weight") == Value(1.5));
    }
}

TEST_CASE("a default that cannot be the field's value is on record, and the ticket opens without it") {
    const auto engine = forms_engine();
    CHECK_FALSE(run(*engine, agent, repair_by("on-site", ""), monday).rejection);
    CHECK(field(*engine, "weight").is_null());
    const auto history = engine->history(tenant, ticket, host);
    REQUIRE(history);
    REQUIRE(history->size() == 1);
    const std::string opened = to_json(history->front());
    CHECK(opened.find(R"("code":"data.wrong_type")") != std::string::npos);
    CHECK(opened.find(R"("message":"weight: )") != std::string::npos);
}

TEST_CASE("a form opens tickets of its own workflow") {
    const auto engine = forms_engine();
    const Outcome refused = run(*engine, agent, repair_by("short-survey", ""), monday);
    REQUIRE(refused.rejection);
    CHECK(refused.rejection->code.text() == "form.unknown");
    command::Open survey;
    survey.workflow = "survey";
    run(*engine, agent, survey, monday);
    CHECK(field(*engine, "score") == Value(2));
}

TEST_CASE("what a table gives that does not fit its field is told, and the field stays empty") {
    const auto engine = forms_engine();
    command::Open survey;
    survey.workflow = "survey";
    const auto opened = engine->execute({tenant, ticket, agent, survey, {}, {}, {}}, at(monday));
    REQUIRE(opened);
    CHECK(field(*engine, "verdict").is_null());
    CHECK(field(*engine, "marks") == Value::list({Value("fair")}));
    const auto history = engine->history(tenant, ticket, host).value();
    CHECK(to_json(history.front()).find(R"("message":"verdict: )") != std::string::npos);
}

TEST_CASE("a number that a journal cannot hold opens no ticket, whoever gives it") {
    const std::string number("7\0", 2);
    Command command = command_of(agent, repair_by("", "site"));
    Surroundings around{at(monday), "8", "sixteen bytes..!"};
    Decision decision;
    SUBCASE("the command") { std::get<command::Open>(command.body).number = number; }
    SUBCASE("the host") { around.number = number; }
    CHECK(decide(compile(forms_yaml), nullptr, command, around, decision) == Verdict::rejected);
    REQUIRE(decision.rejection);
    CHECK(decision.rejection->code.text() == "id.invalid");
}
