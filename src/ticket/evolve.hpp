// One event applied to a ticket: shared by evolve() and by decide(), which sees each fact as soon as it is
// made.
#pragma once

#include <itr/ticket.hpp>

namespace itr::ticket {

/// Whether the link tells which ticket is this one's parent.
[[nodiscard]] inline bool names_parent(const event::Linked& fact) {
    return fact.relation == command::child_of && !fact.incoming;
}

/// A fact of a known kind changes the ticket.
struct Applying {
    Ticket& ticket;
    const Flow& flow;
    Instant at;

    void operator()(const event::Opened& e) const;
    void operator()(const event::DataSet& e) const { ticket.data[e.field] = e.value; }
    void operator()(const event::Moved& e) const;
    void operator()(const event::Assigned& e) const;
    void operator()(const event::Commented& e) const { ticket.comments = e.number; }
    void operator()(const event::Linked& e) const;
    void operator()(const event::Attached&) const {}
    void operator()(const event::ClockChanged& e) const;
    void operator()(const event::TimerSet& e) const;
    void operator()(const event::TimerCleared& e) const;
    void operator()(const event::EffectRequested& e) const { ticket.effects = e.number; }
    void operator()(const event::LadderRaised& e) const;
    void operator()(const event::LadderAcknowledged& e) const;
    void operator()(const event::Failed&) const {}
    void operator()(const event::Erased& e) const;
    void operator()(const event::Adopted& e) const { ticket.pack = e.to; }
};

void apply(Ticket& ticket, const Flow& flow, const Event& event, Instant at);

/// What a commit changes beside its facts.
void conclude(Ticket& ticket, const Commit& commit);

}  // namespace itr::ticket
