// Readers of the kinds of documents, and of the parts that several kinds share.
#pragma once

#include <itr/model.hpp>
#include <string>
#include <vector>

#include "loader/reader.hpp"

namespace itr::loader {

// Each is given the map of its document, whose first key is already known; the caller calls finish().
[[nodiscard]] model::Workflow read_workflow(Context& context, Map& map);
[[nodiscard]] model::Agreement read_agreement(Context& context, Map& map);
[[nodiscard]] model::CalendarEntry read_calendar(Context& context, Map& map);
[[nodiscard]] model::Table read_table(Context& context, Map& map);
[[nodiscard]] model::Ladder read_ladder(Context& context, Map& map);
[[nodiscard]] std::vector<model::Role> read_roles(Context& context, Map& map);
[[nodiscard]] std::vector<model::Resource> read_resources(Context& context, Map& map);
[[nodiscard]] model::Form read_form(Context& context, Map& map);
[[nodiscard]] model::ZoneRecord read_zones(Context& context, Map& map);
[[nodiscard]] model::Scenario read_scenario(Context& context, Map& map);
void read_pack(Context& context, Map& map, model::Pack& pack);

/// `data:` and `outputs:`, a map from name to field; a field may be given as its type alone.
[[nodiscard]] std::vector<model::Field> fields_of(Context& context, const Node& node);

/// One action, or a list of actions.
[[nodiscard]] std::vector<model::Action> actions_of(Context& context, const Node& node);
/// The action that a map holds beside other keys. Reports if it holds none or several.
[[nodiscard]] std::vector<model::Action> action_within(Context& context, Map& map);

/// One transition, a state's name, or a list of both.
[[nodiscard]] std::vector<model::Transition> transitions_of(Context& context, const Node& node);

}  // namespace itr::loader
