#include "structure/situations.hpp"

#include <algorithm>
#include <vector>

#include "structure/truth.hpp"

namespace itr::structure {
namespace {

constexpr std::size_t max_situations = 20'000;

bool mentions_any(std::string_view condition, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return condition.find(word) != std::string_view::npos; });
}

/// The steps that differ in what the conditions ask for; empty where there are too many.
std::vector<Situation> situations_of(const chart::Chart& chart, std::string_view conditions) {
    std::vector<chart::StateIndex> leaves;
    for (chart::StateIndex state = 0; state < chart.states().size(); ++state)
        if (chart.states()[state].children.empty()) leaves.push_back(state);
    std::vector<chart::StateIndex> before{chart::none};
    if (mentions_any(conditions, {"wasIn", "entered", "left"}))
        before.insert(before.end(), leaves.begin(), leaves.end());
    std::vector<chart::EventIndex> events{chart::none};
    if (mentions_any(conditions, {"on("}))
        for (chart::EventIndex event = 0; event < chart.events().size(); ++event) events.push_back(event);
    std::vector<Situation> all;
    if (leaves.size() * before.size() * events.size() > max_situations) return all;
    for (const auto after : leaves)
        for (const auto was : before)
            for (const auto event : events) all.push_back({was, after, event, false});
    return all;
}

}  // namespace

bool implies_in_chart(std::string_view start, std::string_view stop, const chart::Chart& chart) {
    std::string both(start);
    both += stop;
    bool starts = false;
    for (const Situation& situation : situations_of(chart, both)) {
        if (truth(start, chart, situation) == Truth::no) continue;
        if (truth(stop, chart, situation) != Truth::yes) return false;
        starts = true;
    }
    return starts;
}

bool never_holds_in_chart(std::string_view condition, const chart::Chart& chart) {
    const auto all = situations_of(chart, condition);
    return !all.empty() && std::ranges::all_of(all, [&](const Situation& situation) {
        return truth(condition, chart, situation) == Truth::no;
    });
}

}  // namespace itr::structure
