// Two ways of looking at the same macrostep: as it was before, and without its moments.
#pragma once

#include <itr/clock.hpp>

namespace itr::clock {

/// The ticket before the macrostep, when nothing had happened yet: tells whether a condition has just become
/// true.
class Earlier final : public expression::Frame {
  public:
    Earlier(const Plan& plan, const expression::Frame& frame) : plan_(plan), frame_(frame) {}
    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override;
    [[nodiscard]] Value call(std::uint32_t function, std::uint32_t argument) const override;

  private:
    const Plan& plan_;
    const expression::Frame& frame_;
    Value nothing_;
};

/// The ticket after the macrostep, with what holds for a moment only (on, entered, left, changed) left out.
class Steady final : public expression::Frame {
  public:
    explicit Steady(const expression::Frame& frame) : frame_(frame) {}
    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override { return frame_.slot(slot); }
    [[nodiscard]] Value call(std::uint32_t function, std::uint32_t argument) const override;

  private:
    const expression::Frame& frame_;
};

}  // namespace itr::clock
