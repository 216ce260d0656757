// A guard or action that cannot be compiled may do anything, a transition to no state may lead anywhere, and
// one on no event may be taken at any time: what is told beside it would be told of whatever was meant.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <itr/validation.hpp>
#include <set>

#include "chart/random_workflow.hpp"
#include "chart/sample.hpp"

using namespace itr;

namespace {

/// Everything that is compiled, of a state and those within it.
void collect(model::State& state, std::vector<model::Source*>& found) {
    const auto add_actions = [&](std::vector<model::Action>& actions) {
        for (model::Action& action : actions)
            for (auto& [name, source] : action.with) found.push_back(&source);
    };
    add_actions(state.entry);
    add_actions(state.exit);
    for (model::Handler& handler : state.handlers)
        for (model::Transition& transition : handler.transitions) {
            add_actions(transition.actions);
            if (transition.when) found.push_back(&*transition.when);
        }
    for (model::State& child : state.states) collect(child, found);
}

/// Every name of a state or event that a transition has, of a state and those within it.
void collect(model::State& state, std::vector<model::Word*>& found) {
    const auto add_targets = [&](model::Transition& transition) {
        for (model::Word& target : transition.to) found.push_back(&target);
    };
    if (state.initial) add_targets(*state.initial);
    for (model::Handler& handler : state.handlers) {
        if (!handler.event.text.empty()) found.push_back(&handler.event);
        for (model::Transition& transition : handler.transitions) add_targets(transition);
    }
    for (model::State& child : state.states) collect(child, found);
}

/// Clocks that ask for what a chart does.
model::Agreement random_agreement() {
    const auto asked = [] {
        const int state = *rc::gen::inRange(1, 12);
        const std::string event = *rc::gen::elementOf(test::random_events());
        return model::Source{
            *rc::gen::element(fmt::format("inState('s{}')", state), fmt::format("entered('s{}')", state),
                              fmt::format("left('s{}') && on('{}')", state, event),
                              fmt::format("on('{}')", event)),
            {}};
    };
    model::Agreement made;
    made.name = "a";
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
        model::ClockDefinition& clock = made.clocks.emplace_back();
        clock.name = fmt::format("c{}", i);
        clock.start = asked();
        clock.stop = asked();
        clock.pauses.push_back({asked(), "waits", {}});
    }
    return made;
}

/// The code and what it is about: of endless loops only that there are some, since the values that are tried
/// depend on all guards.
std::set<std::string> findings(const model::Workflow& workflow, const model::Agreement& asks) {
    model::Pack pack;
    pack.name = "p";
    pack.workflows.push_back(workflow);
    pack.agreements.push_back(asks);
    std::set<std::string> found;
    for (const Diagnostic& each : validation::validate(pack, nullptr)) {
        const bool endless = each.code.text() == "validation.endless_loop";
        found.insert(fmt::format("{} {}", each.code.text(), endless ? "" : each.message));
    }
    return found;
}

struct Beside {
    int broken = 0, found = 0;
};

/// What is told of a workflow after a mistake was told before it, but for the mistake, which has one of these
/// codes.
template <typename Break>
void check_beside(Beside& seen, std::initializer_list<std::string_view> codes, Break make_mistake) {
    model::Workflow workflow = test::random_workflow();
    const model::Agreement asks = random_agreement();
    for (const char* never : {"false", "true", "ticket.x > 1 && ticket.x < 1"})
        workflow.root.handlers.push_back(test::on("e1", {test::to({}, never)}));
    const auto before = findings(workflow, asks);
    make_mistake(workflow.root);
    ++seen.broken;
    for (const std::string& each : findings(workflow, asks)) {
        RC_LOG() << each << "\n";
        const bool is_the_mistake =
            std::ranges::any_of(codes, [&](std::string_view code) { return each.starts_with(code); });
        seen.found += !is_the_mistake;
        RC_ASSERT(is_the_mistake || before.contains(each));
    }
}

void break_expression(model::State& top) {
    std::vector<model::Source*> sources;
    collect(top, sources);
    model::Source& broken = **rc::gen::elementOf(sources);
    RC_LOG() << "instead of " << broken.text << "\n";
    broken.text = "ticket.nope";
}

void break_name(model::State& top) {
    std::vector<model::Word*> words;
    collect(top, words);
    model::Word& broken = **rc::gen::elementOf(words);
    RC_LOG() << "instead of " << broken.text << "\n";
    broken.text = "nowhere";
}

void collect_simple(model::State& state, std::vector<model::State*>& found) {
    if (state.kind == model::StateKind::atomic) found.push_back(&state);
    for (model::State& child : state.states) collect_simple(child, found);
}

void break_shape(model::State& top) {
    std::vector<model::State*> simple;
    collect_simple(top, simple);
    RC_PRE(!simple.empty());
    model::State& broken = **rc::gen::elementOf(simple);
    broken.initial = test::to({broken.name});
}

}  // namespace

TEST_CASE("beside what cannot be compiled only that is told which would be told whatever it said") {
    Beside seen;
    CHECK(rc::check([&] { check_beside(seen, {"expression.no_such_field"}, break_expression); }));
    MESSAGE(fmt::format("{} broken, {} findings beside", seen.broken, seen.found));
    CHECK(seen.found > seen.broken);
}

TEST_CASE("beside a name of no state or event only that is told which would be told whatever it were") {
    Beside seen;
    CHECK(rc::check([&] { check_beside(seen, {"chart.unknown_state", "chart.unknown_event"}, break_name); }));
    MESSAGE(fmt::format("{} broken, {} findings beside", seen.broken, seen.found));
    CHECK(seen.found > seen.broken);
}

TEST_CASE("beside a state that has what it cannot have only that is told which would be told without it") {
    Beside seen;
    CHECK(rc::check([&] { check_beside(seen, {"chart.not_allowed"}, break_shape); }));
    MESSAGE(fmt::format("{} broken, {} findings beside", seen.broken, seen.found));
    CHECK(seen.found > seen.broken);
}
