// The slow and literal calendar that the fast one is held against: it asks of every minute whether the wall
// of the zone shows working time, and reads the wall from the zone library itself, not from our tables.
#pragma once

#include <date/tz.h>

#include <algorithm>
#include <itr/calendar.hpp>
#include <set>
#include <vector>

namespace itr::test {

class MinuteWalker {
  public:
    /// Walks [from, to), whole minutes. Zones whose offset has seconds are not for it.
    MinuteWalker(const calendar::Definition& definition, Instant from, Instant to)
        : definition_(definition), zone_(date::locate_zone(definition.zone)), from_(from) {
        is_open_.assign(index(to), false);
        list_holidays(from, to);
        show_windows(from, to);
        for (const bool open : is_open_) {
            sums_.push_back(sum_);
            if (open) sum_ += 60'000;
        }
        sums_.push_back(sum_);
    }

    [[nodiscard]] bool is_open(Instant at) const { return is_open_[index(at)]; }
    /// Working time from the walk's beginning to `at`.
    [[nodiscard]] Duration measured(Instant at) const {
        const std::size_t i = index(at);
        const std::int64_t into = (at - from_).ms % 60'000;
        return Duration{sums_[i] + (i < is_open_.size() && is_open_[i] ? into : 0)};
    }
    /// The first instant at or after `start` with so much working time in between; `never` if the walk ends
    /// before.
    [[nodiscard]] Instant advance(Instant start, Duration length) const {
        if (length.ms == 0) return start;
        std::int64_t left = length.ms;
        Instant at = start;
        for (std::size_t i = index(start); i < is_open_.size(); ++i) {
            const Instant minute_end = from_ + minutes(static_cast<std::int64_t>(i) + 1);
            const std::int64_t open = is_open_[i] ? (minute_end - at).ms : 0;
            if (open >= left) return at + Duration{left};
            left -= open;
            at = minute_end;
        }
        return never;
    }
    /// The last instant at or before `end` with so much working time in between; `never` if the walk begins
    /// after.
    [[nodiscard]] Instant retreat(Instant end, Duration length) const {
        if (length.ms == 0) return end;
        std::int64_t left = length.ms;
        Instant at = end;
        for (std::size_t i = index(end - milliseconds(1)) + 1; i-- > 0;) {
            const Instant minute_begin = from_ + minutes(static_cast<std::int64_t>(i));
            const std::int64_t open = is_open_[i] ? (at - minute_begin).ms : 0;
            if (open >= left) return at - Duration{left};
            left -= open;
            at = minute_begin;
        }
        return never;
    }

  private:
    [[nodiscard]] std::size_t index(Instant at) const {
        return static_cast<std::size_t>((at - from_).ms / 60'000);
    }

    struct Showing {
        date::sys_seconds opens;
        date::sys_seconds closes;
    };

    /// Marks every minute that the windows of the days around the walk show, and takes away those of breaks
    /// and of the time outside of the validity.
    void show_windows(Instant from, Instant to) {
        for (date::local_days day = local_day(from) - date::days{2}; day <= local_day(to) + date::days{2};
             day += date::days{1})
            for (const calendar::Window window : windows(day)) mark(showing(day, window), true);
        for (const auto& pause : definition_.breaks) mark(showing(day_of(pause.date), pause.window), false);
        if (const auto& first = definition_.valid_from)
            mark({date::sys_seconds::min(), first_showing(day_of(*first), 0)}, false);
        if (const auto& last = definition_.valid_to)
            mark({first_showing(day_of(*last) + date::days{1}, 0), date::sys_seconds::max()}, false);
    }
    void mark(const Showing& showing, bool open) {
        const date::sys_seconds begin{std::chrono::seconds{from_.ms / 1000}};
        const auto minute_of = [&](date::sys_seconds at) {
            const auto end = begin + std::chrono::minutes{is_open_.size()};
            return static_cast<std::size_t>((std::clamp(at, begin, end) - begin) / std::chrono::minutes{1});
        };
        for (std::size_t i = minute_of(showing.opens); i < minute_of(showing.closes); ++i) is_open_[i] = open;
    }
    [[nodiscard]] date::local_days local_day(Instant at) const {
        return date::floor<date::days>(
            zone_->to_local(date::sys_seconds{std::chrono::seconds{at.ms / 1000}}));
    }
    [[nodiscard]] static date::local_days day_of(calendar::Date date) {
        return date::local_days{date::year{date.year} / date.month / date.day};
    }
    [[nodiscard]] Showing showing(date::local_days day, calendar::Window window) const {
        const int end = window.to <= window.from ? window.to + 1440 : window.to;
        return {first_showing(day, window.from), first_showing(day, end)};
    }
    [[nodiscard]] date::sys_seconds first_showing(date::local_days day, int minute) const {
        const date::local_seconds wall = day + std::chrono::minutes{minute};
        const date::local_info info = zone_->get_info(wall);
        const bool stays_after_gap = info.result == date::local_info::nonexistent &&
                                     definition_.skipped == calendar::Skipped::after_gap;
        return stays_after_gap ? info.second.begin
                               : date::sys_seconds{wall.time_since_epoch()} - info.first.offset;
    }
    [[nodiscard]] const std::vector<calendar::Window>& windows(date::local_days day) const {
        static const std::vector<calendar::Window> closed;
        const auto* found = &definition_.week[weekday_of(day)];
        if (holidays_.contains(day)) found = &closed;
        const date::year_month_day ymd{day};
        const calendar::Date date{static_cast<std::int16_t>(static_cast<int>(ymd.year())),
                                  static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
                                  static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
        for (const auto& entry : definition_.days)
            if (entry.first <= date && date <= entry.last) found = &entry.windows;
        return *found;
    }

    // ---- holidays, asked of every day

    [[nodiscard]] static unsigned weekday_of(date::local_days day) {
        return date::weekday{day}.iso_encoding() - 1;
    }
    static date::local_days easter(date::year year) {
        // J. Oudin, 1940.
        const int y = static_cast<int>(year), g = y % 19, c = y / 100;
        const int h = (c - c / 4 - (8 * c + 13) / 25 + 19 * g + 15) % 30;
        const int i = h - h / 28 * (1 - 29 / (h + 1) * ((21 - g) / 11));
        const int l = i - (y + y / 4 + i + 2 - c + c / 4) % 7;
        const int month = 3 + (l + 40) / 44;
        return date::local_days{year / month / (l + 28 - 31 * (month / 4))};
    }
    /// Whether the holiday itself, wherever it is kept, falls on a day.
    [[nodiscard]] static bool falls_on(const calendar::Rule& rule, date::local_days day) {
        using By = calendar::Rule::By;
        const date::local_days found = day - date::days{rule.offset};
        const date::year_month_day ymd{found};
        const auto of_month = static_cast<unsigned>(ymd.day());
        const bool in_month = ymd.month() == date::month{rule.month};
        const bool that_weekday = weekday_of(found) == rule.weekday;
        switch (rule.by) {
            case By::fixed_date: return in_month && of_month == rule.day;
            case By::nth_weekday: return in_month && that_weekday && (of_month - 1) / 7 + 1 == rule.nth;
            case By::last_weekday:
                return in_month && that_weekday &&
                       date::year_month_day{found + date::days{7}}.month() != ymd.month();
            case By::easter: return found == easter(ymd.year());
        }
        return false;
    }
    void list_holidays(Instant from, Instant to) {
        using Observed = calendar::Rule::Observed;
        std::vector<date::local_days> to_place;
        constexpr date::days around{30};
        for (auto day = local_day(from) - around; day < local_day(to) + around; day += date::days{1})
            for (const calendar::Rule& rule : definition_.rules) {
                if (!falls_on(rule, day)) continue;
                const unsigned weekday = weekday_of(day);
                const bool moves = weekday >= 5 && rule.observed != Observed::as_is;
                const bool back = weekday == 5 && rule.observed == Observed::nearest_weekday;
                if (moves && rule.observed == Observed::next_free_weekday)
                    to_place.push_back(day);
                else
                    holidays_.insert(!moves ? day
                                            : day + date::days{back ? -1 : 7 - static_cast<int>(weekday)});
            }
        for (date::local_days day : to_place) {
            while (weekday_of(day) >= 5 || holidays_.contains(day)) day += date::days{1};
            holidays_.insert(day);
        }
    }

    const calendar::Definition& definition_;
    const date::time_zone* zone_;
    Instant from_;
    std::set<date::local_days> holidays_;
    std::vector<bool> is_open_;
    std::vector<std::int64_t> sums_;
    std::int64_t sum_ = 0;
};

}  // namespace itr::test
