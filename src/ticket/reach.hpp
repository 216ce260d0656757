// Which ladders and tables the tickets of a workflow can come to: only those speak of its data.
#pragma once

#include <itr/chart.hpp>
#include <itr/clock.hpp>
#include <itr/model.hpp>
#include <vector>

namespace itr::ticket {

struct Reach {
    std::vector<bool> ladders, tables;  ///< as model::Pack has them
};

/// By the workflow's own actions and fields, the thresholds of its clocks, and the ladders that these raise.
/// `plan` may be null.
[[nodiscard]] Reach reach_of(const model::Pack& pack, const chart::Chart& chart, const clock::Plan* plan);

}  // namespace itr::ticket
