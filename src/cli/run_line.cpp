#include "cli/run_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/codes.hpp"
#include "cli/output.hpp"
#include "cli/run_ops.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

Value refusal(const Error& error) {
    return MapValue()
        .add("ok", Value(false))
        .add("code", Value(error.code.text()))
        .add("message", Value(error.message))
        .done();
}

/// The answer with the caller's own mark for it.
Value with_ref(const Value& answer, const Value& members) {
    const Value* ref = members.is(Kind::map) ? members.find("ref") : nullptr;
    if (ref == nullptr) return answer;
    std::vector<Value::Entry> entries(answer.as_map().begin(), answer.as_map().end());
    entries.push_back({Value("ref"), *ref});
    return Value::map(std::move(entries));
}

}  // namespace

LineRunner::LineRunner(Engine& engine, TenantId tenant, std::vector<std::string> roles,
                       std::optional<Instant> now)
    : engine_(engine), tenant_(std::move(tenant)), roles_(std::move(roles)), now_(now) {
    if (roles_.empty()) roles_ = {"system"};
}

Value LineRunner::run(const std::string& line) {
    const auto members = parse_json(line);
    if (!members) return refusal(members.error());
    auto result = answer(*members);
    return with_ref(result ? *result : refusal(result.error()), *members);
}

/// A line's instant holds for the lines after it too.
Result<Instant> LineRunner::instant(const Value& members) {
    const Value* given = members.find("now");
    if (given == nullptr) return now_ ? Result<Instant>(*now_) : now_of({});
    if (given->is(Kind::timestamp)) return *(now_ = to_instant(given->as_timestamp()));
    if (!given->is(Kind::string))
        return fail(bad_line, fmt::format("expected 'now' to be an instant, but found {}", to_json(*given)));
    auto read = parse_instant(given->as_string());
    if (read) now_ = *read;
    return read;
}

Result<Value> LineRunner::answer(const Value& members) {
    if (!members.is(Kind::map))
        return fail(bad_line, fmt::format("expected an object, but found {}", to_json(members)));
    const auto now = instant(members);
    if (!now) return fail(now.error());
    const Members read(members);
    const auto actor = read_actor(members, roles_);
    if (!actor) return fail(actor.error());
    const Line line{members, TenantId(read.text("tenant", tenant_.text())), TicketId(read.text("ticket")),
                    *actor, *now};
    return run_op(engine_, read.text("op"), line);
}

}  // namespace itr::cli
