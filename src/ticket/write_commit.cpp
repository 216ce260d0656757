// Events as canonical JSON: names instead of indices, nothing that has nothing to say.
#include <itr/ticket.hpp>

#include "base/json_writer.hpp"
#include "ticket/data.hpp"
#include "ticket/names.hpp"
#include "ticket/shown.hpp"

namespace itr {

std::string_view to_string(Cause cause) noexcept {
    return ticket::cause_names[static_cast<std::size_t>(cause)];
}

namespace ticket {
namespace {

enum class PersonalTexts : std::uint8_t { sealed, shown };

class EventWriter {
  public:
    EventWriter(JsonWriter& json, const Pack& pack, const Flow& flow, PersonalTexts texts)
        : json_(json), pack_(&pack), flow_(&flow), shows_texts_(texts == PersonalTexts::shown) {}

    void operator()(const event::Opened& e) {
        json_.key("number").text(e.number).value_if("parent", e.parent).value_if("party", e.party);
        type("opened");
    }
    void operator()(const event::DataSet& e) {
        const bool sealed = !e.seal.is_null() && !shows_texts_;
        const bool erased = !e.seal.is_null() && shows_texts_ && e.value.is_null();
        json_.flag("erased", erased).key("field").text(flow_->chart->fields()[e.field].name);
        if (sealed) json_.key("seal").value(e.seal);
        type("set");
        if (!sealed && !erased) json_.key("value").value(e.value);
    }
    void operator()(const event::Moved& e) {
        states("entered", e.entered);
        if (e.event != chart::none) json_.key("event").text(event_name(e.event));
        states("exited", e.exited);
        type("moved");
    }
    void operator()(const event::Assigned& e) {
        json_.value_if("line", e.line)
            .value_if("owner", e.owner)
            .text_if("reason", e.reason)
            .value_if("team", e.team);
        type("assigned");
    }
    void operator()(const event::Commented& e) {
        json_.flag("erased", shows_texts_ && e.text.is_null());
        json_.flag("internal", e.internal).key("number").number(e.number);
        if (shows_texts_)
            json_.value_if("text", e.text);
        else
            json_.key("seal").value(e.seal);
        type("commented");
    }
    void operator()(const event::Linked& e) {
        json_.flag("incoming", e.incoming).key("relation").text(e.relation).key("to").text(e.to);
        type("linked");
    }
    void operator()(const event::Attached& e) {
        json_.flag("internal", e.internal)
            .text_if("name", e.name)
            .text_if("sha256", e.sha256)
            .number_if("size", e.size);
        type("attached");
        json_.key("uri").text(e.uri);
    }
    void operator()(const event::ClockChanged& e) {
        reason_ = e.reason;
        std::visit(*this, e.change);
    }
    void operator()(const event::TimerSet& e) {
        data("data", e.data);
        json_.key("due").instant(e.due).key("event").text(event_name(e.event)).text_if("id", e.id);
        type("timer.set");
    }
    void operator()(const event::TimerCleared& e) {
        json_.flag("fired", e.fired).key("position").number(e.position);
        type("timer.cleared");
    }
    void operator()(const event::EffectRequested& e) {
        json_.key("available_at")
            .instant(e.available_at)
            .flag("internal", e.internal)
            .key("kind")
            .text(e.kind);
        json_.key("number").number(e.number).key("payload").value(e.payload);
        type("effect");
    }
    void operator()(const event::LadderRaised& e) {
        if (e.clock != clock::none) clock(e.clock);
        json_.number_if("cycle", e.cycle);
        json_.key("ladder")
            .text(ladder_name(e.ladder))
            .key("level")
            .number(e.level)
            .instant_if("raise_at", e.raise_at);
        json_.text_if("reason", e.reason).number_if("repeat", e.repeat).instant_if("repeat_at", e.repeat_at);
        json_.flag("silent", e.silent)
            .key("trigger")
            .text(trigger_names[static_cast<std::size_t>(e.trigger)]);
        type("ladder.raised");
    }
    void operator()(const event::LadderAcknowledged& e) {
        if (e.clock != clock::none) clock(e.clock);
        json_.key("ladder")
            .text(ladder_name(e.ladder))
            .instant_if("raise_at", e.raise_at)
            .instant_if("repeat_at", e.repeat_at);
        type("ladder.acknowledged");
    }
    void operator()(const event::Failed& e) {
        json_.key("code").text(e.code).key("message").text(e.message);
        type("failed");
    }
    void operator()(const event::Erased& e) {
        json_.key("slot").text(e.slot);
        type("erased");
    }
    /// What follows speaks of the new versions.
    void operator()(const event::Adopted& e) {
        json_.text_if("reason", e.reason).key("terms").text(e.terms.text());
        type("adopted");
        flow_ = &e.to->flows()[flow_->index];
        pack_ = e.to.get();
    }

    // ---- clocks: instants, and lengths in milliseconds

    void operator()(const clock::Started& e) {
        calendar(e.calendar);
        clock(e.clock);
        json_.number_if("consumed_ms", e.consumed.ms).key("cycle").number(e.cycle).instant_if("due", e.due);
        goal(e.goal);
        json_.key("origin")
            .instant(e.origin)
            .flag("pinned", e.pinned)
            .text_if("reason", reason_)
            .key("since")
            .instant(e.since);
        json_.number_if("target_ms", e.target.ms);
        type("clock.started");
    }
    void operator()(const clock::Paused& e) {
        json_.key("at").instant(e.at);
        clock(e.clock);
        json_.number_if("consumed_ms", e.consumed.ms);
        if (e.reason != clock::none) json_.key("pause").number(e.reason);
        json_.text_if("reason", reason_);
        type("clock.paused");
        json_.instant_if("until", e.until);
    }
    void operator()(const clock::Resumed& e) {
        json_.key("at").instant(e.at);
        clock(e.clock);
        json_.instant_if("due", e.due).text_if("reason", reason_).number_if("spent_ms", e.spent.ms);
        type("clock.resumed");
    }
    void operator()(const clock::Stopped& e) {
        json_.key("at").instant(e.at);
        clock(e.clock);
        json_.number_if("consumed_ms", e.consumed.ms).key("met").boolean(e.met).text_if("reason", reason_);
        json_.number_if("spent_ms", e.spent.ms);
        type("clock.stopped");
    }
    void operator()(const clock::Cancelled& e) {
        json_.key("at").instant(e.at);
        clock(e.clock);
        json_.number_if("consumed_ms", e.consumed.ms)
            .text_if("reason", reason_)
            .flag("superseded", e.superseded);
        type("clock.cancelled");
    }
    void operator()(const clock::Retargeted& e) {
        json_.key("at").instant(e.at).flag("breached", e.breached);
        calendar(e.calendar);
        clock(e.clock);
        json_.number_if("consumed_ms", e.consumed.ms).instant_if("due", e.due);
        goal(e.goal);
        json_.key("origin")
            .instant(e.origin)
            .flag("pinned", e.pinned)
            .key("policy")
            .text(retarget_names[static_cast<std::size_t>(e.policy)])
            .text_if("reason", reason_);
        json_.key("since").instant(e.since).number_if("target_ms", e.target.ms);
        type("clock.retargeted");
    }
    void operator()(const clock::Breached& e) {
        clock(e.clock);
        json_.key("due").instant(e.due);
        type("clock.breached");
    }
    void operator()(const clock::ThresholdFired& e) {
        clock(e.clock);
        json_.number_if("count", e.count).key("due").instant(e.due).flag("last", e.last);
        if (e.series != clock::single) json_.key("series").number(e.series);
        json_.flag("suppressed", e.suppressed).key("threshold");
        json_.text(flow_->plan->clocks()[e.clock].thresholds[e.threshold].source->key);
        type("clock.threshold");
    }
    void operator()(const clock::Waived& e) {
        json_.key("at").instant(e.at);
        clock(e.clock);
        json_.text_if("reason", reason_);
        type("clock.waived");
    }

    void operator()(const clock::TookOver& e) {
        json_.flag("acknowledged", e.acknowledged).instant_if("breached_at", e.breached_at);
        clock(e.clock);
        if (e.fired != 0) fired(flow_->plan->clocks()[e.clock].thresholds, e.fired);
        json_.key("from").text(flow_->plan->clocks()[e.from].key);
        json_.number_if("paused_ms", e.paused_for.ms).number_if("pauses", e.pauses);
        if (e.repeats != decltype(e.repeats){}) {
            json_.key("repeats").begin_array();
            for (const std::uint32_t count : e.repeats) json_.number(count);
            json_.end_array();
        }
        json_.number_if("spent_ms", e.pause_spent.ms);
        type("clock.took_over");
        json_.flag("waived", e.waived);
    }
    void operator()(const clock::Corrected& e) {
        json_.key("at").instant(e.at).flag("breached", e.breached);
        clock(e.clock);
        json_.number_if("consumed_ms", e.consumed.ms).flag("counted", e.counted).instant_if("due", e.due);
        json_.key("from").instant(e.from).instant_if("origin", e.origin).text_if("reason", reason_);
        json_.number_if("rested_ms", e.rested.ms).key("since").instant(e.since).key("to").instant(e.to);
        type("clock.corrected");
    }
    void operator()(const clock::Acknowledged& e) {
        clock(e.clock);
        json_.text_if("reason", reason_);
        type("clock.acknowledged");
    }

    void data(std::string_view key, std::span<const Data::value_type> data) {
        if (!data.empty()) write_data(json_.key(key), data);
    }
    [[nodiscard]] std::string_view event_name(chart::EventIndex event) const {
        return flow_->chart->events()[event].name;
    }

  private:
    void type(std::string_view name) { json_.key("type").text(name); }
    void fired(std::span<const clock::Threshold> thresholds, std::uint32_t bits) {
        json_.key("fired").begin_array();
        for (std::size_t i = 0; i < thresholds.size(); ++i)
            if ((bits >> i & 1U) != 0) json_.text(thresholds[i].source->key);
        json_.end_array();
    }
    void clock(clock::ClockIndex index) { json_.key("clock").text(flow_->plan->clocks()[index].key); }
    void calendar(std::uint16_t index) {
        if (index != clock::none)
            json_.key("calendar").text(flow_->plan->calendars()[index].definition().name);
    }
    void goal(std::uint16_t row) {
        if (row != clock::none) json_.key("goal").number(row);
    }
    [[nodiscard]] std::string_view ladder_name(std::uint16_t index) const {
        return pack_->model().ladders[index].name;
    }
    void states(std::string_view key, std::span<const chart::StateIndex> states) {
        if (states.empty()) return;
        json_.key(key).begin_array();
        for (const auto state : states) json_.text(flow_->chart->states()[state].id);
        json_.end_array();
    }

    JsonWriter& json_;
    const Pack* pack_;
    const Flow* flow_;
    bool shows_texts_;
    std::string_view reason_;
};

void write_step(JsonWriter& json, EventWriter& writer, const Commit& commit, const Step& step) {
    json.begin_object();
    if (step.at != commit.at) json.key("at").instant(step.at);
    json.key("cause").text(to_string(step.cause));
    writer.data("data", std::span(commit.data).subspan(step.data.begin, step.data.end - step.data.begin));
    if (step.event != chart::none) json.key("event").text(writer.event_name(step.event));
    json.key("events").begin_array();
    for (std::uint32_t i = step.events.begin; i < step.events.end; ++i) {
        json.begin_object();
        std::visit(writer, commit.events[i]);
        json.end_object();
    }
    json.end_array().end_object();
}

void write_actor(JsonWriter& json, const Actor& actor) {
    json.key("actor").begin_object().key("id").text(actor.id).text_if("party", actor.party);
    json.key("roles").begin_array();
    for (const std::string& role : actor.roles) json.text(role);
    json.end_array().end_object();
}

/// A commit that adopts new versions begins in the former ones.
const Pack& first_words_of(const Pack& pack, const Commit& commit) {
    for (const Step& step : commit.steps) {
        if (step.cause != Cause::adopt || step.events.empty()) continue;
        if (const auto* adopted = std::get_if<event::Adopted>(&commit.events[step.events.begin]))
            return *adopted->from;
    }
    return pack;
}

void write_commit_as(std::string& out, const Pack& given, const Commit& commit, PersonalTexts texts) {
    const Pack& pack = first_words_of(given, commit);
    const Flow& flow = *pack.flow(commit.workflow);
    JsonWriter json(out);
    EventWriter writer(json, pack, flow, texts);
    json.begin_object();
    write_actor(json, commit.actor);
    json.key("at").instant(commit.at);
    if (commit.happened_at) json.key("happened_at").instant(*commit.happened_at);
    json.text_if("key", commit.idempotency_key)
        .text_if("key_hash", commit.payload_hash)
        .instant_if("next_due", commit.next_due);
    // Later commits are read with the vocabulary of the first: no need to say it again.
    if (commit.version == 1) json.key("pack").text(commit.pack.text());
    json.key("steps").begin_array();
    for (const Step& step : commit.steps) write_step(json, writer, commit, step);
    json.end_array();
    json.key("v").number(journal_format).key("version").number(static_cast<std::int64_t>(commit.version));
    if (commit.version == 1) json.key("workflow").text(commit.workflow);
    json.end_object();
}

}  // namespace

void write_shown_commit(std::string& out, const Pack& pack, const Commit& commit) {
    write_commit_as(out, pack, commit, PersonalTexts::shown);
}

}  // namespace ticket

void write_commit(std::string& out, const Pack& pack, const Commit& commit) {
    ticket::write_commit_as(out, pack, commit, ticket::PersonalTexts::sealed);
}

}  // namespace itr
