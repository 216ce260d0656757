#include "ticket/data.hpp"

namespace itr::ticket {

Value map_of(const Data& data) {
    std::vector<Value::Entry> entries;
    entries.reserve(data.size());
    for (const auto& [name, value] : data) entries.push_back({Value(name), value});
    return Value::map(std::move(entries));
}

Data data_of(const Value* map) {
    Data data;
    if (map == nullptr || !map->is(Kind::map)) return data;
    for (const auto& entry : map->as_map())
        if (entry.key.is(Kind::string)) data.emplace_back(std::string(entry.key.as_string()), entry.value);
    return data;
}

Value list_of(std::span<const std::string> texts) {
    return Value::list(std::vector<Value>(texts.begin(), texts.end()));
}

std::string text_or_empty(const Value& value) {
    return value.is(Kind::string) ? std::string(value.as_string()) : std::string();
}

const Value* member(const Value& map, std::string_view name) noexcept {
    return map.is(Kind::map) ? map.find(name) : nullptr;
}

std::string text_member(const Value& map, std::string_view name) {
    const Value* value = member(map, name);
    return value != nullptr ? text_or_empty(*value) : std::string();
}

}  // namespace itr::ticket
