// The next version of a plan: whoever holds a clock's number finds the same clock behind it.
#include <fmt/core.h>

#include <algorithm>

#include "clock/codes.hpp"
#include "clock/planner.hpp"

namespace itr::clock {
namespace {

/// A number for a repeating threshold that no other one of the clock has.
std::uint8_t free_series(std::span<const Threshold> taken) {
    std::uint8_t series = 0;
    while (std::ranges::find(taken, series, &Threshold::series) != taken.end()) ++series;
    return series;
}

}  // namespace

void Planner::keep_numbers() {
    std::vector<Definition> fresh = std::move(definitions_);
    definitions_.clear();
    for (const Definition& before : owned_->before->clocks()) {
        const auto same = std::ranges::find(fresh, before.key, &Definition::key);
        if (same == fresh.end()) {
            definitions_.push_back(before);
            definitions_.back().retired = true;
            continue;
        }
        keep_numbers_of_thresholds(before, *same);
        definitions_.push_back(std::move(*same));
        fresh.erase(same);
    }
    std::ranges::move(fresh, std::back_inserter(definitions_));
}

/// A threshold that has fired is known by its number, and what repeats by its series.
void Planner::keep_numbers_of_thresholds(const Definition& before, Definition& now) {
    std::vector<Threshold> fresh = std::move(now.thresholds);
    now.thresholds.clear();
    for (const Threshold& old : before.thresholds) {
        const auto same = std::ranges::find_if(fresh, [&](const Threshold& threshold) {
            return threshold.source->key == old.source->key &&
                   threshold.source->every.has_value() == old.source->every.has_value();
        });
        Threshold kept = same == fresh.end() ? old : *same;
        kept.series = old.series;
        kept.retired = same == fresh.end();
        if (kept.retired) kept.actions.clear();
        if (same != fresh.end()) fresh.erase(same);
        now.thresholds.push_back(std::move(kept));
    }
    for (Threshold& added : fresh) {
        if (added.series != single) added.series = free_series(now.thresholds);
        now.thresholds.push_back(std::move(added));
    }
    const bool too_long = now.thresholds.size() > max_thresholds;
    const bool too_many_series = std::ranges::any_of(now.thresholds, [](const Threshold& threshold) {
        return threshold.series != single && threshold.series >= max_repeating;
    });
    if (!too_long && !too_many_series) return;
    report(clock_too_many_thresholds, now.source->at,
           fmt::format("expected at most {} thresholds on clock '{}' in all its versions, {} of them with "
                       "'every'",
                       max_thresholds, now.key, max_repeating));
}

}  // namespace itr::clock
