// What a ticket does by itself when time has come: each deadline is a step of its own, at its own instant.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "ticket/codes.hpp"
#include "ticket/prediction.hpp"
#include "ticket/turn.hpp"

namespace itr::ticket {

/// Ordered by instant, then clocks before timers before ladders before predictions, then definition.
struct Turn::Deadline {
    enum class Of : std::uint8_t { clock, timer, ladder, prediction };
    Instant at{};
    Of of = Of::clock;
    std::uint16_t index = 0;  ///< position in the ticket's clocks, timers or ladders

    [[nodiscard]] auto key() const { return std::tuple(at, of, index); }
};

std::optional<Turn::Deadline> Turn::earliest() const {
    std::optional<Deadline> first;
    const auto offer = [&](Instant at, Deadline::Of of, std::size_t index) {
        const Deadline candidate{at, of, static_cast<std::uint16_t>(index)};
        if (at != never && (!first || candidate.key() < first->key())) first = candidate;
    };
    const Draft& t = scratch_.ticket;
    const auto clocks = t.clocks();
    for (std::size_t i = 0; i < clocks.size(); ++i)
        offer(clock::next_fire(*flow_->plan, clocks[i]), Deadline::Of::clock, i);
    const auto timers = t.timers();
    for (std::size_t i = 0; i < timers.size(); ++i) offer(timers[i].due, Deadline::Of::timer, i);
    const auto ladders = t.ladders();
    for (std::size_t i = 0; i < ladders.size(); ++i)
        offer(std::min(ladders[i].repeat_at, ladders[i].raise_at), Deadline::Of::ladder, i);
    for (std::size_t i = 0; i < clocks.size() && !flow_->ahead.empty(); ++i)
        offer(predicted_at(t, clocks[i]), Deadline::Of::prediction, i);
    return first;
}

Instant Turn::next_deadline() const {
    const auto first = earliest();
    return first ? first->at : never;
}

Instant Turn::fire_all(Instant until) {
    for (std::size_t fired = 0; fired < max_deadlines_per_turn; ++fired) {
        const auto deadline = earliest();
        if (!deadline) return never;
        if (deadline->at > until) return deadline->at;
        fire(*deadline);
    }
    return next_deadline();
}

void Turn::fire(const Deadline& deadline) {
    switch (deadline.of) {
        case Deadline::Of::clock: return fire_clock(deadline);
        case Deadline::Of::timer: return fire_timer(deadline);
        case Deadline::Of::ladder: return fire_ladder(deadline);
        case Deadline::Of::prediction: return fire_prediction(deadline);
    }
}

/// What the command itself made due comes late through nobody's fault. Of several at once the highest may
/// still speak for all.
void Turn::fire_clock(const Deadline& deadline) {
    const clock::State& clock = scratch_.ticket.clocks()[deadline.index];
    const clock::Definition& definition = flow_->plan->clocks()[clock.definition];
    const bool in_time = carried_out_ && definition.source->catch_up == model::CatchUp::next;
    const Instant woken = in_time ? deadline.at : commit_.at;
    announce(clock::fire(*flow_->plan, clock, deadline.at, woken), clock.definition, deadline.at);
}

/// It is seen at the instant at which it is recorded: there is nothing to catch up with.
void Turn::fire_prediction(const Deadline& deadline) {
    const clock::State& clock = scratch_.ticket.clocks()[deadline.index];
    const clock::ThresholdFired fired{
        clock.definition, waiting_prediction(*flow_, clock), deadline.at, 1, clock::single, true, false};
    announce(fired, clock.definition, deadline.at);
}

/// A threshold, a breach or the end of a pause as a step of its own.
void Turn::announce(clock::Event fired, clock::ClockIndex index, Instant at) {
    const clock::Definition& definition = flow_->plan->clocks()[index];
    auto* threshold = std::get_if<clock::ThresholdFired>(&fired);
    const clock::Threshold* compiled =
        threshold != nullptr ? &definition.thresholds[threshold->threshold] : nullptr;

    const bool resumed = std::holds_alternative<clock::Resumed>(fired);
    Data data{{"clock", Value(definition.name)}, {"key", Value(definition.key)}};
    if (compiled != nullptr) data.emplace_back("threshold", Value(compiled->source->key));
    begin_step(Cause::due, at,
               chart().event(compiled != nullptr ? "clock.warned"
                             : resumed           ? "clock.resumed"
                                                 : "clock.breached"),
               data);
    // What comes too late to help, or is kept silent, is counted, and nobody is called.
    if (threshold != nullptr && definition.silent)
        threshold->suppressed |= definition.silent->holds(scratch_.frame);
    const bool suppressed = threshold != nullptr && threshold->suppressed;
    emit(event::ClockChanged{std::move(fired), {}});
    if (suppressed) return end_step();
    threshold_ = compiled;
    speaking_ = index;
    if (compiled != nullptr)
        for (const chart::Action& action : compiled->actions) execute(action);
    threshold_ = nullptr;
    if (resumed) resumed_ = index;
    run_recorded();
    speaking_ = resumed_ = clock::none;
    end_step();
}

void Turn::fire_timer(const Deadline& deadline) {
    const PendingTimer& timer = scratch_.ticket.timers()[deadline.index];
    begin_step(Cause::due, deadline.at, timer.event, timer.data);
    emit(event::TimerCleared{deadline.index, true});
    run_recorded();
    end_step();
}

void Turn::fire_ladder(const Deadline& deadline) {
    const LadderState ladder = scratch_.ticket.ladders()[deadline.index];
    begin_step(Cause::due, deadline.at);
    const Rise by_time{event::Trigger::time, {}, ladder.clock, ladder.cycle};
    // At one instant the next level comes before a repetition of this one, and replaces it.
    const bool rises = ladder.raise_at <= ladder.repeat_at;
    const auto level = static_cast<std::uint16_t>(ladder.level + (rises ? 1 : 0));
    const auto repeat = static_cast<std::uint16_t>(rises ? 0 : ladder.repeat + 1);
    if (!is_moot(ladder)) raise_ladder(ladder.ladder, level, repeat, by_time);
    const LadderState& after = scratch_.ticket.ladders()[deadline.index];
    // A moot promise, a policy or a missing level that does not move the ladder must not make it fire for
    // ever.
    if (after == ladder)
        emit(event::LadderRaised{ladder.ladder,
                                 ladder.level,
                                 ladder.repeat,
                                 never,
                                 never,
                                 by_time.trigger,
                                 {},
                                 false,
                                 ladder.clock,
                                 ladder.cycle});
    run_recorded();
    end_step();
}

}  // namespace itr::ticket
