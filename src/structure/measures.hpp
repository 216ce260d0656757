// What calendars tell of lengths of time: asked once for all the promises that are added up together.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "structure/begins.hpp"
#include "structure/horizon.hpp"
#include "structure/job.hpp"

namespace itr::structure {

/// Remembers what it was asked; calendars must stay where they are.
class Measures {
  public:
    explicit Measures(Horizon horizon) : horizon_(horizon) {}

    [[nodiscard]] const Horizon& horizon() const { return horizon_; }
    /// Openings and closings of a calendar within the horizon, ascending.
    [[nodiscard]] const std::vector<Instant>& edges(const calendar::Calendar& calendar);
    /// From where a job ends at an instant.
    [[nodiscard]] const Begins& begins(const Job& job);
    /// The longest real time that a job may take, whenever it begins.
    [[nodiscard]] Duration most(const Job& job);
    /// Whether `one` may take more real time than `other`. No calendar is walked through where numbers tell.
    [[nodiscard]] bool is_longer(const Job& one, const Job& other);
    /// How much of its own time a promise surely leaves, whenever the arrival within the horizon.
    [[nodiscard]] Duration least(const Job& promise);

  private:
    struct Days {
        const calendar::Calendar* calendar;
        Duration shortest;  ///< of its working days
        Instant until;      ///< so far they were looked at
    };
    [[nodiscard]] Duration most_from_edges(const Job& job);
    [[nodiscard]] Duration most_of_days(const Job& job);
    [[nodiscard]] const Days& days_of(const calendar::Calendar& calendar);

    Horizon horizon_;
    // What has been given away stays where it is.
    std::deque<std::pair<const calendar::Calendar*, std::vector<Instant>>> edges_;
    std::deque<Begins> begins_;
    std::vector<std::pair<Job, Duration>> most_;
    std::vector<Days> days_;
};

/// The most of a promise's own time that a job may take up, whenever it begins; nothing: it cannot be told
/// without a look at the calendars.
[[nodiscard]] std::optional<Duration> taken_of(const Job& promise, const Job& job);

}  // namespace itr::structure
