// Neutral statechart cases (conformance/statecharts.json) turned into a pack and a scenario.
#pragma once

#include <cstdint>
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

/// How a transition on any event is written.
enum class AnyEvent : std::uint8_t {
    star,         ///< as in the case
    spelled_out,  ///< by the names of the case's own events: "*" hears ticket.opened too, which no case knows
};

/// The case in the pack's language. Its milliseconds become seconds, since delays of packs are no shorter; a
/// dot in a state's name becomes a dash, since dots make paths, and a capital a small letter and a dash; an
/// event that some other event of the case extends ("foo" beside "foo.bar") is handled by prefix, as SCXML
/// does with every event.
[[nodiscard]] ScxmlCase convert(const nlohmann::json& from, AnyEvent any = AnyEvent::star);

/// The script of a case as a scenario of its pack, in YAML.
[[nodiscard]] std::string scenario_of(const ScxmlCase& scripted);

}  // namespace itr::test
