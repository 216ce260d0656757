// A table as compiled, and what hit policies make of the rows that match.
#pragma once

#include <itr/policy.hpp>

namespace itr::policy {

inline constexpr std::size_t max_rows = 10'000;
inline constexpr std::size_t max_columns = 64;

struct Table::Compiled {
    model::Table source;
    std::vector<expression::Expression> inputs;
    std::vector<chart::FieldIndex> reads;
};

using Rows = std::vector<std::uint16_t>;

/// Precondition: `rows` is not empty, and ascending.
[[nodiscard]] Result<Table::Outcome> apply_hit_policy(const model::Table& table, const Rows& rows);

}  // namespace itr::policy
