// The public face of the algorithm.
#include <itr/chart.hpp>

#include "chart/machine.hpp"

namespace itr::chart {

Microstep& Trace::add() {
    if (count == steps.size()) make_room();
    Microstep& step = steps[count++];
    step.event = none;
    step.taken.clear();
    step.exited.clear();
    step.entered.clear();
    return step;
}

void Trace::make_room() { steps.emplace_back(); }

Status start(const Chart& chart, Configuration& configuration, Host& host, Trace& trace) {
    configuration = {};
    Machine machine(chart, configuration, host, trace);
    machine.enter_initial();
    return machine.settle();
}

Result<Taken> step(const Chart& chart, Configuration& configuration, EventIndex event, Host& host,
                   Trace& trace) {
    trace.clear();
    if (configuration.done || event == none) return Taken::no_transition;
    Machine machine(chart, configuration, host, trace);
    const Taken taken = machine.select_external(event);
    if (taken != Taken::yes) return taken;
    machine.microstep(event);
    if (Status settled = machine.settle(); !settled) return fail(std::move(settled.error()));
    return Taken::yes;
}

Status settle(const Chart& chart, Configuration& configuration, Host& host, Trace& trace) {
    Machine machine(chart, configuration, host, trace);
    return machine.settle();
}

}  // namespace itr::chart
