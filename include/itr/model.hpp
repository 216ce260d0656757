// A pack as plain data: what its YAML says, every part with its place, nothing compiled yet.
// docs/pack-format.md describes the YAML; the names here are the names there.
#pragma once

#include <cstdint>
#include <itr/calendar.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/ids.hpp>
#include <itr/value.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace itr::model {

/// Text in several languages: ("en", "Closed"), ("zh", "已关闭"); in the order given.
struct Title {
    std::vector<std::pair<std::string, std::string>> texts;
    /// The text in `language`, else in English, else the first, else "".
    [[nodiscard]] ITR_API const std::string& in(std::string_view language) const noexcept;
};

/// A reference by name, or any other word whose place is wanted in diagnostics.
struct Word {
    std::string text;
    Location at;
};

/// Source of a CEL expression; `at` is the place of its first character, and tells that of every other.
struct Source {
    std::string text;
    TextLocation at;
};

/// A literal, or an expression where the YAML said "=…".
struct Input {
    Value literal;
    std::optional<Source> expression;
    Location at;
};

// ---- data

enum class FieldType : std::uint8_t {
    boolean,
    integer,
    floating,
    string,
    enumeration,
    timestamp,
    duration,
    list,
    map
};

struct Field {
    std::string name;
    Title title;
    FieldType type = FieldType::string;
    FieldType element = FieldType::string;  ///< list: of its items; map: of its values (keys are strings)
    std::vector<std::string> values;        ///< enumeration
    bool required = false;                  ///< when the ticket is opened, or the event is sent
    bool personal = false;         ///< kept in the erasable side table; the journal holds a salted hash
    bool internal = false;         ///< `visible: internal`: hidden from customers
    std::optional<Input> initial;  ///< `default:`
    std::optional<Word>
        from_table;  ///< `from: {table: severity}`: derived whenever the table's inputs change
    Location at;
};

// ---- workflow

/// One thing to do on a transition, on entry or exit of a state, or when a threshold fires.
struct Action {
    enum class Kind : std::uint8_t {
        set,      ///< name → expression, into ticket data
        raise,    ///< `event`, with `with`: internal event, processed in this macrostep; or the one that the
                  ///< policy `name` proposes
        send,     ///< `event` to this ticket after `delay`, cancellable by `id`
        cancel,   ///< the delayed event with `id`
        ask,      ///< effect for the host: `name`, `with`; the answer comes back as an event
        notify,   ///< effect: `name` is a role or person, `with` may carry template, text …
        assign,   ///< `with`: team, person, line (expressions); or `table`, whose outputs they are, or the
                  ///< policy `name`
        decide,   ///< evaluate `table`; its outputs are set into the data fields of the same names
        open,     ///< effect: a child ticket of workflow `name` with data `with`
        signal,   ///< effect: `event` to other tickets: `name` is parent, children, linked or linking
        ladder,   ///< start or raise ladder `name` to `level`
        comment,  ///< add a comment: `with`: text; internal unless `name` is "public"
        adopt,    ///< clock `name` takes over an earlier origin and a stricter due instant (`with`)
    };
    Kind kind = Kind::set;
    std::optional<Source> when;  ///< done only if it holds
    Word name;
    Word event;
    Word id;
    Word relation;  ///< signal to linked or linking tickets; empty: whatever relates them
    std::optional<Word> table;
    std::vector<std::pair<Word, Source>> with;
    std::optional<calendar::Target> delay;  ///< send
    int level = 0;
    Location at;
};

struct Transition {
    std::optional<Source> when;
    std::vector<Word> to;  ///< empty: targetless (no state is left)
    std::vector<Action> actions;
    std::vector<Word>
        roles;  ///< who may cause it, beyond who may send the event; empty: anyone who may send it
    bool internal = false;
    int times = 1;  ///< where it closes a loop: how often it is reckoned with when promises are added up
    Location at;
};

/// The transitions of one `on:` entry, `after:` entry, `always:` or `done:`, in document order.
struct Handler {
    Word event;  ///< descriptor: "register", "error.*", "*"; empty for always/after
    std::optional<calendar::Target> after;  ///< `after:`
    std::vector<Transition> transitions;
    Location at;
};

enum class StateKind : std::uint8_t { atomic, compound, parallel, final, shallow_history, deep_history };

struct State {
    std::string name;  ///< unique among its siblings
    Title title;
    StateKind kind = StateKind::atomic;
    std::optional<Transition> initial;  ///< compound: `to` and actions. history: the default transition
    std::vector<Action> entry, exit;
    std::vector<Handler> handlers;  ///< on, after, always (empty event, no delay), done; in document order
    std::vector<State> states;      ///< in document order
    std::vector<std::string> tags;
    std::optional<Word> line;  ///< L1, L2, L3 …
    std::optional<Word> role;  ///< who is responsible here
    std::optional<Word> calendar;
    std::optional<std::pair<calendar::Target, Location>> ola;  ///< shorthand for an OLA clock on this state
    std::vector<Word> uses;                                    ///< resources that the step occupies
    Location at;
};

struct EventType {
    std::string name;
    Title title;
    std::vector<Word> roles;  ///< who may send it; empty: only the engine and the host as `system`
    bool any_role = false;    ///< `role: any`
    std::vector<Field> data;
    bool internal = false;  ///< `visible: internal`: customers do not see it in the history
    Location at;
};

struct Workflow {
    std::string name;
    Title title;
    std::optional<Word> calendar;
    bool ignore_unexpected =
        false;  ///< `unexpected: ignore`: an event that nothing takes is dropped, not refused
    std::vector<Field> data;
    std::vector<EventType> events;
    /// Timestamp field → condition: set to the instant at which the condition first holds.
    std::vector<std::pair<Word, Source>> milestones;
    std::vector<Word> opened_by;  ///< roles that may open a ticket; empty: those with the right `open`
    State root;                   ///< name "", kind compound (or parallel): initial and states
    Location at;
};

// ---- agreements

enum class AgreementKind : std::uint8_t { sla, ola, uc };
enum class Retarget : std::uint8_t { carry, restart, retro, proportional, keep, tighten_only };
enum class CalendarChange : std::uint8_t { segment, remeasure, keep };
enum class Retroactivity : std::uint8_t { none, start, start_and_pauses };
enum class CatchUp : std::uint8_t { all, highest, next };
enum class Cycle : std::uint8_t { single, repeat, sequential, rolling };
enum class Reopen : std::uint8_t {
    continue_without_gap,
    continue_with_gap,
    new_cycle,
    new_cycle_reopen_target,
    ignore
};
enum class Match : std::uint8_t { first, strictest, most_specific, layered };
/// What makes a promise another one, besides a field of the ticket.
enum class RetargetCause : std::uint8_t {
    agreement,  ///< another agreement applies, with a clock of the same name
    calendar,   ///< the row that counts is on another calendar
    zone,       ///< … on a calendar that differs in its zone alone
    definition  ///< a new version of the agreement promises something else
};

struct PauseReason {
    Source when;
    std::string reason;  ///< customer, third_party, change_window, parts, force_majeure, management, or any
                         ///< other word
    std::optional<Source> until;  ///< a timestamp: resumed then, if nothing resumes it before
};

/// How much of pausing a clock bears in one cycle; what is beyond it does not pause it.
struct PauseBudget {
    int count = 0;                            ///< pauses; 0 = no bound
    std::optional<calendar::Target> total;    ///< of all pauses together: working or real time
    std::optional<calendar::Target> longest;  ///< of one pause: it is resumed then
};

/// What is added to the length that a goal gives, and the limits of the sum. Days and dates are left as they
/// are.
struct Adjustment {
    Duration out_of_hours;  ///< for a cycle that begins outside working time
    Duration per_cycle;     ///< for every cycle after the first; may be negative
    std::optional<Duration> floor, ceiling;
};

struct ClockDefinition {
    std::string name;
    Title title;
    std::optional<Source> anchor;  ///< a timestamp; default: the event that starts it
    std::optional<Source> start;   ///< default: true from the ticket's opening
    std::optional<Source> resume, stop, cancel, reset;
    std::vector<PauseReason> pauses;
    Duration pause_resolution = milliseconds(1);  ///< pauses begin and end on whole multiples, cut down
    PauseBudget budget;
    std::optional<Source> silent;  ///< while it holds thresholds are counted, and nobody is called
    Adjustment adjust;
    bool dates_move = false;  ///< `dates: moved`: a pause moves a negotiated date too
    bool snap_to_working_time = false;
    Retroactivity retroactivity = Retroactivity::start;
    CatchUp born_breached = CatchUp::highest;
    CatchUp catch_up = CatchUp::all;
    Retarget retarget = Retarget::carry;
    std::vector<std::pair<Word, Retarget>> retarget_by_field;           ///< `retarget: {severity: restart}`
    std::vector<std::pair<RetargetCause, Retarget>> retarget_by_cause;  ///< `retarget: {agreement: retro}`
    CalendarChange calendar_change = CalendarChange::segment;
    bool breach_is_sticky = true;
    bool late_is_recomputed = false;  ///< a stop or pause told late takes back what it disproves
    Cycle cycle = Cycle::single;
    Reopen reopen = Reopen::continue_with_gap;
    std::optional<calendar::Target> reopen_target, reopen_within;
    bool internal = false;            ///< `visible: internal`
    std::optional<Word> accountable;  ///< a role
    calendar::Land land = calendar::Land::earliest;
    Location at;
};

struct Goal {
    std::optional<Source> when;
    std::vector<std::pair<Word, calendar::Target>> targets;  ///< clock → target
    std::optional<Word> calendar;
    int weight = 0;  ///< most_specific
    Location at;
};

struct Threshold {
    enum class At : std::uint8_t {
        percent,
        before_due,
        after_start,
        after_breach,
        predicted,  ///< less remains than the steps on the way to the stop have been promised
    };
    Word clock;
    At by = At::percent;
    std::int64_t per_mille = 0;       ///< percent: 755 = 75.5 %
    Duration offset;                  ///< the others; in the clock's own time, or in real time
    bool real = false;                ///< `real 30m before due`
    std::optional<Duration> every;    ///< repeated until acknowledged or stopped
    int times = 0;                    ///< 0 = no bound
    bool until_acknowledged = false;  ///< an acknowledgement of the clock ends it for this cycle
    std::vector<Action> actions;
    std::string key;  ///< stable within the agreement: "restore 75%"
    Location at;
};

struct Agreement {
    std::string name;
    Title title;
    AgreementKind kind = AgreementKind::sla;
    std::vector<Word> workflows;  ///< those it speaks of; empty: all of the pack
    std::optional<Source> applies;
    std::optional<Word> calendar;
    Match match = Match::first;
    std::vector<ClockDefinition> clocks;
    std::vector<Goal> goals;
    std::vector<Threshold> thresholds;
    Location at;
};

// ---- calendars, tables, ladders, roles, resources, forms

/// A zone that differs from ticket to ticket: a data field tells it, into which the zone of the customer, the
/// site or the team was put.
struct LocatedZone {
    Word field;
    std::vector<std::string> among;  ///< the zones that the field may tell
    std::string otherwise;           ///< counted in while the field is empty or tells another one
};

/// A calendar of its own, or one made of others, by name.
struct CalendarEntry {
    struct Version {
        calendar::Date from;  ///< of the first one: from ever
        Word calendar;
    };
    calendar::Definition definition;  ///< of one that is made of others the name alone
    std::optional<LocatedZone> located;
    std::optional<calendar::Combine> combine;
    std::vector<Word> parts;        ///< of `combine`
    std::vector<Version> versions;  ///< one after the other, by date
    Title title;
    Location at;

    [[nodiscard]] bool is_made_of_others() const noexcept { return combine || !versions.empty(); }
};

enum class HitPolicy : std::uint8_t { unique, first, any, priority, collect, rule_order, output_order };
enum class Aggregate : std::uint8_t { list, sum, min, max, count };

/// One cell of an input column.
struct Cell {
    enum class Kind : std::uint8_t { any, equals, one_of, range, none_of };
    Kind kind = Kind::any;
    std::vector<Value> values;       ///< equals: one; one_of, none_of: several
    std::optional<Value> low, high;  ///< range
    bool low_open = false, high_open = false;
    Location at;
};

struct TableRow {
    std::vector<Cell> inputs;
    std::vector<Value> outputs;
    Location at;
};

struct Table {
    std::string name;
    Title title;
    HitPolicy hit = HitPolicy::unique;
    Aggregate aggregate = Aggregate::list;
    std::vector<Source> inputs;
    std::vector<Field> outputs;  ///< one, unnamed, if the YAML names none
    std::vector<TableRow> rows;
    std::optional<std::vector<Value>> otherwise;  ///< `default:` outputs when no row matches
    Location at;
};

struct LadderLevel {
    std::vector<Action> actions;
    std::optional<Duration> after;  ///< since the level below began, unless a threshold names the level
    std::optional<Duration> repeat;
    int times = 0;                    ///< how often it calls in all; 0 = no bound
    bool until_acknowledged = false;  ///< an acknowledgement ends its repeats, and nobody above is called
    std::optional<calendar::Window> quiet;
    std::optional<Source> quiet_unless;
    std::optional<Word> calendar;  ///< of the recipient
    Location at;
};

struct Ladder {
    std::string name;
    Title title;
    std::optional<Source> silent;    ///< while it holds levels are reached, and nobody is called
    std::optional<Duration> digest;  ///< notices wait for the next full such period, to be sent as one
    std::vector<LadderLevel> levels;
    Location at;
};

struct Role {
    std::string name;
    Title title;
    std::vector<Word> includes;  ///< roles whose rights it has too
    std::vector<Word> rights;  ///< see docs/pack-format.md: open, assign, comment, comment.internal, set, …
    std::optional<Word> line;
    std::optional<Word> calendar;  ///< when it is at work: ladders wait with their notices until then
    bool customer = false;         ///< sees only its own party's tickets, and of them what is public
    Location at;
};

/// A department or a piece of equipment that steps occupy (`uses`).
struct Resource {
    std::string name;
    Title title;
    int count = 1;  ///< how many there are: so many steps may be under way at once
    Location at;
};

struct Form {
    std::string name;
    Title title;
    Word workflow;
    std::vector<std::string> products;  ///< empty: any
    std::vector<std::string> channels;  ///< empty: any
    std::vector<Field> fields;          ///< name, required, default, title; other members unused
    Location at;
};

// ---- scenarios

/// A scenario keeps its steps as values: the runner gives them meaning (docs/pack-format.md, "Scenarios").
struct Scenario {
    std::string name;  ///< a sentence
    struct Step {
        Value content;  ///< the map as written: at, send, as, expect …
        Location at;
    };
    Value start;
    std::vector<Step> steps;
    Location at;
};

// ---- the pack

struct Import {
    Word pack;
    std::string version;  ///< "" = any
};

/// By which rules of time zones the calendars of a deployed pack count, whatever the host's zone database
/// says later. It is in the canonical form that a store keeps, and in no file.
struct ZoneRecord {
    std::string database;  ///< the version of the database they come from: "2026a"
    std::vector<itr::calendar::ZoneDatabase::Rules> zones;  ///< by name
    /// The pack was deployed again because the rules had changed: they are part of its identity.
    bool edition = false;

    friend bool operator==(const ZoneRecord&, const ZoneRecord&) = default;
};

/// Everything of one pack, with what it imports merged in (definitions keep the place they came from).
struct Pack {
    std::string name;
    std::string version;
    Title title;
    std::vector<Import> imports;
    std::vector<Workflow> workflows;
    std::vector<Agreement> agreements;
    std::vector<CalendarEntry> calendars;
    std::vector<Table> tables;
    std::vector<Ladder> ladders;
    std::vector<Role> roles;
    std::vector<Resource> resources;
    std::vector<Form> forms;
    std::vector<Scenario> scenarios;        ///< not part of the identity
    std::optional<ZoneRecord> zone_record;  ///< part of the identity only of an edition
    Location at;
};

/// The canonical form: one JSON text for one meaning, without places and scenarios; an array of documents in
/// the pack format, defaults left out, so that the loader reads it back (JSON is YAML).
[[nodiscard]] ITR_API std::string canonical(const Pack& pack);
/// SHA-256 of the canonical form, without the zone record of a pack that is no edition.
[[nodiscard]] ITR_API PackHash identity(const Pack& pack);

}  // namespace itr::model
