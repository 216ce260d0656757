// Which steps an event from outside can make, against random charts that run.
#include "structure/steps.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "chart/random_workflow.hpp"
#include "chart/run.hpp"

using namespace itr;

namespace {

/// The same without regions side by side.
void put_in_sequence(model::State& state) {
    if (state.kind == model::StateKind::parallel) state.kind = model::StateKind::compound;
    for (model::Handler& handler : state.handlers)
        for (model::Transition& transition : handler.transitions)
            if (transition.to.size() > 1) transition.to.resize(1);
    for (model::State& child : state.states) put_in_sequence(child);
}

/// Declared events that no action raises.
structure::RefusedElsewhere never_raised(const chart::Chart& chart) {
    structure::RefusedElsewhere events;
    for (const std::string& name : test::random_events()) {
        const chart::EventIndex event = chart.event(name);
        const auto raises = [&](const chart::Action& action) { return action.event == event; };
        if (std::ranges::none_of(chart.actions(), raises)) events.push_back(event);
    }
    return events;
}

chart::StateIndex leaf_of(const chart::Chart& chart, const test::Run& run) {
    const auto active = run.active();
    return active.empty() ? chart::none : chart.state(active.front());
}

}  // namespace

TEST_CASE("no step that a chart makes is taken for impossible, and many that it cannot make are") {
    std::size_t made = 0, excluded = 0, asked = 0;
    CHECK(rc::check([&] {
        model::Workflow workflow = test::random_workflow();
        put_in_sequence(workflow.root);
        Diagnostics diagnostics;
        const auto chart = chart::Chart::lower(workflow, {}, diagnostics);
        if (!chart) return;
        const structure::Steps steps(*chart, never_raised(*chart));
        test::Run run(chart);
        bool goes_on = run.start().has_value() && !run.configuration().done;
        for (int n = 0; goes_on && n < 12; ++n) {
            const std::string name = *rc::gen::elementOf(test::random_events());
            const chart::StateIndex before = leaf_of(*chart, run);
            const auto taken = run.send(name);
            goes_on = taken.has_value() && !run.configuration().done;
            const chart::EventIndex event = chart->event(name);
            if (!goes_on || *taken != chart::Taken::yes || !steps.knows(event)) continue;
            ++made;
            RC_LOG() << name << " from " << chart->states()[before].id << "\n";
            const chart::StateIndex after = leaf_of(*chart, run);
            RC_ASSERT(steps.may_be({before, after, event, false}));
            RC_ASSERT(steps.may_be({chart::none, after, event, false}));
            for (chart::StateIndex other = 1; other < chart->states().size(); ++other) {
                ++asked;
                if (!steps.may_be({before, other, event, false})) ++excluded;
            }
        }
    }));
    MESSAGE("steps: ", made, ", excluded: ", excluded, " of ", asked);
    CHECK(made > 50);
    CHECK(excluded * 4 > asked);
}
