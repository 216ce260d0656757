// Reading the members of a line.
#include <fmt/format.h>

#include "cli/codes.hpp"
#include "cli/run_ops.hpp"

namespace itr::cli {

std::optional<std::string> Members::optional_text(std::string_view name) const {
    const Value* value = get(name);
    if (value == nullptr) return std::nullopt;
    return value->is(Kind::string) ? std::string(value->as_string()) : std::string();
}

std::string Members::text(std::string_view name, std::string fallback) const {
    return optional_text(name).value_or(std::move(fallback));
}

std::int64_t Members::number(std::string_view name, std::int64_t fallback) const {
    const Value* value = get(name);
    return value != nullptr && value->is(Kind::integer) ? value->as_int() : fallback;
}

bool Members::truth(std::string_view name) const {
    const Value* value = get(name);
    return value != nullptr && value->is(Kind::boolean) && value->as_bool();
}

Data Members::data(std::string_view name) const {
    Data data;
    const Value* value = get(name);
    if (value == nullptr || !value->is(Kind::map)) return data;
    for (const auto& entry : value->as_map())
        if (entry.key.is(Kind::string)) data.emplace_back(std::string(entry.key.as_string()), entry.value);
    return data;
}

std::vector<std::string> Members::texts(std::string_view name) const {
    std::vector<std::string> all;
    const Value* value = get(name);
    if (value == nullptr) return all;
    if (value->is(Kind::string)) all.emplace_back(value->as_string());
    if (value->is(Kind::list))
        for (const Value& each : value->as_list())
            if (each.is(Kind::string)) all.emplace_back(each.as_string());
    return all;
}

Duration Members::length(std::string_view name) const {
    return parse_duration(text(name)).value_or(Duration{});
}

Instant Members::instant(std::string_view name) const { return parse_instant(text(name)).value_or(never); }

Result<Actor> read_actor(const Value& members, const std::vector<std::string>& roles) {
    const Members read(members);
    const Value* actor = read.get("actor");
    if (actor != nullptr && !actor->is(Kind::map))
        return fail(bad_line,
                    fmt::format("expected 'actor' to be an object with id, roles and party, but found {}",
                                to_json(*actor)));
    const Value nobody = Value::map({});
    const Members given(actor != nullptr ? *actor : nobody);
    Actor result{given.text("id"), given.texts("roles"), given.text("party", read.text("party"))};
    if (actor == nullptr) result.roles = read.get("as") != nullptr ? read.texts("as") : roles;
    if (result.id.empty() && !result.roles.empty()) result.id = result.roles.front();
    return result;
}

}  // namespace itr::cli
