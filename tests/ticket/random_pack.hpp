// Packs of every shape, and commands that fit them more or less. Only within a rapidcheck property.
#pragma once

#include <itr/engine.hpp>
#include <itr/pack.hpp>
#include <memory>
#include <vector>

namespace itr::test {

/// A random chart (chart/random_workflow.hpp) with delays, fields of several types (personal, internal, one
/// derived by a table), roles, one to three clocks of random conditions, policies and every kind of target on
/// a random calendar (one is in the zone that the ticket tells), thresholds of every kind but `predicted`,
/// and a ladder. Its tickets tell those that they are linked to of some events, and open children.
[[nodiscard]] std::shared_ptr<const Pack> random_pack();

/// The next version of a random pack, with another agreement: terms for its tickets to adopt.
[[nodiscard]] std::shared_ptr<const Pack> random_terms(const Pack& pack);

struct RandomCommand {
    Command command;
    Instant at;
};

/// On the desk's ticket: an opening, then up to twenty commands by staff, a customer and the host: events,
/// data, assignments, comments, pauses, links, promises changed by a person …, at instants that mostly
/// advance and sometimes run backwards. Many are refused, and are meant to be. Where there are `terms`, some
/// bring the ticket under them and back.
[[nodiscard]] std::vector<RandomCommand> random_commands(const Pack& pack, const Pack* terms = nullptr);

}  // namespace itr::test
