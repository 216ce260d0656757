// Working-time arithmetic with the corners in which products differ.
#include <cassert>
#include <itr/calendar.hpp>

#include "time/civil.hpp"

namespace itr::calendar {
namespace {

std::int64_t rounded(std::int64_t ms, Duration resolution) {
    assert(resolution.ms >= 1);
    const std::int64_t half = resolution.ms / 2 + resolution.ms % 2;
    const std::int64_t whole = ms / resolution.ms * resolution.ms;
    const std::int64_t rest = ms - whole;
    if (rest >= half) return whole + resolution.ms;
    return rest <= -half ? whole - resolution.ms : whole;
}

Instant rounded(Instant at, Duration resolution) {
    return at == never ? never : Instant{rounded(at.ms, resolution)};
}

}  // namespace

Instant add(const Calendar& calendar, Instant from, Duration length, const Options& options) {
    if (length.ms < 0) return subtract(calendar, from, -length, options);
    return rounded(calendar.advance(from, length, options.land), options.resolution);
}

Instant subtract(const Calendar& calendar, Instant to, Duration length, const Options& options) {
    if (length.ms < 0) return add(calendar, to, -length, options);
    return rounded(calendar.retreat(to, length, options.land), options.resolution);
}

Duration between(const Calendar& calendar, Instant from, Instant to, const Options& options) {
    return Duration{rounded(calendar.measure(from, to).ms, options.resolution)};
}

Instant next_close(const Calendar& calendar, Instant at, const Options& options) {
    const Instant closes = calendar.next_close(at);
    if (options.midnight == Options::Midnight::next_day || closes == never) return closes;
    return closes == calendar.at_local(calendar.local_date(closes), 0) ? closes - milliseconds(1) : closes;
}

}  // namespace itr::calendar
