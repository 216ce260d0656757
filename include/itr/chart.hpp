// A workflow lowered to dense indices, and the statechart algorithm over it: W3C SCXML's, in short phases.
#pragma once

#include <cstdint>
#include <itr/calendar.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/expression.hpp>
#include <itr/model.hpp>
#include <itr/result.hpp>
#include <itr/slim_vector.hpp>
#include <itr/state_list.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr::chart {

using TransitionIndex = std::uint16_t;  ///< document order
using EventIndex = std::uint16_t;
using FieldIndex = std::uint16_t;
using ActionIndex = std::uint16_t;

inline constexpr std::uint16_t none = 0xFFFF;
// Limits: exceeding one of lowering is `chart.limit_exceeded`.
inline constexpr std::size_t max_states = 4096;
inline constexpr std::size_t max_depth = 64;  ///< of nested states
inline constexpr std::size_t max_transitions = 32'768;
inline constexpr std::size_t max_actions = 65'536;
inline constexpr std::size_t max_events = 16'384;
inline constexpr std::size_t max_candidates = 1U
                                              << 20;  ///< pairs (state, event it handles), wildcards expanded
inline constexpr std::size_t max_microsteps =
    1000;  ///< of one macrostep, internal events that nothing takes counted too: beyond it `chart.endless`

// ---- what expressions of a workflow can name, and where the values lie

/// Numbers of slots (expression::Frame). Ticket data, its former values and the data of the event in hand
/// come in declared order behind their base.
namespace slot {
enum : std::uint32_t {
    now,          ///< timestamp; not in clock conditions
    actor_id,     ///< string
    actor_roles,  ///< list of string
    actor_party,  ///< string or null
    event_name,   ///< string
    event_data,   ///< map: `event` where its type is not known (wildcards, entry, exit): its data, and "name"
    ticket_id,
    ticket_number,
    ticket_workflow,
    ticket_owner,  ///< string or null
    ticket_team,   ///< string or null
    ticket_line,   ///< string or null
    ticket_party,  ///< string or null: the customer's party
    ticket_opened_at,
    ticket_parent,  ///< string or null
    builtin_count,
    data = 0x1000,            ///< ticket.<field>
    before = 0x2000,          ///< before.<field>: as data, before the macrostep (clock conditions)
    before_builtin = 0x2800,  ///< before.owner …: before_builtin + ticket_owner …
    event = 0x3000,           ///< event.<field>
    clock = 0x4000,           ///< clock.<name>.<property>: clock * clock_properties + property
};
enum : std::uint32_t {
    clock_running,
    clock_paused,
    clock_breached,
    clock_elapsed,
    clock_remaining,
    clock_due,
    clock_origin,
    clock_properties
};
}  // namespace slot

/// Host functions of expressions; the argument is what `resolve` gave.
namespace function {
enum : std::uint32_t {
    in_state,  ///< inState('handle'): a state is active
    was_in,    ///< wasIn('handle'): it was before the macrostep (clock conditions)
    on,        ///< on('restored'): the event was processed in this macrostep (clock conditions)
    tagged,    ///< tagged('waiting.customer'): an active state carries the tag
    entered,   ///< entered('handle'): not active before, active after (clock conditions)
    left,      ///< left('handle') (clock conditions)
    changed,   ///< changed('severity'): the data field differs from before (clock conditions)
};
}

// ---- the lowered workflow

/// A range of a table of the chart.
struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    [[nodiscard]] bool empty() const noexcept { return begin == end; }
};

struct Action {
    model::Action::Kind kind{};
    std::optional<expression::Expression> when;
    FieldIndex field = none;  ///< set: first of `with` (each has its own)
    EventIndex event = none;  ///< raise, send; signal: none if this workflow knows no such event
    std::string event_name;   ///< raise, send, signal
    std::string name;         ///< ask, notify, open, signal, ladder, comment
    std::string id;           ///< send, cancel
    std::string relation;     ///< signal; empty: any
    std::string table;        ///< assign, decide
    std::optional<calendar::Target> delay;
    int level = 0;
    struct Argument {
        std::string name;
        FieldIndex field = none;  ///< set: into which data field
        expression::Expression value;
        FieldIndex personal = none;  ///< the value is that of this personal field, and nothing else
    };
    std::vector<Argument> with;
    bool incomplete = false;  ///< some of it could not be compiled; never so in a chart without mistakes
};

struct Transition {
    StateIndex source = none;
    EventIndex event = none;  ///< exact event, or none for eventless and descriptor with wildcard
    bool eventless = false;   ///< `always`, and the initial transitions of compound and history states
    std::string prefix;       ///< wildcard "error.*" → "error", "*" → "" with any = true
    bool any = false;
    std::uint16_t timer = none;  ///< `after:` → index into timers
    std::optional<expression::Expression> guard;
    bool guard_unknown = false;       ///< it could not be compiled; never so in a chart without mistakes
    bool event_unknown = false;       ///< … is not declared; likewise
    bool targets_unknown = false;     ///< … some are no states, or cannot be active together; likewise
    std::vector<StateIndex> targets;  ///< document order as written; empty: targetless
    StateIndex domain = none;         ///< least common compound ancestor, computed once; targetless: none
    bool dynamic_domain =
        false;  ///< a target is a history of an ancestor: the domain depends on what it remembers
    bool internal = false;
    int times = 1;  ///< where it closes a loop: how often the sum of promises reckons with it
    Range actions;
    std::vector<std::string> roles;
    Location at;
};

struct State {
    std::string id;  ///< dotted path: "handle.diagnosis.locating"
    model::StateKind kind = model::StateKind::atomic;
    StateIndex parent = none;
    StateIndex end = none;  ///< one past the last descendant: d is a descendant of s iff s < d < end(s)
    std::uint16_t depth = 0;
    std::vector<StateIndex> children;  ///< without history states
    std::vector<StateIndex> histories;
    TransitionIndex initial = none;  ///< compound and history: a transition outside the handlers
    Range transitions;               ///< its handlers' transitions, document order (indices into the chart's)
    Range entry, exit;               ///< actions
    std::vector<std::uint16_t> tags;  ///< ascending
    EventIndex done = none;           ///< done.state.<id>: of compound and parallel states
    std::string line, role, calendar;
};

/// `after:` of a state: armed when the state is entered, cancelled when it is left.
struct Timer {
    StateIndex state = none;
    calendar::Target delay;
    EventIndex event = none;  ///< a name of its own: "after.<state>.<n>"
    std::string
        calendar;  ///< that of the state, its nearest ancestor that has one, or the workflow; "" = real time
};

struct EventInfo {
    std::string name;
    const model::EventType* type =
        nullptr;                     ///< null: raised only, done.*, error.*, after.*, ticket.*, clock.*
    bool has_personal_data = false;  ///< some of what the type declares is personal
    bool fills_data = false;         ///< some is required, or begins with a value where none is given
};

/// Immutable once lowered; shared by threads. Owns a copy of the workflow it was made from.
/// Events are numbered: declared ones in their order, the engine's, raised ones, done.state.*, after.*.
class ITR_API Chart {
  public:
    Chart(const Chart&) = delete;
    Chart& operator=(const Chart&) = delete;
    ~Chart();

    /// Lowers a workflow: resolves names, numbers states, compiles guards and actions. `clock_names` are
    /// those guards may name. All mistakes are appended to `diagnostics`; null if any is an error.
    [[nodiscard]] static std::shared_ptr<const Chart> lower(const model::Workflow& workflow,
                                                            std::span<const std::string> clock_names,
                                                            Diagnostics& diagnostics);

    [[nodiscard]] const model::Workflow& workflow() const noexcept { return workflow_; }
    [[nodiscard]] std::span<const State> states() const noexcept { return states_; }
    [[nodiscard]] std::span<const Transition> transitions() const noexcept { return transitions_; }
    [[nodiscard]] std::span<const Action> actions(Range range) const noexcept {
        return std::span(actions_).subspan(range.begin, range.end - range.begin);
    }
    /// All actions, of entry, exit and transitions.
    [[nodiscard]] std::span<const Action> actions() const noexcept { return actions_; }
    [[nodiscard]] std::span<const Timer> timers() const noexcept { return timers_; }
    [[nodiscard]] std::span<const EventInfo> events() const noexcept { return events_; }
    [[nodiscard]] std::span<const model::Field> fields() const noexcept { return workflow_.data; }
    [[nodiscard]] std::span<const std::string> tags() const noexcept { return tags_; }
    [[nodiscard]] std::span<const std::string> clocks() const noexcept { return clocks_; }

    /// O(1) hashing; `none` if there is no such name.
    [[nodiscard]] EventIndex event(std::string_view name) const noexcept;
    [[nodiscard]] FieldIndex field(std::string_view name) const noexcept;
    /// By full id, or by a last part that is unique ("dispatching" for "accept.dispatching").
    [[nodiscard]] StateIndex state(std::string_view id) const noexcept;
    [[nodiscard]] std::uint16_t tag(std::string_view name) const noexcept;

    /// The states that carry the tag themselves, ascending. Precondition: tag < tags().size().
    [[nodiscard]] std::span<const StateIndex> tagged(std::uint16_t tag) const noexcept;
    /// The transitions of `state` itself that `event` (none: eventless) may take, wildcards too, document
    /// order. O(log n) in the events that the state handles.
    [[nodiscard]] std::span<const TransitionIndex> candidates(StateIndex state,
                                                              EventIndex event) const noexcept;

    /// The names that an expression may use on this workflow. `event`: whose data `event.…` has; none: a
    /// dynamic map.
    [[nodiscard]] expression::Scope guard_scope(EventIndex event = none) const;
    [[nodiscard]] expression::Scope condition_scope() const;  ///< clock conditions: before, on(), no now

    struct Index;  ///< tables of the room's own
    [[nodiscard]] const Index& index() const noexcept { return *index_; }

  private:
    friend class Lowering;
    Chart();
    model::Workflow workflow_;
    std::vector<State> states_;
    std::vector<Transition> transitions_;
    std::vector<Action> actions_;
    std::vector<Timer> timers_;
    std::vector<EventInfo> events_;
    std::vector<std::string> tags_, clocks_;
    std::unique_ptr<Index> index_;
};

/// Compiles actions that stand outside the workflow (thresholds, ladders) against its chart. Mistakes are
/// appended to `diagnostics`; an action with one is in the result, incomplete.
[[nodiscard]] ITR_API std::vector<Action> compile_actions(std::span<const model::Action> actions,
                                                          const Chart& chart, const expression::Scope& scope,
                                                          Diagnostics& diagnostics);

// ---- running it

/// Which states are active, and what history states remember. Small: atomic states only, the rest follows.
struct Configuration {
    StateList atomic;                                                    ///< ascending
    SlimVector<std::pair<StateIndex, std::vector<StateIndex>>> history;  ///< ascending by history state
    bool done = false;  ///< a top-level final state was entered

    friend bool operator==(const Configuration&, const Configuration&) = default;
};

/// Whether `state` is active: it is an atomic one or an ancestor of one. O(log n).
[[nodiscard]] ITR_API bool is_active(const Chart& chart, const Configuration& configuration,
                                     StateIndex state) noexcept;
[[nodiscard]] ITR_API bool is_tagged(const Chart& chart, const Configuration& configuration,
                                     std::uint16_t tag) noexcept;

/// What the algorithm asks of its surroundings: guards and executable content, in SCXML's words.
/// While it runs, which states are active is asked of the trace (Trace::active), not of the configuration.
class ITR_API Host {
  public:
    virtual ~Host() = default;
    /// Whether a guard holds. An evaluation error is false; the host then queues `error.execution` by itself.
    /// A guard is asked at most once for one event.
    virtual bool holds(const expression::Expression& guard) = 0;
    /// Executes one action (entry, exit or transition). Raised events are appended to the internal queue with
    /// their data.
    virtual void execute(const Action& action) = 0;
    /// The internal queue, first in first out. Returns none when empty; makes the event current (event.* in
    /// guards).
    virtual EventIndex next_internal() = 0;
    /// A state was entered (after its entry actions) or is about to be left (before its exit actions): timers
    /// are armed and cancelled here.
    virtual void entered(StateIndex state) = 0;
    virtual void exited(StateIndex state) = 0;
    /// Queues done.state.<id>.
    virtual void done(EventIndex event) = 0;
    /// Whether the actor of the command has one of the transition's roles. Asked for external events and
    /// transitions with roles only: what follows inside the ticket is the engine's own doing.
    virtual bool permitted(const Transition& transition) = 0;
};

/// A set of states of one chart: a bit each.
class StateSet {
  public:
    /// Makes room for `states` states, none of them in the set.
    void reset(std::size_t states) {
        const std::size_t words = (states + 63) / 64;
        if (words == 1 && words_.size() == 1)
            words_.front() = 0;  // as most charts have it
        else
            words_.assign(words, 0);
    }
    [[nodiscard]] bool has(StateIndex s) const noexcept { return (words_[s / 64U] >> (s % 64U) & 1U) != 0; }
    void insert(StateIndex s) noexcept { words_[s / 64U] |= std::uint64_t{1} << (s % 64U); }
    void erase(StateIndex s) noexcept { words_[s / 64U] &= ~(std::uint64_t{1} << (s % 64U)); }
    [[nodiscard]] std::span<const std::uint64_t> words() const noexcept { return words_; }
    [[nodiscard]] bool empty() const noexcept { return words_.empty(); }

  private:
    std::vector<std::uint64_t> words_;
};

/// One microstep: what was taken, left and entered, in order.
struct Microstep {
    EventIndex event = none;             ///< none: eventless, or the initial entry
    std::vector<TransitionIndex> taken;  ///< empty: the initial entry
    StateList exited, entered;
};

/// The result of a macrostep: the trace. Reused between calls so that its buffers are: then a run allocates
/// nothing.
struct Trace {
    std::vector<Microstep> steps;  ///< only the first `count` are of this run
    std::size_t count = 0;
    void clear() noexcept { count = 0; }
    [[nodiscard]] std::span<const Microstep> view() const noexcept { return std::span(steps).first(count); }
    /// A fresh microstep, its buffers empty but with their memory.
    ITR_API Microstep& add();

    /// While a run lasts: whether the state is active at this very moment (a state is active in its own entry
    /// and exit actions). After it: as the run left it. O(1).
    [[nodiscard]] bool active(StateIndex state) const noexcept {
        return state == 0 || (!scratch.active.empty() && scratch.active.has(state));
    }

    /// Working memory of the algorithm: not part of the result.
    struct Scratch {
        StateSet active, to_enter, default_entry;
        std::vector<TransitionIndex> enabled, refused;
        std::vector<StateIndex> effective;
        std::vector<std::pair<StateIndex, TransitionIndex>> default_history;
    } scratch;

  private:
    ITR_API ITR_COLD void make_room();  ///< for one microstep more
};

/// Enters the initial configuration and runs to quiescence. Fails with `chart.endless`.
[[nodiscard]] ITR_API Status start(const Chart& chart, Configuration& configuration, Host& host,
                                   Trace& trace);

/// Why an external event was not taken.
enum class Taken : std::uint8_t {
    yes,
    no_transition,   ///< no active state handles it; also once the configuration is done
    guards_refused,  ///< the actor might have caused a transition, but no guard held
    roles_refused,   ///< none of the transitions is for the actor
};

/// One macrostep: the external event, then eventless transitions and internal events to quiescence. If
/// nothing takes the event the configuration is unchanged and the reason is returned (events that the host
/// queued meanwhile, such as error.execution of a guard, are the host's to drop or to `settle`). Fails with
/// `chart.endless` (the configuration is then undefined: the caller drops its copy). When a top-level final
/// state is entered the run ends at once: internal events still queued are not asked for any more.
[[nodiscard]] ITR_API Result<Taken> step(const Chart& chart, Configuration& configuration, EventIndex event,
                                         Host& host, Trace& trace);

/// The second half of a macrostep alone: eventless transitions and internal events to quiescence, for when
/// data changed without an event. An internal event that nothing takes is dropped, and eventless transitions
/// are then not asked again (a guard that cannot be evaluated would raise error.execution for ever): the one
/// deviation from SCXML.
[[nodiscard]] ITR_API Status settle(const Chart& chart, Configuration& configuration, Host& host,
                                    Trace& trace);

/// Declared events that some transition from here could take (guards and roles not asked), ascending: what a
/// person may do next.
[[nodiscard]] ITR_API std::vector<EventIndex> expected_events(const Chart& chart,
                                                              const Configuration& configuration);

}  // namespace itr::chart
