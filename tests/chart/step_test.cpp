// How a ticket moves through its states: W3C SCXML's rules, one at a time.
#include <doctest/doctest.h>

#include "chart/run.hpp"
#include "chart/sample.hpp"

using namespace itr;
using namespace itr::test;
using Names = std::vector<std::string>;
using chart::Taken;

TEST_CASE("an event moves the ticket to the transition's target") {
    Run run(lowered(workflow({with(atomic("open"), {on("solve", "solved")}), atomic("solved")}, {"solve"})));
    REQUIRE(run.start());
    CHECK(run.active() == Names{"open"});
    CHECK(run.send("solve").value() == Taken::yes);
    CHECK(run.active() == Names{"solved"});
    CHECK(run.log == Names{"enter open", "exit open", "enter solved"});
}

TEST_CASE("an event that nothing takes leaves the ticket as it was and says why") {
    auto guarded = to({"solved"}, "1 > 2");
    auto reserved = to({"solved"});
    reserved.roles = {word("expert")};
    Run run(lowered(
        workflow({with(atomic("open"), {on("solve", {guarded}), on("force", {reserved})}), atomic("solved")},
                 {"solve", "force", "other"})));
    REQUIRE(run.start());
    const auto before = run.configuration();
    CHECK(run.send("other").value() == Taken::no_transition);
    CHECK(run.send("never heard of").value() == Taken::no_transition);
    CHECK(run.send("solve").value() == Taken::guards_refused);
    CHECK(run.send("force").value() == Taken::roles_refused);
    CHECK(run.configuration() == before);
    CHECK(run.trace().view().empty());
    run.roles = {"expert"};
    CHECK(run.send("force").value() == Taken::yes);
}

TEST_CASE("a guard that held back an actor's own transition is the reason, not another's role") {
    auto mine = to({"solved"}, "false");
    auto theirs = to({"solved"});
    theirs.roles = {word("expert")};
    Run run(lowered(
        workflow({with(atomic("open"), {on("solve", {mine, theirs})}), atomic("solved")}, {"solve"})));
    REQUIRE(run.start());
    CHECK(run.send("solve").value() == Taken::guards_refused);
}

TEST_CASE("roles are asked of the command's event alone, not of what follows from it") {
    auto reserved = to({"c"});
    reserved.roles = {word("expert")};
    Run run(lowered(workflow({with(atomic("a"), {on("go", {doing({"b"}, {raise("next")})})}),
                              with(atomic("b"), {on("next", {reserved})}), atomic("c")},
                             {"go"})));
    REQUIRE(run.start());
    CHECK(run.send("go").value() == Taken::yes);
    CHECK(run.active() == Names{"c"});
}

TEST_CASE("the inner state's transition goes before its ancestor's") {
    Run run(lowered(
        workflow({with(compound("work", {with(atomic("draft"), {on("go", "inner")}), atomic("inner")}),
                       {on("go", "outer")}),
                  atomic("outer")},
                 {"go"})));
    REQUIRE(run.start());
    REQUIRE(run.send("go"));
    CHECK(run.active() == Names{"work.inner"});
    REQUIRE(run.send("go"));
    CHECK(run.active() == Names{"outer"});
}

TEST_CASE("states are left from the inside out and entered from the outside in") {
    auto one = compound("one", {with(atomic("x"), {on("go", {doing({"y"}, {notify("moving")})})})});
    one.exit = {notify("bye one")};
    auto two = compound("two", {atomic("y")});
    two.entry = {notify("hello two")};
    Run run(lowered(workflow({one, two}, {"go"})));
    REQUIRE(run.start());
    run.log.clear();
    REQUIRE(run.send("go"));
    CHECK(run.log == Names{"exit one.x", "exit one", "do bye one", "do moving", "do hello two", "enter two",
                           "enter two.y"});
}

TEST_CASE("regions of a parallel state move together on one event") {
    Run run(
        lowered(workflow({parallel("p", {compound("r1", {with(atomic("a"), {on("go", "b")}), atomic("b")}),
                                         compound("r2", {with(atomic("c"), {on("go", "d")}), atomic("d")})})},
                         {"go"})));
    REQUIRE(run.start());
    CHECK(run.active() == Names{"p.r1.a", "p.r2.c"});
    REQUIRE(run.send("go"));
    CHECK(run.active() == Names{"p.r1.b", "p.r2.d"});
    CHECK(run.trace().view().size() == 1);
}

TEST_CASE("of transitions that would leave the same states the earlier region's goes first") {
    Run run(lowered(workflow({parallel("p", {compound("r1", {with(atomic("a"), {on("go", "out1")})}),
                                             compound("r2", {with(atomic("c"), {on("go", "out2")})})}),
                              atomic("out1"), atomic("out2")},
                             {"go"})));
    REQUIRE(run.start());
    REQUIRE(run.send("go"));
    CHECK(run.active() == Names{"out1"});
}

TEST_CASE("an internal transition leaves only what lies within its state") {
    auto inside = to({"b"});
    inside.internal = true;
    Run run(lowered(
        workflow({with(compound("work", {atomic("a"), atomic("b")}), {on("in", {inside}), on("out", "b")})},
                 {"in", "out"})));
    REQUIRE(run.start());
    run.log.clear();
    REQUIRE(run.send("in"));
    CHECK(run.log == Names{"exit work.a", "enter work.b"});
    run.log.clear();
    REQUIRE(run.send("out"));
    CHECK(run.log == Names{"exit work.b", "exit work", "enter work", "enter work.b"});
}

TEST_CASE("a transition without target acts and moves nothing") {
    Run run(lowered(workflow({with(atomic("open"), {on("note", {doing({}, {notify("desk")})})})}, {"note"})));
    REQUIRE(run.start());
    run.log.clear();
    CHECK(run.send("note").value() == Taken::yes);
    CHECK(run.log == Names{"do desk"});
    CHECK(run.trace().view().front().exited.empty());
}

TEST_CASE("eventless transitions go before raised events, and both before the step ends") {
    Run run(lowered(workflow({with(atomic("a"), {on("go", {doing({"b"}, {raise("r")})})}),
                              with(atomic("b"), {on("r", "wrong"), always({to({"c"})})}),
                              with(atomic("c"), {on("r", "d")}), atomic("d"), atomic("wrong")},
                             {"go"})));
    REQUIRE(run.start());
    REQUIRE(run.send("go"));
    CHECK(run.active() == Names{"d"});
    CHECK(run.trace().view().size() == 3);
    CHECK(run.trace().view()[1].event == chart::none);
}

TEST_CASE("a history state brings back where the ticket was") {
    for (const bool deep : {false, true}) {
        CAPTURE(deep);
        Run run(lowered(workflow(
            {with(compound("work",
                           {history("back", deep, deep ? "one.x" : "one"), compound("one", {atomic("x")}),
                            compound("two", {with(atomic("y"), {on("deeper", "z")}), atomic("z")})}),
                  {on("switch", "two"), on("hold", "held")}),
             with(atomic("held"), {on("resume", "back")})},
            {"switch", "deeper", "hold", "resume"})));
        REQUIRE(run.start());
        REQUIRE(run.send("hold"));
        REQUIRE(run.send("resume"));
        CHECK(run.active() == Names{"work.one.x"});
        REQUIRE(run.send("switch"));
        REQUIRE(run.send("deeper"));
        REQUIRE(run.send("hold"));
        REQUIRE(run.send("resume"));
        CHECK(run.active() == Names{deep ? "work.two.z" : "work.two.y"});
    }
}

TEST_CASE("a history state's default is taken, with its actions, where there is nothing to remember") {
    auto back = history("back", false, "two");
    back.initial->actions = {notify("fresh")};
    Run run(lowered(workflow(
        {with(atomic("start"), {on("go", "back")}), compound("work", {back, atomic("one"), atomic("two")})},
        {"go"})));
    REQUIRE(run.start());
    run.log.clear();
    REQUIRE(run.send("go"));
    CHECK(run.log == Names{"exit start", "enter work", "do fresh", "enter work.two"});
}

TEST_CASE(
    "a compound state is done when its final state is entered, a parallel one when all its regions are") {
    const auto region = [](const std::string& name, const std::string& event) {
        return compound(
            name, {with(atomic(name + "_busy"), {on(event, name + "_end")}), final_state(name + "_end")});
    };
    Run run(lowered(
        workflow({with(parallel("p", {region("r1", "one"), region("r2", "two")}),
                       {on("done.state.r1", {doing({}, {notify("half")})}), on("done.state.p", "after")}),
                  atomic("after")},
                 {"one", "two"})));
    REQUIRE(run.start());
    run.log.clear();
    REQUIRE(run.send("one"));
    CHECK(run.log.back() == "do half");
    CHECK(run.active() == Names{"p.r1.r1_end", "p.r2.r2_busy"});
    REQUIRE(run.send("two"));
    CHECK(run.active() == Names{"after"});
}

TEST_CASE("a ticket in a final state at the top takes nothing more") {
    auto end = final_state("closed");
    end.entry = {raise("late")};
    auto open = with(atomic("open"), {on("close", "closed")});
    auto flow = workflow({open, end}, {"close"});
    flow.root.handlers = {on("*", "open")};
    Run run(lowered(flow));
    REQUIRE(run.start());
    CHECK_FALSE(run.configuration().done);
    REQUIRE(run.send("close"));
    CHECK(run.configuration().done);
    CHECK(run.active() == Names{"closed"});
    CHECK(run.send("close").value() == Taken::no_transition);
}

TEST_CASE("a delay fires unless its state was left before") {
    Run run(
        lowered(workflow({with(atomic("waiting"), {after(minutes(30), "overdue"), on("answer", "answered")}),
                          with(atomic("answered"), {on("again", "waiting")}), atomic("overdue")},
                         {"answer", "again"})));
    REQUIRE(run.start());
    REQUIRE(run.pass(minutes(20)));
    REQUIRE(run.send("answer"));
    REQUIRE(run.pass(minutes(20)));
    CHECK(run.active() == Names{"answered"});
    REQUIRE(run.send("again"));
    REQUIRE(run.pass(minutes(29)));
    CHECK(run.active() == Names{"waiting"});
    REQUIRE(run.pass(minutes(1)));
    CHECK(run.active() == Names{"overdue"});
}

TEST_CASE("an event sent with a delay can be cancelled") {
    const auto flow = workflow(
        {with(atomic("a"), {on("go", {doing({"b"}, {send("late", minutes(5), "reminder")})})}),
         with(atomic("b"), {on("late", "c"), on("stop", {doing({}, {cancel("reminder")})})}), atomic("c")},
        {"go", "stop"});
    for (const bool stopped : {false, true}) {
        Run run(lowered(flow));
        REQUIRE(run.start());
        REQUIRE(run.send("go"));
        if (stopped) REQUIRE(run.send("stop"));
        REQUIRE(run.pass(minutes(6)));
        CHECK(run.active() == Names{stopped ? "b" : "c"});
    }
}

TEST_CASE("a workflow that never comes to rest is stopped") {
    Run run(lowered(workflow({with(atomic("a"), {on("go", "b")}), with(atomic("b"), {always({to({"c"})})}),
                              with(atomic("c"), {always({to({"b"})})})},
                             {"go"})));
    REQUIRE(run.start());
    const auto result = run.send("go");
    REQUIRE_FALSE(result);
    CHECK(result.error().code.text() == "chart.endless");
    CHECK(result.error().message.find("'sample'") != std::string::npos);
}

TEST_CASE("a guard that cannot be evaluated is false and raises error.execution") {
    auto flow =
        workflow({with(atomic("a"), {on("go", {to({"wrong"}, "1 / ticket.zero == 1"), to({"b"})})}),
                  with(atomic("b"), {on("error.*", "repaired")}), atomic("wrong"), atomic("repaired")},
                 {"go"});
    flow.data = {integer_field("zero", 0)};
    Run run(lowered(flow));
    REQUIRE(run.start());
    CHECK(run.send("go").value() == Taken::yes);
    CHECK(run.active() == Names{"repaired"});
}

TEST_CASE("an eventless guard that cannot be evaluated does not keep the ticket busy for ever") {
    auto flow = workflow({with(atomic("a"), {always({to({"b"}, "1 / ticket.zero == 1")}),
                                             on("go", {doing({}, {notify("x")})})}),
                          atomic("b")},
                         {"go"});
    flow.data = {integer_field("zero", 0)};
    Run run(lowered(flow));
    CHECK(run.start());
    CHECK(run.send("go").value() == Taken::yes);
    CHECK(run.active() == Names{"a"});
}

TEST_CASE("an error handler whose own guard cannot be evaluated is stopped") {
    auto flow = workflow({with(atomic("a"), {on("go", {to({}, "1 / ticket.zero == 1"), to({"b"})})}),
                          with(atomic("b"), {on("error.*", {to({"a"}, "1 / ticket.zero == 1")})})},
                         {"go"});
    flow.data = {integer_field("zero", 0)};
    Run run(lowered(flow));
    REQUIRE(run.start());
    const auto result = run.send("go");
    REQUIRE_FALSE(result);
    CHECK(result.error().code.text() == "chart.endless");
}

TEST_CASE("a guard on a shared ancestor is asked once for all regions") {
    Run run(lowered(workflow(
        {with(parallel("p", {atomic("a"), atomic("b"), atomic("c")}), {on("go", {to({"out"}, "1 > 2")})}),
         atomic("out")},
        {"go"})));
    REQUIRE(run.start());
    CHECK(run.send("go").value() == Taken::guards_refused);
    CHECK(run.guards_asked == 1);
}

TEST_CASE("a workflow may be parallel at the top, and is done when all its regions are") {
    const auto region = [](const std::string& name) {
        return compound(name, {with(atomic(name + "_busy"), {on(name + "_go", name + "_end")}),
                               final_state(name + "_end")});
    };
    auto flow = workflow({region("x"), region("y")}, {"x_go", "y_go", "reset"});
    flow.root.kind = model::StateKind::parallel;
    flow.root.handlers = {on("reset", "x_busy")};
    Run run(lowered(flow));
    REQUIRE(run.start());
    CHECK(run.active() == Names{"x.x_busy", "y.y_busy"});
    REQUIRE(run.send("y_go"));
    CHECK(run.active() == Names{"x.x_busy", "y.y_end"});
    REQUIRE(run.send("reset"));
    CHECK(run.active() == Names{"x.x_busy", "y.y_busy"});
    REQUIRE(run.send("x_go"));
    CHECK_FALSE(run.configuration().done);
    REQUIRE(run.send("y_go"));
    CHECK(run.configuration().done);
}

TEST_CASE("a change of data can be settled without an event") {
    auto flow = workflow({with(atomic("a"), {on("note", {doing({}, {set("n", "ticket.n + 1")})}),
                                             always({to({"b"}, "ticket.n == 1")})}),
                          atomic("b")},
                         {"note"});
    flow.data = {integer_field("n", 0)};
    Run run(lowered(flow));
    REQUIRE(run.start());
    REQUIRE(run.settle());
    CHECK(run.active() == Names{"a"});
    CHECK(run.send("note").value() == Taken::yes);
    CHECK(run.active() == Names{"b"});
}
