// How many tickets a benchmark works with.
#pragma once

#include <cstddef>
#include <cstdlib>

namespace itr::bench {

/// ITR_BENCH_TICKETS, or `otherwise`: fewer where the code is only to be tried.
[[nodiscard]] inline std::size_t count_or(std::size_t otherwise) {
    const char* text = std::getenv("ITR_BENCH_TICKETS");
    return text == nullptr ? otherwise : static_cast<std::size_t>(std::strtoul(text, nullptr, 10));
}

}  // namespace itr::bench
