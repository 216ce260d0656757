// What a store writes for a decided commit.
#include <fmt/format.h>

#include <algorithm>
#include <itr/effect.hpp>
#include <itr/ticket.hpp>

#include "base/json_writer.hpp"
#include "ticket/data.hpp"
#include "ticket/turn.hpp"

namespace itr {
namespace {

store::Personal personal_row(std::string slot, const Value& value, std::string_view entropy) {
    store::Personal row{std::move(slot), {}};
    JsonWriter json(row.text);
    json.begin_object()
        .key("salt")
        .text(ticket::personal_salt(entropy, row.slot))
        .key("value")
        .value(value)
        .end_object();
    return row;
}

store::Effect effect_row(const Ticket& t, const event::EffectRequested& e) {
    store::Effect row{effect_key(t.id, e.number), e.kind, {}, e.available_at};
    append_json(row.payload, e.payload);
    return row;
}

void drop_slot(std::vector<store::Personal>& rows, std::string_view slot) {
    std::erase_if(rows, [&](const store::Personal& p) { return p.slot == slot; });
}

void add_rows(store::Append& rows, const Ticket& t, const Event& event, std::string_view entropy) {
    if (const auto* set = std::get_if<event::DataSet>(&event)) {
        const model::Field& field = t.workflow().chart->fields()[set->field];
        if (!field.personal) return;
        std::string slot = "data." + field.name;
        drop_slot(rows.personal, slot);
        if (set->value.is_null())
            rows.erase.push_back(std::move(slot));
        else
            rows.personal.push_back(personal_row(std::move(slot), set->value, entropy));
    } else if (const auto* comment = std::get_if<event::Commented>(&event)) {
        rows.personal.push_back(
            personal_row(fmt::format("comment.{}", comment->number), comment->text, entropy));
    } else if (const auto* erased = std::get_if<event::Erased>(&event)) {
        drop_slot(rows.personal, erased->slot);
        rows.erase.push_back(erased->slot);
    } else if (const auto* effect = std::get_if<event::EffectRequested>(&event)) {
        rows.effects.push_back(effect_row(t, *effect));
    }
}

}  // namespace

store::Summary summary_of(const Ticket& t) {
    const Flow& flow = t.workflow();
    store::Summary s;
    s.number = t.number;
    s.workflow = flow.chart->workflow().name;
    s.owner = ticket::text_or_empty(t.owner);
    s.team = ticket::text_or_empty(t.team);
    s.line = ticket::text_or_empty(t.line);
    s.party = ticket::text_or_empty(t.party);
    s.parent = ticket::text_or_empty(t.parent);
    if (flow.severity != chart::none) s.severity = ticket::text_or_empty(t.data[flow.severity]);
    for (const auto state : t.configuration.atomic) s.states.push_back(flow.chart->states()[state].id);
    std::ranges::sort(s.states);
    s.open = is_open(t);
    s.opened_at = t.opened_at;
    s.changed_at = t.last_at;
    return s;
}

store::Append rows_of(const Ticket& after, const Commit& commit, std::string_view entropy,
                      bool with_snapshot) {
    store::Append rows;
    rows.tenant = after.tenant;
    rows.ticket = after.id;
    rows.expected = commit.version - 1;
    rows.at = commit.at;
    write_commit(rows.commit, *after.pack, commit);
    if (with_snapshot) write_snapshot(rows.snapshot, after);
    rows.summary = summary_of(after);
    rows.next_due = after.next_due;
    if (commit.version == 1) rows.idempotency_key = commit.idempotency_key;
    for (const Event& event : commit.events) add_rows(rows, after, event, entropy);
    return rows;
}

std::size_t memory_of(const Ticket& t) noexcept {
    const auto text = [](const std::string& s) { return s.capacity() > 15 ? s.capacity() + 1 : 0; };
    std::size_t bytes = sizeof(Ticket) + text(t.number) + text(t.tenant.text()) + text(t.id.text());
    bytes += t.data.heap_bytes() + t.timers.heap_bytes() + t.ladders.heap_bytes() + t.links.heap_bytes() +
             t.remembered.heap_bytes() + t.clocks.heap_bytes();
    for (const Value& v : t.data) bytes += v.heap_bytes();
    for (const Value* v : {&t.owner, &t.team, &t.line, &t.party, &t.parent}) bytes += v->heap_bytes();
    for (const PendingTimer& p : t.timers) bytes += text(p.id) + p.data.capacity() * sizeof(Data::value_type);
    for (const Remembered& r : t.remembered) bytes += text(r.key) + text(r.payload_hash);
    for (const TicketLink& l : t.links) bytes += text(l.to) + text(l.relation);
    bytes += t.configuration.atomic.heap_bytes();
    bytes += t.configuration.history.heap_bytes();
    for (const auto& [history, states] : t.configuration.history)
        bytes += states.capacity() * sizeof(chart::StateIndex);
    return bytes;
}

}  // namespace itr
