#include "clock/recount.hpp"

#include <algorithm>
#include <ranges>

namespace itr::clock {
namespace {

void add(Periods& periods, Instant from, Instant to) {
    if (from < to) periods.push_back({from, to});
}

Instant back_from(const Meter& meter, Instant end, Duration length) {
    return meter.calendar == nullptr ? end - length : meter.calendar->retreat(end, length);
}

}  // namespace

Recount recount(const Meter& meter, std::span<const Interval> periods, Duration target) {
    Recount result;
    for (const auto& period : periods) {
        const Duration counted = meter.measure(result.consumed, period.from, period.to);
        if (!result.reached && result.consumed + counted > target) {
            result.reached = meter.advance(result.consumed, period.from, target - result.consumed);
        }
        result.consumed = result.consumed + counted;
    }
    return result;
}

Periods within(const Periods& periods, Interval stretch) {
    Periods kept;
    for (const Interval& one : periods)
        add(kept, std::max(one.from, stretch.from), std::min(one.to, stretch.to));
    return kept;
}

Periods without(const Periods& periods, const Periods& others) {
    Periods kept;
    for (Interval one : periods) {
        for (const Interval& other : others) {
            add(kept, one.from, std::min(one.to, other.from));
            one.from = std::max(one.from, other.to);
        }
        add(kept, one.from, one.to);
    }
    return kept;
}

Periods joined(const Periods& periods, Interval stretch) {
    Periods all = without(periods, {stretch});
    all.push_back(stretch);
    std::ranges::sort(all, {}, &Interval::from);
    return all;
}

Duration measured(const Meter& meter, const Periods& periods, Instant until) {
    Duration sum;
    for (const Interval& one : periods)
        if (one.from < until) sum = sum + meter.distance(one.from, std::min(one.to, until));
    return sum;
}

Duration rest_of(const Periods& periods, Instant from, Instant to) {
    return std::max(to - from, Duration{}) - measured(Meter{}, within(periods, {from, to}));
}

Instant gone_on(const Meter& meter, const Periods& periods, Instant from, Duration length) {
    for (const Interval& one : periods) {
        if (length <= Duration{} || one.to <= from) continue;
        const Instant start = std::max(one.from, from);
        const Duration counted = meter.distance(start, one.to);
        from = length <= counted ? meter.advance({}, start, length) : one.to;
        length = length <= counted ? Duration{} : length - counted;
    }
    return from;
}

Instant gone_back(const Meter& meter, const Periods& periods, Instant end, Duration length) {
    for (const Interval& one : std::views::reverse(periods)) {
        if (length <= Duration{} || end <= one.from) continue;
        const Instant stop = std::min(one.to, end);
        const Duration counted = meter.distance(one.from, stop);
        end = length <= counted ? back_from(meter, stop, length) : one.from;
        length = length <= counted ? Duration{} : length - counted;
    }
    return end;
}

}  // namespace itr::clock
