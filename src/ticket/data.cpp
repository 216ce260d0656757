#include "ticket/data.hpp"

#include <algorithm>
#include <array>

namespace itr::ticket {
namespace {

constexpr std::size_t few = 8;  ///< as nearly all events have

/// A lone "$time" and its kin would be taken for tagged values.
bool could_be_a_tag(std::span<const Data::value_type> data) {
    return data.size() == 1 && data[0].first.starts_with('$');
}

}  // namespace

void write_data(JsonWriter& json, std::span<const Data::value_type> data) {
    std::array<const Data::value_type*, few> by_name;
    const auto fields = std::span(by_name).first(std::min(few, data.size()));
    const auto name_of = [](const Data::value_type* field) { return std::string_view(field->first); };
    std::ranges::transform(data.first(fields.size()), fields.begin(), [](const auto& f) { return &f; });
    std::ranges::sort(fields, {}, name_of);
    const bool twice = std::ranges::adjacent_find(fields, {}, name_of) != fields.end();
    if (data.size() > few || twice || could_be_a_tag(data)) {
        json.value(map_of(data));
        return;
    }
    json.begin_object();
    for (const auto* field : fields) json.key(field->first).value(field->second);
    json.end_object();
}

Value map_of(std::span<const Data::value_type> data) {
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
