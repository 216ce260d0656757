#include "expression/nearest.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace itr::expression {
namespace {

constexpr std::size_t max_compared = 64;

/// Optimal string alignment distance (Damerau–Levenshtein without repeated edits of one place), three rows at
/// a time.
std::size_t distance(std::string_view a, std::string_view b) {
    using Row = std::array<std::size_t, max_compared + 1>;
    Row before{};
    Row above{};
    Row row{};
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
    }
    return above[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view name, std::span<const std::string> candidates) {
    if (name.size() > max_compared) return {};
    std::string_view best;
    std::size_t fewest = std::max<std::size_t>(1, name.size() / 3) + 1;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > max_compared) continue;
        if (const std::size_t edits = distance(name, candidate); edits < fewest) {
            fewest = edits;
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
    const std::string_view best = nearest(name, candidates);
    return best.empty() ? std::string() : fmt::format("did you mean '{}'?", best);
}

}  // namespace itr::expression
