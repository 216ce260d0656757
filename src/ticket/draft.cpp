#include "ticket/draft.hpp"

namespace itr::ticket {

void Draft::begin(const Ticket& base) {
    base_ = terms_ = origin_ = assignment_ = place_ = clocks_ = timers_ = ladders_ = links_ = &base;
    own_.last_at = base.last_at;
    own_.comments = base.comments;
    own_.effects = base.effects;
    const std::size_t fields = base.data.size();
    own_fields_.assign(fields, false);
    if (own_.data.size() < fields) own_.data.resize(fields);
}

void Draft::apply(const Event& event, const Flow& flow, Instant at) {
    std::visit([&](const auto& fact) { apply(fact, flow, at); }, event);
}

void Draft::own(const event::Opened&) { own_origin(); }

void Draft::own(const event::Moved&) {
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

void Draft::own(const event::ClockChanged&) {
    if (clocks_ == &own_) return;
    own_.clocks = base_->clocks;
    clocks_ = &own_;
}

/// Which field, the fact tells by name.
void Draft::own(const event::Erased&) {
    for (std::size_t f = 0; f < own_fields_.size(); ++f) {
        if (!own_fields_[f]) own_.data[f] = base_->data[f];
        own_fields_[f] = true;
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
