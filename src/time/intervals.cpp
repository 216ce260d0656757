#include "time/intervals.hpp"

#include <algorithm>

namespace itr::calendar {

void normalize(Intervals& intervals) {
    std::erase_if(intervals, [](const auto& i) { return i.to <= i.from; });
    if (!std::ranges::is_sorted(intervals, {}, &Calendar::Interval::from))
        std::ranges::sort(intervals, {}, &Calendar::Interval::from);
    std::size_t kept = 0;
    for (const auto& next : intervals) {
        if (kept > 0 && next.from <= intervals[kept - 1].to) {
            intervals[kept - 1].to = std::max(intervals[kept - 1].to, next.to);
        } else {
            intervals[kept++] = next;
        }
    }
    intervals.resize(kept);
}

Intervals unite(const Intervals& a, const Intervals& b) {
    Intervals out;
    out.reserve(a.size() + b.size());
    std::ranges::merge(a, b, std::back_inserter(out), {}, &Calendar::Interval::from,
                       &Calendar::Interval::from);
    normalize(out);
    return out;
}

Intervals intersect(const Intervals& a, const Intervals& b) {
    Intervals out;
    for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
        const Calendar::Interval both{std::max(x->from, y->from), std::min(x->to, y->to)};
        if (both.from < both.to) out.push_back(both);
        if (x->to < y->to) {
            ++x;
        } else {
            ++y;
        }
    }
    return out;
}

Intervals subtract(const Intervals& a, const Intervals& b) {
    Intervals out;
    auto cut = b.begin();
    for (const auto& whole : a) {
        Instant from = whole.from;
        while (cut != b.end() && cut->to <= from) ++cut;
        for (auto next = cut; next != b.end() && next->from < whole.to; ++next) {
            if (from < next->from) out.push_back({from, next->from});
            from = std::max(from, next->to);
        }
        if (from < whole.to) out.push_back({from, whole.to});
    }
    return out;
}

void clip(Intervals& intervals, Instant from, Instant to) { intervals = intersect(intervals, {{from, to}}); }

}  // namespace itr::calendar
