#include "clock/views.hpp"

#include <algorithm>

namespace itr::clock {
namespace {

namespace slot = chart::slot;
namespace function = chart::function;

bool is_moment(std::uint32_t called) {
    return called == function::on || called == function::entered || called == function::left ||
           called == function::changed;
}

/// Only what an event can change has a former value; the rest of a ticket is what it was.
bool has_former(std::uint32_t number) {
    return number == slot::ticket_owner || number == slot::ticket_team || number == slot::ticket_line ||
           number == slot::ticket_party || number == slot::ticket_parent;
}

}  // namespace

const Value& Earlier::slot(std::uint32_t number) const noexcept {
    if (number >= slot::data && number < slot::before) return frame_.slot(number - slot::data + slot::before);
    if (has_former(number)) return frame_.slot(slot::before_builtin + number);
    const bool of_event = number == slot::event_name || number == slot::event_data || number >= slot::event;
    return of_event ? nothing_ : frame_.slot(number);
}

Value Earlier::call(std::uint32_t called, std::uint32_t argument) const {
    if (is_moment(called)) return Value(false);
    if (called == function::in_state) return frame_.call(function::was_in, argument);
    if (called != function::tagged) return frame_.call(called, argument);
    const auto states = plan_.tagged(argument);
    return Value(std::any_of(states.begin(), states.end(), [&](chart::StateIndex state) {
        return frame_.call(function::was_in, state).as_bool();
    }));
}

Value Steady::call(std::uint32_t called, std::uint32_t argument) const {
    return is_moment(called) ? Value(false) : frame_.call(called, argument);
}

}  // namespace itr::clock
