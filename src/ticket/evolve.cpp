// The only code that changes a ticket. No calendars, no expressions: events carry results.
#include <algorithm>
#include <itr/ticket.hpp>

#include "ticket/evolve.hpp"

namespace itr {
namespace ticket {
namespace {

using chart::Configuration;
using chart::StateIndex;

bool is_atomic(const chart::State& state) {
    return state.kind == model::StateKind::atomic || state.kind == model::StateKind::final;
}

/// The states that a history state of `parent` will bring back, given what is active now.
std::vector<StateIndex> remembered_by(const chart::Chart& chart, const Configuration& now, StateIndex parent,
                                      bool deep) {
    std::vector<StateIndex> kept;
    if (deep) {
        for (const StateIndex leaf : now.atomic)
            if (leaf > parent && leaf < chart.states()[parent].end) kept.push_back(leaf);
    } else {
        for (const StateIndex child : chart.states()[parent].children)
            if (chart::is_active(chart, now, child)) kept.push_back(child);
    }
    return kept;
}

void record_history(const chart::Chart& chart, Configuration& now, StateIndex left) {
    for (const StateIndex history : chart.states()[left].histories) {
        const bool deep = chart.states()[history].kind == model::StateKind::deep_history;
        auto kept = remembered_by(chart, now, left, deep);
        const auto at = std::ranges::lower_bound(now.history, history, {},
                                                 &std::pair<StateIndex, std::vector<StateIndex>>::first);
        if (at != now.history.end() && at->first == history)
            at->second = std::move(kept);
        else
            now.history.insert(at, {history, std::move(kept)});
    }
}

void apply(Ticket& t, const Flow& flow, const event::Moved& moved, Instant at) {
    const chart::Chart& chart = *flow.chart;
    Configuration& now = t.configuration;
    for (const StateIndex left : moved.exited)
        if (!chart.states()[left].histories.empty()) record_history(chart, now, left);
    for (const StateIndex left : moved.exited)
        if (is_atomic(chart.states()[left])) std::erase(now.atomic, left);
    for (const StateIndex entered : moved.entered) {
        const chart::State& state = chart.states()[entered];
        if (!is_atomic(state)) continue;
        now.atomic.insert(std::ranges::lower_bound(now.atomic, entered), entered);
        if (state.kind == model::StateKind::final && state.parent == 0) now.done = true;
    }
    const bool closed =
        now.done || (flow.closed_tag != chart::none && chart::is_tagged(chart, now, flow.closed_tag));
    if (!closed)
        t.closed_at = never;
    else if (t.closed_at == never)
        t.closed_at = at;
}

void apply(Ticket& t, const event::LadderRaised& e) {
    auto at = std::ranges::find(t.ladders, e.ladder, &LadderState::ladder);
    if (at == t.ladders.end()) at = t.ladders.insert(t.ladders.end(), LadderState{.ladder = e.ladder});
    if (at->level != e.level) at->acknowledged = false;
    at->level = e.level;
    at->repeat = e.repeat;
    at->repeat_at = e.repeat_at;
    at->raise_at = e.raise_at;
}

void apply(Ticket& t, const event::LadderAcknowledged& e) {
    const auto at = std::ranges::find(t.ladders, e.ladder, &LadderState::ladder);
    if (at == t.ladders.end()) return;
    at->acknowledged = true;
    at->repeat_at = never;
    at->raise_at = never;
}

void apply(Ticket& t, const Flow& flow, const event::Erased& e) {
    constexpr std::string_view prefix = "data.";
    if (!e.slot.starts_with(prefix)) return;
    const auto field = flow.chart->field(std::string_view(e.slot).substr(prefix.size()));
    if (field != chart::none) t.data[field] = Value();
}

}  // namespace

void apply(Ticket& t, const Flow& flow, const Event& event, Instant at) {
    struct Visitor {
        Ticket& t;
        const Flow& flow;
        Instant at;
        void operator()(const event::Opened& e) const {
            t.number = e.number;
            t.party = e.party;
            t.parent = e.parent;
            t.opened_at = at;
        }
        void operator()(const event::DataSet& e) const { t.data[e.field] = e.value; }
        void operator()(const event::Moved& e) const { apply(t, flow, e, at); }
        void operator()(const event::Assigned& e) const {
            t.owner = e.owner;
            t.team = e.team;
            t.line = e.line;
        }
        void operator()(const event::Commented& e) const { t.comments = e.number; }
        void operator()(const event::Linked& e) const {
            if (e.relation == command::child_of) t.parent = Value(e.to);
        }
        void operator()(const event::Attached&) const {}
        void operator()(const event::ClockChanged& e) const { clock::evolve(t.clocks, e.change); }
        void operator()(const event::TimerSet& e) const {
            t.timers.push_back({e.due, e.timer, e.event, e.id, e.data});
        }
        void operator()(const event::TimerCleared& e) const { t.timers.erase(t.timers.begin() + e.position); }
        void operator()(const event::EffectRequested& e) const { t.effects = e.number; }
        void operator()(const event::LadderRaised& e) const { apply(t, e); }
        void operator()(const event::LadderAcknowledged& e) const { apply(t, e); }
        void operator()(const event::Failed&) const {}
        void operator()(const event::Erased& e) const { apply(t, flow, e); }
    };
    std::visit(Visitor{t, flow, at}, event);
}

}  // namespace ticket

void evolve(Ticket& t, const Commit& commit) {
    const Flow& flow = t.workflow();
    for (const Step& step : commit.steps) {
        t.last_at = step.at;
        for (std::uint32_t i = step.events.begin; i < step.events.end; ++i)
            ticket::apply(t, flow, commit.events[i], step.at);
    }
    ++t.version;
    t.next_due = commit.next_due;
    if (commit.idempotency_key.empty()) return;
    if (t.remembered.size() == remembered_commands) t.remembered.erase(t.remembered.begin());
    t.remembered.push_back({commit.idempotency_key, commit.payload_hash, t.version});
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
