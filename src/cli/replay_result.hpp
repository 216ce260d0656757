// What came of a replay, for people and for machines.
#pragma once

#include <cstddef>
#include <itr/import.hpp>
#include <itr/value.hpp>

namespace itr::cli {

struct ReplayResult {
    std::size_t events_of_log = 0;
    const event_log::Replayed& done;
};

void print_replay(const ReplayResult& result);
[[nodiscard]] Value to_value(const ReplayResult& result);

}  // namespace itr::cli
