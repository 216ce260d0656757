// The lifecycle that is measured, as a pack and as commands: twelve events, each with a guard and one or two
// fields, two clocks, one pause.
#pragma once

#include <itr/ticket.hpp>
#include <memory>
#include <string>
#include <vector>

namespace itr::bench {

/// Aborts with what is wrong, if anything is.
[[nodiscard]] std::shared_ptr<const Pack> pack_of(const std::string& yaml);

[[nodiscard]] std::shared_ptr<const Pack> lifecycle_pack();

inline constexpr std::size_t lifecycle_events = 12;

/// The opening command and the twelve events; event n happens at start + n minutes.
struct Lifecycle {
    Lifecycle();
    Command opening;
    std::vector<Command> events;
    Instant start;
    [[nodiscard]] Instant at(std::size_t event) const {
        return start + minutes(static_cast<std::int64_t>(event));
    }
};

}  // namespace itr::bench
