// One cell of a decision table against one value.
#pragma once

#include <itr/model.hpp>
#include <optional>

namespace itr::policy {

/// -1, 0, 1 for numbers (across their kinds), texts, truth values, timestamps and durations; nothing where
/// there is no order.
[[nodiscard]] std::optional<int> compare(const Value& a, const Value& b) noexcept;
/// Nothing is in no range and equals no value but null; it is none of anything that is not null.
[[nodiscard]] bool matches(const model::Cell& cell, const Value& value) noexcept;

}  // namespace itr::policy
