// Data by name, as values and back: what commits, snapshots, effects and views have in common.
#pragma once

#include <itr/command.hpp>
#include <itr/value.hpp>
#include <span>
#include <string>
#include <string_view>

#include "base/json_writer.hpp"

namespace itr::ticket {

/// The data as one map. Of a name given twice the last value stays.
[[nodiscard]] Value map_of(std::span<const Data::value_type> data);
/// The same as canonical JSON, mostly without making the map.
void write_data(JsonWriter& json, std::span<const Data::value_type> data);
/// The inverse; nothing where there is no map. Keys that are no text are passed over.
[[nodiscard]] Data data_of(const Value* map);

[[nodiscard]] Value list_of(std::span<const std::string> texts);

/// The text of a string value, else "".
[[nodiscard]] std::string text_or_empty(const Value& value);
/// The member of a map under `name`; null pointer where there is none, or no map.
[[nodiscard]] const Value* member(const Value& map, std::string_view name) noexcept;
[[nodiscard]] std::string text_member(const Value& map, std::string_view name);

}  // namespace itr::ticket
