#include "ticket/frame.hpp"

#include <algorithm>
#include <utility>

#include "base/bytes.hpp"
#include "ticket/clocks.hpp"

namespace itr::ticket {
namespace {

namespace slot = chart::slot;
namespace function = chart::function;

const Value nothing;

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value clock_property(const clock::Plan& plan, const clock::State& clock, std::uint32_t property,
                     Instant now) {
    switch (property) {
        case slot::clock_running: return Value(clock.phase == clock::Phase::running);
        case slot::clock_paused: return Value(clock.phase == clock::Phase::paused);
        case slot::clock_breached: return Value(clock.breached);
        case slot::clock_elapsed: return Value::duration(clock::elapsed(plan, clock, now));
        case slot::clock_remaining: {
            const auto rest = clock::remaining(plan, clock, now);
            return rest ? Value::duration(*rest) : Value();
        }
        case slot::clock_origin: return Value::instant(clock.origin);
        default: return clock.due == never ? Value() : Value::instant(clock.due);
    }
}

}  // namespace

void Before::begin(const Ticket* whole) noexcept {
    whole_ = whole;
    fields_.clear();
    processed.clear();
    assigned_ = false;
    moved_ = false;
    parented_ = false;
}

void Before::keep_part(chart::FieldIndex field, const Value& value) {
    if (of(field) == nullptr) fields_.emplace_back(field, value);
}

void Before::keep_assignment(const Draft& ticket) {
    if (whole_ != nullptr || std::exchange(assigned_, true)) return;
    owner_ = ticket.owner();
    team_ = ticket.team();
    line_ = ticket.line();
}

void Before::keep_part(const chart::Configuration& configuration) {
    if (!std::exchange(moved_, true)) configuration_ = configuration;
}

void Before::keep_parent(const Draft& ticket) {
    if (whole_ == nullptr && !std::exchange(parented_, true)) parent_ = ticket.parent();
}

const Value& Before::part(Value Ticket::*member, bool kept, const Value& was,
                          const Value& now) const noexcept {
    if (whole_ != nullptr) return whole_->*member;
    return kept ? was : now;
}

const Value& Before::owner(const Draft& now) const noexcept {
    return part(&Ticket::owner, assigned_, owner_, now.owner());
}
const Value& Before::team(const Draft& now) const noexcept {
    return part(&Ticket::team, assigned_, team_, now.team());
}
const Value& Before::line(const Draft& now) const noexcept {
    return part(&Ticket::line, assigned_, line_, now.line());
}
const Value& Before::parent(const Draft& now) const noexcept {
    return part(&Ticket::parent, parented_, parent_, now.parent());
}

const chart::Configuration& Before::configuration(const Draft& now) const noexcept {
    if (whole_ != nullptr) return whole_->configuration;
    return moved_ ? configuration_ : now.configuration();
}

const Value* Before::of(chart::FieldIndex field) const noexcept {
    if (whole_ != nullptr) return &whole_->data[field];
    for (const auto& [index, value] : fields_)
        if (index == field) return &value;
    return nullptr;
}

void TicketFrame::bind(const Flow& flow, const Draft& ticket, const Actor& actor, Instant now) noexcept {
    flow_ = &flow;
    ticket_ = &ticket;
    actor_ = &actor;
    event_ = nullptr;
    before_ = nullptr;
    now_ = now;
    filled_ = 0;
    forget_clocks();
}

void TicketFrame::set_event(const EventInHand* event) noexcept {
    event_ = event;
    forget_clocks();  // no evaluation is under way between two events
    filled_ &= ~((1U << slot::event_name) | (1U << slot::event_data));
}

void TicketFrame::set_now(Instant now) noexcept {
    now_ = now;
    filled_ &= ~(1U << slot::now);
}

const Value& TicketFrame::slot(std::uint32_t s) const noexcept {
    // The ticket's data before all others: they are asked for most.
    if (s - slot::data < slot::before - slot::data) return ticket_->field(s - slot::data);
    if (s >= slot::clock) return clock_value(s - slot::clock);
    if (s >= slot::event) return event_value(s - slot::event);
    if (s >= slot::before) return before_value(s);
    return builtin(s);
}

const Value& TicketFrame::builtin(std::uint32_t s) const {
    switch (s) {
        case slot::ticket_owner: return ticket_->owner();
        case slot::ticket_team: return ticket_->team();
        case slot::ticket_line: return ticket_->line();
        case slot::ticket_party: return ticket_->party();
        case slot::ticket_parent: return ticket_->parent();
        default: break;
    }
    if ((filled_ >> s & 1U) == 0) {
        builtin_[s] = compute_builtin(s);
        filled_ |= 1U << s;
    }
    return builtin_[s];
}

Value TicketFrame::compute_builtin(std::uint32_t s) const {
    switch (s) {
        case slot::now: return Value::instant(now_);
        case slot::actor_id: return Value(actor_->id);
        case slot::actor_roles: {
            std::vector<Value> roles(actor_->roles.begin(), actor_->roles.end());
            return Value::list(std::move(roles));
        }
        case slot::actor_party: return text_or_null(actor_->party);
        case slot::event_name:
            return event_ == nullptr || event_->event == chart::none
                       ? Value("")
                       : Value(flow_->chart->events()[event_->event].name);
        case slot::event_data: {
            std::vector<Value::Entry> entries{{Value("name"), builtin(slot::event_name)}};
            if (event_ != nullptr)
                for (const auto& [name, value] : event_->data) entries.push_back({Value(name), value});
            return Value::map(std::move(entries));
        }
        case slot::ticket_id: return Value(ticket_->id().text());
        case slot::ticket_number: return Value(ticket_->number());
        case slot::ticket_workflow: return Value(flow_->chart->workflow().name);
        case slot::ticket_opened_at: return Value::instant(ticket_->opened_at());
        default: return {};
    }
}

const Value& TicketFrame::event_value(std::uint32_t position) const noexcept {
    if (event_ == nullptr || event_->event == chart::none) return nothing;
    const model::EventType* type = flow_->chart->events()[event_->event].type;
    if (type == nullptr || position >= type->data.size()) return nothing;
    const std::string& name = type->data[position].name;
    for (const auto& [given, value] : event_->data)
        if (bytes::same(given, name)) return value;
    return nothing;
}

const Value& TicketFrame::before_value(std::uint32_t s) const noexcept {
    if (s >= slot::before_builtin) {
        switch (s - slot::before_builtin) {
            case slot::ticket_owner: return before_ != nullptr ? before_->owner(*ticket_) : ticket_->owner();
            case slot::ticket_team: return before_ != nullptr ? before_->team(*ticket_) : ticket_->team();
            case slot::ticket_line: return before_ != nullptr ? before_->line(*ticket_) : ticket_->line();
            case slot::ticket_parent:
                return before_ != nullptr ? before_->parent(*ticket_) : ticket_->parent();
            default: return builtin(s - slot::before_builtin);
        }
    }
    const auto field = static_cast<chart::FieldIndex>(s - slot::before);
    const Value* old = before_ != nullptr ? before_->of(field) : nullptr;
    return old != nullptr ? *old : ticket_->field(field);
}

const Value& TicketFrame::clock_value(std::uint32_t index) const {
    const std::string& name = flow_->chart->clocks()[index / slot::clock_properties];
    const clock::State* clock = find_clock(*flow_->plan, ticket_->clocks(), name);
    if (clock == nullptr) return nothing;
    return clock_values_.emplace_back(
        clock_property(*flow_->plan, *clock, index % slot::clock_properties, now_));
}

bool TicketFrame::was_processed(std::uint32_t event) const noexcept {
    return before_ != nullptr && std::ranges::find(before_->processed, event) != before_->processed.end();
}

bool TicketFrame::has_changed(std::uint32_t field) const noexcept {
    const Value* old = before_ != nullptr ? before_->of(static_cast<chart::FieldIndex>(field)) : nullptr;
    return old != nullptr && !(*old == ticket_->field(field));
}

bool TicketFrame::is_active(std::uint32_t state) const noexcept {
    const auto index = static_cast<chart::StateIndex>(state);
    return running_ != nullptr ? running_->active(index)
                               : chart::is_active(*flow_->chart, ticket_->configuration(), index);
}

bool TicketFrame::is_tagged(std::uint32_t tag) const noexcept {
    const auto index = static_cast<std::uint16_t>(tag);
    if (running_ == nullptr) return chart::is_tagged(*flow_->chart, ticket_->configuration(), index);
    return std::ranges::any_of(flow_->chart->tagged(index),
                               [&](chart::StateIndex s) { return running_->active(s); });
}

Value TicketFrame::call(std::uint32_t called, std::uint32_t argument) const {
    const auto was = [&] {
        return before_ != nullptr && chart::is_active(*flow_->chart, before_->configuration(*ticket_),
                                                      static_cast<chart::StateIndex>(argument));
    };
    switch (called) {
        case function::in_state: return Value(is_active(argument));
        case function::was_in: return Value(was());
        case function::on: return Value(was_processed(argument));
        case function::tagged: return Value(is_tagged(argument));
        case function::entered: return Value(is_active(argument) && !was());
        case function::left: return Value(!is_active(argument) && was());
        case function::changed: return Value(has_changed(argument));
        default: return Value(false);
    }
}

}  // namespace itr::ticket
