#include "scenario/names.hpp"

namespace itr::scenario {
namespace {

/// "a.b.c" is known as "a.b.c", "b.c" and "c".
void add_state(Names::Set& states, std::string_view id) {
    for (;;) {
        states.emplace(id);
        const auto dot = id.find('.');
        if (dot == std::string_view::npos) return;
        id.remove_prefix(dot + 1);
    }
}

void add_flow(Names& names, const Flow& flow) {
    names.workflows.insert(flow.chart->workflow().name);
    for (const chart::EventInfo& event : flow.chart->events()) names.events.insert(event.name);
    for (const chart::State& state : flow.chart->states()) add_state(names.states, state.id);
    for (const model::Field& field : flow.chart->fields()) names.fields.insert(field.name);
    if (!flow.plan) return;
    for (const clock::Definition& clock : flow.plan->clocks()) {
        names.clocks.insert(clock.name);
        names.clocks.insert(clock.key);
    }
}

}  // namespace

Names::Names(const Pack& pack) {
    roles.insert("system");
    for (const model::Role& role : pack.model().roles) {
        roles.insert(role.name);
        if (role.customer) customers.insert(role.name);
    }
    for (const model::Ladder& ladder : pack.model().ladders) ladders.insert(ladder.name);
    for (const Flow& flow : pack.flows()) add_flow(*this, flow);
}

}  // namespace itr::scenario
