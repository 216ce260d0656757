// Neutral statechart cases (conformance/statecharts.json) turned into a pack and a scenario.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace itr::test {

struct ScxmlCase {
    struct Step {
        long after_seconds = 0;  ///< passes first
        std::string event;
        std::vector<std::string> active;  ///< expected after it: names of atomic states, sorted
    };
    std::string id;
    std::string pack;  ///< the pack's YAML (JSON is YAML)
    std::vector<std::string> initially_active;
    std::vector<Step> steps;
};

/// The case in the pack's language. Its milliseconds become seconds, since delays of packs are no shorter; a
/// dot in a state's name becomes a dash, since dots make paths, and a capital a small letter and a dash; an
/// event that some other event of the case extends ("foo" beside "foo.bar") is handled by prefix, as SCXML
/// does with every event.
[[nodiscard]] ScxmlCase convert(const nlohmann::json& from);

}  // namespace itr::test
