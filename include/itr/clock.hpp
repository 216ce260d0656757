// SLA, OLA and UC clocks: a fold over what happened to a ticket. A clock stores target + consumed +
// running-since; its due instant is worked out here, carried by the event, and never recomputed when a
// journal is replayed.
#pragma once

#include <array>
#include <cstdint>
#include <itr/calendar.hpp>
#include <itr/chart.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/expression.hpp>
#include <itr/in_place_vector.hpp>
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
inline constexpr std::size_t max_repeating = 4;    ///< thresholds with `every`, of one clock
inline constexpr std::size_t max_clocks = 256;     ///< of one Plan
inline constexpr std::uint8_t single = 0xFF;       ///< the series of a threshold that fires once

enum class Phase : std::uint8_t { idle, running, paused, met, missed, cancelled, superseded };

/// "running", "paused" …
[[nodiscard]] ITR_API std::string_view to_string(Phase phase) noexcept;

/// One clock of one ticket. Plain data, changed by evolve() alone.
struct State {
    ClockIndex definition = none;
    Phase phase = Phase::idle;
    bool breached = false;
    std::uint16_t goal = none;          ///< row that gave the target; none: measured, no promise
    std::uint16_t calendar = none;      ///< index in the Plan's calendars; none: real time
    std::uint16_t pause_reason = none;  ///< index in the definition's pauses; none: by command or not paused
    std::uint16_t cycle = 0;            ///< from 1
    std::uint16_t pauses = 0;
    bool pinned = false;        ///< a pause does not move the due instant (negotiated date)
    bool waived = false;        ///< the breach of this cycle is excused: on record, but in no figure
    bool acknowledged = false;  ///< thresholds that repeat until then are over in this cycle
    std::uint32_t fired = 0;    ///< bit per threshold of the definition
    std::array<std::uint32_t, max_repeating>
        repeats{};        ///< how often each repeating threshold fired, by its series
    Instant origin{};     ///< the anchor: where this cycle's measure begins
    Instant since{};      ///< start of the open segment (running) or of the pause (paused); end when stopped
    Duration consumed;    ///< in the clock's calendar, of closed segments
    Duration paused_for;  ///< real time, of closed pauses
    Duration target;  ///< in the clock's calendar; for day and point targets measure(origin, due) at start
    Instant due = never;          ///< while running; while paused: as it was when the pause began
    Instant breached_at = never;  ///< the due instant that was missed
    Instant pause_until = never;  ///< paused: when it resumes by itself
    Duration pause_spent;         ///< of the total that may be paused: by closed pauses of this cycle

    friend bool operator==(const State&, const State&) = default;
};

/// Those of one ticket, by definition. Two in place: a promise to respond and one to resolve is what most
/// have.
using States = InPlaceVector<State, 2>;

// ---- what happened to a clock

/// A cycle begins. With the number of a cycle that was stopped, it goes on: what it fired, breached and
/// paused is kept.
struct Started {
    ClockIndex clock;
    std::uint16_t cycle, goal, calendar;
    Instant origin;
    Instant since;      ///< from when it runs (origin, or now when not retroactive)
    Duration consumed;  ///< already, when retroactive pauses or a continued reopening say so
    Duration target;
    Instant due;
    bool pinned;
};
/// Of a clock that is paused already: the same pause, with another end.
struct Paused {
    ClockIndex clock;
    Instant at;
    Duration consumed;
    std::uint16_t reason;
    Instant until;  ///< when it resumes by itself: a date, or the end of the budget; never
};
struct Resumed {
    ClockIndex clock;
    Instant at;
    Instant due;
    Duration spent;  ///< of the total that may be paused, by now
};
struct Stopped {
    ClockIndex clock;
    Instant at;
    Duration consumed;
    bool met;
    Duration spent;  ///< of the total that may be paused, by now
};
struct Cancelled {
    ClockIndex clock;
    Instant at;
    Duration consumed;
    bool superseded;  ///< because its agreement no longer applies
};
/// The promise changed: by a field (severity …), by another calendar, by a merged ticket, or by command.
struct Retargeted {
    ClockIndex clock;
    Instant at;
    std::uint16_t goal, calendar;
    Instant origin;
    Instant since;
    Duration consumed;
    Duration target;
    Instant due;
    model::Retarget policy;
    bool pinned;
    bool breached;  ///< an earlier breach that stands, or none
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
    std::uint8_t series;  ///< which counter of State::repeats; `single`
    bool last;            ///< it does not fire again in this cycle
    bool suppressed;      ///< counted, but nothing is done: `catch_up` or `born_breached` passes it over
};

/// Somebody has heard it: thresholds that repeat until then are over in this cycle.
struct Acknowledged {
    ClockIndex clock;
};

/// Somebody answers for the breach: it leaves the figures, and never the record.
struct Waived {
    ClockIndex clock;
    Instant at;
};

/// What was counted was not so: the time from `from` to `to` counts after all, or does not, be it that a fact
/// came late or that somebody puts it right. What is on record stays there, and this makes up for it.
struct Corrected {
    ClockIndex clock;
    Instant at;
    Instant from, to;
    bool counted;
    Instant since;      ///< of the segment or the pause that is open; the end of a clock that is over
    Duration consumed;  ///< by closed segments
    Instant due;
    bool breached;  ///< an earlier breach that stands, or none; of a clock that is over: whether it is missed
    Instant origin = never;  ///< where the cycle's measure begins after it; never: where it did
    Duration rested{};       ///< real time: how much longer it was paused than was on record; negative: less
};

/// Another agreement applies, and the clock that has just started carries on what the one of its name was:
/// what it has fired, broken, paused and heard so far is this clock's.
struct TookOver {
    ClockIndex clock;
    ClockIndex from;
    bool waived;
    bool acknowledged;
    std::uint16_t pauses;
    std::uint32_t
        fired;  ///< bit per threshold of this clock's definition: what the other has fired by that key
    std::array<std::uint32_t, max_repeating> repeats;  ///< likewise, by the series of this clock's definition
    Instant breached_at;                               ///< never: the promise was not broken
    Duration paused_for;
    Duration pause_spent;
};

using Event = std::variant<Started, Paused, Resumed, Stopped, Cancelled, Retargeted, Breached, ThresholdFired,
                           Waived, Acknowledged, Corrected, TookOver>;

// ---- compiled definitions

struct Threshold {
    const model::Threshold* source = nullptr;
    std::vector<chart::Action> actions;
    std::uint8_t series = single;
    bool retired = false;  ///< no version of the agreement has it any more: it never fires
};

struct Goal {
    std::optional<expression::Expression> when;
    std::optional<calendar::Target> target;  ///< of this clock; nothing: measured, no promise
    std::uint16_t calendar = none;           ///< none: real time
    bool own_calendar = false;       ///< the row names it; otherwise it is the agreement's or the workflow's
    std::uint32_t reference = none;  ///< share: ClockIndex; date: slot of the field
    const model::Goal* source = nullptr;
};

/// 64 bits that stand for a set of states, events or fields (index modulo 64): a quick "cannot touch".
struct Signature {
    std::uint64_t states = 0, events = 0, fields = 0;

    /// A state that was entered or left (compound ones too), an event that was processed, a data field that
    /// was set.
    void add_state(chart::StateIndex state) noexcept { states |= bit(state); }
    void add_event(chart::EventIndex event) noexcept { events |= bit(event); }
    void add_field(chart::FieldIndex field) noexcept { fields |= bit(field); }
    /// chart::slot::ticket_owner …: something of the ticket that is not data.
    void add_builtin(std::uint32_t slot) noexcept { fields |= bit(63 - slot % 64); }
    static constexpr std::uint64_t bit(std::uint32_t index) noexcept {
        return std::uint64_t{1} << (index % 64);
    }
    [[nodiscard]] bool meets(const Signature& other) const noexcept {
        return ((states & other.states) | (events & other.events) | (fields & other.fields)) != 0;
    }
};

/// Why a clock pauses, and until when at most.
struct Pause {
    expression::Expression when;
    std::string reason;
    std::optional<expression::Expression> until;
};

struct Definition {
    const model::Agreement* agreement = nullptr;     ///< owned by the Plan
    const model::ClockDefinition* source = nullptr;  ///< owned by the Plan
    std::uint16_t calendar = none;                   ///< where no row says otherwise; none: real time
    std::string name;  ///< "respond"; unique among the clocks that may apply to one ticket
    std::string key;   ///< "gold-support.respond": the name in the journal
    std::optional<expression::Expression> applies, anchor, start, resume, stop, cancel, reset, silent;
    std::vector<Pause> pauses;
    std::optional<Goal> pause_total, pause_longest;  ///< what of pausing it bears in a cycle
    std::vector<std::pair<chart::FieldIndex, model::Retarget>> retarget_by_field;
    std::vector<Goal> goals;       ///< the agreement's rows, by their number
    std::optional<Goal> reopened;  ///< the target of a reopened cycle
    std::optional<Goal> within;    ///< how long after its stop a clock may be reopened
    std::vector<Threshold> thresholds;
    bool retired = false;  ///< no version of its agreement has it any more: it never starts
    Signature touches;     ///< by what the conditions read
    Signature goal_reads;  ///< by what goals, applies and anchor read
};

/// A calendar that stands for several: a data field tells the zone, and each zone has a calendar of its own.
struct LocatedCalendar {
    std::uint16_t calendar = none;  ///< the one that counts while the field tells no zone it has
    std::uint32_t slot = 0;         ///< of the field
    std::vector<std::pair<std::string, std::uint16_t>> zones;  ///< zone → calendar, by zone
};

/// All clocks that may run on tickets of one workflow, compiled against its chart. Immutable, shared.
class ITR_API Plan {
  public:
    /// Agreements of the pack that speak of the chart's workflow, and the `ola:` shorthand of its states.
    /// Mistakes go to `diagnostics`; null if any is an error. With `before` it is the next version of that
    /// plan: clocks and thresholds keep their numbers, new ones come behind them, and what the pack has no
    /// more is retired. `calendars` must then begin with those of `before`.
    [[nodiscard]] static std::shared_ptr<const Plan> compile(const model::Pack& pack,
                                                             const chart::Chart& chart,
                                                             std::span<const calendar::Calendar> calendars,
                                                             Diagnostics& diagnostics,
                                                             std::shared_ptr<const Plan> before = nullptr);

    /// From definitions made in code, in their order. What the definitions point at
    /// must outlive the Plan unless `owner` holds it; a share's reference must name a clock without a circle.
    [[nodiscard]] static std::shared_ptr<const Plan> of(
        std::vector<Definition> clocks, std::vector<calendar::Calendar> calendars,
        std::vector<std::vector<chart::StateIndex>> tagged = {}, std::shared_ptr<const void> owner = nullptr,
        std::vector<LocatedCalendar> located = {});

    [[nodiscard]] std::span<const Definition> clocks() const noexcept { return clocks_; }
    [[nodiscard]] std::span<const calendar::Calendar> calendars() const noexcept { return calendars_; }
    /// By key ("gold-support.respond") or by name where that is unique; none.
    [[nodiscard]] ClockIndex find(std::string_view name) const noexcept;

    /// The located calendar of an index; null for one whose zone is fixed, and for `none`.
    [[nodiscard]] const LocatedCalendar* located(std::uint16_t calendar) const noexcept;
    /// The calendar that counts for the ticket in the frame: of a located one that of its zone. A field that
    /// is empty or tells a zone that the calendar does not have is a problem, and `calendar` itself counts.
    [[nodiscard]] std::uint16_t in_zone(std::uint16_t calendar, const expression::Frame& frame,
                                        std::vector<Error>* problems = nullptr) const;
    /// Of a located calendar that of the zone in which another calendar counts; else `calendar` itself.
    [[nodiscard]] std::uint16_t in_zone_of(std::uint16_t calendar, std::uint16_t other) const noexcept;
    /// Whether both are one located calendar, in two zones or one.
    [[nodiscard]] bool are_one_calendar(std::uint16_t one, std::uint16_t other) const noexcept;

    /// In which order a pass looks at the clocks: a share behind what it is a share of.
    [[nodiscard]] std::span<const ClockIndex> order() const noexcept { return order_; }
    /// By clock: what may touch it at all.
    [[nodiscard]] std::span<const Signature> touches() const noexcept { return touches_; }
    /// The states that carry a tag.
    [[nodiscard]] std::span<const chart::StateIndex> tagged(std::uint32_t tag) const noexcept;

  private:
    Plan() = default;
    std::vector<Definition> clocks_;
    std::vector<calendar::Calendar> calendars_;
    std::vector<LocatedCalendar> located_;
    std::vector<Signature> touches_;
    std::vector<ClockIndex> order_;
    std::vector<std::vector<chart::StateIndex>> tagged_;
    std::shared_ptr<const void> owner_;
};

// ---- the pure steps

/// The past of a ticket, read only where a policy asks for it (retroactive: start_and_pauses, retarget:
/// retro, calendar_change: remeasure).
class ITR_API History {
  public:
    virtual ~History() = default;
    /// The periods within [from, to) in which no pause of the clock held, ascending: rebuilt from the
    /// journal.
    [[nodiscard]] virtual std::vector<calendar::Calendar::Interval> unpaused(ClockIndex clock, Instant from,
                                                                             Instant to) const = 0;
};

/// A target that the host gives (kind `host`), for clocks that start in this pass.
struct HostTarget {
    ClockIndex clock;
    Duration target;  ///< in the clock's calendar
};

/// What one macrostep changed.
struct Pass {
    const expression::Frame* frame = nullptr;  ///< chart::Chart::condition_scope(), states before and after
    Signature touched;
    Instant at{};              ///< of the macrostep
    Instant happened = never;  ///< when the fact is older than its report; later than `at`: not used
    bool opening = false;      ///< the macrostep that opened the ticket: every clock is looked at
    const History* history =
        nullptr;  ///< without it, what needs the past is carried on and a problem says so
    std::span<const HostTarget> host{};
    ClockIndex resumed = none;  ///< whose pause has just ended by itself: another reason may still hold
};

/// A new version of the plan reaches the clocks of a ticket: the same order, on a ticket that has not changed
/// otherwise. A running clock whose promise or calendar is another one than in `before` is retargeted by the
/// causes definition, calendar and zone; one that no longer applies is superseded, a retired one too; one
/// that never ran starts if it would have started under the new version alone.
ITR_API void run_adoption(const Plan& before, const Plan& plan, std::span<const State> clocks,
                          const Pass& pass, std::vector<Event>& events, std::vector<Error>& problems);

/// The clock pass of one macrostep, in the fixed order stop > cancel > reset > retarget > pause > resume >
/// start. Appends events; the caller applies them with evolve(). Diagnostics of failed conditions are
/// appended to `problems`. O(clocks), and a clock whose Signature does not meet `touched` costs a few
/// comparisons.
ITR_API void run_pass(const Plan& plan, std::span<const State> clocks, const Pass& pass,
                      std::vector<Event>& events, std::vector<Error>& problems);

/// A promise by command: given by the host, negotiated (date: `due`, pinned), extended. The row stays
/// recorded; the next retarget by a field replaces it. Fails with `clock.not_running` unless the clock runs
/// or is paused.
[[nodiscard]] ITR_API Result<Event> promise(const Plan& plan, const State& clock, Instant at,
                                            Duration target);
[[nodiscard]] ITR_API Result<Event> promise_date(const Plan& plan, const State& clock, Instant at,
                                                 Instant due);

/// `by` more time than is promised, in the clock's calendar; a pinned date moves by as much. Fails with
/// `clock.not_running`, and with `clock.no_promise` where nothing is promised.
[[nodiscard]] ITR_API Result<Event> extend(const Plan& plan, const State& clock, Instant at, Duration by);

/// Ends the measurement without a result. Fails with `clock.not_running`.
[[nodiscard]] ITR_API Result<Event> cancel(const Plan& plan, const State& clock, Instant at);

/// Excuses the breach of the present cycle, over or not. Fails with `clock.not_breached`, also when it is
/// excused already.
[[nodiscard]] ITR_API Result<Event> waive(const Plan& plan, const State& clock, Instant at);

/// A stretch of time that was counted and should not have been, or the other way round.
struct Correction {
    Instant from, to;
    bool counted;  ///< whether it counts now
};
/// Adds to what was counted, or takes from it, what the clock's time measures of the stretch: within this
/// cycle, and not beyond now. What is so already stays so: a pause within the stretch is not taken off again,
/// and the same correction made twice is refused. What falls due follows; what has fired stays fired. A
/// breach that did not happen so is taken back. A clock that was met or missed gets the verdict that the
/// corrected time gives it; nothing fires for it any more. A stretch that counts and reaches back beyond the
/// origin says that the clock began there; one that counts and reaches beyond the stop, or does not count and
/// reaches up to it, says when it was stopped. Fails with `clock.not_running` where nothing was measured or
/// the measurement has no result (idle, cancelled, superseded), with `clock.nothing_to_correct`, and with
/// `clock.no_history` where it matters when the clock ran and `history` is null.
[[nodiscard]] ITR_API Result<Event> correct(const Plan& plan, const State& clock, Instant at,
                                            const Correction& correction, const History* history);

/// Pauses or resumes by command. Fails with `clock.not_running`, `clock.not_paused`.
[[nodiscard]] ITR_API Result<Event> pause(const Plan& plan, const State& clock, Instant at);
[[nodiscard]] ITR_API Result<Event> resume(const Plan& plan, const State& clock, Instant at);

/// Ends the thresholds that repeat until acknowledged. Fails with `clock.not_running` unless the clock runs
/// or is paused.
[[nodiscard]] ITR_API Result<Event> acknowledge(const Plan& plan, const State& clock);

/// What a merged ticket brings along: the earlier origin and the stricter due instant of both (`never`: none
/// given). What was counted since the earlier origin counts. Fails with `clock.not_running` unless the clock
/// runs or is paused, nothing when both are its own already.
[[nodiscard]] ITR_API Result<std::optional<Event>> adopt(const Plan& plan, const State& clock, Instant at,
                                                         Instant origin, Instant due);

/// The next instant at which the clock does something by itself: a threshold, the breach (at due + 1 ms), the
/// end of a pause; never.
[[nodiscard]] ITR_API Instant next_fire(const Plan& plan, const State& clock);

/// What fires at `at` = next_fire(…): one of Breached, ThresholdFired or Resumed. `now`: when the wake-up
/// really comes; what is overdue then may be suppressed by `catch_up`. Without it nothing is late. After a
/// Resumed a pass finds out whether the clock pauses for another reason (Pass::resumed).
[[nodiscard]] ITR_API Event fire(const Plan& plan, const State& clock, Instant at);
[[nodiscard]] ITR_API Event fire(const Plan& plan, const State& clock, Instant at, Instant now);

/// Changes the states by one event: no calendar arithmetic, no expressions. Adds a State when a clock starts
/// first.
ITR_API void evolve(States& clocks, const Event& event);

/// Elapsed in the clock's calendar, the open segment included. For display, queries and guards.
[[nodiscard]] ITR_API Duration elapsed(const Plan& plan, const State& clock, Instant now);
/// Real time from the origin to now, or to its end: rests included.
[[nodiscard]] ITR_API Duration elapsed_real(const State& clock, Instant now);
/// target − elapsed; negative when overrun; nothing without a promise.
[[nodiscard]] ITR_API std::optional<Duration> remaining(const Plan& plan, const State& clock, Instant now);
/// The due instant; for a paused clock: if it resumed now.
[[nodiscard]] ITR_API Instant due_if_resumed(const Plan& plan, const State& clock, Instant now);

}  // namespace itr::clock
