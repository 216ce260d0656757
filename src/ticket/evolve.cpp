// The only code that changes a ticket. No calendars, no expressions: events carry results.
#include <algorithm>
#include <itr/ticket.hpp>

#include "chart/index.hpp"
#include "ticket/climbs.hpp"
#include "ticket/evolve.hpp"
#include "ticket/moves.hpp"

namespace itr {
namespace ticket {
void Applying::operator()(const event::Opened& e) const {
    ticket.number = e.number;
    ticket.party = e.party;
    ticket.parent = e.parent;
    ticket.opened_at = at;
}

void Applying::operator()(const event::Moved& moved) const {
    const chart::Chart& chart = *flow.chart;
    const auto states = chart.states();
    chart::Configuration& now = ticket.configuration;
    move(chart, now, moved);
    for (const chart::StateIndex entered : moved.entered)
        if (chart::ends_ticket(states[entered])) now.done = true;
    const bool closed =
        now.done || (flow.closed_tag != chart::none && chart::is_tagged(chart, now, flow.closed_tag));
    if (!closed) {
        ticket.closed_at = never;
    } else if (ticket.closed_at == never) {
        ticket.closed_at = at;
        // What ladders were still to call, they would call about a ticket that is over.
        for (LadderState& ladder : ticket.ladders) ladder.repeat_at = ladder.raise_at = never;
    }
}

void Applying::operator()(const event::Assigned& e) const {
    ticket.owner = e.owner;
    ticket.team = e.team;
    ticket.line = e.line;
}

void Applying::operator()(const event::Linked& e) const {
    ticket.links.push_back({e.to, e.relation, e.incoming});
    if (names_parent(e)) ticket.parent = Value(e.to);
}

void Applying::operator()(const event::ClockChanged& e) const {
    clock::evolve(ticket.clocks, e.change);
    if (!ticket.ladders.empty()) follow_clock(ticket.ladders, ticket.clocks, e.change);
}

void Applying::operator()(const event::TimerSet& e) const {
    ticket.timers.push_back({e.due, e.timer, e.event, e.id, e.data});
}

void Applying::operator()(const event::TimerCleared& e) const {
    if (e.position < ticket.timers.size()) ticket.timers.erase(ticket.timers.begin() + e.position);
}

void Applying::operator()(const event::LadderRaised& e) const {
    auto* known = find_climb(ticket.ladders, e.ladder, e.clock);
    if (known == nullptr)
        known = &ticket.ladders.push_back(LadderState{.ladder = e.ladder, .clock = e.clock});
    if (e.repeat == 0) known->acknowledged = false;
    known->cycle = e.cycle;
    known->level = e.level;
    known->repeat = e.repeat;
    known->repeat_at = e.repeat_at;
    known->raise_at = e.raise_at;
}

void Applying::operator()(const event::LadderAcknowledged& e) const {
    auto* known = find_climb(ticket.ladders, e.ladder, e.clock);
    // Journals once told the ladder alone, when it climbed for one clock at a time.
    if (known == nullptr && e.clock == clock::none)
        known = std::ranges::find(ticket.ladders, e.ladder, &LadderState::ladder);
    if (known == nullptr || known == ticket.ladders.end()) return;
    known->acknowledged = true;
    known->repeat_at = e.repeat_at;
    known->raise_at = e.raise_at;
}

void Applying::operator()(const event::Erased& e) const {
    constexpr std::string_view prefix = "data.";
    if (!e.slot.starts_with(prefix)) return;
    const auto field = flow.chart->field(std::string_view(e.slot).substr(prefix.size()));
    if (field != chart::none) ticket.data[field] = Value();
}

void apply(Ticket& t, const Flow& flow, const Event& event, Instant at) {
    std::visit(Applying{t, flow, at}, event);
}

namespace {

/// That a ticket was opened under a key is known for good, and so is what its command said.
const Remembered* oldest_but_opening(const SlimVector<Remembered>& remembered) {
    return remembered.begin() + (remembered.front().version == 1 ? 1 : 0);
}

}  // namespace

void conclude(Ticket& t, const Commit& commit) {
    ++t.version;
    t.next_due = commit.next_due;
    if (commit.idempotency_key.empty()) return;
    if (t.remembered.size() >= remembered_commands) t.remembered.erase(oldest_but_opening(t.remembered));
    t.remembered.push_back({commit.idempotency_key, commit.payload_hash, t.version});
}

}  // namespace ticket

void evolve(Ticket& t, const Commit& commit) {
    for (const Step& step : commit.steps) {
        t.last_at = step.at;
        for (std::uint32_t i = step.events.begin; i < step.events.end; ++i)
            ticket::apply(t, t.workflow(), commit.events[i], step.at);
    }
    ticket::conclude(t, commit);
}

Ticket blank_ticket(std::shared_ptr<const Pack> pack, FlowIndex flow, TenantId tenant, TicketId id) {
    Ticket t;
    t.data.resize(pack->flows()[flow].chart->fields().size());
    t.pack = std::move(pack);
    t.flow = flow;
    t.tenant = std::move(tenant);
    t.id = std::move(id);
    return t;
}

bool is_open(const Ticket& ticket) noexcept { return ticket.closed_at == never; }

void Commit::clear() noexcept {
    version = 0;
    next_due = never;
    happened_at.reset();
    idempotency_key.clear();
    payload_hash.clear();
    steps.clear();
    events.clear();
    data.clear();
}

}  // namespace itr
