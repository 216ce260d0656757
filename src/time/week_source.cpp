// A definition's week, rules, dated days and breaks, laid out on the wall clock of its zone.
#include <algorithm>

#include "time/rules.hpp"
#include "time/source.hpp"

namespace itr::calendar {
namespace {

using Windows = std::vector<Window>;

/// A window ends at most a day after its own day, and no clock is more than 15 h off UTC.
constexpr DayNumber margin_days = 2;

class WeekSource final : public Source {
  public:
    WeekSource(const Definition& definition, std::shared_ptr<const WallClock> clock)
        : definition_(definition), clock_(std::move(clock)) {
        if (definition_.always) definition_.week.assign(7, {Window{0, minutes_per_day}});
        for (const auto& pause : definition_.breaks)
            breaks_.push_back(interval(day_number(pause.date), pause.window));
        normalize(breaks_);
        if (definition_.valid_from) valid_from_ = clock_->at(day_number(*definition_.valid_from), 0);
        if (definition_.valid_to) valid_to_ = clock_->at(day_number(*definition_.valid_to) + 1, 0);
    }

    Intervals intervals(Instant from, Instant to) const override {
        from = std::max(from, valid_from_);
        to = std::min(to, valid_to_);
        if (to <= from) return {};
        const DayNumber first = clock_->day(from) - margin_days;
        const DayNumber last = clock_->day(to) + margin_days;
        const std::vector<const Windows*> days = plan(first, last);
        Intervals out;
        for (DayNumber day = first; day <= last; ++day)
            for (const Window window : *days[static_cast<std::size_t>(day - first)])
                out.push_back(interval(day, window));
        normalize(out);
        clip(out, from, to);
        return breaks_.empty() ? out : subtract(out, breaks_near(from, to));
    }

  private:
    Calendar::Interval interval(DayNumber day, Window window) const {
        const int end = window.to <= window.from ? window.to + minutes_per_day : window.to;
        return {clock_->at(day, window.from), clock_->at(day, end)};
    }

    /// The windows of every day from `first` to `last`: the week, then rules, then dated days, so that later
    /// ones win.
    std::vector<const Windows*> plan(DayNumber first, DayNumber last) const {
        static const Windows closed;
        std::vector<const Windows*> days;
        for (DayNumber day = first; day <= last; ++day) days.push_back(&definition_.week[weekday_of(day)]);
        const auto set = [&](DayNumber from, DayNumber to, const Windows& windows) {
            for (DayNumber day = std::max(from, first); day <= std::min(to, last); ++day)
                days[static_cast<std::size_t>(day - first)] = &windows;
        };
        // Offsets and observed days carry a holiday at most one year and some days across a year's end.
        for (const DayNumber day :
             holidays(definition_.rules, date_of(first).year - 2, date_of(last).year + 2))
            set(day, day, closed);
        for (const auto& day : definition_.days)
            set(day_number(day.first), day_number(day.last), day.windows);
        return days;
    }

    Intervals breaks_near(Instant from, Instant to) const {
        const auto begin = std::ranges::lower_bound(breaks_, from, {}, &Calendar::Interval::to);
        const auto end = std::ranges::lower_bound(breaks_, to, {}, &Calendar::Interval::from);
        return begin < end ? Intervals(begin, end) : Intervals{};
    }

    Definition definition_;
    std::shared_ptr<const WallClock> clock_;
    Intervals breaks_;
    Instant valid_from_ = min_instant;
    Instant valid_to_ = never;
};

}  // namespace

std::unique_ptr<Source> source_of(const Definition& definition, std::shared_ptr<const WallClock> clock) {
    return std::make_unique<WeekSource>(definition, std::move(clock));
}

}  // namespace itr::calendar
