// Targets that the host gave, as the journal tells of them.
#pragma once

#include <itr/ticket.hpp>
#include <optional>
#include <string>
#include <vector>

namespace itr::insight {

/// A length that the host, or a policy of its, gave to a clock in a step of a commit.
struct Given {
    std::size_t step = 0;
    std::string clock;  ///< its key
    Duration target;    ///< as it was given: without what the agreement adds to it
};

/// Of one commit, in its order. `clocks`: as they were before it. O(events).
[[nodiscard]] std::vector<Given> given_by_host(const Flow& flow, const Commit& commit, clock::States clocks);

/// The clock that an event leaves without a promise because its length is the host's to give and nobody gave
/// it; nothing for any other event.
[[nodiscard]] std::optional<clock::ClockIndex> lacking_length(const clock::Plan& plan,
                                                              const clock::Event& event);

}  // namespace itr::insight
