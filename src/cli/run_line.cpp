#include "cli/run_line.hpp"

#include <fmt/format.h>

#include "cli/codes.hpp"
#include "cli/lines.hpp"
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

/// "as": a role or a list of them; "actor": {"id", "roles", "party"}. Without both: `roles`; of an empty list
/// nobody, who may do what is anyone's.
Result<Actor> actor_of(document::Members& members, const std::vector<std::string>& roles) {
    Actor actor;
    const Value* given = members.find("actor");
    if (given != nullptr) {
        auto read = document::read_actor(*given);
        if (!read) return read;
        actor = *std::move(read);
    }
    // Of an opening it is the ticket's.
    const std::string party = members.text("party");
    if (given == nullptr) actor.party = party;
    const bool has_as = members.find("as") != nullptr;
    const std::vector<std::string> as = members.texts("as");
    if (members.failed()) return fail(members.done().error());
    if (given == nullptr) actor.roles = has_as ? as : roles;
    if (actor.id.empty() && !actor.roles.empty()) actor.id = actor.roles.front();
    return actor;
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
    if (line.size() > max_line_bytes)
        return refusal({bad_value, fmt::format("expected a line of at most {} bytes", max_line_bytes)});
    const auto members = parse_json(line);
    if (!members) return refusal(members.error());
    auto result = answer(*members);
    return with_ref(result ? *result : refusal(result.error()), *members);
}

/// A line's instant holds for the lines after it too.
Result<Instant> LineRunner::instant(document::Members& members) {
    if (const auto given = members.instant("now")) return *(now_ = *given);
    if (members.failed()) return fail(members.done().error());
    return now_ ? Result<Instant>(*now_) : now_of({});
}

Result<Value> LineRunner::answer(const Value& line) {
    document::Members members(line, "a line");
    static_cast<void>(members.find("ref"));
    const auto now = instant(members);
    if (!now) return fail(now.error());
    const auto actor = actor_of(members, roles_);
    if (!actor) return fail(actor.error());
    const std::string op = members.text("op");
    if (members.failed()) return fail(members.done().error());
    Line in_hand{members, tenant_, *actor, *now};
    return run_op(engine_, op, in_hand);
}

}  // namespace itr::cli
