#include "scenario/match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <itr/expression.hpp>
#include <itr/time.hpp>

#include "scenario/map_reader.hpp"

namespace itr::scenario {
namespace {

bool same_time(const Value& expected, const Value& found) {
    if (!expected.is(Kind::string)) return false;
    if (found.is(Kind::timestamp)) {
        const auto read = parse_instant(expected.as_string());
        return read && *read == to_instant(found.as_timestamp());
    }
    if (!found.is(Kind::duration)) return false;
    const auto read = parse_duration(expected.as_string());
    return read && *read == to_duration(found.as_duration());
}

bool matches_map(const Value& expected, const Value& found) {
    return std::ranges::all_of(expected.as_map(), [&](const Value::Entry& entry) {
        const Value* member = found.find_key(entry.key);
        return member != nullptr ? matches(entry.value, *member) : entry.value.is_null();
    });
}

bool matches_list(const Value& expected, const Value& found) {
    return std::ranges::equal(expected.as_list(), found.as_list(),
                              [](const Value& a, const Value& b) { return matches(a, b); });
}

/// The member of an effect's payload that its kind is about.
std::string_view subject_of(std::string_view kind) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> subjects{
        {{"notify", "to"}, {"ask", "host"}, {"open", "workflow"}, {"signal", "event"}, {"assign", "team"}}};
    const auto at = std::ranges::find(subjects, kind, &std::pair<std::string_view, std::string_view>::first);
    return at == subjects.end() ? std::string_view() : at->second;
}

bool matches_subject(std::string_view kind, const Value& expected, const Value& payload) {
    if (expected.is_null()) return true;
    if (expected.is(Kind::map)) return matches(expected, payload);
    const Value* subject = payload.is(Kind::map) ? payload.find(subject_of(kind)) : nullptr;
    return subject != nullptr && matches(expected, *subject);
}

}  // namespace

bool matches(const Value& expected, const Value& found) {
    if (expected.is(Kind::map) && found.is(Kind::map)) return matches_map(expected, found);
    if (expected.is(Kind::list) && found.is(Kind::list)) return matches_list(expected, found);
    return expression::equal(expected, found) || same_time(expected, found);
}

bool matches_effect(const Value& expected, const Value& effect) {
    const Value* kind = effect.find("kind");
    const Value* payload = effect.find("payload");
    if (kind == nullptr || payload == nullptr) return false;
    if (expected.is(Kind::string)) return matches(expected, *kind);
    if (!expected.is(Kind::map)) return false;
    return std::ranges::all_of(expected.as_map(), [&](const Value::Entry& entry) {
        const std::string_view key = entry.key.as_string();
        if (key == "kind") return matches(entry.value, *kind);
        if (key == "payload") return matches(entry.value, *payload);
        if (!subject_of(key).empty() && key == kind->as_string())
            return matches_subject(key, entry.value, *payload);
        const Value* member = payload->is(Kind::map) ? payload->find(key) : nullptr;
        return member != nullptr && matches(entry.value, *member);
    });
}

bool matches_event(const Value& expected, const Value& event) {
    if (!expected.is(Kind::string)) return expected.is(Kind::map) && matches(expected, event);
    const Value* type = event.find("type");
    return type != nullptr && matches(expected, *type);
}

std::string describe_effect(const Value& effect) {
    const Value* kind = effect.find("kind");
    const Value* payload = effect.find("payload");
    if (kind == nullptr || payload == nullptr || !kind->is(Kind::string)) return to_json(effect);
    const Value* subject = payload->is(Kind::map) ? payload->find(subject_of(kind->as_string())) : nullptr;
    if (subject == nullptr) return std::string(kind->as_string());
    return fmt::format("{} {}", kind->as_string(),
                       subject->is(Kind::string) ? std::string(subject->as_string()) : show(*subject));
}

}  // namespace itr::scenario
