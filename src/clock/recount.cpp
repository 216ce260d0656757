#include "clock/recount.hpp"

namespace itr::clock {

Recount recount(const Meter& meter, std::span<const calendar::Calendar::Interval> periods, Duration target) {
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

}  // namespace itr::clock
