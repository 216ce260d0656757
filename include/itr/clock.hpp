// SLA, OLA and UC clocks: a fold over what happened to a ticket. A clock stores target + consumed + running-since; its due
// instant is worked out here, carried by the event, and never recomputed when a journal is replayed.
#pragma once

#include <cstdint>
#include <itr/calendar.hpp>
#include <itr/chart.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/expression.hpp>
#include <itr/model.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace itr::clock {

using ClockIndex = std::uint16_t;  ///< of a definition in a Plan
inline constexpr std::uint16_t none = 0xFFFF;
inline constexpr std::size_t max_thresholds = 32;  ///< of one clock

enum class Phase : std::uint8_t { idle, running, paused, met, missed, cancelled, superseded };

/// "running", "paused" …
[[nodiscard]] ITR_API std::string_view to_string(Phase phase) noexcept;

/// One clock of one ticket. Plain data, changed by evolve() alone.
struct State {
    ClockIndex definition = none;
    Phase phase = Phase::idle;
    bool breached = false;
    std::uint16_t goal = none;           ///< row that gave the target; none: measured, no promise
    std::uint16_t calendar = none;       ///< index in the Plan's calendars; none: real time
    std::uint16_t pause_reason = none;   ///< index in the definition's pauses; none: by command or not paused
    std::uint16_t cycle = 0;             ///< from 1
    std::uint16_t pauses = 0;
    std::uint32_t fired = 0;             ///< bit per threshold of the definition
    Instant origin{};                    ///< the anchor: where this cycle's measure begins
    Instant since{};                     ///< start of the open segment (running) or of the pause (paused); end when stopped
    Duration consumed;                   ///< in the clock's calendar, of closed segments
    Duration paused_for;                 ///< real time, of closed pauses
    Duration target;                     ///< in the clock's calendar; for day and point targets measure(origin, due) at start
    Instant due = never;                 ///< while running; while paused: as it was when the pause began
    Instant breached_at = never;         ///< the due instant that was missed
    std::uint32_t repeats = 0;           ///< of the repeating threshold that fired last
    bool pinned = false;                 ///< a pause does not move the due instant (negotiated date)

    friend bool operator==(const State&, const State&) = default;
};

// ---- what happened to a clock

struct Started {
    ClockIndex clock;
    std::uint16_t cycle, goal, calendar;
    Instant origin;
    Instant since;       ///< from when it runs (origin, or now when not retroactive)
    Duration consumed;   ///< already, when retroactive pauses or a continued reopening say so
    Duration target;
    Instant due;
    bool pinned;
};
struct Paused {
    ClockIndex clock;
    Instant at;
    Duration consumed;
    std::uint16_t reason;
};
struct Resumed {
    ClockIndex clock;
    Instant at;
    Instant due;
};
struct Stopped {
    ClockIndex clock;
    Instant at;
    Duration consumed;
    bool met;
};
struct Cancelled {
    ClockIndex clock;
    Instant at;
    Duration consumed;
};
/// The promise changed: by a field (severity …), by a new agreement or calendar version, or by command.
struct Retargeted {
    ClockIndex clock;
    Instant at;
    std::uint16_t goal, calendar;
    Instant since;
    Duration consumed;
    Duration target;
    Instant due;
    model::Retarget policy;
};
struct Breached {
    ClockIndex clock;
    Instant due;  ///< the recorded instant of the breach
};
struct ThresholdFired {
    ClockIndex clock;
    std::uint16_t threshold;
    Instant due;          ///< when it should have fired
    std::uint32_t count;  ///< of a repeating one, from 1
};

using Event = std::variant<Started, Paused, Resumed, Stopped, Cancelled, Retargeted, Breached, ThresholdFired>;

// ---- compiled definitions

struct Threshold {
    const model::Threshold* source = nullptr;
    std::vector<chart::Action> actions;
};

struct Goal {
    std::optional<expression::Expression> when;
    std::optional<calendar::Target> target;  ///< of this clock; nothing: measured, no promise
    std::uint16_t calendar = none;
    const model::Goal* source = nullptr;
};

/// 64 bits that stand for a set of states, events or fields (index modulo 64): a quick "cannot touch".
struct Signature {
    std::uint64_t states = 0, events = 0, fields = 0;
    [[nodiscard]] bool meets(const Signature& other) const noexcept {
        return ((states & other.states) | (events & other.events) | (fields & other.fields)) != 0;
    }
};

struct Definition {
    const model::Agreement* agreement = nullptr;
    const model::ClockDefinition* source = nullptr;
    std::string name;               ///< "respond"; unique among the clocks that may apply to one ticket
    std::string key;                ///< "gold-support.respond": the name in the journal
    std::optional<expression::Expression> applies, anchor, start, resume, stop, cancel, reset;
    std::vector<std::pair<expression::Expression, std::string>> pauses;
    std::vector<Goal> goals;
    std::vector<Threshold> thresholds;
    Signature touches;              ///< by what the conditions read
    Signature goal_reads;           ///< by what goals, applies and anchor read
};

/// All clocks that may run on tickets of one workflow, compiled against its chart. Immutable, shared.
class ITR_API Plan {
  public:
    /// Agreements of the pack that speak of the chart's workflow, and the `ola:` shorthand of its states. Mistakes go to
    /// `diagnostics`; null if any is an error.
    [[nodiscard]] static std::shared_ptr<const Plan> compile(const model::Pack& pack, const chart::Chart& chart,
                                                             std::span<const calendar::Calendar> calendars,
                                                             Diagnostics& diagnostics);

    [[nodiscard]] std::span<const Definition> clocks() const noexcept { return clocks_; }
    [[nodiscard]] std::span<const calendar::Calendar> calendars() const noexcept { return calendars_; }
    /// By key ("gold-support.respond") or by name where that is unique; none.
    [[nodiscard]] ClockIndex find(std::string_view name) const noexcept;

  private:
    friend class Planner;
    std::vector<Definition> clocks_;
    std::vector<calendar::Calendar> calendars_;
    Signature any_;
};

// ---- the pure steps

/// What one macrostep changed.
struct Pass {
    const expression::Frame* frame = nullptr;  ///< chart::Chart::condition_scope(), states before and after
    Signature touched;
    Instant at{};         ///< of the macrostep
    Instant happened{};   ///< when the fact is older than its report
    bool opening = false; ///< the macrostep that opened the ticket: every clock is looked at
};

/// The clock pass of one macrostep, in the fixed order stop > cancel > reset > retarget > pause > resume > start.
/// Appends events; the caller applies them with evolve(). Diagnostics of failed conditions are appended to `problems`.
/// O(clocks), and a clock whose Signature does not meet `touched` costs a few comparisons.
ITR_API void run_pass(const Plan& plan, std::span<const State> clocks, const Pass& pass, std::vector<Event>& events,
                      std::vector<Error>& problems);

/// Pauses or resumes by command. Fails with `clock.not_running`, `clock.not_paused`.
[[nodiscard]] ITR_API Result<Event> pause(const Plan& plan, const State& clock, Instant at);
[[nodiscard]] ITR_API Result<Event> resume(const Plan& plan, const State& clock, Instant at);

/// The next instant at which the clock has something to fire (threshold, or due + 1 ms for the breach); never.
[[nodiscard]] ITR_API Instant next_fire(const Plan& plan, const State& clock);

/// What fires at `at` = next_fire(…): exactly one of Breached or ThresholdFired.
[[nodiscard]] ITR_API Event fire(const Plan& plan, const State& clock, Instant at);

/// Changes the states by one event: no calendar arithmetic, no expressions. Adds a State when a clock starts first.
ITR_API void evolve(std::vector<State>& clocks, const Event& event);

/// Elapsed in the clock's calendar, the open segment included. For display, queries and guards.
[[nodiscard]] ITR_API Duration elapsed(const Plan& plan, const State& clock, Instant now);
/// target − elapsed; negative when overrun; nothing without a promise.
[[nodiscard]] ITR_API std::optional<Duration> remaining(const Plan& plan, const State& clock, Instant now);
/// The due instant; for a paused clock: if it resumed now.
[[nodiscard]] ITR_API Instant due_if_resumed(const Plan& plan, const State& clock, Instant now);

}  // namespace itr::clock
