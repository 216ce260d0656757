// New versions of the agreements and calendars reach a ticket.
#include <itr/clock.hpp>

#include "ticket/turn.hpp"

namespace itr::ticket {
namespace {

/// Whether how long a delay lasts hangs on a calendar.
bool counts_in_calendar(const calendar::Target& delay) {
    using Kind = calendar::Target::Kind;
    return delay.kind == Kind::working_days || (delay.kind == Kind::working && delay.then_real.ms == 0);
}

}  // namespace

void Turn::adopt(const PackHash& terms, std::shared_ptr<const Pack> next, const std::string& reason) {
    const Flow& before = *flow_;
    emit(event::Adopted{terms, scratch_.ticket.pack(), std::move(next), reason});
    use_words_of_ticket();
    move_delays(before);
    scratch_.clock_events.clear();
    scratch_.problems.clear();
    clock::run_adoption(*before.plan, *flow_->plan, scratch_.ticket.clocks(), pass_at(never, false),
                        scratch_.clock_events, scratch_.problems);
    record_clock_events(reason);
}

/// The pack of the draft is another one than before.
void Turn::use_words_of_ticket() {
    flow_ = &scratch_.ticket.workflow();
    past_.under(*flow_);
    scratch_.frame.bind(*flow_, scratch_.ticket, actor_, at_);
    scratch_.frame.set_before(&scratch_.before);
}

/// What has passed of a delay keeps its measure; the rest counts in the new version of its calendar.
void Turn::move_delays(const Flow& before) {
    const auto calendars = scratch_.ticket.pack()->calendars();
    std::vector<std::pair<std::uint16_t, Instant>> moved;
    for (const PendingTimer& waiting : scratch_.ticket.timers()) {
        if (waiting.timer == chart::none || waiting.due <= at_) continue;
        const auto was = before.plan->in_zone(before.timer_calendar[waiting.timer], scratch_.frame);
        const auto is = flow_->plan->in_zone(flow_->timer_calendar[waiting.timer], scratch_.frame);
        if (was == is || was == clock::none || is == clock::none) continue;
        if (!counts_in_calendar(chart().timers()[waiting.timer].delay)) continue;
        const Instant due = calendars[is].advance(at_, calendars[was].measure(at_, waiting.due));
        if (due != waiting.due) moved.emplace_back(waiting.timer, due);
    }
    for (const auto& [timer, due] : moved) {
        clear_timers([&](const PendingTimer& waiting) { return waiting.timer == timer; });
        arm_timer(timer, due);
    }
}

}  // namespace itr::ticket
