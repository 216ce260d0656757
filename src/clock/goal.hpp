// Which row of the goals counts.
#pragma once

#include "clock/promise.hpp"

namespace itr::clock {

/// Says whether a condition holds; knows where to complain when it cannot be evaluated.
class Judge {
  public:
    Judge(const expression::Frame& frame, std::vector<Error>& problems)
        : frame_(frame), problems_(problems) {}
    [[nodiscard]] bool holds(const expression::Expression& condition) const {
        const auto answer = condition.answer(frame_);
        return answer ? *answer : evaluated(condition);
    }
    /// An absent condition holds.
    [[nodiscard]] bool holds_or_absent(const std::optional<expression::Expression>& condition) const {
        return !condition || holds(*condition);
    }
    [[nodiscard]] bool holds_if_present(const std::optional<expression::Expression>& condition) const {
        return condition && holds(*condition);
    }
    [[nodiscard]] const expression::Frame& frame() const noexcept { return frame_; }
    /// The calendar that counts for this ticket.
    [[nodiscard]] std::uint16_t in_zone(const Plan& plan, std::uint16_t calendar) const {
        return plan.in_zone(calendar, frame_, &problems_);
    }

  private:
    [[nodiscard]] bool evaluated(const expression::Expression& condition) const;

    const expression::Frame& frame_;
    std::vector<Error>& problems_;
};

/// The row that counts now, by the agreement's match mode. `base` and `sources` are asked by `strictest`
/// alone.
[[nodiscard]] Choice choose(const Plan& plan, ClockIndex clock, const Judge& judge, const Base& base,
                            const Sources& sources);

}  // namespace itr::clock
