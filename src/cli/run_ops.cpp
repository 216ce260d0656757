#include "cli/run_ops.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/codes.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

using Line = LineRunner::Line;

constexpr std::int64_t max_answers = 10'000;

Result<Value> execute(Engine& engine, std::string_view op, Line& line) {
    auto command = document::read_command(line.members, op, line.actor);
    if (!command) return fail(command.error());
    if (auto ok = line.members.done(); !ok) return fail(ok.error());
    if (command->tenant.empty()) command->tenant = line.tenant;
    if (command->ticket.empty() && std::holds_alternative<command::Open>(command->body))
        command->ticket = make_ticket_id();
    const auto outcome = engine.execute(*command, line.now);
    if (!outcome) return fail(outcome.error());
    return document::to_value(*outcome);
}

// ---- questions and the host's part

MapValue ok() {
    MapValue map;
    map.add("ok", Value(true));
    return map;
}

TenantId tenant_of(Line& line) {
    auto named = line.members.optional_text("tenant");
    return named ? TenantId(*std::move(named)) : line.tenant;
}

std::size_t limit_of(Line& line, std::int64_t otherwise) {
    return static_cast<std::size_t>(line.members.number("limit", otherwise, 1, max_answers));
}

Result<Value> run_get(Engine& engine, Line& line) {
    const TenantId tenant = tenant_of(line);
    const TicketId ticket(line.members.needed_text("ticket"));
    if (auto done = line.members.done(); !done) return fail(done.error());
    const auto view = engine.get(tenant, ticket, line.actor, line.now);
    if (!view) return fail(view.error());
    return ok().add("ticket", itr::to_value(*view)).done();
}

Result<Value> run_query(Engine& engine, Line& line) {
    store::Query query = document::read_query(line.members);
    query.tenant = tenant_of(line);
    if (auto done = line.members.done(); !done) return fail(done.error());
    const auto page = engine.query(std::move(query), line.actor);
    if (!page) return fail(page.error());
    return ok()
        .add("tickets",
             document::list_of(page->rows, [](const auto& row) { return document::to_value(row); }))
        .add("next", Value(page->next))
        .done();
}

Result<Value> run_history(Engine& engine, Line& line) {
    const TenantId tenant = tenant_of(line);
    const TicketId ticket(line.members.needed_text("ticket"));
    if (auto done = line.members.done(); !done) return fail(done.error());
    auto commits = engine.history(tenant, ticket, line.actor);
    if (!commits) return fail(commits.error());
    return ok().add("commits", Value::list(*std::move(commits))).done();
}

Result<Value> run_advance(Engine& engine, Line& line) {
    const std::size_t limit = limit_of(line, 1000);
    if (auto done = line.members.done(); !done) return fail(done.error());
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

Result<Value> run_effects(Engine& engine, Line& line) {
    const Duration hidden_for = line.members.length("hidden_for").value_or(minutes(1));
    const std::size_t limit = limit_of(line, 100);
    if (auto done = line.members.done(); !done) return fail(done.error());
    const auto taken = engine.take_effects(line.now, hidden_for, limit);
    if (!taken) return fail(taken.error());
    return ok()
        .add("effects",
             document::list_of(*taken, [](const auto& effect) { return document::to_value(effect); }))
        .done();
}

Result<Value> run_ack(Engine& engine, Line& line) {
    const TenantId tenant = tenant_of(line);
    const std::string key = line.members.needed_text("key");
    if (auto done = line.members.done(); !done) return fail(done.error());
    const auto known = engine.acknowledge_effect(tenant, key);
    if (!known) return fail(known.error());
    if (!*known)
        return fail(unknown_effect, fmt::format("expected an effect that waits, but found '{}'", key));
    return MapValue().add("ok", Value(true)).done();
}

// ---- by name

struct OtherOp {
    std::string_view name;
    Result<Value> (*run)(Engine&, Line&);
};
constexpr std::array<OtherOp, 6> other_ops{{{"get", run_get},
                                            {"query", run_query},
                                            {"history", run_history},
                                            {"advance", run_advance},
                                            {"effects", run_effects},
                                            {"ack", run_ack}}};

std::string known_ops() {
    std::string names = fmt::format("{}", fmt::join(document::command_ops(), ", "));
    for (const OtherOp& op : other_ops) names += fmt::format(", {}", op.name);
    return names;
}

}  // namespace

Result<Value> run_op(Engine& engine, std::string_view op, Line& line) {
    if (std::ranges::find(document::command_ops(), op) != document::command_ops().end())
        return execute(engine, op, line);
    if (const auto known = std::ranges::find(other_ops, op, &OtherOp::name); known != other_ops.end())
        return known->run(engine, line);
    return fail(unknown_op, fmt::format("expected 'op' to be one of {}, but found '{}'", known_ops(), op));
}

}  // namespace itr::cli
