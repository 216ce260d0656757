// Values with their types written out: {"type":"int","value":"1"}. The encoding of evaluate_line().
#pragma once

#include <itr/value.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace itr::expression {

inline constexpr std::size_t max_typed_depth = 64;

/// Fails with `expression.invalid_argument`, saying what was expected.
[[nodiscard]] Result<Value> read_typed(const nlohmann::json& json, std::size_t depth = 0);

void append_typed(std::string& out, const Value& value);

}  // namespace itr::expression
