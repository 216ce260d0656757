// The state as canonical JSON: a cache of the journal, and the identity that tests compare. Personal values
// stay outside.
#include <fmt/format.h>

#include <algorithm>
#include <itr/restore.hpp>
#include <itr/ticket.hpp>

#include "base/json_writer.hpp"
#include "ticket/codes.hpp"
#include "ticket/data.hpp"
#include "ticket/json_reader.hpp"
#include "ticket/names.hpp"
#include "ticket/personal.hpp"

namespace itr {
namespace ticket {
namespace {

void write_states(JsonWriter& json, const chart::Chart& chart, std::span<const chart::StateIndex> states) {
    json.begin_array();
    for (const auto state : states) json.text(chart.states()[state].id);
    json.end_array();
}

void write_clock(JsonWriter& json, const clock::Plan& plan, const clock::State& c) {
    json.begin_object();
    json.flag("acknowledged", c.acknowledged)
        .flag("breached", c.breached)
        .instant_if("breached_at", c.breached_at);
    if (c.calendar != clock::none) json.key("calendar").text(plan.calendars()[c.calendar].definition().name);
    json.key("clock").text(plan.clocks()[c.definition].key);
    json.number_if("consumed_ms", c.consumed.ms)
        .number_if("cycle", c.cycle)
        .instant_if("due", c.due)
        .number_if("fired", c.fired);
    if (c.goal != clock::none) json.key("goal").number(c.goal);
    json.key("origin").instant(c.origin);
    if (c.pause_reason != clock::none) json.key("pause").number(c.pause_reason);
    json.number_if("pause_spent_ms", c.pause_spent.ms).instant_if("pause_until", c.pause_until);
    json.number_if("paused_for_ms", c.paused_for.ms).number_if("pauses", c.pauses);
    json.key("phase").text(phase_names[static_cast<std::size_t>(c.phase)]).flag("pinned", c.pinned);
    if (c.repeats != clock::State{}.repeats) {
        json.key("repeats").begin_array();
        for (const auto count : c.repeats) json.number(count);
        json.end_array();
    }
    json.key("since").instant(c.since).number_if("target_ms", c.target.ms).flag("waived", c.waived);
    json.end_object();
}

clock::State read_clock(const Value& object, const clock::Plan& plan, std::string& problem) {
    JsonReader in(object);
    clock::State c;
    c.definition = plan.find(in.text("clock"));
    if (c.definition == clock::none) in.refuse("an unknown clock");
    c.phase = static_cast<clock::Phase>(in.word("phase", std::span(phase_names).first(7)));
    c.breached = in.flag("breached");
    c.breached_at = in.instant_or_never("breached_at");
    if (const std::string name = in.text_or("calendar"); !name.empty()) {
        const auto at = std::ranges::find_if(plan.calendars(),
                                             [&](const auto& k) { return k.definition().name == name; });
        if (at == plan.calendars().end()) in.refuse("an unknown calendar");
        c.calendar = static_cast<std::uint16_t>(at - plan.calendars().begin());
    }
    c.consumed = {in.number_or("consumed_ms", 0)};
    c.cycle = static_cast<std::uint16_t>(in.number_or("cycle", 0));
    c.due = in.instant_or_never("due");
    c.fired = static_cast<std::uint32_t>(in.number_or("fired", 0));
    c.goal = static_cast<std::uint16_t>(in.number_or("goal", clock::none));
    c.origin = in.instant("origin");
    c.pause_reason = static_cast<std::uint16_t>(in.number_or("pause", clock::none));
    c.paused_for = {in.number_or("paused_for_ms", 0)};
    c.acknowledged = in.flag("acknowledged");
    c.pause_spent = {in.number_or("pause_spent_ms", 0)};
    c.pause_until = in.instant_or_never("pause_until");
    c.pauses = static_cast<std::uint16_t>(in.number_or("pauses", 0));
    c.pinned = in.flag("pinned");
    const auto repeats = in.list_or_empty("repeats");
    for (std::size_t i = 0; i < repeats.size() && i < c.repeats.size(); ++i)
        if (repeats[i].is(Kind::integer)) c.repeats[i] = static_cast<std::uint32_t>(repeats[i].as_int());
    c.since = in.instant("since");
    c.target = {in.number_or("target_ms", 0)};
    c.waived = in.flag("waived");
    if (in.failed()) problem = "clock: " + in.problem();
    return c;
}

/// Fields in byte order of their names, as canonical JSON wants them; empty and personal ones are left out.
void write_fields(JsonWriter& json, const Ticket& t) {
    const auto fields = t.workflow().chart->fields();
    json.key("data").begin_object();
    for (const chart::FieldIndex f : t.workflow().kept_fields) json.value_if(fields[f].name, t.data[f]);
    json.end_object();
}

void write_adopted(JsonWriter& json, const Pack& pack) {
    if (pack.versions().size() == 1) return;
    json.key("adopted").begin_array();
    for (const PackHash& terms : pack.versions().subspan(1)) json.text(terms.text());
    json.end_array();
}

void write_history(JsonWriter& json, const Ticket& t) {
    const chart::Chart& chart = *t.workflow().chart;
    if (t.configuration.history.empty()) return;
    std::vector<Value::Entry> entries;
    for (const auto& [history, states] : t.configuration.history) {
        std::vector<Value> ids;
        for (const auto state : states) ids.emplace_back(chart.states()[state].id);
        entries.push_back({Value(chart.states()[history].id), Value::list(std::move(ids))});
    }
    json.key("history").value(Value::map(std::move(entries)));
}

void write_ladders(JsonWriter& json, const Ticket& t) {
    if (t.ladders.empty()) return;
    json.key("ladders").begin_array();
    for (const LadderState& l : t.ladders) {
        json.begin_object().flag("acknowledged", l.acknowledged);
        if (l.clock != clock::none) json.key("clock").text(t.workflow().plan->clocks()[l.clock].key);
        json.number_if("cycle", l.cycle).key("ladder").text(t.pack->model().ladders[l.ladder].name);
        json.number_if("level", l.level).instant_if("raise_at", l.raise_at).number_if("repeat", l.repeat);
        json.instant_if("repeat_at", l.repeat_at).end_object();
    }
    json.end_array();
}

void write_links(JsonWriter& json, const Ticket& t) {
    if (t.links.empty()) return;
    json.key("links").begin_array();
    for (const TicketLink& link : t.links)
        json.begin_object()
            .flag("incoming", link.incoming)
            .key("relation")
            .text(link.relation)
            .key("to")
            .text(link.to)
            .end_object();
    json.end_array();
}

void write_remembered(JsonWriter& json, const Ticket& t) {
    if (t.remembered.empty()) return;
    json.key("remembered").begin_array();
    for (const Remembered& r : t.remembered)
        json.begin_array()
            .text(r.key)
            .text(r.payload_hash)
            .number(static_cast<std::int64_t>(r.version))
            .end_array();
    json.end_array();
}

void write_timers(JsonWriter& json, const Ticket& t) {
    if (t.timers.empty()) return;
    const chart::Chart& chart = *t.workflow().chart;
    json.key("timers").begin_array();
    for (const PendingTimer& p : t.timers) {
        json.begin_object();
        if (!p.data.empty()) write_data(json.key("data"), p.data);
        json.key("due")
            .instant(p.due)
            .key("event")
            .text(chart.events()[p.event].name)
            .text_if("id", p.id)
            .end_object();
    }
    json.end_array();
}

/// Reads the parts of a snapshot; the first problem stops the rest.
class SnapshotReader {
  public:
    SnapshotReader(JsonReader& in, Ticket& t) : in_(in), t_(t), chart_(*t.workflow().chart) {}

    void read(std::span<const store::Personal> personal) {
        t_.version = static_cast<store::Version>(in_.number("version"));
        t_.number = in_.text("number");
        t_.owner = in_.value_or_null("owner");
        t_.team = in_.value_or_null("team");
        t_.line = in_.value_or_null("line");
        t_.party = in_.value_or_null("party");
        t_.parent = in_.value_or_null("parent");
        t_.opened_at = in_.instant("opened_at");
        t_.last_at = in_.instant("last_at");
        t_.closed_at = in_.instant_or_never("closed_at");
        t_.next_due = in_.instant_or_never("next_due");
        t_.comments = static_cast<std::uint32_t>(in_.number_or("comments", 0));
        t_.effects = static_cast<std::uint32_t>(in_.number_or("effects", 0));
        t_.configuration.done = in_.flag("done");
        read_fields(personal);
        for (const Value& id : in_.list_or_empty("states")) t_.configuration.atomic.push_back(state(id));
        read_history();
        std::string problem;
        for (const Value& clock : in_.list_or_empty("clocks"))
            t_.clocks.push_back(read_clock(clock, *t_.workflow().plan, problem));
        if (!problem.empty()) in_.refuse(problem);
        for (const Value& timer : in_.list_or_empty("timers")) read_timer(timer);
        for (const Value& ladder : in_.list_or_empty("ladders")) read_ladder(ladder);
        for (const Value& link : in_.list_or_empty("links")) read_link(link);
        for (const Value& r : in_.list_or_empty("remembered")) read_remembered(r);
    }

  private:
    chart::StateIndex state(const Value& id) {
        const auto index = id.is(Kind::string) ? chart_.state(id.as_string()) : chart::none;
        if (index == chart::none) in_.refuse("an unknown state " + to_json(id));
        return index;
    }
    void read_fields(std::span<const store::Personal> personal) {
        const Value& data = in_.need("data", Kind::map);
        const auto fields = chart_.fields();
        for (std::size_t f = 0; f < fields.size(); ++f) {
            const Value* value = data.is(Kind::map) ? data.find(fields[f].name) : nullptr;
            if (value != nullptr) t_.data[f] = *value;
            if (fields[f].personal) t_.data[f] = personal_value(personal, "data." + fields[f].name);
        }
    }
    void read_history() {
        const Value* history = in_.find("history");
        if (history == nullptr || !history->is(Kind::map)) return;
        for (const auto& entry : history->as_map()) {
            std::vector<chart::StateIndex> states;
            if (entry.value.is(Kind::list))
                for (const Value& id : entry.value.as_list()) states.push_back(state(id));
            t_.configuration.history.emplace_back(state(entry.key), std::move(states));
        }
        std::ranges::sort(t_.configuration.history);
    }
    void read_timer(const Value& object) {
        JsonReader in(object);
        const auto event = chart_.event(in.text("event"));
        const auto timer = std::ranges::find(chart_.timers(), event, &chart::Timer::event);
        const auto index = timer == chart_.timers().end()
                               ? chart::none
                               : static_cast<std::uint16_t>(timer - chart_.timers().begin());
        t_.timers.push_back({in.instant("due"), index, event, in.text_or("id"), data_of(in.find("data"))});
        if (event == chart::none) in.refuse("an unknown event");
        if (in.failed()) in_.refuse("timer: " + in.problem());
    }
    void read_ladder(const Value& object) {
        JsonReader in(object);
        const auto& ladders = t_.pack->model().ladders;
        const auto at = std::ranges::find(ladders, in.text("ladder"), &model::Ladder::name);
        if (at == ladders.end()) return in_.refuse("an unknown ladder");
        const std::string raised_by = in.text_or("clock");
        const auto clock = raised_by.empty() ? clock::none : t_.workflow().plan->find(raised_by);
        if (clock == clock::none && !raised_by.empty()) in.refuse("an unknown clock");
        t_.ladders.push_back({static_cast<std::uint16_t>(at - ladders.begin()),
                              static_cast<std::uint16_t>(in.number_or("level", 0)),
                              static_cast<std::uint16_t>(in.number_or("repeat", 0)), in.flag("acknowledged"),
                              clock, static_cast<std::uint16_t>(in.number_or("cycle", 0)),
                              in.instant_or_never("repeat_at"), in.instant_or_never("raise_at")});
        if (in.failed()) in_.refuse("ladder: " + in.problem());
    }
    void read_link(const Value& object) {
        JsonReader in(object);
        t_.links.push_back({in.text("to"), in.text("relation"), in.flag("incoming")});
        if (in.failed()) in_.refuse("link: " + in.problem());
    }
    void read_remembered(const Value& row) {
        if (!row.is(Kind::list) || row.as_list().size() != 3 || !row.as_list()[0].is(Kind::string) ||
            !row.as_list()[1].is(Kind::string) || !row.as_list()[2].is(Kind::integer))
            return in_.refuse("expected [key, hash, version] under 'remembered'");
        t_.remembered.push_back({std::string(row.as_list()[0].as_string()),
                                 std::string(row.as_list()[1].as_string()),
                                 static_cast<store::Version>(row.as_list()[2].as_int())});
    }

    JsonReader& in_;
    Ticket& t_;
    const chart::Chart& chart_;
};

}  // namespace
}  // namespace ticket

void write_snapshot(std::string& out, const Ticket& t) {
    JsonWriter json(out);
    json.begin_object();
    ticket::write_adopted(json, *t.pack);
    if (!t.clocks.empty()) {
        json.key("clocks").begin_array();
        for (const clock::State& c : t.clocks) ticket::write_clock(json, *t.workflow().plan, c);
        json.end_array();
    }
    json.instant_if("closed_at", t.closed_at).number_if("comments", t.comments);
    ticket::write_fields(json, t);
    json.flag("done", t.configuration.done).number_if("effects", t.effects);
    ticket::write_history(json, t);
    ticket::write_ladders(json, t);
    json.key("last_at").instant(t.last_at).value_if("line", t.line);
    ticket::write_links(json, t);
    json.instant_if("next_due", t.next_due);
    json.key("number").text(t.number).key("opened_at").instant(t.opened_at).value_if("owner", t.owner);
    json.key("pack")
        .text(t.pack->versions().front().text())
        .value_if("parent", t.parent)
        .value_if("party", t.party);
    ticket::write_remembered(json, t);
    ticket::write_states(json.key("states"), *t.workflow().chart, t.configuration.atomic);
    json.value_if("team", t.team);
    ticket::write_timers(json, t);
    json.key("v").number(ticket::journal_format).key("version").number(static_cast<std::int64_t>(t.version));
    json.key("workflow").text(t.workflow().chart->workflow().name).end_object();
}

Result<Ticket> read_snapshot(std::string_view text, TenantId tenant, TicketId id, const PackSource& packs,
                             std::span<const store::Personal> personal) {
    const auto parsed = parse_json(text);
    if (!parsed) return fail(journal_invalid, "snapshot: " + parsed.error().message);
    ticket::JsonReader in(*parsed);
    if (const auto format = in.number_or("v", 0); format > ticket::journal_format)
        return fail(journal_newer_format, fmt::format("expected snapshot format {} or older, but found {}",
                                                      ticket::journal_format, format));
    const std::string hash = in.text("pack");
    auto pack = packs.pack(PackHash(hash));
    if (!pack)
        return fail(journal_unknown_pack, fmt::format("expected a deployed pack, but found '{}'", hash));
    for (const Value& terms : in.list_or_empty("adopted")) {
        const PackHash adopted(terms.is(Kind::string) ? std::string(terms.as_string()) : std::string());
        pack = packs.under(pack, adopted);
        if (!pack)
            return fail(
                journal_unknown_pack,
                fmt::format("expected the agreements of a deployed pack, but found '{}'", adopted.text()));
    }
    const Flow* flow = pack->flow(in.text("workflow"));
    if (flow == nullptr) return fail(journal_invalid, "snapshot: the workflow is not in its pack");
    Ticket t = blank_ticket(std::move(pack), flow->index, std::move(tenant), std::move(id));
    ticket::SnapshotReader(in, t).read(personal);
    if (in.failed()) return fail(journal_invalid, "snapshot: " + in.problem());
    return t;
}

Result<std::optional<Ticket>> restore(const store::TicketKey& key, const store::Loaded& stored,
                                      const PackSource& packs) {
    Vocabulary vocabulary;
    std::optional<Ticket> restored;
    if (stored.snapshot_version > 0) {
        auto snapshot = read_snapshot(stored.snapshot, key.tenant, key.ticket, packs, stored.personal);
        if (!snapshot) return fail(snapshot.error());
        restored = *std::move(snapshot);
        vocabulary = {restored->pack, restored->flow};
    }
    for (const store::Commit& row : stored.tail) {
        auto commit = read_commit(row.text, packs, vocabulary, stored.personal);
        if (!commit) return fail(commit.error());
        if (!restored) restored = blank_ticket(vocabulary.pack, vocabulary.flow, key.tenant, key.ticket);
        if (row.version != restored->version + 1)
            return fail(journal_invalid, "expected the commit of version " +
                                             std::to_string(restored->version + 1) + ", but found " +
                                             std::to_string(row.version));
        evolve(*restored, *commit);
    }
    return restored;
}

}  // namespace itr
