#include "insight/story.hpp"

#include <algorithm>
#include <functional>

#include "insight/sentences.hpp"
#include "model/words.hpp"
#include "ticket/evolve.hpp"

namespace itr::insight {
namespace {

const clock::State* find_clock_state(const Ticket& ticket, clock::ClockIndex index) {
    const auto* at = std::ranges::find(ticket.clocks, index, &clock::State::definition);
    return at == ticket.clocks.end() ? nullptr : &*at;
}

/// When a change takes effect; what fires does so at its due instant and ends no segment.
std::optional<Instant> ends_segment_at(const clock::Event& event) {
    struct Visitor {
        std::optional<Instant> operator()(const clock::Paused& e) const { return e.at; }
        std::optional<Instant> operator()(const clock::Resumed& e) const { return e.at; }
        std::optional<Instant> operator()(const clock::Stopped& e) const { return e.at; }
        std::optional<Instant> operator()(const clock::Cancelled& e) const { return e.at; }
        std::optional<Instant> operator()(const clock::Retargeted& e) const { return e.at; }
        std::optional<Instant> operator()(const clock::Corrected& e) const { return e.since; }
        std::optional<Instant> operator()(const clock::Started&) const { return std::nullopt; }
        std::optional<Instant> operator()(const clock::Breached&) const { return std::nullopt; }
        std::optional<Instant> operator()(const clock::ThresholdFired&) const { return std::nullopt; }
        std::optional<Instant> operator()(const clock::Waived&) const { return std::nullopt; }
        std::optional<Instant> operator()(const clock::TookOver&) const { return std::nullopt; }
        std::optional<Instant> operator()(const clock::Acknowledged&) const { return std::nullopt; }
    };
    return std::visit(Visitor{}, event);
}

/// What says anew how much a clock has counted, and from where it counts on.
struct Measured {
    Instant since;
    Duration consumed;
};
std::optional<Measured> measured_anew(const clock::Event& event) {
    if (const auto* e = std::get_if<clock::Retargeted>(&event)) return Measured{e->since, e->consumed};
    if (const auto* e = std::get_if<clock::Corrected>(&event)) return Measured{e->since, e->consumed};
    return std::nullopt;
}

std::string calendar_of(const clock::Plan& plan, const clock::State& state) {
    return state.calendar == clock::none ? std::string() : plan.calendars()[state.calendar].definition().name;
}

}  // namespace

Status StoryTeller::read(const store::Commit& stored) {
    auto commit = read_commit(stored.text, packs_, vocabulary_, personal_);
    if (!commit) return fail(commit.error());
    if (!ticket_) ticket_ = blank_ticket(vocabulary_.pack, vocabulary_.flow, {}, {});
    for (const Step& step : commit->steps) take(*commit, step);
    ++ticket_->version;
    ticket_->next_due = commit->next_due;
    return {};
}

void StoryTeller::take(const Commit& commit, const Step& step) {
    ticket_->last_at = step.at;
    former_.clear();
    for (std::uint32_t i = step.events.begin; i < step.events.end; ++i) {
        if (const auto* changed = std::get_if<event::ClockChanged>(&commit.events[i]))
            take(commit, step, i, *changed);
        else if (const auto* set = std::get_if<event::DataSet>(&commit.events[i]))
            take(commit, step, *set);
        ticket::apply(*ticket_, ticket_->workflow(), commit.events[i], step.at);
    }
    holders_.note(*ticket_, step.at);
}

CycleStory& StoryTeller::cycle_of(clock::ClockIndex index, const clock::Event& event) {
    auto& cycles = cycles_[index];
    const auto* started = std::get_if<clock::Started>(&event);
    if (cycles.empty() || (started != nullptr && cycles.back().number != started->cycle)) {
        cycles.emplace_back();
        cycles.back().number = started != nullptr ? started->cycle : std::uint16_t{1};
    }
    return cycles.back();
}

void StoryTeller::take(const Commit& commit, const Step& step, std::uint32_t position,
                       const event::ClockChanged& changed) {
    const auto index = std::visit([](const auto& e) { return e.clock; }, changed.change);
    const clock::State* before = find_clock_state(*ticket_, index);
    CycleStory& cycle = cycle_of(index, changed.change);
    cycle.changes.push_back(described(commit, step, position, before));
    correct(before, changed.change, cycle);
    const auto ended = ends_segment_at(changed.change);
    const auto measured = measured_anew(changed.change);
    // What leaves the open segment open only changes by what it is measured, or what was counted before it;
    // and a clock that is set back has not run through it at all.
    const bool stays_open = (measured && before != nullptr && measured->since <= before->since) ||
                            is_put_off(before, changed.change);
    if (before != nullptr && ended && !stays_open) close_segment(*before, *ended, cycle);
    clock::States after;
    if (before != nullptr) after.push_back(*before);
    clock::evolve(after, changed.change);
    finish(after.front(), cycle);
}

/// Why a promise was broken is told of the ticket: of every clock the last run that was broken by then.
void StoryTeller::take(const Commit& commit, const Step& step, const event::DataSet& set) {
    former_.try_emplace(set.field, ticket_->data[set.field]);
    const bool explains = ticket_->workflow().chart->fields()[set.field].name == breach_reason_field &&
                          set.value.is(Kind::string) && !set.value.as_string().empty();
    if (!explains) return;
    for (auto& [index, cycles] : cycles_) {
        const auto broken = std::find_if(cycles.rbegin(), cycles.rend(), std::mem_fn(&CycleStory::breached));
        if (broken == cycles.rend()) continue;
        broken->breach_reason = set.value.as_string();
        ClockChange change;
        change.at = step.at;
        change.what = "explained";
        change.sentence = "the breach is explained: " + broken->breach_reason;
        broken->changes.push_back(placed(commit, step, std::move(change)));
    }
}

/// What a clock has counted that no segment of it shows: pauses before its start, time measured anew.
void StoryTeller::correct(const clock::State* before, const clock::Event& event, CycleStory& cycle) const {
    Duration correction;
    if (const auto* started = std::get_if<clock::Started>(&event)) {
        const bool goes_on = before != nullptr && before->cycle == started->cycle;
        correction = started->consumed - (goes_on ? before->consumed : Duration{});
    } else if (const auto measured = measured_anew(event); measured && before != nullptr) {
        const bool stays_open = measured->since <= before->since;
        correction = measured->consumed - (stays_open ? before->consumed
                                                      : clock::elapsed(*ticket_->workflow().plan, *before,
                                                                       *ends_segment_at(event)));
    }
    cycle.consumption.corrected = cycle.consumption.corrected + correction;
    cycle.consumption.counted = cycle.consumption.counted + correction;
}

/// The open segment of a clock up to `to`.
void StoryTeller::close_segment(const clock::State& before, Instant to, CycleStory& cycle) const {
    const clock::Plan& plan = *ticket_->workflow().plan;
    Segment segment{
        before.since, to, before.phase == clock::Phase::running, {}, calendar_of(plan, before), {}};
    if (before.phase == clock::Phase::running) {
        const auto counted = [&](Instant a, Instant b) {
            return clock::elapsed(plan, before, b) - clock::elapsed(plan, before, a);
        };
        segment.counted = counted(before.since, std::max(to, before.since));
        if (to > before.since) holders_.share(before.since, to, counted, cycle.consumption);
    } else if (before.phase == clock::Phase::paused) {
        segment.reason = before.pause_reason == clock::none
                             ? std::string("command")
                             : plan.clocks()[before.definition].pauses[before.pause_reason].reason;
        if (to > before.since) holders_.rest(before.since, to, segment.reason, cycle.consumption);
    } else {
        return;
    }
    cycle.segments.push_back(std::move(segment));
}

void StoryTeller::finish(const clock::State& now, CycleStory& cycle) const {
    cycle.phase = now.phase;
    cycle.breached = now.breached;
    cycle.waived = now.waived;
    cycle.origin = now.origin;
    cycle.due = now.due;
    cycle.breached_at = now.breached_at;
    cycle.target.reset();
    if (now.due != never) cycle.target = now.target;
    cycle.elapsed = now.consumed;
    cycle.elapsed_real = clock::elapsed_real(now, now.since);
}

ClockChange StoryTeller::described(const Commit& commit, const Step& step, std::uint32_t position,
                                   const clock::State* before) const {
    const Occasion occasion(*ticket_, commit, step, position, former_);
    ClockChange change = describe(occasion, before);
    if (const auto* breached = std::get_if<clock::Breached>(&occasion.change().change))
        change.sentence += ", with " + holder_words(holders_.at(breached->due));
    return placed(commit, step, std::move(change));
}

/// With who it was, in what, and by whose rules.
ClockChange StoryTeller::placed(const Commit& commit, const Step& step, ClockChange change) const {
    change.version = commit.version;
    if (step.event != chart::none) change.event = ticket_->workflow().chart->events()[step.event].name;
    change.actor = step.cause == Cause::due ? std::string("system") : commit.actor.id;
    const auto terms = this->terms();
    const model::Pack& pack = terms->model();
    change.pack = pack.version.empty() ? pack.name : pack.name + " " + pack.version;
    change.sentence = sentence_of(change);
    return change;
}

/// The pack whose agreements count by now.
std::shared_ptr<const Pack> StoryTeller::terms() const {
    auto adopted = packs_.pack(ticket_->pack->versions().back());
    return adopted ? adopted : ticket_->pack;
}

std::vector<ClockStory> StoryTeller::tell(Instant as_of) {
    std::vector<ClockStory> stories;
    if (!ticket_) return stories;
    const clock::Plan& plan = *ticket_->workflow().plan;
    const auto terms = this->terms();
    for (auto& [index, cycles] : cycles_) {
        const clock::Definition& definition = plan.clocks()[index];
        ClockStory story;
        story.ticket = ticket_->id;
        story.number = ticket_->number;
        story.clock = definition.key;
        story.agreement = definition.agreement->name;
        story.kind = model::word_of(model::agreement_kinds, definition.agreement->kind);
        if (definition.source->accountable) story.accountable = definition.source->accountable->text;
        story.pack_name = terms->model().name;
        story.pack_version = terms->model().version;
        story.pack = terms->hash();
        story.as_of = as_of;
        story.cycles = cycles;
        const clock::State* now = find_clock_state(*ticket_, index);
        const bool active = now->phase == clock::Phase::running || now->phase == clock::Phase::paused;
        if (active) {
            CycleStory& last = story.cycles.back();
            close_segment(*now, std::max(as_of, now->since), last);
            last.segments.back().to = never;
            last.elapsed = clock::elapsed(plan, *now, as_of);
            last.elapsed_real = clock::elapsed_real(*now, as_of);
            last.due = clock::due_if_resumed(plan, *now, as_of);
            // Nobody has worked off the deadline yet; it is missed all the same.
            if (!last.breached && last.due < as_of) {
                last.breached = true;
                last.breached_at = last.due;
            }
        }
        stories.push_back(std::move(story));
    }
    return stories;
}

Result<std::vector<ClockStory>> explain_all(const Journal& journal, const PackSource& packs, Instant as_of) {
    StoryTeller teller(packs, journal.personal);
    for (const store::Commit& commit : journal.commits) {
        if (as_of != never && commit.at > as_of) break;
        if (auto ok = teller.read(commit); !ok) return fail(ok.error());
    }
    if (as_of == never) as_of = teller.ticket() == nullptr ? Instant{} : teller.ticket()->last_at;
    auto stories = teller.tell(as_of);
    for (ClockStory& story : stories) story.ticket = journal.ticket;
    return stories;
}

Result<ClockStory> explain(const Journal& journal, const PackSource& packs, std::string_view clock,
                           Instant as_of) {
    auto stories = explain_all(journal, packs, as_of);
    if (!stories) return fail(stories.error());
    const auto named = [&](const ClockStory& story) {
        return story.clock == clock || (story.clock.size() > clock.size() && story.clock.ends_with(clock) &&
                                        story.clock[story.clock.size() - clock.size() - 1] == '.');
    };
    const auto exact = std::ranges::find(*stories, clock, &ClockStory::clock);
    if (exact != stories->end()) return std::move(*exact);
    const auto first = std::ranges::find_if(*stories, named);
    if (first != stories->end() && std::ranges::count_if(*stories, named) == 1) return std::move(*first);
    return fail(unknown_clock_of(*stories, clock));
}

}  // namespace itr::insight
