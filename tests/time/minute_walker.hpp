// The slow and literal calendar that the fast one is held against: it asks of every minute whether the wall
// of the zone shows working time, and reads the wall from the zone library itself, not from our tables.
#pragma once

#include <date/tz.h>

#include <algorithm>
#include <itr/calendar.hpp>
#include <vector>

namespace itr::test {

class MinuteWalker {
  public:
    /// Walks [from, to), whole minutes. Zones whose offset has seconds are not for it.
    MinuteWalker(const calendar::Definition& definition, Instant from, Instant to)
        : definition_(definition), zone_(date::locate_zone(definition.zone)), from_(from) {
        list_showings(from, to);
        for (Instant at = from; at < to; at = at + minutes(1)) {
            sums_.push_back(sum_);
            is_open_.push_back(is_working(at));
            if (is_open_.back()) sum_ += 60'000;
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

    /// Every window and break of the days around the walk, from the first showing of its beginning to that of
    /// its end.
    void list_showings(Instant from, Instant to) {
        const auto local_day = [&](Instant at) {
            return date::floor<date::days>(
                zone_->to_local(date::sys_seconds{std::chrono::seconds{at.ms / 1000}}));
        };
        for (date::local_days day = local_day(from) - date::days{2}; day <= local_day(to) + date::days{2};
             day += date::days{1})
            for (const calendar::Window window : windows(day)) working_.push_back(showing(day, window));
        for (const auto& pause : definition_.breaks)
            breaks_.push_back(
                showing(date::local_days{date::year{pause.date.year} / pause.date.month / pause.date.day},
                        pause.window));
    }
    [[nodiscard]] bool is_working(Instant at) const {
        const date::sys_seconds now{std::chrono::seconds{at.ms / 1000}};
        const auto shows = [&](const Showing& showing) {
            return showing.opens <= now && now < showing.closes;
        };
        return std::ranges::any_of(working_, shows) && std::ranges::none_of(breaks_, shows);
    }
    [[nodiscard]] Showing showing(date::local_days day, calendar::Window window) const {
        const int end = window.to <= window.from ? window.to + 1440 : window.to;
        return {first_showing(day, window.from), first_showing(day, end)};
    }
    [[nodiscard]] date::sys_seconds first_showing(date::local_days day, int minute) const {
        const date::local_seconds wall = day + std::chrono::minutes{minute};
        const date::local_info info = zone_->get_info(wall);
        return info.result == date::local_info::nonexistent
                   ? info.second.begin
                   : date::sys_seconds{wall.time_since_epoch()} - info.first.offset;
    }
    [[nodiscard]] const std::vector<calendar::Window>& windows(date::local_days day) const {
        const auto* found = &definition_.week[date::weekday{day}.iso_encoding() - 1];
        const date::year_month_day ymd{day};
        const calendar::Date date{static_cast<std::int16_t>(static_cast<int>(ymd.year())),
                                  static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
                                  static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
        for (const auto& entry : definition_.days)
            if (entry.first <= date && date <= entry.last) found = &entry.windows;
        return *found;
    }

    const calendar::Definition& definition_;
    const date::time_zone* zone_;
    Instant from_;
    std::vector<Showing> working_, breaks_;
    std::vector<bool> is_open_;
    std::vector<std::int64_t> sums_;
    std::int64_t sum_ = 0;
};

}  // namespace itr::test
