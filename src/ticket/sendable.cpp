#include "ticket/sendable.hpp"

namespace itr::ticket {

std::vector<std::string> sendable_events(const Flow& flow, const chart::Configuration& configuration,
                                         const Rights& rights) {
    std::vector<std::string> names;
    for (const auto e : chart::expected_events(*flow.chart, configuration)) {
        const chart::EventInfo& info = flow.chart->events()[e];
        if (info.type != nullptr && may_send(flow, e, rights)) names.push_back(info.name);
    }
    return names;
}

}  // namespace itr::ticket
