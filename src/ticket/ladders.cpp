// Ladders at run time: how they rise, whom they call, and when.
#include <algorithm>

#include "ticket/turn.hpp"

namespace itr::ticket {
namespace {

/// The next instant that is a whole number of periods.
Instant rounded_up(Instant at, Duration period) {
    const std::int64_t beyond = ((at.ms % period.ms) + period.ms) % period.ms;
    return beyond == 0 ? at : at + (period - Duration{beyond});
}

std::uint16_t number_of(const Pack& pack, std::string_view calendar) {
    const auto all = pack.calendars();
    const auto at = std::ranges::find(all, calendar, [](const auto& each) { return each.definition().name; });
    return at == all.end() ? clock::none : static_cast<std::uint16_t>(at - all.begin());
}

std::uint16_t cycle_of(std::span<const clock::State> clocks, clock::ClockIndex clock) {
    const auto at = std::ranges::find(clocks, clock, &clock::State::definition);
    return at == clocks.end() ? std::uint16_t{0} : at->cycle;
}

}  // namespace

void Turn::execute_ladder(const chart::Action& action) {
    const auto& ladders = scratch_.ticket.pack()->model().ladders;
    const auto known = std::ranges::find(ladders, action.name, &model::Ladder::name);
    if (known == ladders.end()) return;
    const auto ladder = static_cast<std::uint16_t>(known - ladders.begin());
    const auto climbed = scratch_.ticket.ladders();
    const auto present = std::ranges::find(climbed, ladder, &LadderState::ladder);
    const bool is_climbed = present != climbed.end() && !is_over(*present);
    const int reached = is_climbed ? present->level : 0;
    const int wanted = action.level > 0 ? action.level : 1;
    // Within one climb it only rises: a later, lower threshold does not call the lower level again.
    if (wanted > reached) raise_ladder(ladder, static_cast<std::uint16_t>(wanted), 0, rise(action));
}

/// A climb is about one promise: it is over with the cycle whose threshold began it, and one that somebody
/// began, when somebody has heard it and nothing of it is to come. The next cause then calls from its own
/// level on.
bool Turn::is_over(const LadderState& climb) const {
    if (climb.clock == clock::none)
        return climb.acknowledged && climb.repeat_at == never && climb.raise_at == never;
    const auto clocks = scratch_.ticket.clocks();
    const auto promise = std::ranges::find(clocks, climb.clock, &clock::State::definition);
    if (promise == clocks.end() || promise->cycle != climb.cycle) return true;
    return promise->phase != clock::Phase::running && promise->phase != clock::Phase::paused;
}

/// The reason as the action says it; else a threshold speaks for itself.
Turn::Rise Turn::rise(const chart::Action& action) {
    Rise why;
    if (threshold_ != nullptr) {
        const bool foreseen = threshold_->source->by == model::Threshold::At::predicted;
        why = {foreseen ? event::Trigger::predicted : event::Trigger::threshold, threshold_->source->key};
    }
    if (speaking_ != clock::none) {
        why.clock = speaking_;
        why.cycle = cycle_of(scratch_.ticket.clocks(), speaking_);
    }
    for (const auto& [name, value] : evaluate_all(action))
        if (name == "reason" && value.is(Kind::string)) why.reason = value.as_string();
    return why;
}

/// Whoever answers a level that is `until: acknowledged` takes the matter over: it calls no more, and nobody
/// above is called. Any other level has told somebody, and that is all it does. What a policy of the host's
/// has begun ends in any case.
void Turn::acknowledge_ladder(const LadderState& climb) {
    const Ladder& ladder = flow_->ladders[climb.ladder];
    const bool is_told = climb.level <= ladder.levels.size() && climb.level > 0 &&
                         escalation_policy(ladder.source->name) == nullptr &&
                         !ladder.levels[climb.level - 1U].source->until_acknowledged;
    event::LadderAcknowledged heard{climb.ladder};
    if (is_told) heard.repeat_at = climb.repeat_at, heard.raise_at = climb.raise_at;
    emit(heard);
}

void Turn::raise_ladder(std::uint16_t ladder, std::uint16_t level, std::uint16_t repeat, Rise why) {
    const Ladder& compiled = flow_->ladders[ladder];
    event::LadderRaised raised{ladder, level,     repeat,   never, never, why.trigger, std::move(why.reason),
                               false,  why.clock, why.cycle};
    raised.silent = compiled.silent && compiled.silent->holds(scratch_.frame);
    if (const auto* custom = escalation_policy(compiled.source->name)) {
        const auto proposal = custom->propose(snapshot(), level);
        if (!proposal) return;
        if (proposal->next_level_after) raised.raise_at = at_ + *proposal->next_level_after;
        const bool calls = !raised.silent;
        emit(std::move(raised));
        if (calls) run_escalation(*proposal);
        return;
    }
    if (level > compiled.levels.size()) return;
    const LadderLevel& here = compiled.levels[level - 1U];
    const LadderLevel* above = level < compiled.levels.size() ? &compiled.levels[level] : nullptr;
    const auto climbed = scratch_.ticket.ladders();
    const auto present = std::ranges::find(climbed, ladder, &LadderState::ladder);
    const int times = here.source->times;
    if (here.source->repeat && (times == 0 || repeat + 1 < times))
        raised.repeat_at = at_ + *here.source->repeat;
    if (repeat > 0)
        raised.raise_at = present->raise_at;  // a repetition does not put off the next level
    else if (above != nullptr && above->source->after)
        raised.raise_at = at_ + *above->source->after;
    const bool calls = !raised.silent;
    emit(std::move(raised));
    if (calls) run_level(compiled, here);
}

void Turn::run_level(const Ladder& ladder, const LadderLevel& level) {
    const bool loud = level.quiet_unless && level.quiet_unless->holds(scratch_.frame);
    const Instant from = loud ? at_ : policy::after_quiet(*level.source, calendar_here(level.calendar), at_);
    notices_ = Notices{ladder.source, from, loud};
    for (const chart::Action& action : level.actions) execute(action);
    notices_.reset();
}

/// In the zone that the ticket tells; null for none.
const calendar::Calendar* Turn::calendar_here(std::uint16_t calendar) const {
    if (calendar == clock::none) return nullptr;
    return &scratch_.ticket.pack()->calendars()[flow_->plan->in_zone(calendar, scratch_.frame)];
}

/// Within a ladder: after the quiet hours, when the recipient is at work, and gathered with others.
Instant Turn::notice_at(const std::string& to) const {
    if (!notices_) return at_;
    Instant at = std::max(at_, notices_->from);
    const auto& roles = scratch_.ticket.pack()->model().roles;
    const auto role = std::ranges::find(roles, to, &model::Role::name);
    if (!notices_->loud && role != roles.end() && role->calendar) {
        const calendar::Calendar* hours =
            calendar_here(number_of(*scratch_.ticket.pack(), role->calendar->text));
        const Instant open = hours == nullptr ? never : hours->next_open(at);
        if (open != never) at = open;
    }
    return notices_->ladder->digest ? rounded_up(at, *notices_->ladder->digest) : at;
}

void Turn::run_escalation(const policy::Escalation& escalation) {
    for (const std::string& person : escalation.notify)
        request_effect(
            "notify", Value::map({{Value("to"), Value(person)}, {Value("reason"), Value(escalation.reason)}}),
            at_);
    if (escalation.assignment) assign(*escalation.assignment);
    if (escalation.raise) queue(*escalation.raise, {});
}

}  // namespace itr::ticket
