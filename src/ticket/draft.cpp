#include "ticket/draft.hpp"

#include <bit>

namespace itr::ticket {

void Draft::begin(const Ticket& base) {
    base_ = terms_ = origin_ = assignment_ = place_ = clocks_ = timers_ = ladders_ = links_ = &base;
    own_.last_at = base.last_at;
    own_.comments = base.comments;
    own_.effects = base.effects;
    const std::size_t fields = base.data.size();
    if (own_fields_.size() != 1 || fields >= 64 || own_.data.size() < fields) return make_room(fields);
    own_fields_.front() = 0;  // as most workflows have it
}

void Draft::make_room(std::size_t fields) {
    own_fields_.assign(fields / 64 + 1, 0);
    if (own_.data.size() < fields) own_.data.resize(fields);
}

void Draft::apply(const Event& event, const Flow& flow, Instant at) {
    std::visit([&](const auto& fact) { apply(fact, flow, at); }, event);
}

void Draft::pass_to(Ticket& ticket) {
    ticket.last_at = own_.last_at;
    ticket.comments = own_.comments;
    ticket.effects = own_.effects;
    Value* const from = own_.data.data();
    Value* const to = ticket.data.data();
    for (std::size_t word = 0; word < own_fields_.size(); ++word)
        for (std::uint64_t bits = own_fields_[word]; bits != 0; bits &= bits - 1) {
            const std::size_t f = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
            to[f] = std::move(from[f]);
        }
    if (terms_ == &own_) ticket.pack = own_.pack;
    if (origin_ == &own_) {
        ticket.number = own_.number;
        ticket.party = own_.party;
        ticket.parent = own_.parent;
        ticket.opened_at = own_.opened_at;
    }
    if (assignment_ == &own_) {
        ticket.owner = own_.owner;
        ticket.team = own_.team;
        ticket.line = own_.line;
    }
    if (place_ == &own_) {
        ticket.configuration = own_.configuration;
        ticket.closed_at = own_.closed_at;
    }
    // Copied, since what has grown here may have more room than a ticket should keep.
    if (clocks_ == &own_) ticket.clocks = own_.clocks;
    if (timers_ == &own_) ticket.timers = own_.timers;
    if (ladders_ == &own_) ticket.ladders = own_.ladders;
    if (links_ == &own_) ticket.links = own_.links;
}

void Draft::own(const event::Opened&) { own_origin(); }

/// A move that closes the ticket ends its ladders.
void Draft::own(const event::Moved&) {
    if (!ladders_->ladders.empty()) own_ladders();
    if (place_ == &own_) return;
    own_.configuration = base_->configuration;
    own_.closed_at = base_->closed_at;
    place_ = &own_;
}

void Draft::own(const event::Linked&) {
    own_origin();  // it may tell the parent
    if (links_ == &own_) return;
    own_.links = base_->links;
    links_ = &own_;
}

/// What a clock comes to may end the climbs about it.
void Draft::own(const event::ClockChanged&) {
    if (!ladders_->ladders.empty()) own_ladders();
    if (clocks_ == &own_) return;
    own_.clocks = base_->clocks;
    clocks_ = &own_;
}

/// Which field, the fact tells by name.
void Draft::own(const event::Erased&) {
    for (std::size_t f = 0; f < base_->data.size(); ++f) {
        if (const Value& now = field(f); &now != &own_.data[f]) own_.data[f] = now;
        own_field(f);
    }
}

void Draft::own_origin() {
    if (origin_ == &own_) return;
    own_.number = base_->number;
    own_.party = base_->party;
    own_.parent = base_->parent;
    own_.opened_at = base_->opened_at;
    origin_ = &own_;
}

void Draft::own_timers() {
    if (timers_ == &own_) return;
    own_.timers = base_->timers;
    timers_ = &own_;
}

void Draft::own_ladders() {
    if (ladders_ == &own_) return;
    own_.ladders = base_->ladders;
    ladders_ = &own_;
}

}  // namespace itr::ticket
