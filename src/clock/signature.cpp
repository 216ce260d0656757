#include "clock/signature.hpp"

namespace itr::clock {
namespace {

namespace slot = chart::slot;
namespace function = chart::function;
constexpr std::uint64_t anything = ~std::uint64_t{0};

void add_slot(Signature& signature, std::uint32_t number) {
    if (number >= slot::before_builtin && number < slot::event) {
        signature.add_builtin(number - slot::before_builtin);
    } else if (number >= slot::before && number < slot::before_builtin) {
        signature.add_field(static_cast<chart::FieldIndex>(number - slot::before));
    } else if (number >= slot::data && number < slot::before) {
        signature.add_field(static_cast<chart::FieldIndex>(number - slot::data));
    } else if (number >= slot::ticket_id && number < slot::builtin_count) {
        signature.add_builtin(number);
    } else {
        // The actor and the event's data are new with every event.
        signature = {anything, anything, anything};
    }
}

void add_call(const Plan& plan, Signature& signature, std::uint32_t called, std::uint32_t argument) {
    switch (called) {
        case function::in_state:
        case function::was_in:
        case function::entered:
        case function::left: return signature.add_state(static_cast<chart::StateIndex>(argument));
        case function::on: return signature.add_event(static_cast<chart::EventIndex>(argument));
        case function::changed: return signature.add_field(static_cast<chart::FieldIndex>(argument));
        case function::tagged:
            for (const chart::StateIndex state : plan.tagged(argument)) signature.add_state(state);
            return;
        default: signature = {anything, anything, anything};
    }
}

void add(const Plan& plan, Signature& signature, const std::optional<expression::Expression>& expression) {
    if (!expression) return;
    for (const std::uint32_t number : expression->slots()) add_slot(signature, number);
    for (const auto& [called, argument] : expression->calls()) add_call(plan, signature, called, argument);
}

void add_zone(const Plan& plan, Signature& signature, std::uint16_t calendar) {
    if (const LocatedCalendar* located = plan.located(calendar)) add_slot(signature, located->slot);
}

}  // namespace

void merge(Signature& into, const Signature& other) noexcept {
    into.states |= other.states;
    into.events |= other.events;
    into.fields |= other.fields;
}

void sign(const Plan& plan, Definition& definition) {
    for (const auto* one :
         {&definition.start, &definition.resume, &definition.stop, &definition.cancel, &definition.reset}) {
        add(plan, definition.touches, *one);
    }
    for (const Pause& pause : definition.pauses) {
        add(plan, definition.touches, pause.when);
        add(plan, definition.touches, pause.until);
    }
    add(plan, definition.goal_reads, definition.applies);
    add_zone(plan, definition.goal_reads, definition.calendar);
    for (const Goal& goal : definition.goals) {
        add_zone(plan, definition.goal_reads, goal.calendar);
        add(plan, definition.goal_reads, goal.when);
        const bool date = goal.target && goal.target->kind == calendar::Target::Kind::date;
        if (date) add_slot(definition.goal_reads, goal.reference);
    }
}

}  // namespace itr::clock
