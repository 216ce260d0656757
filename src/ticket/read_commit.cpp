// The reader of journal format 1. It trusts nothing: a journal may come from a damaged file.
#include <fmt/format.h>

#include <algorithm>
#include <itr/ticket.hpp>

#include "ticket/codes.hpp"
#include "ticket/data.hpp"
#include "ticket/json_reader.hpp"
#include "ticket/names.hpp"
#include "ticket/personal.hpp"

namespace itr {
namespace ticket {
namespace {

class EventReader {
  public:
    EventReader(const Value& object, const PackSource& packs, Vocabulary& vocabulary,
                std::span<const store::Personal> personal)
        : in_(object),
          packs_(packs),
          vocabulary_(vocabulary),
          pack_(*vocabulary.pack),
          flow_(vocabulary.pack->flows()[vocabulary.flow]),
          personal_(personal) {}

    Result<Event> read() {
        using Method = Event (EventReader::*)();
        static constexpr std::pair<std::string_view, Method> readers[] = {
            {"opened", &EventReader::opened},
            {"set", &EventReader::set},
            {"moved", &EventReader::moved},
            {"assigned", &EventReader::assigned},
            {"commented", &EventReader::commented},
            {"linked", &EventReader::linked},
            {"attached", &EventReader::attached},
            {"timer.set", &EventReader::timer_set},
            {"timer.cleared", &EventReader::timer_cleared},
            {"effect", &EventReader::effect},
            {"ladder.raised", &EventReader::ladder_raised},
            {"ladder.acknowledged", &EventReader::ladder_acknowledged},
            {"failed", &EventReader::failed},
            {"erased", &EventReader::erased},
            {"adopted", &EventReader::adopted},
            {"clock.started", &EventReader::clock_started},
            {"clock.paused", &EventReader::clock_paused},
            {"clock.resumed", &EventReader::clock_resumed},
            {"clock.stopped", &EventReader::clock_stopped},
            {"clock.cancelled", &EventReader::clock_cancelled},
            {"clock.retargeted", &EventReader::clock_retargeted},
            {"clock.breached", &EventReader::clock_breached},
            {"clock.threshold", &EventReader::clock_threshold},
            {"clock.waived", &EventReader::clock_waived},
            {"clock.acknowledged", &EventReader::clock_acknowledged},
            {"clock.took_over", &EventReader::clock_took_over},
            {"clock.corrected", &EventReader::clock_corrected},
        };
        const std::string type = in_.text("type");
        const auto* reader = std::ranges::find(readers, type, &std::pair<std::string_view, Method>::first);
        if (reader == std::end(readers))
            return fail(journal_invalid, fmt::format("an event of unknown type '{}'", type));
        Event event = (this->*reader->second)();
        if (in_.failed()) return fail(journal_invalid, fmt::format("event '{}': {}", type, in_.problem()));
        return event;
    }

  private:
    Event opened() {
        return event::Opened{in_.text("number"), in_.value_or_null("party"), in_.value_or_null("parent")};
    }
    Event set() {
        const std::string name = in_.text("field");
        const auto field = flow_.chart->field(name);
        if (field == chart::none) in_.refuse("an unknown field '" + name + "'");
        Value seal = in_.value_or_null("seal");
        Value value =
            seal.is_null() ? in_.value_or_null("value") : sealed_value(personal_, "data." + name, seal);
        return event::DataSet{field, std::move(value), std::move(seal)};
    }
    Event moved() {
        const Value* name = in_.find("event");
        return event::Moved{name == nullptr ? chart::none : event(), states("exited"), states("entered")};
    }
    Event assigned() {
        return event::Assigned{in_.value_or_null("owner"), in_.value_or_null("team"),
                               in_.value_or_null("line"), in_.text_or("reason")};
    }
    Event commented() {
        const auto number = in_.index<std::uint32_t>("number");
        return event::Commented{number, in_.flag("internal"),
                                personal_value(personal_, fmt::format("comment.{}", number)),
                                in_.value_or_null("seal")};
    }
    Event linked() { return event::Linked{in_.text("to"), in_.text("relation"), in_.flag("incoming")}; }
    Event attached() {
        return event::Attached{in_.text_or("name"), in_.text("uri"), in_.text_or("sha256"),
                               in_.number_or("size", 0), in_.flag("internal")};
    }
    Event timer_set() {
        const auto index = event();
        const auto timers = flow_.chart->timers();
        const auto timer = std::ranges::find(timers, index, &chart::Timer::event);
        return event::TimerSet{
            timer == timers.end() ? chart::none : static_cast<std::uint16_t>(timer - timers.begin()), index,
            in_.instant("due"), in_.text_or("id"), data_of(in_.find("data"))};
    }
    Event timer_cleared() {
        return event::TimerCleared{in_.index<std::uint16_t>("position"), in_.flag("fired")};
    }
    Event effect() {
        return event::EffectRequested{in_.index<std::uint32_t>("number"), in_.text("kind"),
                                      in_.value_or_null("payload"), in_.instant("available_at"),
                                      in_.flag("internal")};
    }
    Event ladder_raised() {
        const auto raised_by = in_.find("clock") == nullptr ? clock::none : clock();
        return event::LadderRaised{ladder(),
                                   in_.index<std::uint16_t>("level"),
                                   static_cast<std::uint16_t>(in_.number_or("repeat", 0)),
                                   in_.instant_or_never("repeat_at"),
                                   in_.instant_or_never("raise_at"),
                                   static_cast<event::Trigger>(in_.word("trigger", trigger_names)),
                                   in_.text_or("reason"),
                                   in_.flag("silent"),
                                   raised_by,
                                   static_cast<std::uint16_t>(in_.number_or("cycle", 0))};
    }
    Event ladder_acknowledged() {
        const auto raised_by = in_.find("clock") == nullptr ? clock::none : clock();
        return event::LadderAcknowledged{ladder(), raised_by, in_.instant_or_never("repeat_at"),
                                         in_.instant_or_never("raise_at")};
    }
    Event failed() { return event::Failed{in_.text("code"), in_.text("message")}; }
    Event erased() { return event::Erased{in_.text("slot")}; }
    /// What follows speaks of the new versions.
    Event adopted() {
        event::Adopted adopted{PackHash(in_.text("terms")), vocabulary_.pack, nullptr, in_.text_or("reason")};
        adopted.to = packs_.under(adopted.from, adopted.terms);
        if (adopted.to)
            vocabulary_.pack = adopted.to;
        else
            in_.refuse("agreements of an unknown pack '" + adopted.terms.text() + "'");
        return adopted;
    }

    // ---- clocks

    Event clock_started() {
        return change(clock::Started{clock(), in_.index<std::uint16_t>("cycle"), goal(), calendar(),
                                     in_.instant("origin"), in_.instant("since"), length("consumed_ms"),
                                     length("target_ms"), in_.instant_or_never("due"), in_.flag("pinned")});
    }
    Event clock_paused() {
        const auto reason = static_cast<std::uint16_t>(in_.number_or("pause", clock::none));
        return change(clock::Paused{clock(), in_.instant("at"), length("consumed_ms"), reason,
                                    in_.instant_or_never("until")});
    }
    Event clock_resumed() {
        return change(
            clock::Resumed{clock(), in_.instant("at"), in_.instant_or_never("due"), length("spent_ms")});
    }
    Event clock_stopped() {
        return change(clock::Stopped{clock(), in_.instant("at"), length("consumed_ms"),
                                     in_.need("met", Kind::boolean).is_null() ? false : in_.flag("met"),
                                     length("spent_ms")});
    }
    Event clock_cancelled() {
        return change(
            clock::Cancelled{clock(), in_.instant("at"), length("consumed_ms"), in_.flag("superseded")});
    }
    Event clock_retargeted() {
        const auto policy = static_cast<model::Retarget>(in_.word("policy", retarget_names));
        return change(clock::Retargeted{clock(), in_.instant("at"), goal(), calendar(), in_.instant("origin"),
                                        in_.instant("since"), length("consumed_ms"), length("target_ms"),
                                        in_.instant_or_never("due"), policy, in_.flag("pinned"),
                                        in_.flag("breached")});
    }
    Event clock_breached() { return change(clock::Breached{clock(), in_.instant("due")}); }
    Event clock_waived() { return change(clock::Waived{clock(), in_.instant("at")}); }
    Event clock_corrected() {
        return change(clock::Corrected{clock(), in_.instant("at"), in_.instant("from"), in_.instant("to"),
                                       in_.flag("counted"), in_.instant("since"), length("consumed_ms"),
                                       in_.instant_or_never("due"), in_.flag("breached"),
                                       in_.instant_or_never("origin"), length("rested_ms")});
    }
    Event clock_acknowledged() { return change(clock::Acknowledged{clock()}); }
    Event clock_threshold() {
        const auto index = clock();
        const std::uint16_t threshold = threshold_of(index, in_.text("threshold"));
        const auto series = static_cast<std::uint8_t>(in_.number_or("series", clock::single));
        if (series != clock::single && series >= clock::max_repeating) in_.refuse("a series out of range");
        return change(clock::ThresholdFired{index, threshold, in_.instant("due"),
                                            static_cast<std::uint32_t>(in_.number_or("count", 0)), series,
                                            in_.flag("last"), in_.flag("suppressed")});
    }

    Event clock_took_over() {
        clock::TookOver taken{};
        taken.clock = clock();
        taken.from = clock("from");
        taken.waived = in_.flag("waived");
        taken.acknowledged = in_.flag("acknowledged");
        taken.pauses = static_cast<std::uint16_t>(in_.number_or("pauses", 0));
        for (const Value& key : in_.list_or_empty("fired")) {
            if (!key.is(Kind::string)) in_.refuse("expected the names of thresholds under 'fired'");
            if (key.is(Kind::string))
                taken.fired |= std::uint32_t{1} << threshold_of(taken.clock, key.as_string());
        }
        const auto repeats = in_.list_or_empty("repeats");
        if (repeats.size() > taken.repeats.size()) in_.refuse("a series out of range");
        for (std::size_t i = 0; i < std::min(repeats.size(), taken.repeats.size()); ++i) {
            if (repeats[i].is(Kind::integer))
                taken.repeats[i] = static_cast<std::uint32_t>(repeats[i].as_int());
            else
                in_.refuse("expected numbers under 'repeats'");
        }
        taken.breached_at = in_.instant_or_never("breached_at");
        taken.paused_for = length("paused_ms");
        taken.pause_spent = length("spent_ms");
        return change(taken);
    }
    std::uint16_t threshold_of(clock::ClockIndex index, std::string_view key) {
        if (index == clock::none) return 0;
        const auto& all = flow_.plan->clocks()[index].thresholds;
        const auto at =
            std::ranges::find_if(all, [&](const clock::Threshold& t) { return t.source->key == key; });
        if (at == all.end()) in_.refuse("an unknown threshold '" + std::string(key) + "'");
        return static_cast<std::uint16_t>(at - all.begin());
    }

    template <typename Change>
    Event change(Change what) {
        return event::ClockChanged{clock::Event(std::move(what)), in_.text_or("reason")};
    }
    clock::ClockIndex clock(std::string_view name = "clock") {
        const std::string key = in_.text(name);
        const auto index = flow_.plan->find(key);
        if (index == clock::none) in_.refuse("an unknown clock '" + key + "'");
        return index;
    }
    std::uint16_t goal() { return static_cast<std::uint16_t>(in_.number_or("goal", clock::none)); }
    std::uint16_t calendar() {
        const std::string name = in_.text_or("calendar");
        if (name.empty()) return clock::none;
        const auto calendars = flow_.plan->calendars();
        const auto at =
            std::ranges::find_if(calendars, [&](const auto& c) { return c.definition().name == name; });
        if (at == calendars.end()) in_.refuse("an unknown calendar '" + name + "'");
        return static_cast<std::uint16_t>(at - calendars.begin());
    }
    Duration length(std::string_view name) { return {in_.number_or(name, 0)}; }

    // ---- names

    chart::EventIndex event() {
        const std::string name = in_.text("event");
        const auto index = flow_.chart->event(name);
        if (index == chart::none) in_.refuse("an unknown event '" + name + "'");
        return index;
    }
    std::uint16_t ladder() {
        const std::string name = in_.text("ladder");
        const auto& ladders = pack_.model().ladders;
        const auto at = std::ranges::find(ladders, name, &model::Ladder::name);
        if (at == ladders.end()) in_.refuse("an unknown ladder '" + name + "'");
        return static_cast<std::uint16_t>(at - ladders.begin());
    }
    chart::StateList states(std::string_view key) {
        chart::StateList states;
        for (const Value& name : in_.list_or_empty(key)) {
            const auto state = name.is(Kind::string) ? flow_.chart->state(name.as_string()) : chart::none;
            if (state == chart::none) in_.refuse("an unknown state " + to_json(name));
            states.push_back(state);
        }
        return states;
    }

    JsonReader in_;
    const PackSource& packs_;
    Vocabulary& vocabulary_;
    const Pack& pack_;
    const Flow& flow_;
    std::span<const store::Personal> personal_;
};

Status read_steps(JsonReader& in, Commit& commit, const PackSource& packs, Vocabulary& vocabulary,
                  std::span<const store::Personal> personal) {
    // Events have the same numbers in all versions.
    const std::shared_ptr<const Pack> first = vocabulary.pack;
    const Flow& flow = first->flows()[vocabulary.flow];
    for (const Value& object : in.list_or_empty("steps")) {
        JsonReader reader(object);
        Step step;
        step.at = reader.find("at") != nullptr ? reader.instant("at") : commit.at;
        step.cause = static_cast<Cause>(reader.word("cause", cause_names));
        if (const std::string name = reader.text_or("event"); !name.empty())
            step.event = flow.chart->event(name);
        step.data.begin = static_cast<std::uint32_t>(commit.data.size());
        for (auto& datum : data_of(reader.find("data"))) commit.data.push_back(std::move(datum));
        step.data.end = static_cast<std::uint32_t>(commit.data.size());
        step.events.begin = static_cast<std::uint32_t>(commit.events.size());
        for (const Value& event : reader.list_or_empty("events")) {
            auto read = EventReader(event, packs, vocabulary, personal).read();
            if (!read) return fail(read.error());
            commit.events.push_back(*std::move(read));
        }
        step.events.end = static_cast<std::uint32_t>(commit.events.size());
        if (reader.failed()) return fail(journal_invalid, "step: " + reader.problem());
        commit.steps.push_back(step);
    }
    return {};
}

Actor read_actor(JsonReader& in) {
    Actor actor;
    JsonReader reader(in.need("actor", Kind::map));
    actor.id = reader.text("id");
    actor.party = reader.text_or("party");
    for (const Value& role : reader.list_or_empty("roles"))
        if (role.is(Kind::string)) actor.roles.emplace_back(role.as_string());
    if (reader.failed()) in.refuse("actor: " + reader.problem());
    return actor;
}

}  // namespace

}  // namespace ticket

Result<Commit> read_commit(std::string_view json, const PackSource& packs, Vocabulary& vocabulary,
                           std::span<const store::Personal> personal) {
    const auto parsed = parse_json(json);
    if (!parsed) return fail(journal_invalid, parsed.error().message);
    ticket::JsonReader in(*parsed);
    if (const auto format = in.number_or("v", 0); format > ticket::journal_format)
        return fail(journal_newer_format, fmt::format("expected journal format {} or older, but found {}",
                                                      ticket::journal_format, format));
    Commit commit;
    commit.version = static_cast<store::Version>(std::max<std::int64_t>(0, in.number("version")));
    if (commit.version == 1) {
        const std::string hash = in.text("pack");
        vocabulary.pack = packs.pack(PackHash(hash));
        if (!vocabulary.pack)
            return fail(journal_unknown_pack, fmt::format("expected a deployed pack, but found '{}'", hash));
        const Flow* flow = vocabulary.pack->flow(in.text("workflow"));
        if (flow == nullptr) return fail(journal_invalid, "the workflow is not in its pack");
        vocabulary.flow = flow->index;
    }
    if (!vocabulary.pack)
        return fail(journal_invalid, "a later commit without the one that opened the ticket");
    commit.pack = vocabulary.pack->hash();
    commit.workflow = vocabulary.pack->flows()[vocabulary.flow].chart->workflow().name;
    commit.at = in.instant("at");
    commit.next_due = in.instant_or_never("next_due");
    if (in.find("happened_at") != nullptr) commit.happened_at = in.instant("happened_at");
    commit.actor = ticket::read_actor(in);
    commit.idempotency_key = in.text_or("key");
    commit.payload_hash = in.text_or("key_hash");
    if (auto ok = ticket::read_steps(in, commit, packs, vocabulary, personal); !ok) return fail(ok.error());
    if (in.failed()) return fail(journal_invalid, in.problem());
    return commit;
}

}  // namespace itr
