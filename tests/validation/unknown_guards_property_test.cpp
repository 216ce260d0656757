// A guard or action that cannot be compiled may do anything: what is told beside it would be told of whatever
// was meant.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

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

/// The code and what it is about: of endless loops only that there are some, since the values that are tried
/// depend on all guards.
std::set<std::string> findings(const model::Workflow& workflow) {
    model::Pack pack;
    pack.name = "p";
    pack.workflows.push_back(workflow);
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

void check_broken(Beside& seen) {
    model::Workflow workflow = test::random_workflow();
    for (const char* never : {"false", "true", "ticket.x > 1 && ticket.x < 1"})
        workflow.root.handlers.push_back(test::on("e1", {test::to({}, never)}));
    const auto before = findings(workflow);
    std::vector<model::Source*> sources;
    collect(workflow.root, sources);
    model::Source& broken = **rc::gen::elementOf(sources);
    RC_LOG() << "instead of " << broken.text << "\n";
    broken.text = "ticket.nope";
    ++seen.broken;
    for (const std::string& each : findings(workflow)) {
        RC_LOG() << each << "\n";
        const bool is_the_mistake = each.starts_with("expression.no_such_field");
        seen.found += !is_the_mistake;
        RC_ASSERT(is_the_mistake || before.contains(each));
    }
}

}  // namespace

TEST_CASE("beside what cannot be compiled only that is told which would be told whatever it said") {
    Beside seen;
    CHECK(rc::check([&] { check_broken(seen); }));
    MESSAGE(fmt::format("{} broken, {} findings beside", seen.broken, seen.found));
    CHECK(seen.found > seen.broken);
}
