#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenario/codes.hpp"
#include "scenario/read_step.hpp"

namespace itr::scenario {
namespace {

std::string quoted(std::string_view verb, std::string_view name) {
    return fmt::format("{} '{}'", verb, name);
}

void check_fields(const Reading& reading, const Data& data, const Trouble& trouble) {
    for (const auto& [name, value] : data) check_known(reading.names.fields, "a data field", name, trouble);
}

command::Assign read_assign(const Value& value, const Trouble& trouble) {
    MapReader map(value, "assign", trouble);
    command::Assign assign{map.text("owner"), map.text("team"), map.text("line"), map.text_or("reason")};
    map.finish();
    return assign;
}

command::Link read_link(const Value& value, const Trouble& trouble) {
    MapReader map(value, "link", trouble);
    command::Link link;
    if (map.need("to") != nullptr) link.to = map.text_or("to");
    link.relation = map.text_or("relation", "related");
    map.finish();
    return link;
}

command::Attach read_attach(const Value& value, const Trouble& trouble) {
    MapReader map(value, "attach", trouble);
    command::Attach attach;
    if (map.need("uri") != nullptr) attach.uri = map.text_or("uri");
    attach.name = map.text_or("name");
    attach.sha256 = map.text_or("sha256");
    if (const Value* size = map.get("size"); size != nullptr && size->is(Kind::integer))
        attach.size = size->as_int();
    attach.internal = map.text_or("visible", "internal") != "public";
    map.finish();
    return attach;
}

command::Erase read_erase(MapReader& map) {
    command::Erase erase;
    if (const auto slots = map.texts("erase"); slots && *slots != std::vector<std::string>{"all"})
        erase.slots = *slots;
    erase.reason = map.text_or("reason");
    return erase;
}

constexpr std::array<std::string_view, 18> verbs{
    "send",   "answer", "assign",  "set",   "comment", "link",        "attach", "pause", "resume",
    "extend", "pin",    "promise", "waive", "cancel",  "acknowledge", "erase",  "open",  "correct"};

constexpr std::array<std::string_view, 8> clock_verbs{"pause",   "resume", "extend", "pin",
                                                      "promise", "waive",  "cancel", "correct"};

/// The one command of a step, by its key; "" if it only waits and looks.
std::string_view verb_of(MapReader& map, const Trouble& trouble) {
    std::string_view found;
    for (const std::string_view verb : verbs) {
        if (map.get(verb) == nullptr) continue;
        if (!found.empty())
            trouble.say(
                scenario_two_commands,
                fmt::format("expected at most one command in a step, but found '{}' and '{}'", found, verb),
                "make two steps of it");
        found = verb;
    }
    return found;
}

void read_event(MapReader& map, const Reading& reading, const Trouble& trouble, std::string_view verb,
                ScriptStep& step) {
    command::Send send{map.text_or(verb), map.pairs("data")};
    step.words = quoted("event", send.event);
    // A scenario may well show that an unknown event is refused.
    if (!step.expect.rejected) check_known(reading.names.events, "an event", send.event, trouble);
    if (verb == "answer") step.actor = {"host", {"system"}, {}};
    step.body = std::move(send);
}

void read_opening(MapReader& map, const Reading& reading, const Trouble& trouble, ScriptStep& step) {
    MapReader open(*map.get("open"), "open", trouble);
    step.ticket = open.text_or("name", step.ticket);
    command::Open body = read_open(open, reading, trouble);
    open.finish();
    step.words = quoted("opening a ticket of", body.workflow);
    step.body = std::move(body);
}

void read_acknowledge(MapReader& map, const Reading& reading, const Trouble& trouble, ScriptStep& step) {
    const std::string name = map.text_or("acknowledge");
    step.words = quoted("acknowledge", name);
    if (!reading.names.clocks.contains(name)) check_known(reading.names.ladders, "a ladder", name, trouble);
    step.body = command::Acknowledge{name};
}

/// What `key` must give: a length of time.
Duration needed_length(MapReader& map, std::string_view key) {
    return map.need(key) == nullptr ? Duration{} : map.length(key).value_or(Duration{});
}

Instant needed_instant(MapReader& map, std::string_view key, const Reading& reading, const Trouble& trouble) {
    const Value* at = map.need(key);
    return at == nullptr ? Instant{} : instant_of(*at, key, reading.start, trouble).value_or(Instant{});
}

void read_clock(MapReader& map, const Reading& reading, const Trouble& trouble, std::string_view verb,
                ScriptStep& step) {
    const std::string name = map.text_or(verb);
    step.words = quoted(verb, name);
    // A scenario may well show that an unknown clock is refused.
    if (!step.expect.rejected) check_known(reading.names.clocks, "a clock", name, trouble);
    const std::string reason = map.text_or("reason");
    if (verb == "pause") step.body = command::PauseClock{name, reason};
    if (verb == "resume") step.body = command::ResumeClock{name, reason};
    if (verb == "waive") step.body = command::WaiveClock{name, reason};
    if (verb == "cancel") step.body = command::CancelClock{name, reason};
    if (verb == "extend") step.body = command::ExtendClock{name, needed_length(map, "by"), reason};
    if (verb == "promise") step.body = command::PromiseClock{name, needed_length(map, "target"), reason};
    if (verb == "correct")
        step.body = command::CorrectClock{name, needed_instant(map, "from", reading, trouble),
                                          needed_instant(map, "to", reading, trouble),
                                          map.truth("counted").value_or(false), reason};
    if (verb == "pin")
        step.body = command::PinClock{name, needed_instant(map, "to", reading, trouble), reason};
}

}  // namespace

command::Open read_open(MapReader& map, const Reading& reading, const Trouble& trouble) {
    command::Open open;
    if (map.need("workflow") != nullptr) open.workflow = map.text_or("workflow");
    if (!open.workflow.empty()) check_known(reading.names.workflows, "a workflow", open.workflow, trouble);
    open.data = map.pairs("data");
    check_fields(reading, open.data, trouble);
    open.party = map.text_or("party");
    open.number = map.text_or("number");
    open.parent = map.text_or("parent");
    open.form = map.text_or("form");
    open.product = map.text_or("product");
    open.channel = map.text_or("channel");
    return open;
}

std::vector<HostTarget> read_targets(MapReader& map, const Reading& reading, const Trouble& trouble) {
    std::vector<HostTarget> targets;
    const Value* given = map.get("targets");
    if (given == nullptr) return targets;
    MapReader each(*given, "targets", trouble);
    const auto pairs = map.pairs("targets");
    targets.reserve(pairs.size());
    for (const auto& [clock, target] : pairs) {
        check_known(reading.names.clocks, "a clock", clock, trouble);
        targets.push_back({clock, each.length(clock).value_or(Duration{})});
    }
    return targets;
}

Actor read_actor(MapReader& map, const Reading& reading, const Trouble& trouble) {
    const Value* as = map.get("as");
    if (as == nullptr) return {"system", {"system"}, {}};
    Actor actor;
    if (as->is(Kind::string)) {
        actor = {std::string(as->as_string()), {std::string(as->as_string())}, {}};
    } else {
        MapReader who(*as, "as", trouble);
        actor.roles = who.texts("roles").value_or(std::vector<std::string>{});
        actor.id = who.text_or("id", actor.roles.empty() ? "nobody" : actor.roles.front());
        actor.party = who.text_or("party");
        who.finish();
    }
    for (const std::string& role : actor.roles) check_known(reading.names.roles, "a role", role, trouble);
    // A customer acts for its own party: where none is said, the one whose ticket the scenario is about.
    const auto is_customer = [&](const std::string& role) { return reading.names.customers.contains(role); };
    if (actor.party.empty() && !actor.roles.empty() && std::ranges::all_of(actor.roles, is_customer))
        actor.party = reading.party;
    return actor;
}

void read_command(MapReader& map, const Reading& reading, const Trouble& trouble, ScriptStep& step) {
    const std::string_view verb = verb_of(map, trouble);
    if (verb.empty()) return;
    const Value& value = *map.get(verb);
    if (verb == "send" || verb == "answer") return read_event(map, reading, trouble, verb, step);
    if (verb == "open") return read_opening(map, reading, trouble, step);
    if (verb == "acknowledge") return read_acknowledge(map, reading, trouble, step);
    if (std::ranges::find(clock_verbs, verb) != clock_verbs.end())
        return read_clock(map, reading, trouble, verb, step);
    step.words = fmt::format("'{}'", verb);
    if (verb == "assign") {
        step.body = read_assign(value, trouble);
    } else if (verb == "set") {
        command::Set set{map.pairs("set")};
        if (!step.expect.rejected) check_fields(reading, set.data, trouble);
        step.body = std::move(set);
    } else if (verb == "comment") {
        step.body = command::Comment{map.text_or("comment"), map.text_or("visible", "internal") != "public"};
    } else if (verb == "link") {
        step.body = read_link(value, trouble);
    } else if (verb == "attach") {
        step.body = read_attach(value, trouble);
    } else {
        step.body = read_erase(map);
    }
}

}  // namespace itr::scenario
