// One step: its command and its expectations.
#pragma once

#include "scenario/map_reader.hpp"
#include "scenario/script.hpp"

namespace itr::scenario {

/// What is known while a scenario is read.
struct Reading {
    const Names& names;
    Instant start{};    ///< of the scenario: offsets count from here
    std::string party;  ///< of the ticket that the scenario starts with
};

/// The command of a step, if it has one, with its words for messages. An `open` names its ticket in
/// `step.ticket`.
void read_command(MapReader& map, const Reading& reading, const Trouble& trouble, ScriptStep& step);

/// `targets`: those that the host gives with the command.
[[nodiscard]] std::vector<HostTarget> read_targets(MapReader& map, const Reading& reading,
                                                   const Trouble& trouble);

/// What `open` and `start` say of a new ticket.
[[nodiscard]] command::Open read_open(MapReader& map, const Reading& reading, const Trouble& trouble);

/// `as`: a role, or {id, roles, party}.
[[nodiscard]] Actor read_actor(MapReader& map, const Reading& reading, const Trouble& trouble);

[[nodiscard]] Expectations read_expectations(const Value& map, const Reading& reading,
                                             const Trouble& trouble);

}  // namespace itr::scenario
