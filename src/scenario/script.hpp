// A scenario with its meaning: what to do when, and what must then be so.
#pragma once

#include <itr/command.hpp>
#include <itr/diagnostic.hpp>
#include <itr/model.hpp>
#include <optional>
#include <string>
#include <vector>

#include "scenario/names.hpp"

namespace itr::scenario {

/// What is expected of one clock; what is absent does not matter.
struct ClockExpectation {
    std::string clock;
    std::optional<std::string> phase;
    std::optional<Duration> elapsed, remaining;
    std::optional<Instant> due;
    std::optional<bool> breached, paused, waived;
    std::optional<std::string> pause_reason;
};

struct Expectations {
    std::vector<std::string> states, absent_states;
    Data data;
    std::optional<std::string> rejected;  ///< a code; empty: any
    std::vector<ClockExpectation> clocks;
    std::optional<std::vector<std::string>> breached;
    std::vector<Value> effects, absent_effects, events, absent_events;
    bool no_effects = false;
    std::optional<std::string> owner, team, line;  ///< empty: nobody
    std::optional<bool> open;
    std::optional<Instant> next_due;

    [[nodiscard]] bool of_view() const noexcept {
        return !states.empty() || !absent_states.empty() || !data.empty() || !clocks.empty() || breached ||
               owner || team || line || open || next_due;
    }
    [[nodiscard]] bool of_journal() const noexcept {
        return !effects.empty() || !absent_effects.empty() || !events.empty() || !absent_events.empty() ||
               no_effects;
    }
};

struct ScriptStep {
    std::size_t number = 0;  ///< 0: the start
    Location at;
    Instant when{};
    std::string ticket;  ///< its name in the scenario
    Actor actor;
    std::optional<command::Body> body;
    std::vector<HostTarget> targets;  ///< that come with the command
    std::string words;                ///< the command in messages: "send 'register'"
    std::optional<Instant> happened;
    Expectations expect;
};

struct Script {
    std::string name;
    Location at;
    std::vector<ScriptStep> steps;  ///< the start first
};

/// All mistakes go to `diagnostics`; if there is any, the script is not to be run.
[[nodiscard]] Script read_script(const Names& names, const model::Scenario& scenario,
                                 Diagnostics& diagnostics);

}  // namespace itr::scenario
