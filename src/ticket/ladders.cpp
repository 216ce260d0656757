// Ladders at run time: how they rise, and whom they call.
#include <algorithm>

#include "clock/evolve.hpp"
#include "clock/firing.hpp"
#include "ticket/climbs.hpp"
#include "ticket/turn.hpp"

namespace itr::ticket {
namespace {

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
    Rise why = rise(action);
    const LadderState* present = climb_for(ladder, why.clock);
    const int reached = present != nullptr ? present->level : 0;
    const int wanted = action.level > 0 ? action.level : 1;
    if (present != nullptr) why.clock = present->clock, why.cycle = present->cycle;
    // Within one climb it only rises: a later, lower threshold does not call the lower level again.
    if (wanted > reached) raise_ladder(ladder, static_cast<std::uint16_t>(wanted), 0, std::move(why));
}

/// The climb that a cause joins: that about its own promise, or the one that somebody has begun by hand; and
/// who calls by hand, calls from where the ladder is highest. Null: it begins one.
const LadderState* Turn::climb_for(std::uint16_t ladder, clock::ClockIndex clock) const {
    const LadderState* joined = nullptr;
    for (const LadderState& climb : scratch_.ticket.ladders()) {
        if (climb.ladder != ladder || is_over(climb)) continue;
        if (climb.clock == clock && clock != clock::none) return &climb;
        const bool may_join = clock == clock::none || climb.clock == clock::none;
        if (may_join && (joined == nullptr || climb.level > joined->level)) joined = &climb;
    }
    return joined;
}

/// A climb is about one promise: it is over with the cycle whose threshold began it, and one that somebody
/// began, when somebody has heard it and nothing of it is to come. The next cause then calls from its own
/// level on.
bool Turn::is_over(const LadderState& climb) const {
    if (climb.clock == clock::none)
        return climb.acknowledged && climb.repeat_at == never && climb.raise_at == never;
    const clock::State* promise = clock_of(climb);
    return promise == nullptr || !clock::is_active(promise->phase);
}

/// Nobody made the promise any more, and nobody broke it.
bool Turn::is_moot(const LadderState& climb) const {
    const clock::State* promise = clock_of(climb);
    return promise != nullptr && promise->phase == clock::Phase::superseded && !promise->breached;
}

/// The clock in the cycle that a climb is about; null: none, or it is in another by now.
const clock::State* Turn::clock_of(const LadderState& climb) const {
    const auto clocks = scratch_.ticket.clocks();
    const auto promise = std::ranges::find(clocks, climb.clock, &clock::State::definition);
    return promise == clocks.end() || promise->cycle != climb.cycle ? nullptr : &*promise;
}

void follow_clock(SlimVector<LadderState>& climbs, std::span<const clock::State> clocks,
                  const clock::Event& change) {
    if (const auto* stopped = std::get_if<clock::Stopped>(&change)) {
        if (!stopped->met) return;
        for (LadderState& climb : climbs)
            if (climb.clock == stopped->clock) climb.repeat_at = climb.raise_at = never;
    } else if (const auto* taken = std::get_if<clock::TookOver>(&change)) {
        for (std::size_t i = climbs.size(); i-- > 0;) {
            const LadderState& climb = climbs[i];
            if (climb.clock == taken->clock && find_climb(climbs, climb.ladder, taken->from) != nullptr)
                climbs.erase(climbs.begin() + i);
        }
        for (LadderState& climb : climbs) {
            if (climb.clock != taken->from) continue;
            climb.clock = taken->clock;
            climb.cycle = cycle_of(clocks, taken->clock);
        }
    }
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
    event::LadderAcknowledged heard{climb.ladder, climb.clock};
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
        raised.silent |= is_passed_over(raised);
        const bool calls = !raised.silent;
        emit(std::move(raised));
        if (calls) run_escalation(compiled, level, *proposal);
        return;
    }
    if (level > compiled.levels.size()) return;
    const LadderLevel& here = compiled.levels[level - 1U];
    const LadderLevel* above = level < compiled.levels.size() ? &compiled.levels[level] : nullptr;
    const int times = here.source->times;
    if (here.source->repeat && (times == 0 || repeat + 1 < times))
        raised.repeat_at = (raised.silent ? at_ : first_told(compiled, here)) + *here.source->repeat;
    if (repeat > 0)
        // A repetition does not put off the next level.
        raised.raise_at = find_climb(scratch_.ticket.ladders(), ladder, raised.clock)->raise_at;
    else if (above != nullptr && above->source->after)
        raised.raise_at = at_ + *above->source->after;
    raised.silent |= is_passed_over(raised);
    const bool calls = !raised.silent;
    emit(std::move(raised));
    if (calls) run_level(compiled, here, repeat > 0);
}

/// What comes late is passed over as the clock that the climb is about says of its thresholds: of several
/// calls at once the last may speak for all.
bool Turn::is_passed_over(const event::LadderRaised& raised) const {
    if (raised.clock == clock::none) return false;
    switch (flow_->plan->clocks()[raised.clock].source->catch_up) {
        case model::CatchUp::all: return false;
        case model::CatchUp::highest: return std::min(raised.raise_at, raised.repeat_at) <= commit_.at;
        case model::CatchUp::next: return !carried_out_ && at_ + clock::late_after < commit_.at;
    }
    return false;
}

void Turn::run_level(const Ladder& ladder, const LadderLevel& level, bool again) {
    notices_ = notices_of(ladder, &level);
    if (again) notices_->said_before = at_ - *level.source->repeat;
    for (const chart::Action& action : level.actions) execute(action);
    notices_.reset();
}

/// What a policy says it says in place of the level, to whom the level's hours apply as well.
void Turn::run_escalation(const Ladder& ladder, std::uint16_t level, const policy::Escalation& escalation) {
    notices_ = notices_of(ladder, level <= ladder.levels.size() ? &ladder.levels[level - 1U] : nullptr);
    for (const std::string& person : escalation.notify) {
        std::vector<Value::Entry> payload{{Value("to"), Value(person)},
                                          {Value("reason"), Value(escalation.reason)}};
        if (ladder.source->digest) payload.push_back({Value("digest"), Value(ladder.source->name)});
        request_effect("notify", Value::map(std::move(payload)), notice_at(person));
    }
    notices_.reset();
    if (escalation.assignment) assign(*escalation.assignment);
    if (escalation.raise) queue(*escalation.raise, {});
}

}  // namespace itr::ticket
