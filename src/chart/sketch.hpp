// What is known of a workflow in spite of its mistakes: for whoever wants to tell all of them at once.
#pragma once

#include <itr/chart.hpp>

namespace itr::chart {

struct Sketch {
    enum class Of : std::uint8_t {
        nothing,      ///< no chart
        transitions,  ///< names are known, and transitions but for what is wrong with states; nothing to run
        states,       ///< all but guards, actions, events and targets that are marked
        everything,   ///< there are no mistakes
    };
    Of of = Of::nothing;
    std::shared_ptr<const Chart> chart{};

    [[nodiscard]] bool has_states() const { return of == Of::states || of == Of::everything; }
};

/// As Chart::lower, which gives nothing where this does not give everything.
[[nodiscard]] Sketch sketch(const model::Workflow& workflow, std::span<const std::string> clock_names,
                            Diagnostics& diagnostics);

}  // namespace itr::chart
