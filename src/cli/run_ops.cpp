#include "cli/run_ops.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/codes.hpp"
#include "cli/effect_values.hpp"
#include "cli/output.hpp"
#include "cli/query_fields.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

using Line = LineRunner::Line;
using Made = command::Body;

// ---- commands: a line becomes the body of one

Made make_open(const Members& m) {
    command::Open open;
    open.workflow = m.text("workflow");
    open.data = m.data("data");
    open.party = m.text("party");
    open.number = m.text("number");
    open.parent = m.text("parent");
    open.form = m.text("form");
    open.product = m.text("product");
    open.channel = m.text("channel");
    return open;
}
Made make_send(const Members& m) { return command::Send{m.text("event"), m.data("data")}; }
Made make_assign(const Members& m) {
    return command::Assign{m.optional_text("owner"), m.optional_text("team"), m.optional_text("line"),
                           m.text("reason")};
}
Made make_set(const Members& m) { return command::Set{m.data("data")}; }
Made make_comment(const Members& m) { return command::Comment{m.text("text"), !m.truth("public")}; }
Made make_link(const Members& m) { return command::Link{m.text("to"), m.text("relation")}; }
Made make_attach(const Members& m) {
    return command::Attach{m.text("name"), m.text("uri"), m.text("sha256"), m.number("size", 0),
                           !m.truth("public")};
}
Made make_pause(const Members& m) { return command::PauseClock{m.text("clock"), m.text("reason")}; }
Made make_resume(const Members& m) { return command::ResumeClock{m.text("clock"), m.text("reason")}; }
Made make_waive(const Members& m) { return command::WaiveClock{m.text("clock"), m.text("reason")}; }
Made make_cancel(const Members& m) { return command::CancelClock{m.text("clock"), m.text("reason")}; }
Made make_extend(const Members& m) {
    return command::ExtendClock{m.text("clock"), m.length("by"), m.text("reason")};
}
Made make_promise(const Members& m) {
    return command::PromiseClock{m.text("clock"), m.length("target"), m.text("reason")};
}
Made make_pin(const Members& m) {
    return command::PinClock{m.text("clock"), m.instant("to"), m.text("reason")};
}
Made make_acknowledge(const Members& m) { return command::Acknowledge{m.text("ladder")}; }
Made make_erase(const Members& m) { return command::Erase{m.texts("slots"), m.text("reason")}; }

/// {"restore": "4h"}: what the host promises for clocks that begin with the command.
Result<std::vector<HostTarget>> targets_in(const Data& given) {
    std::vector<HostTarget> targets;
    targets.reserve(given.size());
    for (const auto& [clock, target] : given) {
        const auto length = parse_duration(target.is(Kind::string) ? target.as_string() : std::string_view());
        if (!length) return fail(length.error());
        targets.push_back({clock, *length});
    }
    return targets;
}

Result<Value> execute(Engine& engine, const Line& line, command::Body body) {
    const Members m(line.members);
    TicketId id = line.ticket;
    if (id.empty() && std::holds_alternative<command::Open>(body)) id = make_ticket_id();
    Command command{line.tenant, std::move(id), line.actor, std::move(body), {}, m.text("key"), {}};
    if (const std::int64_t version = m.number("expected_version", -1); version >= 0)
        command.expected_version = static_cast<store::Version>(version);
    if (const auto happened = m.optional_text("happened_at")) {
        const auto at = parse_instant(*happened);
        if (!at) return fail(at.error());
        command.happened_at = *at;
    }
    auto targets = targets_in(m.data("targets"));
    if (!targets) return fail(targets.error());
    command.targets = *std::move(targets);
    const auto outcome = engine.execute(command, line.now);
    if (!outcome) return fail(outcome.error());
    MapValue map;
    map.add("ok", Value(!outcome->rejection)).add("ticket", Value(outcome->ticket.text()));
    map.add("version", Value(static_cast<std::int64_t>(outcome->version)));
    if (!outcome->number.empty()) map.add("number", Value(outcome->number));
    if (outcome->repeated) map.add("repeated", Value(true));
    if (outcome->rejection)
        map.add("code", Value(outcome->rejection->code.text()))
            .add("message", Value(outcome->rejection->message));
    return map.done();
}

// ---- questions and the host's part

MapValue ok() {
    MapValue map;
    map.add("ok", Value(true));
    return map;
}

Result<Value> run_get(Engine& engine, const Line& line) {
    const auto view = engine.get(line.tenant, line.ticket, line.actor, line.now);
    if (!view) return fail(view.error());
    return ok().add("ticket", itr::to_value(*view)).done();
}

Result<Value> run_query(Engine& engine, const Line& line) {
    const Members m(line.members);
    store::Query query;
    query.tenant = line.tenant;
    for (const auto& [name, value] : m.data("where")) {
        auto* wanted = condition(query, name);
        if (wanted != nullptr && value.is(Kind::string))
            *wanted = std::string(value.as_string());
        else if (name == "open" && value.is(Kind::boolean))
            query.open = value.as_bool();
        else
            return fail(bad_line, fmt::format("expected a condition of a query, but found '{}': {}", name,
                                              to_json(value)));
    }
    if (const auto due = m.optional_text("due_before")) {
        const auto at = parse_instant(*due);
        if (!at) return fail(at.error());
        query.due_before = *at;
    }
    query.limit = static_cast<std::size_t>(std::max<std::int64_t>(1, m.number("limit", 100)));
    query.after = m.text("after");
    const auto page = engine.query(std::move(query), line.actor);
    if (!page) return fail(page.error());
    std::vector<Value> rows;
    for (const store::Row& row : page->rows) rows.push_back(to_value(row));
    return ok().add("tickets", Value::list(std::move(rows))).add("next", Value(page->next)).done();
}

Result<Value> run_history(Engine& engine, const Line& line) {
    auto commits = engine.history(line.tenant, line.ticket, line.actor);
    if (!commits) return fail(commits.error());
    return ok().add("commits", Value::list(*std::move(commits))).done();
}

Result<Value> run_advance(Engine& engine, const Line& line) {
    const auto limit =
        static_cast<std::size_t>(std::max<std::int64_t>(1, Members(line.members).number("limit", 1000)));
    const auto advanced = engine.advance(line.now, limit);
    if (!advanced) return fail(advanced.error());
    const auto next = engine.next_due();
    if (!next) return fail(next.error());
    return ok()
        .add("tickets", Value(static_cast<std::int64_t>(advanced->tickets)))
        .add("more", Value(advanced->more))
        .add("next_due", *next == never ? Value() : Value(to_string(*next)))
        .done();
}

Result<Value> run_effects(Engine& engine, const Line& line) {
    const Members m(line.members);
    const auto hidden_for = parse_duration(m.text("hidden_for", "1m"));
    if (!hidden_for) return fail(hidden_for.error());
    const auto limit = static_cast<std::size_t>(std::max<std::int64_t>(1, m.number("limit", 100)));
    const auto taken = engine.take_effects(line.now, *hidden_for, limit);
    if (!taken) return fail(taken.error());
    std::vector<Value> effects;
    for (const store::OutboxEffect& effect : *taken) effects.push_back(to_value(effect));
    return ok().add("effects", Value::list(std::move(effects))).done();
}

Result<Value> run_ack(Engine& engine, const Line& line) {
    const auto known = engine.acknowledge_effect(line.tenant, Members(line.members).text("key"));
    if (!known) return fail(known.error());
    return MapValue().add("ok", Value(*known)).done();
}

// ---- by name

struct CommandOp {
    std::string_view name;
    Made (*make)(const Members&);
};
constexpr std::array<CommandOp, 16> command_ops{{{"open", make_open},
                                                 {"send", make_send},
                                                 {"assign", make_assign},
                                                 {"set", make_set},
                                                 {"comment", make_comment},
                                                 {"link", make_link},
                                                 {"attach", make_attach},
                                                 {"pause", make_pause},
                                                 {"resume", make_resume},
                                                 {"extend", make_extend},
                                                 {"pin", make_pin},
                                                 {"promise", make_promise},
                                                 {"waive", make_waive},
                                                 {"cancel", make_cancel},
                                                 {"acknowledge", make_acknowledge},
                                                 {"erase", make_erase}}};

struct OtherOp {
    std::string_view name;
    Result<Value> (*run)(Engine&, const Line&);
};
constexpr std::array<OtherOp, 6> other_ops{{{"get", run_get},
                                            {"query", run_query},
                                            {"history", run_history},
                                            {"advance", run_advance},
                                            {"effects", run_effects},
                                            {"ack", run_ack}}};

std::string known_ops() {
    std::string names;
    for (const CommandOp& op : command_ops) names += fmt::format("{}{}", names.empty() ? "" : ", ", op.name);
    for (const OtherOp& op : other_ops) names += fmt::format(", {}", op.name);
    return names;
}

}  // namespace

Result<Value> run_op(Engine& engine, std::string_view op, const Line& line) {
    if (const auto known = std::ranges::find(command_ops, op, &CommandOp::name); known != command_ops.end())
        return execute(engine, line, known->make(Members(line.members)));
    if (const auto known = std::ranges::find(other_ops, op, &OtherOp::name); known != other_ops.end())
        return known->run(engine, line);
    return fail(unknown_op, fmt::format("expected 'op' to be one of {}, but found '{}'", known_ops(), op));
}

}  // namespace itr::cli
