#include "ticket/compact.hpp"

#include "ticket/compact_bytes.hpp"

namespace itr {
namespace compact {

void Writer::value(const Value& value) {
    number(value.kind());
    switch (value.kind()) {
        case Kind::null: return;
        case Kind::boolean: return number(value.as_bool());
        case Kind::integer: return whole(value.as_int());
        case Kind::unsigned_integer: return number(value.as_uint());
        case Kind::floating: return number(std::bit_cast<std::uint64_t>(value.as_double()));
        case Kind::string:
        case Kind::bytes: return text(value.as_string());
        case Kind::timestamp: return whole(value.as_timestamp().seconds), whole(value.as_timestamp().nanos);
        case Kind::duration: return whole(value.as_duration().seconds), whole(value.as_duration().nanos);
        case Kind::list: return list(value.as_list(), [&](const Value& item) { this->value(item); });
        case Kind::map:
            return list(value.as_map(), [&](const Value::Entry& entry) {
                this->value(entry.key);
                this->value(entry.value);
            });
        case Kind::type: return number(value.as_type());
    }
}

namespace {

/// Of a timestamp or a duration.
template <typename Time>
Value read_time(Reader& in) {
    Time time;
    std::int64_t nanos = 0;
    in.whole(time.seconds);
    in.whole(nanos);
    time.nanos = static_cast<std::int32_t>(nanos);
    return Value(time);
}

std::vector<Value> read_list(Reader& in) {
    std::vector<Value> items;
    in.list(items, [&](Value& item) { in.value(item); });
    return items;
}

std::vector<Value::Entry> read_map(Reader& in) {
    std::vector<Value::Entry> entries;
    in.list(entries, [&](Value::Entry& entry) {
        in.value(entry.key);
        in.value(entry.value);
    });
    return entries;
}

}  // namespace

void Reader::value(Value& value) {
    const auto kind = static_cast<Kind>(next());
    std::int64_t whole_number = 0;
    switch (kind) {
        case Kind::null: value = Value(); return;
        case Kind::boolean: value = Value(next() != 0); return;
        case Kind::integer:
            whole(whole_number);
            value = Value(whole_number);
            return;
        case Kind::unsigned_integer: value = Value(next()); return;
        case Kind::floating: value = Value(std::bit_cast<double>(next())); return;
        case Kind::string: value = Value(view()); return;
        case Kind::bytes: value = Value::bytes(view()); return;
        case Kind::timestamp: value = read_time<Timestamp>(*this); return;
        case Kind::duration: value = read_time<TimeSpan>(*this); return;
        case Kind::list: value = Value::list(read_list(*this)); return;
        case Kind::map: value = Value::map(read_map(*this)); return;
        case Kind::type: value = Value::type(static_cast<Kind>(next())); return;
    }
}

namespace {

// The names below are all members, so that a new one is not forgotten here.

template <typename Way>
void pass_clock(Way& way, Passed<Way, clock::State>& state) {
    auto& [definition, phase, breached, goal, calendar, pause_reason, cycle, pauses, pinned, waived,
           acknowledged, fired, repeats, origin, since, consumed, paused_for, target, due, breached_at,
           pause_until, pause_spent] = state;
    way.index(definition);
    way.number(phase);
    way.flags(breached, pinned, waived, acknowledged);
    way.index(goal);
    way.index(calendar);
    way.index(pause_reason);
    way.number(cycle);
    way.number(pauses);
    way.number(fired);
    for (auto& count : repeats) way.number(count);
    way.instant(origin);
    way.instant(since);
    way.amount(consumed);
    way.amount(paused_for);
    way.amount(target);
    way.rare_instants(due, breached_at, pause_until);
    way.amount(pause_spent);
}

template <typename Way>
void pass_timer(Way& way, Passed<Way, PendingTimer>& pending) {
    auto& [due, timer, event, id, data] = pending;
    way.rare_instants(due);
    way.index(timer);
    way.index(event);
    way.text(id);
    way.list(data, [&](Passed<Way, Data::value_type>& named) {
        way.text(named.first);
        way.value(named.second);
    });
}

template <typename Way>
void pass_ladder(Way& way, Passed<Way, LadderState>& state) {
    auto& [ladder, level, repeat, acknowledged, clock, cycle, repeat_at, raise_at] = state;
    way.number(ladder);
    way.number(level);
    way.number(repeat);
    way.flags(acknowledged);
    way.index(clock);
    way.number(cycle);
    way.rare_instants(repeat_at, raise_at);
}

template <typename Way>
void pass_configuration(Way& way, Passed<Way, chart::Configuration>& configuration) {
    auto& [atomic, history, done] = configuration;
    const auto pass_state = [&](Passed<Way, chart::StateIndex>& state) { way.number(state); };
    way.list(atomic, pass_state);
    way.list(history, [&](auto& remembered) {
        way.number(remembered.first);
        way.list(remembered.second, pass_state);
    });
    way.flags(done);
}

template <typename Way>
void pass_ticket(Way& way, Passed<Way, Ticket>& ticket) {
    auto& [pack, flow, comments, effects, version, last_at, next_due, closed_at, configuration, timers,
           ladders, remembered, links, data, clocks, owner, team, line, party, parent, opened_at, tenant,
           ticket_id, number] = ticket;
    static_cast<void>(pack), static_cast<void>(tenant), static_cast<void>(ticket_id);
    way.number(flow);
    way.number(version);
    way.text(number);
    for (auto* value : {&owner, &team, &line, &party, &parent}) way.value(*value);
    way.instant(opened_at);
    way.near(opened_at);
    way.instant(last_at);
    way.rare_instants(closed_at, next_due);
    way.number(comments);
    way.number(effects);
    pass_configuration(way, configuration);
    way.list(data, [&](Passed<Way, Value>& value) { way.value(value); });
    way.list(clocks, [&](Passed<Way, clock::State>& clock) { pass_clock(way, clock); });
    way.list(timers, [&](Passed<Way, PendingTimer>& timer) { pass_timer(way, timer); });
    way.list(ladders, [&](Passed<Way, LadderState>& ladder) { pass_ladder(way, ladder); });
    way.list(links, [&](Passed<Way, TicketLink>& link) {
        auto& [to, relation, incoming] = link;
        way.text(to);
        way.text(relation);
        way.flags(incoming);
    });
    way.list(remembered, [&](Passed<Way, Remembered>& command) {
        auto& [key, payload_hash, at_version] = command;
        way.text(key);
        way.text(payload_hash);
        way.number(at_version);
    });
}

}  // namespace
}  // namespace compact

CompactTicket::CompactTicket(const Ticket& ticket) : pack_(ticket.pack) {
    std::string bytes;
    bytes.reserve(sizeof(Ticket) * 2);
    compact::Writer writer(bytes);
    compact::pass_ticket(writer, ticket);
    bytes_.assign(bytes.begin(), bytes.end());
}

Ticket CompactTicket::expand(TenantId tenant, TicketId id) const {
    Ticket ticket;
    ticket.pack = pack_;
    ticket.tenant = std::move(tenant);
    ticket.id = std::move(id);
    compact::Reader reader(bytes_.data());
    compact::pass_ticket(reader, ticket);
    return ticket;
}

}  // namespace itr
