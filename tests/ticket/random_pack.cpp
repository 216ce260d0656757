#include "ticket/random_pack.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include "chart/random_workflow.hpp"
#include "chart/sample.hpp"
#include "engine/desk.hpp"

namespace itr::test {
namespace {

using calendar::Target;

/// Full range from the first pack on: rapidcheck would begin with dull ones.
int any_below(int n) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, n)); }
bool once_in(int n) { return any_below(n) == 0; }
template <typename T>
const T& any_of(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(any_below(static_cast<int>(from.size())))];
}

Target minutes_of(Target::Kind kind, int least, int most) {
    Target made;
    made.kind = kind;
    made.length = minutes(least + any_below(most));
    return made;
}

model::Field field_of(std::string name, model::FieldType type) {
    model::Field made;
    made.name = std::move(name);
    made.type = type;
    return made;
}

std::vector<model::Field> fields() {
    using model::FieldType;
    std::vector<model::Field> made{field_of("who", FieldType::string),
                                   field_of("note", FieldType::string),
                                   field_of("impact", FieldType::enumeration),
                                   field_of("severity", FieldType::enumeration),
                                   field_of("reported_at", FieldType::timestamp),
                                   field_of("promised_at", FieldType::timestamp),
                                   field_of("site_zone", FieldType::string)};
    made[0].personal = true;
    made[1].internal = true;
    made[2].values = {"high", "low"};
    made[3].values = {"critical", "minor"};
    made[3].from_table = word("severity");
    return made;
}

model::Table severity_table() {
    model::Table made;
    made.name = "severity";
    made.hit = model::HitPolicy::first;
    made.inputs = {source("ticket.impact")};
    made.outputs = {field_of("", model::FieldType::string)};
    model::TableRow high;
    high.inputs.resize(1);
    high.inputs[0].kind = model::Cell::Kind::equals;
    high.inputs[0].values = {Value("high")};
    high.outputs = {Value("critical")};
    made.rows = {high};
    made.otherwise = {Value("minor")};
    return made;
}

void names_of(const model::State& state, std::vector<std::string>& names) {
    for (const model::State& child : state.states) {
        if (child.kind != model::StateKind::shallow_history && child.kind != model::StateKind::deep_history)
            names.push_back(child.name);
        names_of(child, names);
    }
}

/// Some states are left by themselves after a while: not so soon that a jump of time becomes thousands of
/// steps.
void add_delays(model::State& state, const std::vector<std::string>& names) {
    for (model::State& child : state.states) {
        if (child.kind == model::StateKind::atomic && once_in(4)) {
            auto delayed = after(minutes(1), any_of(names));
            delayed.after = minutes_of(once_in(2) ? Target::Kind::real : Target::Kind::working, 900, 4000);
            child.handlers.push_back(std::move(delayed));
        }
        add_delays(child, names);
    }
}

/// Only two events that nobody but commands send have such consequences: else tickets would talk for ever.
void add_talk(model::Workflow& flow) {
    for (const char* name : {"tell", "spawn", "hear"}) flow.events.push_back(event(name));
    flow.root.handlers.push_back(
        on("tell", {doing({}, {signal("linked", "hear"), signal("linking", "hear"),
                               signal("children", "hear"), signal("parent", "hear")})}));
    flow.root.handlers.push_back(on("spawn", {doing({}, {open_child(flow.name)})}));
}

model::Workflow flow(std::vector<std::string>& names) {
    model::Workflow made = random_workflow();
    made.name = "random";
    made.calendar = word("office");
    for (model::Field& field : fields()) made.data.push_back(std::move(field));
    for (model::EventType& event : made.events) {
        if (once_in(3)) continue;
        event.any_role = false;
        event.roles = {word(once_in(3) ? "customer" : "agent")};
        if (once_in(2)) event.data.push_back(field_of("text", model::FieldType::string));
    }
    names_of(made.root, names);
    add_delays(made.root, names);
    add_talk(made);
    return made;
}

/// The office's hours, in the zone that the ticket tells.
model::CalendarEntry site_calendar() {
    model::CalendarEntry made = desk_pack()->model().calendars.front();
    made.definition.name = "site";
    made.located = model::LocatedZone{
        word("site_zone"), {"Asia/Shanghai", "Europe/Berlin", "America/New_York"}, "Asia/Shanghai"};
    return made;
}

Target target_of(const std::string& text) { return calendar::parse_target(text).value(); }

void add_conditions(model::ClockDefinition& made, const std::vector<std::string>& states) {
    const auto in_state = [&] { return source(fmt::format("inState('{}')", any_of(states))); };
    if (!once_in(3)) made.start = in_state();
    if (once_in(2)) made.anchor = source("ticket.reported_at");
    made.stop = once_in(4) ? source("event.name == 'e1'") : in_state();
    if (once_in(4)) made.cancel = in_state();
    if (once_in(4)) made.reset = in_state();
    if (once_in(4)) made.silent = in_state();
    for (int n = any_below(3); n > 0; --n) {
        made.pauses.push_back({in_state(), "customer", {}});
        if (once_in(4)) made.pauses.back().until = source("ticket.promised_at");
    }
    if (once_in(3)) made.pause_resolution = minutes(1);
    if (once_in(3)) made.budget.total = minutes_of(Target::Kind::working, 1, 600);
    if (once_in(3)) made.budget.longest = minutes_of(Target::Kind::real, 1, 600);
    if (once_in(3)) made.budget.count = 1 + any_below(3);
}

void add_lengths(model::ClockDefinition& made, bool has_days) {
    if (once_in(3)) made.adjust.per_cycle = minutes(any_below(60) - 30);
    if (made.adjust.per_cycle < Duration{}) made.adjust.floor = minutes(30 + any_below(60));
    if (once_in(3)) made.adjust.out_of_hours = minutes(any_below(120));
    if (once_in(3)) made.adjust.ceiling = minutes(120 + any_below(600));
    if (made.reopen == model::Reopen::new_cycle_reopen_target)
        made.reopen_target = once_in(2) && has_days ? target_of("1 working day") : target_of("real 90m");
    if (once_in(3))
        made.reopen_within = once_in(2) && has_days ? target_of("2 working days") : target_of("real 20h");
}

void add_policies(model::ClockDefinition& made) {
    using model::Retarget;
    const std::vector<Retarget> retargets{Retarget::carry,        Retarget::restart, Retarget::retro,
                                          Retarget::proportional, Retarget::keep,    Retarget::tighten_only};
    made.retarget = any_of(retargets);
    if (once_in(3)) made.retarget_by_field.emplace_back(word("severity"), any_of(retargets));
    for (const auto cause : {model::RetargetCause::calendar, model::RetargetCause::zone,
                             model::RetargetCause::definition, model::RetargetCause::agreement})
        if (once_in(4)) made.retarget_by_cause.emplace_back(cause, any_of(retargets));
    made.calendar_change = any_of<model::CalendarChange>(
        {model::CalendarChange::segment, model::CalendarChange::remeasure, model::CalendarChange::keep});
    made.retroactivity = any_of<model::Retroactivity>(
        {model::Retroactivity::none, model::Retroactivity::start, model::Retroactivity::start_and_pauses});
    const std::vector<model::CatchUp> catch_ups{model::CatchUp::all, model::CatchUp::highest,
                                                model::CatchUp::next};
    made.catch_up = any_of(catch_ups);
    made.born_breached = any_of(catch_ups);
    made.late_is_recomputed = once_in(2);
    made.breach_is_sticky = once_in(2);
    made.dates_move = once_in(2);
    made.snap_to_working_time = once_in(3);
    made.internal = once_in(3);
}

model::ClockDefinition random_clock(const std::string& name, const std::vector<std::string>& states,
                                    bool has_days) {
    model::ClockDefinition made;
    made.name = name;
    made.cycle = any_of<model::Cycle>(
        {model::Cycle::single, model::Cycle::repeat, model::Cycle::sequential, model::Cycle::rolling});
    made.reopen = any_of<model::Reopen>({model::Reopen::continue_without_gap,
                                         model::Reopen::continue_with_gap, model::Reopen::new_cycle,
                                         model::Reopen::new_cycle_reopen_target, model::Reopen::ignore});
    add_conditions(made, states);
    add_lengths(made, has_days);
    add_policies(made);
    return made;
}

/// When it calls. Its number keeps it apart from the clock's others; of those that repeat a clock has few,
/// in all its versions.
void time_threshold(model::Threshold& made, int number, bool may_repeat) {
    using At = model::Threshold::At;
    made.by = any_of<At>({At::percent, At::percent, At::before_due, At::after_start, At::after_breach});
    if (made.by == At::percent) {
        made.per_mille = 100 * (1 + any_below(15)) + number;
        return;
    }
    made.real = once_in(2);
    made.offset = minutes(10 * (1 + any_below(60)) + number);
    if (!may_repeat || made.by == At::before_due) return;
    made.every = made.offset = minutes(60 + 10 * any_below(60) + number);
    made.until_acknowledged = once_in(2);
    if (!made.until_acknowledged || once_in(2)) made.times = 1 + any_below(5);
}

model::Threshold random_threshold(const std::string& clock, int number) {
    model::Threshold made;
    made.clock = word(clock);
    time_threshold(made, number, number == 0);
    if (once_in(2)) {
        model::Action climb;
        climb.kind = model::Action::Kind::ladder;
        climb.name = word("management");
        made.actions = {climb};
    } else {
        made.actions = {once_in(3) ? raise(any_of(random_events())) : notify("agent")};
    }
    return made;
}

/// Of clock `n`, which may be a share of the one before it.
Target random_target(int n, bool has_days, int most_minutes) {
    const std::vector<std::string> days{"2 working days", "2 working days by 16:00",
                                        "next working day by 10:00", "end of 2nd working day",
                                        "1 working day cut-off 15:00"};
    switch (any_below(9)) {
        case 0: return target_of("date ticket.promised_at");
        case 1: return has_days ? target_of(any_of(days)) : target_of("real 30h");
        case 2: return n == 1 ? target_of("unlimited") : target_of(fmt::format("60% of clock{}", n - 1));
        case 3:
            return n == 1 ? target_of("host")
                          : target_of(fmt::format("50% of what remains of clock{}", n - 1));
        case 4: return target_of("1h then real 2h");
        default: return minutes_of(once_in(2) ? Target::Kind::real : Target::Kind::working, 1, most_minutes);
    }
}

model::Agreement random_agreement_of(const std::vector<std::string>& states) {
    model::Agreement made;
    made.name = "promises";
    made.calendar = word(any_of<std::string>({"office", "site", "24x7"}));
    made.match = any_of<model::Match>(
        {model::Match::first, model::Match::strictest, model::Match::most_specific, model::Match::layered});
    const bool has_days = made.calendar->text != "24x7";
    model::Goal critical, other;
    critical.when = source("ticket.severity == 'critical'");
    critical.weight = 10;
    if (once_in(3)) critical.calendar = word(any_of<std::string>({"office", "site"}));
    for (int n = 1 + any_below(3); n > 0; --n) {
        const std::string name = fmt::format("clock{}", n);
        made.clocks.push_back(random_clock(name, states, has_days));
        critical.targets.emplace_back(word(name), random_target(n, has_days, 600));
        other.targets.emplace_back(word(name), random_target(n, has_days, 6000));
        for (int t = any_below(4); t > 0; --t) made.thresholds.push_back(random_threshold(name, t - 1));
    }
    made.goals = {critical, other};
    return made;
}

model::Ladder ladder_of_two() {
    model::Ladder made;
    made.name = "management";
    if (once_in(3)) made.digest = minutes(15);
    made.levels.resize(2);
    for (model::LadderLevel& level : made.levels)
        if (once_in(2)) level.quiet = calendar::Window{22 * 60, 7 * 60};
    made.levels[0].actions = {notify("agent")};
    made.levels[1].actions = {notify("agent")};
    made.levels[1].after = minutes(30);
    made.levels[1].repeat = minutes(60);
    made.levels[1].until_acknowledged = true;
    return made;
}

model::Role role_of(std::string name, bool customer, std::vector<std::string> rights) {
    model::Role made;
    made.name = std::move(name);
    made.customer = customer;
    for (std::string& right : rights) made.rights.push_back(word(std::move(right)));
    return made;
}

/// What a person decides about a promise; one in four gives no reason.
command::Body change_of_a_promise(const std::string& clock, Instant now) {
    const std::string reason = once_in(4) ? "" : "agreed";
    const Duration length = any_of<Duration>({seconds(1), minutes(20), hours(3), hours(50)});
    switch (any_below(5)) {
        case 0: return command::ExtendClock{clock, length, reason};
        case 1: return command::PinClock{clock, now + length - hours(2), reason};
        case 2: return command::PromiseClock{clock, length, reason};
        case 3: return command::WaiveClock{clock, reason};
        default: return command::CancelClock{clock, reason};
    }
}

command::Body random_body(const Pack& pack, const std::vector<PackHash>& terms, Instant now) {
    const std::vector<std::string> texts{"", "net", "a rather long text about a customer", "问题"};
    const std::vector<std::string> others{"T-1", "T-2", "T-3"},
        relations{"duplicate_of", "caused_by", "child_of"};
    const auto& clocks = pack.model().agreements[0].clocks;
    switch (any_below(27)) {
        case 0: return command::Set{{{"impact", Value(once_in(2) ? "high" : "low")}}};
        case 1: return command::Set{{{"who", Value(any_of(texts))}, {"note", Value(any_of(texts))}}};
        case 2: return command::Assign{any_of(texts), std::nullopt, any_of(texts), "because"};
        case 3: return command::Comment{any_of(texts), once_in(2)};
        case 4: return command::PauseClock{any_of(clocks).name, "parts"};
        case 5: return command::ResumeClock{any_of(clocks).name, "parts"};
        case 6: return command::Acknowledge{"management"};
        case 7: return command::Erase{{}, "asked"};
        case 8: return command::Wake{};
        case 9: return command::Link{any_of(others), any_of(relations)};
        case 10: return command::Send{"tell", {}};
        case 11: return command::Send{"spawn", {}};
        case 12:
        case 13: return change_of_a_promise(any_of(clocks).name, now);
        case 14: return command::Attach{"log", "file:///log", "", 12, once_in(2)};
        case 15:
            return command::Erase{{any_of<std::string>({"data.who", "comment.1", "comment.2", "data.note"})},
                                  "asked"};
        case 16: return command::Adopt{any_of(terms), "the new year"};
        case 17: {
            const Instant from = at("2026-03-06T15:00:00+08:00") + minutes(any_below(3000));
            return command::CorrectClock{any_of(clocks).name, from, from + minutes(any_below(900)),
                                         once_in(2), "because"};
        }
        case 18:
            return command::Set{{{"promised_at", Value::instant(now + minutes(any_below(6000) - 1000))}}};
        case 19:
            return command::Set{{{"site_zone", Value(any_of<std::string>({"Europe/Berlin", "America/New_York",
                                                                          "Asia/Shanghai", "nowhere"}))}}};
        default: {
            const std::string& event = any_of(random_events());
            Data data;
            if (once_in(3)) data = {{"text", Value(any_of(texts))}};
            return command::Send{event, data};
        }
    }
}

/// As every pack comes: written down and read.
std::shared_ptr<const Pack> compiled(const model::Pack& made) {
    auto read = loader::load_canonical(canonical(made));
    if (!read) RC_FAIL(read.error().message);
    Diagnostics diagnostics;
    auto pack = Pack::compile(*std::move(read), zones(), diagnostics);
    std::string mistakes;
    for (const Diagnostic& diagnostic : diagnostics) mistakes += to_string(diagnostic) + "\n";
    if (!pack) RC_FAIL(mistakes);
    return pack;
}

}  // namespace

std::shared_ptr<const Pack> random_pack() {
    model::Pack made;
    made.name = "random";
    made.version = "1.0.0";
    std::vector<std::string> states;
    made.workflows = {flow(states)};
    made.agreements = {random_agreement_of(states)};
    made.calendars = desk_pack()->model().calendars;
    made.calendars.push_back(site_calendar());
    made.tables = {severity_table()};
    made.ladders = {ladder_of_two()};
    made.roles = {role_of("customer", true, {"open", "comment"}),
                  role_of("agent", false,
                          {"open", "comment", "comment.internal", "assign", "set", "link", "attach", "clock",
                           "waive", "view", "acknowledge", "erase", "migrate"})};
    return compiled(made);
}

std::shared_ptr<const Pack> random_terms(const Pack& pack) {
    model::Pack made = pack.model();
    made.version = "2.0.0";
    std::vector<std::string> states;
    names_of(made.workflows[0].root, states);
    made.agreements = {random_agreement_of(states)};
    return compiled(made);
}

std::vector<RandomCommand> random_commands(const Pack& pack, const Pack* terms) {
    const std::vector<Actor> actors{agent, agent, customer, host};
    const std::vector<std::int64_t> waits{0, 1, 60'000, 900'000, 3'600'000, 86'400'000, -5'000, 400'000'000};
    // Terms that nobody has deployed are refused.
    std::vector<PackHash> hashes{PackHash(std::string(64, '0'))};
    if (terms != nullptr) hashes = {pack.hash(), terms->hash()};
    Instant now = at("2026-03-06T15:00:00+08:00");
    std::vector<RandomCommand> commands;
    const auto add = [&](const Actor& actor, command::Body body) {
        commands.push_back({{tenant, ticket, actor, std::move(body), {}, {}, {}}, now});
    };
    command::Open open;
    open.workflow = "random";
    open.data = {{"impact", Value(once_in(2) ? "high" : "low")}, {"who", Value("Acme Ltd")}};
    // Reported before it was written down: clocks that are anchored there may begin in the past.
    if (once_in(2)) open.data.emplace_back("reported_at", Value::instant(now - minutes(any_below(1000))));
    if (once_in(2)) open.data.emplace_back("promised_at", Value::instant(now + minutes(any_below(3000))));
    if (once_in(2))
        open.data.emplace_back("site_zone", Value(once_in(2) ? "Europe/Berlin" : "Asia/Shanghai"));
    open.party = "acme";
    add(agent, std::move(open));
    for (int n = any_below(20); n > 0; --n) {
        now = now + milliseconds(any_of(waits));
        add(any_of(actors), random_body(pack, hashes, now));
        Command& command = commands.back().command;
        if (once_in(5)) command.idempotency_key = fmt::format("k{}", any_below(3));
        if (once_in(6)) command.happened_at = now - minutes(any_of<int>({5, 90, 2000}));
        if (once_in(8)) command.targets = {{any_of(pack.model().agreements[0].clocks).name, minutes(90)}};
    }
    return commands;
}

}  // namespace itr::test
