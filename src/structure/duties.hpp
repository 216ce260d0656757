// Which inner promise a step has, and how much time it may take.
#pragma once

#include <itr/clock.hpp>
#include <itr/structure.hpp>
#include <optional>
#include <string>
#include <vector>

#include "structure/horizon.hpp"

namespace itr::structure {

inline constexpr std::uint16_t no_job = 0xFFFF;

/// A length of time that a step may take, on a calendar.
struct Job {
    clock::ClockIndex clock = clock::none;
    calendar::Target target;
    const calendar::Calendar* calendar = nullptr;  ///< null: real time
    calendar::Land land = calendar::Land::earliest;
    Duration plain;  ///< its length as a number: working days count 24 hours
    Duration most;   ///< the longest real time that it may take, whenever it begins

    [[nodiscard]] Instant end(Instant begin) const;
};

/// The inner promises of the steps, as a row of an outer promise sees them.
class Duties {
  public:
    Duties(const chart::Chart& chart, const clock::Plan& plan, clock::ClockIndex promise, std::size_t row,
           const Horizon& horizon);

    /// The job of a state, or no_job.
    [[nodiscard]] std::uint16_t of(chart::StateIndex state) const { return by_state_[state]; }
    [[nodiscard]] const Job& job(std::uint16_t index) const { return jobs_[index]; }
    [[nodiscard]] const std::vector<Job>& jobs() const { return jobs_; }

    /// The promise itself; nothing if its target is no length of time.
    [[nodiscard]] const std::optional<Job>& promise() const { return promise_; }

  private:
    struct Placed {
        chart::StateIndex state = chart::none;
        bool whole = false;  ///< it stops when the state is left
    };
    [[nodiscard]] std::vector<Placed> places_of(const clock::Definition& definition) const;
    [[nodiscard]] std::vector<const clock::Goal*> rows_of(const clock::Definition& definition) const;
    [[nodiscard]] bool cannot_hold(const clock::Goal& goal) const;
    [[nodiscard]] bool surely_holds(const clock::Goal& goal) const;
    [[nodiscard]] std::optional<Job> job_of(clock::ClockIndex index, const clock::Goal& goal) const;
    [[nodiscard]] std::optional<Job> longest(clock::ClockIndex index) const;
    void place(clock::ClockIndex index);

    const chart::Chart& chart_;
    const clock::Plan& plan_;
    const clock::Definition& outer_;
    clock::ClockIndex outer_index_;
    std::size_t row_;
    const Horizon& horizon_;
    std::optional<Job> promise_;
    std::vector<Job> jobs_;
    std::vector<std::uint16_t> by_state_;
    std::vector<bool> whole_;
};

/// Whether the agreements' kinds allow one to hold the other: SLA ⊇ OLA ⊇ UC.
[[nodiscard]] bool may_hold(model::AgreementKind outer, model::AgreementKind inner) noexcept;
/// The states that a clock's start names, where it measures the stay in them.
[[nodiscard]] std::vector<chart::StateIndex> states_named_by_start(const chart::Chart& chart,
                                                                   const clock::Definition& definition);

}  // namespace itr::structure
