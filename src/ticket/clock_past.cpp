#include "ticket/clock_past.hpp"

#include <algorithm>

#include "clock/evolve.hpp"
#include "clock/recount.hpp"
#include "ticket/frame.hpp"

namespace itr::ticket {
namespace {

/// When a clock did not run, piece by piece.
class StandStills {
  public:
    void begin(Instant at) {
        if (!since_) since_ = at;
    }
    void end(Instant at) {
        if (since_) add(*since_, at);
        since_.reset();
    }
    void add(Instant from, Instant to) {
        if (from < to) pieces_.push_back({from, to});
    }
    /// It did run then, after all.
    void take_away(Instant from, Instant to) {
        if (since_ && *since_ < to) {
            add(*since_, from);
            since_ = std::max(*since_, to);
        }
        pieces_ = clock::without(pieces_, {{from, to}});
    }
    /// What is left of [from, to).
    [[nodiscard]] clock::Periods rest(Instant from, Instant to) {
        end(to);
        std::ranges::sort(pieces_, {}, &clock::Interval::from);
        return clock::without({{from, to}}, pieces_);
    }

  private:
    clock::Periods pieces_;
    std::optional<Instant> since_;
};

/// One clock's past: what is on record of it, and before that its conditions, as if it had been there.
class Trail {
  public:
    Trail(const Flow& flow, clock::ClockIndex clock)
        : definition_(flow.plan->clocks()[clock]), clock_(clock), held_(definition_.pauses.size()) {}

    [[nodiscard]] clock::ClockIndex clock() const { return clock_; }
    [[nodiscard]] bool asks_conditions() const {
        return definition_.source->retroactivity == model::Retroactivity::start_and_pauses &&
               !definition_.pauses.empty();
    }
    [[nodiscard]] bool asks_now() const { return asks_conditions() && !on_record_; }
    [[nodiscard]] clock::Periods unpaused(Instant from, Instant to) { return still_.rest(from, to); }

    // ---- on record

    /// `other`: the clock that it takes over from, if it does; that may have been stopped before.
    void start(const clock::Started& started, const Trail* other) {
        if (other != nullptr) still_ = other->still_;
        still_.end(started.since);
        if (other != nullptr && !other->on_record_)
            still_.add(other->stopped_at_, started.since);
        else if (started.cycle == cycle_)
            still_.add(stopped_at_, started.since);
        else if (other == nullptr && definition_.source->retroactivity == model::Retroactivity::none)
            still_.add(started.origin, started.since);
        cycle_ = started.cycle;
        on_record_ = true;
    }
    void take(const clock::Event& change) {
        if (const auto* paused = std::get_if<clock::Paused>(&change)) return still_.begin(paused->at);
        if (const auto* resumed = std::get_if<clock::Resumed>(&change)) return resume(resumed->at);
        if (const auto* stopped = std::get_if<clock::Stopped>(&change)) return stop(stopped->at);
        if (const auto* cancelled = std::get_if<clock::Cancelled>(&change)) return stop(cancelled->at);
        if (const auto* corrected = std::get_if<clock::Corrected>(&change))
            return corrected->counted ? still_.take_away(corrected->from, corrected->to)
                                      : still_.add(corrected->from, corrected->to);
    }

    // ---- before it started

    void ask(const TicketFrame& frame, Instant at) {
        const bool resumes =
            pause_ != clock::none && (definition_.resume ? definition_.resume->holds(frame)
                                                         : !definition_.pauses[pause_].when.holds(frame));
        if (resumes) pause_ = clock::none;
        if (pause_ == clock::none && !(resumes && definition_.resume)) pause_ = reason_to_pause(frame);
        note_holding(frame);
        if (pause_ == clock::none)
            still_.end(at);
        else
            still_.begin(at);
    }

  private:
    /// Told late, it may lie within what a pause that was told late said of the time until then.
    void resume(Instant at) {
        still_.end(at);
        still_.take_away(at, never);
    }
    void stop(Instant at) {
        still_.end(at);
        stopped_at_ = at;
        on_record_ = false;
        pause_ = clock::none;
    }
    /// With a resume condition of its own, only a reason that has just appeared pauses.
    [[nodiscard]] std::uint16_t reason_to_pause(const TicketFrame& frame) const {
        for (std::uint16_t i = 0; i < definition_.pauses.size(); ++i)
            if (definition_.pauses[i].when.holds(frame) && (!definition_.resume || !held_[i])) return i;
        return clock::none;
    }
    void note_holding(const TicketFrame& frame) {
        for (std::size_t i = 0; i < held_.size(); ++i) held_[i] = definition_.pauses[i].when.holds(frame);
    }

    const clock::Definition& definition_;
    clock::ClockIndex clock_;
    StandStills still_;
    bool on_record_ = false;
    std::uint16_t cycle_ = 0;
    Instant stopped_at_{};
    std::uint16_t pause_ = clock::none;
    std::vector<bool> held_;
};

/// From which clock one that starts in these events takes over; none.
clock::ClockIndex taken_over_from(std::span<const Event> events, clock::ClockIndex clock) {
    for (const Event& event : events) {
        const auto* changed = std::get_if<event::ClockChanged>(&event);
        const auto* taken = changed == nullptr ? nullptr : std::get_if<clock::TookOver>(&changed->change);
        if (taken != nullptr && taken->clock == clock) return taken->from;
    }
    return clock::none;
}

/// Walks through the steps of a ticket for one clock, and for those of its name that it may have taken over
/// from.
class Retrospect {
  public:
    Retrospect(const Ticket& base, const Flow& flow, clock::ClockIndex clock)
        : flow_(flow), blank_(blank_ticket(base.pack, base.flow, base.tenant, base.id)) {
        const auto clocks = flow.plan->clocks();
        trails_.emplace_back(flow, clock);
        for (clock::ClockIndex i = 0; i < clocks.size(); ++i)
            if (i != clock && clocks[i].name == clocks[clock].name) trails_.emplace_back(flow, i);
        asks_conditions_ = std::ranges::any_of(trails_, &Trail::asks_conditions);
        ticket_.begin(blank_);
    }

    void take(const Commit& commit, bool last_is_open) {
        const std::size_t steps = commit.steps.size();
        for (std::size_t s = 0; s < steps; ++s) {
            const Step& step = commit.steps[s];
            const bool open = last_is_open && s + 1 == steps;
            const std::size_t end = open ? commit.events.size() : step.events.end;
            const std::span events = std::span(commit.events).subspan(step.events.begin);
            take(commit, step, events.first(end - step.events.begin));
        }
    }
    [[nodiscard]] clock::Periods unpaused(Instant from, Instant to) {
        return trails_.front().unpaused(from, to);
    }

  private:
    void take(const Commit& commit, const Step& step, std::span<const Event> events) {
        before_.begin();
        before_.processed.push_back(step.event);
        for (const Event& event : events) {
            if (const auto* changed = std::get_if<event::ClockChanged>(&event)) {
                take(events, changed->change);
            } else if (asks_conditions_) {
                remember(event);
                // The flow does: of the versions only the clocks differ, and these are not looked at.
                if (!std::holds_alternative<event::Adopted>(event)) ticket_.apply(event, flow_, step.at);
            }
        }
        if (std::ranges::any_of(trails_, &Trail::asks_now)) ask_conditions(commit, step);
    }

    void take(std::span<const Event> events, const clock::Event& change) {
        const auto trail = std::ranges::find(trails_, clock::clock_of(change), &Trail::clock);
        if (trail == trails_.end()) return;
        const auto* started = std::get_if<clock::Started>(&change);
        if (started == nullptr) return trail->take(change);
        const auto other = std::ranges::find(trails_, taken_over_from(events, trail->clock()), &Trail::clock);
        trail->start(*started, other == trails_.end() ? nullptr : &*other);
    }

    void remember(const Event& event) {
        if (const auto* set = std::get_if<event::DataSet>(&event)) {
            before_.keep(set->field, ticket_.field(set->field));
        } else if (const auto* moved = std::get_if<event::Moved>(&event)) {
            before_.processed.push_back(moved->event);
            before_.keep_configuration(ticket_);
        } else if (std::holds_alternative<event::Assigned>(event)) {
            before_.keep_assignment(ticket_);
        } else if (const auto* linked = std::get_if<event::Linked>(&event);
                   linked != nullptr && names_parent(*linked)) {
            before_.keep_parent(ticket_);
        }
    }

    void ask_conditions(const Commit& commit, const Step& step) {
        const Instant at = std::min(step.at, commit.happened_at.value_or(step.at));
        EventInHand hand;
        hand.event = step.event;
        hand.data = std::span(commit.data).subspan(step.data.begin, step.data.end - step.data.begin);
        TicketFrame frame;
        frame.bind(flow_, ticket_, commit.actor, at);
        frame.set_before(&before_);
        frame.set_event(&hand);
        for (Trail& trail : trails_)
            if (trail.asks_now()) trail.ask(frame, at);
    }

    const Flow& flow_;
    Ticket blank_;
    Draft ticket_;
    std::vector<Trail> trails_;  ///< the clock's own first
    bool asks_conditions_ = false;
    Before before_;
};

}  // namespace

std::span<const Commit> ClockPast::commits() const {
    if (commits_) return *commits_;
    commits_ = std::span<const Commit>();
    if (journal_ == nullptr || base_.version == 0) return *commits_;
    auto read = journal_->commits();
    if (read)
        commits_ = *read;
    else
        failure_ = read.error();
    return *commits_;
}

clock::Periods ClockPast::unpaused(clock::ClockIndex clock, Instant from, Instant to) const {
    Retrospect past(base_, *flow_, clock);
    for (const Commit& commit : commits())
        if (commit.version <= base_.version) past.take(commit, false);
    past.take(current_, true);
    return past.unpaused(from, to);
}

}  // namespace itr::ticket
