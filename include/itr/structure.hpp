// What promises owe each other: a promise to the customer (SLA) must hold the inner ones (OLA) on every way
// from its start to its stop, and those the vendors' (UC). Steps that share a resource wait for each other.
// The roll-up adds them up, in their calendars, from the arrival that is worst.
#pragma once

#include <cstddef>
#include <itr/calendar.hpp>
#include <itr/chart.hpp>
#include <itr/clock.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/model.hpp>
#include <itr/value.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace itr::structure {

// Limits. What one of them cuts off is told by Promise::complete, Path::every_order or Path::every_arrival.
inline constexpr std::size_t max_paths = 64;  ///< of one promise, most demanding first
inline constexpr std::size_t max_partial_paths =
    20'000;                                          ///< looked at for a promise, and for each of its regions
inline constexpr std::size_t max_ways_through = 16;  ///< a parallel state: kept of each region and exit
inline constexpr std::size_t max_orders = 2'000;     ///< in which steps get hold of what they share
inline constexpr std::size_t max_arrivals = 40'000;  ///< instants tried for one path

struct Options {
    /// Reported of one promise; at most max_paths. 0: Promise::least alone, of promises that have steps on
    /// it.
    std::size_t paths = 8;
    /// Arrivals are tried from here on; never: so that `span` ends behind the last of the calendars' dates,
    /// or begins before the first of them where they are fewer; without dates from 2024.
    Instant from = never;
    Duration span = hours(24 * 366);
};

/// A step on a path that has an inner promise.
struct Stage {
    chart::StateIndex state = chart::none;
    std::string id;        ///< of the state: "handle.repair"
    std::string clock;     ///< of the inner promise: "line-olas.locate_l1", "ola.handle.repair"
    std::string target;    ///< "65m"
    std::string calendar;  ///< "" = real time
    std::vector<std::string> uses;
    Duration begins, ends;  ///< real time after the arrival, when every step takes all it was promised
    bool critical = false;  ///< the end of the path waits for it
};

/// One way from the start of a promise to its stop, from the arrival that is worst for it.
struct Path {
    std::vector<Stage> stages;  ///< by their beginning
    Instant arrival{};
    Instant end{};  ///< when the last step is done
    Instant due{};  ///< when the promise falls due
    /// From the end to the due instant in the promise's own time; negative: the cut that is needed (1 ms: it
    /// is late by time that the promise does not count).
    Duration slack;
    Duration taken;               ///< from the arrival to the end in the promise's own time
    std::optional<Duration> cut;  ///< how much shorter the critical steps must be; nothing: it is kept, or
                                  ///< they count in other time than the promise does
    bool kept = true;
    // False: there are more than the limit, and the worst may be worse.
    bool every_order = true;    ///< of waiting steps
    bool every_arrival = true;  ///< at which anything can change
};

/// A row of the goals of a clock that spans steps with inner promises.
struct Promise {
    std::string workflow, agreement, clock;
    model::AgreementKind kind = model::AgreementKind::sla;
    std::size_t row = 0;        ///< of the goals, from 0
    std::string when;           ///< its condition; "" = none
    std::string target;         ///< "90m"
    std::string calendar;       ///< "" = real time
    Location at;                ///< of the row
    std::vector<Path> paths;    ///< least slack first
    std::optional<Path> least;  ///< the least demanding one
    std::vector<std::string>
        without;           ///< steps on the reported paths that have no inner promise: they count as no time
    bool complete = true;  ///< every path was looked at that could be worse than those reported

    /// Not even the least demanding way is kept.
    [[nodiscard]] bool hopeless() const noexcept { return least && !least->kept; }
    [[nodiscard]] bool kept() const noexcept { return paths.empty() || paths.front().kept; }
};

/// All promises of a workflow that hold inner ones, in the order of the pack. Targets that are no length of
/// time (dates, the host's) are passed over. O(paths × arrivals × steps), all bounded. Pure.
[[nodiscard]] ITR_API std::vector<Promise> roll_up(const model::Pack& pack, const chart::Chart& chart,
                                                   const clock::Plan& plan, const Options& options = {});

/// Those of roll_up() that not even their least demanding way keeps, with that way alone. Much quicker: where
/// lengths alone tell that a promise is kept, no calendar is looked at. Options::paths does not matter.
[[nodiscard]] ITR_API std::vector<Promise> out_of_reach(const model::Pack& pack, const chart::Chart& chart,
                                                        const clock::Plan& plan, const Options& options = {});

/// What lies before a running promise, for the prediction of a breach: by row of goals the ways to its stop
/// and the inner promises on them. Immutable, cheap to copy, safe for concurrent use; chart and plan must
/// outlive it.
class ITR_API Ahead {
  public:
    /// Nothing lies ahead.
    Ahead() = default;
    Ahead(const chart::Chart& chart, const clock::Plan& plan, clock::ClockIndex promise);

    /// A step that is under way.
    struct Step {
        clock::ClockIndex clock = clock::none;  ///< its inner promise; none
        /// By then it must be done for some way from there to reach the stop in time, every step on it taking
        /// all it was promised, in its own time; the due instant itself: nothing else lies before the stop.
        Instant latest_end{};
    };
    /// Those of the active atomic states from which a way leads to the stop, if the promise is due then and
    /// made by that row; none if the row's target is no length. A few questions to calendars for every step
    /// of the workflow.
    [[nodiscard]] std::vector<Step> steps(std::size_t row, std::span<const chart::StateIndex> active,
                                          Instant due) const;

  private:
    struct Row;
    std::shared_ptr<const std::vector<Row>> rows_;
};

/// The members' names as keys, lengths in milliseconds.
[[nodiscard]] ITR_API Value to_value(const Promise& promise);

}  // namespace itr::structure
