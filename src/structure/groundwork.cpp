#include "structure/groundwork.hpp"

#include <algorithm>

#include "structure/truth.hpp"

namespace itr::structure {
namespace {

std::optional<Term> term_of_condition(const std::optional<expression::Expression>& condition) {
    if (!condition) return std::nullopt;
    return term_of(condition->source());
}

/// Whether a stop, or one of several, holds when a state is left.
bool stops_on_leaving(const Term& stop, const chart::Chart& chart, chart::StateIndex state) {
    const chart::StateIndex parent = chart.states()[state].parent;
    const Situation leaves{state, parent == chart::none ? chart::none : parent, chart::none, true};
    return std::ranges::any_of(stop.disjuncts(), [&](const Term* part) {
        const bool negative = part->of == Term::Of::negation;
        const Term& asked = negative ? part->parts.front() : *part;
        if (asked.of != Term::Of::call) return false;
        const bool about = asked.function == "tagged" || chart.state(asked.argument) == state;
        return about && (negative || asked.function == "left") && truth(*part, chart, leaves) != Truth::no;
    });
}

std::vector<Place> places_of(const chart::Chart& chart, const clock::Definition& definition) {
    std::vector<Place> places;
    const auto stop = term_of_condition(definition.stop);
    for (const chart::StateIndex state : states_named_by_start(chart, definition))
        places.push_back({state, stop && stops_on_leaving(*stop, chart, state)});
    return places;
}

}  // namespace

std::vector<chart::StateIndex> states_named_by_start(const chart::Chart& chart,
                                                     const clock::Definition& definition) {
    std::vector<chart::StateIndex> states;
    // Without a start of its own a clock that stops when a state is left measures the stay in that state.
    const auto start = term_of_condition(definition.start);
    for (const Term* part : start ? start->conjuncts() : std::vector<const Term*>()) {
        if (part->function == "inState" || part->function == "entered") {
            if (const auto state = chart.state(part->argument); state != chart::none) states.push_back(state);
        } else if (part->function == "tagged") {
            const auto tag = chart.tag(part->argument);
            if (tag == chart::none) continue;
            const auto tagged = chart.tagged(tag);
            states.insert(states.end(), tagged.begin(), tagged.end());
        }
    }
    return states;
}

Groundwork::Groundwork(const chart::Chart& chart, const clock::Plan& plan, const Options& options)
    : chart_(chart), plan_(plan), measures_(horizon_of(plan.calendars(), options)) {
    places_.reserve(plan.clocks().size());
    rows_.reserve(plan.clocks().size());
    for (const clock::Definition& definition : plan.clocks()) {
        const bool inner = !definition.retired && definition.agreement->kind != model::AgreementKind::sla;
        for (auto& rows = rows_.emplace_back(); const clock::Goal& goal : definition.goals)
            rows.push_back(term_of_condition(goal.when));
        places_.push_back(inner ? places_of(chart, definition) : std::vector<Place>());
    }
}

}  // namespace itr::structure
