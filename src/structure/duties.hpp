// Which inner promise a step has, and how much time it may take.
#pragma once

#include <optional>
#include <vector>

#include "structure/groundwork.hpp"

namespace itr::structure {

/// The inner promises of the steps, as a row of an outer promise sees them.
class Duties {
  public:
    Duties(Groundwork& ground, clock::ClockIndex promise, std::size_t row);

    /// The job of a state, or no_job.
    [[nodiscard]] std::uint16_t of(chart::StateIndex state) const { return by_state_[state]; }
    [[nodiscard]] const Job& job(std::uint16_t index) const { return jobs_[index]; }
    [[nodiscard]] const std::vector<Job>& jobs() const { return jobs_; }
    /// Whether all are lengths of the same time: then the plain lengths of ways tell which is longer.
    [[nodiscard]] bool count_alike() const;
    /// The longest real time that a job may take, whenever it begins.
    [[nodiscard]] Duration most(std::uint16_t index) const { return ground_.measures().most(jobs_[index]); }

    /// The promise itself; nothing if its target is no length of time.
    [[nodiscard]] const std::optional<Job>& promise() const { return promise_; }

  private:
    [[nodiscard]] std::vector<const clock::Goal*> rows_of(clock::ClockIndex index) const;
    [[nodiscard]] bool cannot_hold(const Term* when) const;
    [[nodiscard]] bool surely_holds(const Term* when) const;
    [[nodiscard]] std::optional<Job> job_of(clock::ClockIndex index, const clock::Goal& goal) const;
    [[nodiscard]] std::optional<Job> longest(clock::ClockIndex index) const;
    void place(clock::ClockIndex index, const std::vector<chart::StateIndex>& own);

    Groundwork& ground_;
    const clock::Definition& outer_;
    clock::ClockIndex outer_index_;
    std::size_t row_;
    std::optional<Job> promise_;
    std::vector<Job> jobs_;
    std::vector<std::uint16_t> by_state_;
    std::vector<bool> whole_;
};

/// Whether the agreements' kinds allow one to hold the other: SLA ⊇ OLA ⊇ UC.
[[nodiscard]] bool may_hold(model::AgreementKind outer, model::AgreementKind inner) noexcept;

}  // namespace itr::structure
