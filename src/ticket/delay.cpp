#include "ticket/delay.hpp"

#include <algorithm>

#include "ticket/turn.hpp"

namespace itr::ticket {

chart::FieldIndex date_field(const chart::Chart& chart, const calendar::Target& delay) noexcept {
    if (delay.kind != calendar::Target::Kind::date) return chart::none;
    constexpr std::string_view prefix = "ticket.";
    const std::string_view name = delay.reference;
    return chart.field(name.starts_with(prefix) ? name.substr(prefix.size()) : name);
}

/// Never where the field that is to say it is empty.
Instant Turn::delay_end(const calendar::Target& delay, std::uint16_t calendar) const {
    if (const auto field = date_field(chart(), delay); field != chart::none) {
        const Value& date = scratch_.ticket.field(field);
        return date.is(Kind::timestamp) ? to_instant(date.as_timestamp()) : never;
    }
    const Pack& pack = *scratch_.ticket.pack();
    if (calendar == clock::none) return calendar::due(*pack.calendar("24x7"), at_, delay);
    return calendar::due(pack.calendars()[flow_->plan->in_zone(calendar, scratch_.frame)], at_, delay);
}

void Turn::arm_timer(std::uint16_t timer, Instant due) {
    if (due != never) emit(event::TimerSet{timer, chart().timers()[timer].event, due, {}, {}});
}

/// Once a macrostep, on the states it has led to: a timer whose date has changed meanwhile goes where the
/// date is now. One that fired waits again only when a new date is set.
void Turn::move_changed_dates() {
    const Draft& t = scratch_.ticket;
    for (const DateTimer& date : flow_->date_timers) {
        const Value* before = scratch_.before.of(date.field);
        if (before == nullptr || *before == t.field(date.field)) continue;
        const chart::Timer& timer = chart().timers()[date.timer];
        if (!chart::is_active(chart(), t.configuration(), timer.state)) continue;
        const Instant due = delay_end(timer.delay, flow_->timer_calendar[date.timer]);
        const auto timers = t.timers();
        const auto waiting = std::ranges::find(timers, date.timer, &PendingTimer::timer);
        if (waiting != timers.end()) {
            if (waiting->due == due) continue;
            clear_timers([&](const PendingTimer& p) { return p.timer == date.timer; });
        }
        arm_timer(date.timer, due);
    }
}

}  // namespace itr::ticket
