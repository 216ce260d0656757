// Questions to a configuration at rest.
#include <algorithm>
#include <itr/chart.hpp>

#include "chart/index.hpp"

namespace itr::chart {

bool is_active(const Chart& chart, const Configuration& configuration, StateIndex state) noexcept {
    const auto& atomic = configuration.atomic;
    const auto first = std::lower_bound(atomic.begin(), atomic.end(), state);
    return first != atomic.end() && *first < chart.index().nodes[state].end;
}

bool is_tagged(const Chart& chart, const Configuration& configuration, std::uint16_t tag) noexcept {
    const auto states = chart.tagged(tag);
    return std::any_of(states.begin(), states.end(),
                       [&](StateIndex state) { return is_active(chart, configuration, state); });
}

std::vector<EventIndex> expected_events(const Chart& chart, const Configuration& configuration) {
    std::vector<EventIndex> expected;
    if (configuration.done) return expected;
    const auto& index = chart.index();
    for (const StateIndex leaf : configuration.atomic) {
        for (StateIndex s = index.nodes[leaf].handler; s != none;) {
            const Range handled = index.nodes[s].handled;
            for (std::uint32_t i = handled.begin; i < handled.end; ++i) {
                const EventIndex event = index.handled[i].event;
                if (chart.events()[event].type != nullptr) expected.push_back(event);
            }
            s = s == 0 ? none : index.nodes[index.nodes[s].parent].handler;
        }
    }
    std::sort(expected.begin(), expected.end());
    expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
    return expected;
}

}  // namespace itr::chart
