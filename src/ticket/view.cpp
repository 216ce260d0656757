#include <algorithm>
#include <itr/view.hpp>

#include "ticket/data.hpp"
#include "ticket/sendable.hpp"
#include "ticket/shown.hpp"

namespace itr {
namespace {

ClockView clock_view(const clock::Plan& plan, const clock::State& c, Instant now) {
    const clock::Definition& definition = plan.clocks()[c.definition];
    ClockView v;
    v.name = definition.name;
    v.key = definition.key;
    if (definition.agreement != nullptr) v.agreement = definition.agreement->name;
    v.phase = c.phase;
    v.breached = c.breached;
    v.waived = c.waived;
    v.pinned = c.pinned;
    v.cycle = c.cycle;
    v.origin = c.origin;
    v.elapsed = clock::elapsed(plan, c, now);
    v.elapsed_real = clock::elapsed_real(c, now);
    v.remaining = clock::remaining(plan, c, now);
    if (v.remaining) v.target = c.target;
    v.due = clock::due_if_resumed(plan, c, now);
    if (c.calendar != clock::none) v.calendar = plan.calendars()[c.calendar].definition().name;
    if (c.phase == clock::Phase::paused && c.pause_reason != clock::none)
        v.pause_reason = definition.pauses[c.pause_reason].reason;
    return v;
}

/// Customers see promises made to them, not those made inside.
bool is_public(const clock::Definition& definition) {
    return definition.source != nullptr && !definition.source->internal && definition.agreement != nullptr &&
           definition.agreement->kind == model::AgreementKind::sla;
}

class MapBuilder {
  public:
    MapBuilder& add(std::string_view key, Value value) {
        entries_.push_back({Value(key), std::move(value)});
        return *this;
    }
    MapBuilder& text(std::string_view key, const std::string& value) {
        return value.empty() ? *this : add(key, Value(value));
    }
    MapBuilder& instant(std::string_view key, Instant at) {
        return at == never ? *this : add(key, Value(to_string(at)));
    }
    MapBuilder& length(std::string_view key, std::optional<Duration> d) {
        return d ? add(key, Value(to_string(*d))) : *this;
    }
    [[nodiscard]] Value done() { return Value::map(std::move(entries_)); }

  private:
    std::vector<Value::Entry> entries_;
};

Value to_value(const ClockView& c) {
    MapBuilder map;
    map.text("name", c.name).text("key", c.key).text("agreement", c.agreement);
    map.add("phase", Value(clock::to_string(c.phase)))
        .add("breached", Value(c.breached))
        .add("cycle", Value(c.cycle));
    map.instant("origin", c.origin)
        .length("elapsed", c.elapsed)
        .length("elapsed_real", c.elapsed_real)
        .length("target", c.target)
        .length("remaining", c.remaining);
    if (c.waived) map.add("waived", Value(true));
    if (c.pinned) map.add("pinned", Value(true));
    return map.instant("due", c.due).text("calendar", c.calendar).text("pause_reason", c.pause_reason).done();
}

/// Whether a customer may know of an event.
struct IsPublic {
    const Flow& flow;
    bool operator()(const event::Opened&) const { return true; }
    bool operator()(const event::DataSet& e) const { return !flow.chart->fields()[e.field].internal; }
    bool operator()(const event::Moved&) const { return true; }
    bool operator()(const event::Assigned&) const { return false; }
    bool operator()(const event::Commented& e) const { return !e.internal; }
    bool operator()(const event::Linked&) const { return false; }
    bool operator()(const event::Attached& e) const { return !e.internal; }
    bool operator()(const event::ClockChanged& e) const {
        const auto clock = std::visit([](const auto& change) { return change.clock; }, e.change);
        return is_public(flow.plan->clocks()[clock]);
    }
    bool operator()(const event::TimerSet&) const { return false; }
    bool operator()(const event::TimerCleared&) const { return false; }
    bool operator()(const event::EffectRequested& e) const { return !e.internal; }
    bool operator()(const event::LadderRaised&) const { return false; }
    bool operator()(const event::LadderAcknowledged&) const { return false; }
    bool operator()(const event::Failed&) const { return false; }
    bool operator()(const event::Erased& e) const {
        constexpr std::string_view of_data = "data.";
        if (!e.slot.starts_with(of_data)) return true;
        const auto field = flow.chart->field(std::string_view(e.slot).substr(of_data.size()));
        return field == chart::none || !flow.chart->fields()[field].internal;
    }
    /// The versions of a pack are the firm's business; what they make of a promise is told with its clock.
    bool operator()(const event::Adopted&) const { return false; }
};

bool is_public(const Flow& flow, chart::EventIndex event) {
    if (event == chart::none) return true;
    const model::EventType* type = flow.chart->events()[event].type;
    return type == nullptr || !type->internal;
}

/// Why the staff did something to a clock is written for the staff; so is what moved a ticket where that is
/// an internal event, and whose child it is.
Event public_form(const Flow& flow, const Event& event) {
    if (const auto* changed = std::get_if<event::ClockChanged>(&event))
        return event::ClockChanged{changed->change, {}};
    if (const auto* opened = std::get_if<event::Opened>(&event))
        return event::Opened{opened->number, opened->party, {}};
    if (const auto* moved = std::get_if<event::Moved>(&event); moved && !is_public(flow, moved->event))
        return event::Moved{chart::none, moved->exited, moved->entered};
    return event;
}

/// The commit with only what a customer may know: its steps keep their order.
Commit public_part(const Flow& flow, const Commit& commit) {
    Commit shown = commit;
    shown.steps.clear();
    shown.events.clear();
    shown.data.clear();
    shown.idempotency_key.clear();
    shown.payload_hash.clear();
    shown.next_due = never;
    for (Step step : commit.steps) {
        if (!is_public(flow, step.event)) continue;
        const auto begin = static_cast<std::uint32_t>(shown.events.size());
        for (std::uint32_t i = step.events.begin; i < step.events.end; ++i)
            if (std::visit(IsPublic{flow}, commit.events[i]))
                shown.events.push_back(public_form(flow, commit.events[i]));
        step.events = {begin, static_cast<std::uint32_t>(shown.events.size())};
        step.data = {0, 0};
        if (!step.events.empty()) shown.steps.push_back(step);
    }
    return shown;
}

}  // namespace

bool may_see(const Ticket& ticket, const Actor& actor) {
    const Rights rights = ticket.pack->rights_of(actor.roles);
    if (rights.has(Right::view)) return true;
    return !actor.party.empty() && ticket.party.is(Kind::string) && ticket.party.as_string() == actor.party;
}

TicketView view_of(const Ticket& t, const Actor& actor, Instant now) {
    const Rights rights = t.pack->rights_of(actor.roles);
    const bool all = rights.has(Right::view);
    const Flow& flow = t.workflow();
    TicketView v;
    v.tenant = t.tenant;
    v.id = t.id;
    v.version = t.version;
    v.number = t.number;
    v.workflow = flow.chart->workflow().name;
    v.owner = all ? ticket::text_or_empty(t.owner) : std::string();
    v.team = all ? ticket::text_or_empty(t.team) : std::string();
    v.line = all ? ticket::text_or_empty(t.line) : std::string();
    v.party = ticket::text_or_empty(t.party);
    v.parent = all ? ticket::text_or_empty(t.parent) : std::string();
    v.open = is_open(t);
    v.opened_at = t.opened_at;
    v.changed_at = t.last_at;
    v.closed_at = t.closed_at;
    v.next_due = all ? t.next_due : never;
    for (const auto state : t.configuration.atomic) v.states.push_back(flow.chart->states()[state].id);
    v.events = ticket::sendable_events(t.workflow(), t.configuration, rights);
    const auto fields = flow.chart->fields();
    for (std::size_t f = 0; f < fields.size(); ++f)
        if (!t.data[f].is_null() && (all || !fields[f].internal))
            v.data.emplace_back(fields[f].name, t.data[f]);
    for (const clock::State& c : t.clocks)
        if (all || is_public(flow.plan->clocks()[c.definition]))
            v.clocks.push_back(clock_view(*flow.plan, c, now));
    return v;
}

Value to_value(const TicketView& v) {
    MapBuilder map;
    map.text("id", v.id.text())
        .text("tenant", v.tenant.text())
        .add("version", Value(static_cast<std::int64_t>(v.version)));
    map.text("number", v.number)
        .text("workflow", v.workflow)
        .text("owner", v.owner)
        .text("team", v.team)
        .text("line", v.line);
    map.text("party", v.party).text("parent", v.parent).add("open", Value(v.open));
    map.instant("opened_at", v.opened_at)
        .instant("changed_at", v.changed_at)
        .instant("closed_at", v.closed_at);
    map.instant("next_due", v.next_due)
        .add("states", ticket::list_of(v.states))
        .add("events", ticket::list_of(v.events));
    map.add("data", ticket::map_of(v.data));
    std::vector<Value> clocks;
    for (const ClockView& c : v.clocks) clocks.push_back(to_value(c));
    return map.add("clocks", Value::list(std::move(clocks))).done();
}

Value to_value(const Ticket& t, const Commit& commit, const Actor& actor) {
    const Rights rights = t.pack->rights_of(actor.roles);
    std::string json;
    if (rights.has(Right::view)) {
        ticket::write_shown_commit(json, *t.pack, commit);
    } else {
        Commit shown = public_part(t.workflow(), commit);
        if (shown.steps.empty()) return {};
        // Who of the staff it was is the firm's business, on whose behalf they acted or not.
        const bool own = shown.actor.party == actor.party && t.pack->rights_of(shown.actor.roles).customer;
        if (!own) shown.actor = {"staff", {}, {}};
        ticket::write_shown_commit(json, *t.pack, shown);
    }
    return parse_json(json).value_or(Value());
}

}  // namespace itr
