// A ticket's past as its clocks ask for it: read from the journal only when one does.
#pragma once

#include <itr/clock.hpp>
#include <itr/ticket.hpp>
#include <optional>

namespace itr::ticket {

class ClockPast final : public clock::History {
  public:
    /// References are kept. `current`: the commit that is being decided on `base`.
    ClockPast(const Ticket& base, const Commit& current, const itr::History* journal) noexcept
        : base_(base), flow_(&base.workflow()), current_(current), journal_(journal) {}

    /// By whose definitions clocks are asked about from now on; those of the past have their numbers in it.
    void under(const Flow& flow) noexcept { flow_ = &flow; }

    /// Whether there is somebody to ask, or no past yet.
    [[nodiscard]] bool known() const noexcept { return journal_ != nullptr || base_.version == 0; }

    /// Where the clock was on record, its pauses are those of the record, and before it took over from the
    /// clock of another agreement those of that one. For a clock that also counts the
    /// pauses before its start, its conditions are asked again on every former state of the ticket. Time that
    /// a clock has passed over (a gap between two runs of one cycle, the time before a start that is not
    /// retroactive) is no time in which it ran.
    [[nodiscard]] std::vector<calendar::Calendar::Interval> unpaused(clock::ClockIndex clock, Instant from,
                                                                     Instant to) const override;

    /// Why the journal could not be read, if a clock asked for it: then nothing may be decided.
    [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }

  private:
    const Ticket& base_;
    const Flow* flow_;
    const Commit& current_;
    const itr::History* journal_;
    mutable std::optional<std::span<const Commit>> commits_;
    mutable std::optional<Error> failure_;

    [[nodiscard]] std::span<const Commit> commits() const;
};

}  // namespace itr::ticket
