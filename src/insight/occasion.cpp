#include "insight/occasion.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "ticket/frame.hpp"

namespace itr::insight {
namespace {

clock::ClockIndex clock_of(const clock::Event& event) {
    return std::visit([](const auto& e) { return e.clock; }, event);
}

bool is_end(const clock::Event& event) {
    return std::holds_alternative<clock::Cancelled>(event) || std::holds_alternative<clock::Stopped>(event);
}

}  // namespace

bool is_on_clock(Cause cause) {
    switch (cause) {
        case Cause::pause_clock:
        case Cause::resume_clock:
        case Cause::extend_clock:
        case Cause::pin_clock:
        case Cause::promise_clock:
        case Cause::waive_clock:
        case Cause::correct_clock:
        case Cause::cancel_clock: return true;
        default: return false;
    }
}

const clock::Definition& Occasion::definition() const {
    return flow().plan->clocks()[clock_of(change().change)];
}

const clock::Event* Occasion::neighbour(std::uint32_t position) const {
    if (position < step_.events.begin || position >= step_.events.end) return nullptr;
    const auto* changed = std::get_if<event::ClockChanged>(&commit_.events[position]);
    const bool same = changed != nullptr && clock_of(changed->change) == clock_of(change().change);
    return same ? &changed->change : nullptr;
}

bool Occasion::is_due() const { return step_.cause == Cause::due && position_ == step_.events.begin; }

/// Conditions have no reason; only commands, new versions and merges do.
bool Occasion::is_merge() const {
    return !is_command() && step_.cause != Cause::adopt && !change().reason.empty();
}

bool Occasion::is_reset() const {
    const clock::Event* next = neighbour(position_ + 1);
    return next != nullptr && std::holds_alternative<clock::Started>(*next);
}

bool Occasion::is_succession() const {
    const auto clocks = flow().plan->clocks();
    const clock::ClockIndex mine = clock_of(change().change);
    for (std::uint32_t i = step_.events.begin; i < step_.events.end; ++i) {
        const auto* changed = std::get_if<event::ClockChanged>(&commit_.events[i]);
        if (changed == nullptr || !is_end(changed->change)) continue;
        const clock::ClockIndex other = clock_of(changed->change);
        if (other != mine && clocks[other].name == clocks[mine].name) return true;
    }
    return false;
}

std::string Occasion::fields_with(model::Retarget policy) const {
    std::string names;
    const auto& named = definition().retarget_by_field;
    for (const auto& [field, before] : former_) {
        const bool has_policy = std::ranges::find(named, std::pair(field, policy)) != named.end();
        if (!has_policy || before == ticket_.data[field]) continue;
        names += (names.empty() ? "" : ", ") + flow().chart->fields()[field].name;
    }
    return names;
}

Instant Occasion::date_of(const expression::Expression& expression) const {
    ticket::Draft draft;
    draft.begin(ticket_);
    const ticket::EventInHand in_hand{
        step_.event, std::span(commit_.data).subspan(step_.data.begin, step_.data.end - step_.data.begin)};
    ticket::TicketFrame frame;
    frame.bind(flow(), draft, commit_.actor, step_.at);
    frame.set_event(&in_hand);
    const auto value = expression.evaluate(frame);
    return value && value->is(Kind::timestamp) ? to_instant(value->as_timestamp()) : never;
}

}  // namespace itr::insight
