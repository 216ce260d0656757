// Walking over the bits of a StateSet.
#pragma once

#include <bit>
#include <itr/chart.hpp>

namespace itr::chart::bits {

/// Bits first..63 of a word number `word` that lie within [first, last).
[[nodiscard]] inline std::uint64_t within(std::size_t word, std::size_t first, std::size_t last) noexcept {
    std::uint64_t mask = ~std::uint64_t{0};
    if (word == first / 64) mask <<= first % 64;
    if (word == last / 64) mask &= (std::uint64_t{1} << (last % 64)) - 1;
    return mask;
}

/// Calls `visit(state)` for the members within [first, last), ascending, until it returns true; whether one
/// did. A word is read before its members are visited: what `visit` inserts there is not seen.
template <typename Visit>
bool any_of(const StateSet& set, std::size_t first, std::size_t last, Visit&& visit) {
    if (first >= last) return false;
    const auto words = set.words();
    for (std::size_t w = first / 64; w <= (last - 1) / 64; ++w) {
        for (std::uint64_t bits = words[w] & within(w, first, last); bits != 0; bits &= bits - 1) {
            if (visit(static_cast<StateIndex>(w * 64 + static_cast<std::size_t>(std::countr_zero(bits)))))
                return true;
        }
    }
    return false;
}

[[nodiscard]] inline bool any(const StateSet& set, std::size_t first, std::size_t last) noexcept {
    return any_of(set, first, last, [](StateIndex) { return true; });
}

template <typename Visit>
void for_each(const StateSet& set, std::size_t first, std::size_t last, Visit&& visit) {
    any_of(set, first, last, [&](StateIndex s) { return visit(s), false; });
}

/// Appends the members within [first, last), descending.
inline void append_descending(const StateSet& set, std::size_t first, std::size_t last, StateList& out) {
    if (first >= last) return;
    const auto words = set.words();
    for (std::size_t w = (last - 1) / 64 + 1; w-- > first / 64;) {
        std::uint64_t bits = words[w] & within(w, first, last);
        while (bits != 0) {
            const auto top = 63U - static_cast<unsigned>(std::countl_zero(bits));
            out.push_back(static_cast<StateIndex>(w * 64 + top));
            bits &= ~(std::uint64_t{1} << top);
        }
    }
}

}  // namespace itr::chart::bits
