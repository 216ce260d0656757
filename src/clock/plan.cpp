// A plan put together: what a pass needs to know of all clocks at once.
#include <algorithm>

#include "clock/signature.hpp"

namespace itr::clock {
namespace {

void put_in_order(std::span<const Definition> clocks, ClockIndex index, std::vector<bool>& placed,
                  std::vector<ClockIndex>& order) {
    if (placed[index]) return;
    placed[index] = true;
    for (const Goal& goal : clocks[index].goals) {
        const bool share = goal.target && goal.target->kind == calendar::Target::Kind::share;
        if (share && goal.reference < clocks.size()) {
            put_in_order(clocks, static_cast<ClockIndex>(goal.reference), placed, order);
        }
    }
    order.push_back(index);
}

}  // namespace

std::shared_ptr<const Plan> Plan::of(std::vector<Definition> clocks,
                                     std::vector<calendar::Calendar> calendars,
                                     std::vector<std::vector<chart::StateIndex>> tagged,
                                     std::shared_ptr<const void> owner,
                                     std::vector<LocatedCalendar> located) {
    const std::shared_ptr<Plan> plan(new Plan);
    plan->clocks_ = std::move(clocks);
    plan->calendars_ = std::move(calendars);
    plan->tagged_ = std::move(tagged);
    plan->owner_ = std::move(owner);
    plan->located_ = std::move(located);
    std::vector<bool> placed(plan->clocks_.size());
    for (ClockIndex i = 0; i < plan->clocks_.size(); ++i) {
        sign(*plan, plan->clocks_[i]);
        Signature both = plan->clocks_[i].touches;
        merge(both, plan->clocks_[i].goal_reads);
        plan->touches_.push_back(both);
        put_in_order(plan->clocks_, i, placed, plan->order_);
    }
    return plan;
}

std::span<const chart::StateIndex> Plan::tagged(std::uint32_t tag) const noexcept {
    return tag < tagged_.size() ? std::span<const chart::StateIndex>(tagged_[tag])
                                : std::span<const chart::StateIndex>();
}

ClockIndex Plan::find(std::string_view name) const noexcept {
    ClockIndex by_name = none;
    bool ambiguous = false;
    for (ClockIndex i = 0; i < clocks_.size(); ++i) {
        if (clocks_[i].key == name) return i;
        if (clocks_[i].name != name) continue;
        if (by_name != none) ambiguous = true;
        by_name = i;
    }
    return ambiguous ? none : by_name;
}

}  // namespace itr::clock
