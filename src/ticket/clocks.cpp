#include "ticket/clocks.hpp"

namespace itr::ticket {

const clock::State* find_clock(const clock::Plan& plan, std::span<const clock::State> clocks,
                               std::string_view name) noexcept {
    const clock::State* found = nullptr;
    for (const clock::State& clock : clocks) {
        const clock::Definition& definition = plan.clocks()[clock.definition];
        if (definition.key != name && definition.name != name) continue;
        const bool active = clock.phase == clock::Phase::running || clock.phase == clock::Phase::paused;
        if (active) return &clock;
        if (found == nullptr) found = &clock;
    }
    return found;
}

}  // namespace itr::ticket
