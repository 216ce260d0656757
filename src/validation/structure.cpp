// Promises that the steps within them cannot keep, and what those steps use.
#include <algorithm>
#include <itr/structure.hpp>

#include "validation/report.hpp"

namespace itr::validation {
namespace {

/// "a (65m), then b (60m)": the steps that the end waits for.
std::string critical_steps(const structure::Path& path) {
    std::string text;
    for (const structure::Stage& stage : path.stages) {
        if (!stage.critical) continue;
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", then ", stage.id, stage.target);
    }
    return text;
}

/// In the promise's own time: what steps take of other time would say nothing beside it.
std::string told(const structure::Promise& promise) {
    const structure::Path& least = *promise.least;
    const bool real = promise.calendar.empty();
    return fmt::format("'{}' promises {}{}, but even the least demanding way takes {}{}: {}", promise.clock,
                       promise.target, real ? "" : fmt::format(" in the calendar '{}'", promise.calendar),
                       to_string(least.taken), real ? "" : " there", critical_steps(least));
}

std::string remedy(const structure::Path& least) {
    if (least.cut) return fmt::format("cut {} from these steps, or promise more", to_string(*least.cut));
    return fmt::format("promise {} more, or let these steps end so much earlier",
                       to_string(least.slack * -1));
}

}  // namespace

void check_resources(const model::Pack& pack, Report& report) {
    std::vector<std::string_view> names;
    names.reserve(pack.resources.size());
    for (const model::Resource& resource : pack.resources) names.push_back(resource.name);
    for (const model::Workflow& workflow : pack.workflows)
        each_state(workflow.root, [&](const model::State& state) {
            for (const model::Word& use : state.uses) report.need(use, names, "resource", unknown_resource);
        });
}

/// Only what is broken on every way: a way that fails among others that do not is told by the roll-up itself.
void check_structure(const model::Pack& pack, const chart::Chart& chart, const clock::Plan& plan,
                     Report& report) {
    for (const structure::Promise& promise : structure::out_of_reach(pack, chart, plan))
        report.error(promise_out_of_reach, promise.at, told(promise), remedy(*promise.least));
}

}  // namespace itr::validation
