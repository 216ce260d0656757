#include "scenario/map_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <itr/time.hpp>

#include "base/spelling.hpp"
#include "scenario/codes.hpp"

namespace itr::scenario {

std::string show(const Value& value) {
    switch (value.kind()) {
        case Kind::string: return fmt::format("'{}'", value.as_string());
        case Kind::timestamp: return to_string(to_instant(value.as_timestamp()));
        case Kind::duration: return to_string(to_duration(value.as_duration()));
        case Kind::null: return "nothing";
        default: return to_json(value);
    }
}

std::optional<Instant> instant_of(const Value& value, std::string_view what, Instant start,
                                  const Trouble& trouble) {
    if (value.is(Kind::timestamp)) return to_instant(value.as_timestamp());
    const std::string_view text = value.is(Kind::string) ? value.as_string() : std::string_view();
    if (text.starts_with('+')) {
        if (const auto offset = parse_duration(text.substr(1))) return start + *offset;
    } else if (const auto absolute = parse_instant(text)) {
        return *absolute;
    }
    trouble.say(scenario_invalid_time,
                fmt::format("expected '{}' to be an instant or an offset from the start, but found {}", what,
                            show(value)),
                "write 2026-03-02T09:00:00+08:00, or +1h30m");
    return std::nullopt;
}

void check_known(const Names::Set& known, std::string_view kind, std::string_view name,
                 const Trouble& trouble) {
    if (known.contains(name)) return;
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    trouble.say(scenario_unknown_name,
                fmt::format("expected the name of {} of the pack, but found '{}'", kind, name),
                spelling::did_you_mean(name, candidates));
}

MapReader::MapReader(const Value& map, std::string what, const Trouble& trouble)
    : what_(std::move(what)), trouble_(trouble) {
    if (map.is(Kind::map))
        map_ = &map;
    else
        trouble.say(scenario_wrong_type,
                    fmt::format("expected {} to be a map, but found {}", what_, show(map)));
}

const Value* MapReader::get(std::string_view key) {
    asked_.emplace_back(key);
    return map_ == nullptr ? nullptr : map_->find(key);
}

const Value* MapReader::need(std::string_view key) {
    const Value* value = get(key);
    if (value == nullptr && map_ != nullptr)
        trouble_.say(scenario_missing_key, fmt::format("expected '{}' in {}, but it is missing", key, what_));
    return value;
}

void MapReader::wrong(std::string_view key, std::string_view expected, const Value& found) const {
    trouble_.say(scenario_wrong_type,
                 fmt::format("expected '{}' to be {}, but found {}", key, expected, show(found)));
}

std::optional<std::string> MapReader::text(std::string_view key) {
    const Value* value = get(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_null()) return std::string();
    if (value->is(Kind::string)) return std::string(value->as_string());
    if (value->is(Kind::integer)) return std::to_string(value->as_int());
    wrong(key, "a text", *value);
    return std::nullopt;
}

std::optional<bool> MapReader::truth(std::string_view key) {
    const Value* value = get(key);
    if (value == nullptr) return std::nullopt;
    if (value->is(Kind::boolean)) return value->as_bool();
    wrong(key, "true or false", *value);
    return std::nullopt;
}

std::optional<Duration> MapReader::length(std::string_view key) {
    const Value* value = get(key);
    if (value == nullptr) return std::nullopt;
    if (value->is(Kind::string)) {
        const std::string_view text = value->as_string();
        const bool negative = text.starts_with('-');
        if (const auto read = parse_duration(negative ? text.substr(1) : text))
            return negative ? -*read : *read;
    }
    trouble_.say(scenario_invalid_time,
                 fmt::format("expected '{}' to be a length of time, but found {}", key, show(*value)),
                 "write 90s, 15m or 1h30m");
    return std::nullopt;
}

std::optional<std::vector<std::string>> MapReader::texts(std::string_view key) {
    const Value* value = get(key);
    if (value == nullptr) return std::nullopt;
    std::vector<std::string> all;
    if (value->is(Kind::string)) {
        all.emplace_back(value->as_string());
        return all;
    }
    if (value->is(Kind::list) &&
        std::ranges::all_of(value->as_list(), [](const Value& v) { return v.is(Kind::string); })) {
        for (const Value& each : value->as_list()) all.emplace_back(each.as_string());
        return all;
    }
    wrong(key, "a name or a list of names", *value);
    return std::nullopt;
}

std::vector<Value> MapReader::items(std::string_view key) {
    const Value* value = get(key);
    if (value == nullptr) return {};
    if (!value->is(Kind::list)) return {*value};
    return {value->as_list().begin(), value->as_list().end()};
}

std::vector<std::pair<std::string, Value>> MapReader::pairs(std::string_view key) {
    const Value* value = get(key);
    std::vector<std::pair<std::string, Value>> all;
    if (value == nullptr) return all;
    if (!value->is(Kind::map)) return wrong(key, "a map", *value), all;
    for (const auto& entry : value->as_map())
        all.emplace_back(std::string(entry.key.as_string()), entry.value);
    return all;
}

void MapReader::finish() const {
    if (map_ == nullptr) return;
    const std::vector<std::string_view> known(asked_.begin(), asked_.end());
    for (const auto& entry : map_->as_map())
        if (const std::string_view key = entry.key.as_string(); std::ranges::find(known, key) == known.end())
            trouble_.say(scenario_unknown_key,
                         fmt::format("expected a key of {}, but found '{}'", what_, key),
                         spelling::did_you_mean(key, known));
}

}  // namespace itr::scenario
