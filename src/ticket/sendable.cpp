#include "ticket/sendable.hpp"

namespace itr::ticket {

std::vector<std::string> sendable_events(const Flow& flow, const chart::Configuration& configuration,
                                         const Rights& rights) {
    std::vector<std::string> names;
    for (const auto e : chart::expected_events(*flow.chart, configuration)) {
        const bool allowed =
            rights.system || flow.anyone_may_send[e] || (flow.may_send[e] & rights.roles) != 0;
        if (flow.chart->events()[e].type != nullptr && allowed) names.push_back(flow.chart->events()[e].name);
    }
    return names;
}

}  // namespace itr::ticket
