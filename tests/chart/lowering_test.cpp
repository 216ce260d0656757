// What a workflow becomes, and every mistake that lowering finds.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "chart/run.hpp"
#include "chart/sample.hpp"

using namespace itr;
using namespace itr::test;
using Codes = std::vector<std::string>;

namespace {

/// One state that handles `go` by the transition.
[[nodiscard]] model::Workflow with_transition(model::Transition transition) {
    return workflow({with(atomic("a"), {on("go", {std::move(transition)})}), atomic("b")}, {"go"});
}

[[nodiscard]] Diagnostic first_mistake(const model::Workflow& flow) {
    Diagnostics diagnostics;
    (void)chart::Chart::lower(flow, {}, diagnostics);
    REQUIRE_FALSE(diagnostics.empty());
    return diagnostics.front();
}

}  // namespace

TEST_CASE("states are numbered in document order, each before what lies within it") {
    const auto chart = lowered(workflow(
        {compound("work", {history("back", true, "x"), atomic("x"), atomic("y")}), atomic("end")}, {}));
    REQUIRE(chart);
    std::string ids;
    for (const auto& state : chart->states()) ids += state.id + "|";
    CHECK(ids == "|work|work.back|work.x|work.y|end|");
    CHECK(chart->states()[1].end == 5);
    CHECK(chart->states()[1].children == std::vector<chart::StateIndex>{3, 4});
    CHECK(chart->states()[1].histories == std::vector<chart::StateIndex>{2});
    CHECK(chart->states()[3].depth == 2);
}

TEST_CASE("a state is found by its path, and by its last part where that is unique") {
    const auto chart = lowered(workflow(
        {compound("one", {atomic("x"), atomic("z")}), compound("two", {atomic("x")}), atomic("y")}, {}));
    REQUIRE(chart);
    CHECK(chart->state("two.x") == 5);
    CHECK(chart->state("z") == 3);
    CHECK(chart->state("x") == chart::none);
    CHECK(chart->state("nowhere") == chart::none);
}

TEST_CASE("events are numbered: declared, the engine's, raised, done, delays") {
    auto flow = workflow(
        {with(compound("work",
                       {with(atomic("a"), {after(hours(1), "b"), on("go", {doing({"b"}, {raise("inner")})})}),
                        atomic("b")}),
              {on("done.state.work", "work")})},
        {"go"});
    const auto chart = lowered(flow);
    REQUIRE(chart);
    CHECK(chart->event("go") == 0);
    CHECK(chart->events()[0].type != nullptr);
    for (const char* name : {"ticket.opened", "ticket.assigned", "ticket.changed", "ticket.commented",
                             "ticket.linked", "clock.warned", "clock.breached", "error.execution", "inner",
                             "done.state.work", "after.work.a.1"}) {
        CAPTURE(name);
        REQUIRE(chart->event(name) != chart::none);
        CHECK(chart->events()[chart->event(name)].type == nullptr);
    }
    CHECK(chart->event("after.work.a.2") == chart::none);
    CHECK(chart->timers().size() == 1);
}

TEST_CASE("a delay in working time runs on the calendar of its state, else of the nearest around it") {
    auto working = [](const std::string& target) {
        auto handler = after(hours(1), target);
        handler.after->kind = calendar::Target::Kind::working;
        return handler;
    };
    auto flow =
        workflow({with(compound("work", {with(atomic("a"), {working("b")}), with(atomic("b"), {working("c")}),
                                         with(atomic("c"), {after(hours(1), "a")})}),
                       {working("z")}),
                  with(atomic("z"), {working("work")})},
                 {});
    flow.calendar = word("office");
    flow.root.states[0].calendar = word("around");
    flow.root.states[0].states[1].calendar = word("own");
    const auto chart = lowered(flow);
    REQUIRE(chart);
    std::string calendars;
    for (const auto& timer : chart->timers()) calendars += timer.calendar + "|";
    CHECK(calendars == "around|around|own||office|");
}

TEST_CASE("a wildcard stands for every event with its prefix") {
    const auto chart =
        lowered(workflow({with(atomic("a"), {on("f.*", {to({})}), on("*", {to({})})})}, {"f", "f.x", "fx"}));
    REQUIRE(chart);
    CHECK(chart->candidates(1, chart->event("f")).size() == 2);
    CHECK(chart->candidates(1, chart->event("f.x")).size() == 2);
    CHECK(chart->candidates(1, chart->event("fx")).size() == 1);
    CHECK(chart->candidates(1, chart->event("error.execution")).size() == 1);
    CHECK(chart->candidates(1, chart::none).empty());
}

TEST_CASE("a transition's domain is the least compound state around its source and targets") {
    auto inside = to({"y"});
    inside.internal = true;
    const auto chart = lowered(workflow(
        {with(compound("work",
                       {with(atomic("x"), {on("a", "y"), on("b", "p"), on("c", {to({})})}), atomic("y")}),
              {on("d", {inside})}),
         parallel("p", {compound("r", {with(atomic("u"), {on("a", "v")}), atomic("v")}), atomic("w")})},
        {"a", "b", "c", "d"}));
    REQUIRE(chart);
    const auto domain = [&](const char* state, const char* event) {
        return chart->transitions()[chart->candidates(chart->state(state), chart->event(event))[0]].domain;
    };
    CHECK(domain("x", "a") == chart->state("work"));
    CHECK(domain("x", "b") == 0);
    CHECK(domain("x", "c") == chart::none);
    CHECK(domain("work", "d") == chart->state("work"));
    CHECK(domain("u", "a") == chart->state("r"));
}

TEST_CASE("a state that is not there is reported with what was meant") {
    const Diagnostic d =
        first_mistake(workflow({with(atomic("open"), {on("go", "closd")}), atomic("closed")}, {"go"}));
    CHECK(d.code.text() == "chart.unknown_state");
    CHECK(d.hint == "did you mean 'closed'?");
    CHECK(d.at.line == 1);
}

TEST_CASE("an ambiguous state is reported with all it could be") {
    const Diagnostic d = first_mistake(workflow(
        {compound("one", {atomic("x")}), compound("two", {atomic("x")}), with(atomic("a"), {on("go", "x")})},
        {"go"}));
    CHECK(d.code.text() == "chart.ambiguous_state");
    CHECK(d.message.find("'one.x', 'two.x'") != std::string::npos);
}

TEST_CASE("all mistakes are reported at once") {
    auto flow =
        workflow({with(atomic("a"), {on("goo", "nowhere"), on("go", {to({"b"}, "ticket.nothing == 1")})}),
                  atomic("b")},
                 {"go"});
    const Codes codes = mistakes(flow);
    CHECK(codes.size() == 3);
}

TEST_CASE("names that are there twice are mistakes") {
    CHECK(mistakes(workflow({atomic("a"), atomic("a")}, {})) == Codes{"chart.duplicate_state"});
    CHECK(mistakes(workflow({atomic("a")}, {"go", "go"})) == Codes{"chart.duplicate_event"});
    auto flow = workflow({atomic("a")}, {});
    flow.data = {integer_field("n", 0), integer_field("n", 0)};
    CHECK(mistakes(flow) == Codes{"chart.duplicate_field"});
}

TEST_CASE("the engine's names cannot be taken") {
    CHECK(mistakes(workflow({atomic("a")}, {"clock.mine"})) == Codes{"chart.reserved_event"});
    auto flow = workflow({atomic("a")}, {"go"});
    flow.data = {integer_field("owner", 0)};
    flow.events[0].data = {integer_field("name", 0)};
    CHECK(mistakes(flow) == Codes{"chart.reserved_field", "chart.reserved_field"});
}

TEST_CASE("an event that nobody declares or raises is a mistake, and so is a descriptor that means nothing") {
    const Diagnostic d = first_mistake(workflow({with(atomic("a"), {on("solv", "a")})}, {"solve"}));
    CHECK(d.code.text() == "chart.unknown_event");
    CHECK(d.hint == "did you mean 'solve'?");
    CHECK(mistakes(workflow({with(atomic("a"), {on("so*ve", "a")})}, {"solve"})) ==
          Codes{"chart.bad_descriptor"});
    CHECK(mistakes(workflow({with(atomic("a"), {on("done.state.a", "a")})}, {})) ==
          Codes{"chart.unknown_event"});
}

TEST_CASE("actions name fields, events and sends that are there") {
    CHECK(mistakes(with_transition(doing({"b"}, {set("n", "1")}))) == Codes{"chart.unknown_field"});
    CHECK(mistakes(with_transition(doing({"b"}, {cancel("reminder")}))) == Codes{"chart.unknown_send"});
    auto flow = with_transition(doing({"b"}, {raise("tell")}));
    flow.events.push_back(event("tell"));
    flow.events.back().data = {integer_field("n", 0)};
    flow.events.back().data[0].required = true;
    flow.events.back().data[0].initial.reset();
    CHECK(mistakes(flow) == Codes{"chart.missing_field"});
    auto& action = flow.root.states[0].handlers[0].transitions[0].actions[0];
    action.with.emplace_back(word("m"), source("1"));
    CHECK(mistakes(flow) == Codes{"chart.unknown_field", "chart.missing_field"});
    action.with[0].first = word("n");
    CHECK(mistakes(flow).empty());
}

TEST_CASE("functions in guards name states and tags that are there") {
    CHECK(mistakes(with_transition(to({"b"}, "inState('c')"))).size() == 1);
    CHECK(mistakes(with_transition(to({"b"}, "tagged('waiting')"))).size() == 1);
    auto flow = with_transition(to({"b"}, "inState('a') && tagged('waiting')"));
    flow.root.states[0].tags = {"waiting"};
    CHECK(mistakes(flow).empty());
}

TEST_CASE("a delay is a length, a number of days or a date") {
    auto flow = workflow({with(atomic("a"), {after(hours(1), "a")})}, {});
    auto& delay = *flow.root.states[0].handlers[0].after;
    delay.kind = calendar::Target::Kind::host;
    CHECK(mistakes(flow) == Codes{"chart.bad_delay"});
    delay.kind = calendar::Target::Kind::date;
    delay.reference = "ticket.promised";
    CHECK(mistakes(flow) == Codes{"chart.unknown_field"});
    flow.data = {integer_field("promised", 0)};
    CHECK(mistakes(flow) == Codes{"chart.bad_delay"});
    flow.data[0].type = model::FieldType::timestamp;
    CHECK(mistakes(flow).empty());
}

TEST_CASE("each kind of state has only what belongs to it") {
    CHECK(mistakes(workflow({}, {})) == Codes{"chart.no_children"});
    CHECK(mistakes(workflow({parallel("p", {})}, {})) == Codes{"chart.no_children"});
    CHECK(mistakes(workflow({parallel("p", {atomic("a"), final_state("f")})}, {})) ==
          Codes{"chart.not_allowed"});
    CHECK(mistakes(workflow({with(final_state("f"), {on("go", "f")})}, {"go"})) ==
          Codes{"chart.not_allowed"});
    auto nested = atomic("a");
    nested.states = {atomic("b")};
    CHECK(mistakes(workflow({nested}, {})) == Codes{"chart.not_allowed"});
    auto flow = workflow({atomic("a")}, {});
    flow.root.entry = {notify("n")};
    CHECK(mistakes(flow) == Codes{"chart.not_allowed"});
}

TEST_CASE("an initial state lies within its state") {
    auto work = compound("work", {atomic("x")});
    work.initial = to({"elsewhere"});
    CHECK(mistakes(workflow({work, atomic("elsewhere")}, {})) == Codes{"chart.bad_initial"});
    work.initial = to({"x"}, "1 == 1");
    CHECK(mistakes(workflow({work}, {})) == Codes{"chart.bad_initial"});
    work.initial = to({});
    CHECK(mistakes(workflow({work}, {})) == Codes{"chart.bad_initial"});
}

TEST_CASE("a name in an initial state means the child, though others are called so") {
    auto one = compound("one", {atomic("x"), atomic("y")});
    one.initial = to({"y"});
    const auto chart = lowered(workflow({one, compound("two", {atomic("y")})}, {}));
    REQUIRE(chart);
    CHECK(chart->transitions()[chart->states()[1].initial].targets == std::vector<chart::StateIndex>{3});
}

TEST_CASE("a history state has a default beside it") {
    auto bare = history("back", false, "x");
    bare.initial.reset();
    CHECK(mistakes(workflow({compound("work", {bare, atomic("x")})}, {})) == Codes{"chart.bad_history"});
    const auto elsewhere = compound("work", {history("back", false, "away"), atomic("x")});
    CHECK(mistakes(workflow({elsewhere, atomic("away")}, {})) == Codes{"chart.bad_history"});
    const auto deeper = compound("work", {history("back", false, "deep"), compound("x", {atomic("deep")})});
    CHECK(mistakes(workflow({deeper}, {})).empty());
}

TEST_CASE("several targets of one transition can be active together") {
    CHECK(mistakes(with_transition(to({"a", "b"}))) == Codes{"chart.conflicting_targets"});
    const auto both = [](std::vector<std::string> targets) {
        return workflow(
            {with(atomic("start"), {on("go", {to(std::move(targets))})}),
             parallel("p", {compound("r1", {atomic("a1"), atomic("b1")}),
                            compound("r2", {history("h2", true, "a2"), atomic("a2"), atomic("b2")})})},
            {"go"});
    };
    CHECK(mistakes(both({"b1", "b2"})).empty());
    CHECK(mistakes(both({"b1", "h2"})).empty());
    CHECK(mistakes(both({"b1", "p"})) == Codes{"chart.conflicting_targets"});
    CHECK(mistakes(both({"a1", "b1"})) == Codes{"chart.conflicting_targets"});
}

TEST_CASE("hostile workflows meet limits") {
    std::vector<model::State> many;
    for (std::size_t i = 0; i <= chart::max_states; ++i) many.push_back(atomic(fmt::format("s{}", i)));
    CHECK(mistakes(workflow(std::move(many), {})) == Codes{"chart.limit_exceeded"});

    model::State deep = atomic("s");
    for (std::size_t i = 0; i <= chart::max_depth; ++i) deep = compound("s", {deep});
    CHECK(mistakes(workflow({deep}, {})) == Codes{"chart.limit_exceeded"});

    std::vector<std::string> events;
    for (std::size_t i = 0; i < 4000; ++i) events.push_back(fmt::format("e{}", i));
    std::vector<model::Handler> wild(300, on("*", {to({})}));
    CHECK(mistakes(workflow({with(atomic("a"), wild)}, events)) == Codes{"chart.limit_exceeded"});
}
