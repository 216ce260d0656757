#include "chart/scxml_case.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace itr::test {
namespace {

// Order is meaning here: states and transitions stand in document order.
using Json = nlohmann::json;
using Yaml = nlohmann::ordered_json;

[[nodiscard]] std::string state_name(const std::string& name) {
    std::string to;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        to += c == '.' ? '-' : upper ? static_cast<char>(c - 'A' + 'a') : c;
        if (upper) to += '-';
    }
    return to;
}

[[nodiscard]] std::vector<std::string> sorted_names(const Json& list) {
    std::vector<std::string> names;
    for (const auto& name : list) names.push_back(state_name(name));
    std::sort(names.begin(), names.end());
    return names;
}

class Converter {
  public:
    Converter(const Json& from, AnyEvent any) : machine_(from.at("machine")), any_(any) {
        for (const auto& transition : machine_.at("transitions")) {
            if (transition.at("event").is_string()) note_event(transition.at("event"));
        }
        for (const auto& step : from.at("script")) note_event(step.at("event"));
        for (const auto& variable : machine_.at("variables"))
            variables_.insert(variable.at("name").get<std::string>());
    }

    [[nodiscard]] std::string pack() {
        Yaml flow = {{"workflow", "case"}, {"unexpected", "ignore"}};
        for (const std::string& name : variables_) flow["data"][name] = {{"type", "int"}, {"default", 0}};
        (void)states_of(machine_.at("root"));  // notes the events that actions raise and send
        const Yaml states = states_of(machine_.at("root"));
        for (const std::string& name : events_) flow["events"][name] = {{"role", "any"}};
        flow.update(states);
        return Yaml({{"pack", "conformance"}, {"version", "1.0.0"}}).dump() + "\n---\n" + flow.dump(1) + "\n";
    }

  private:
    void note_event(const std::string& name) {
        if (name.find('*') == std::string::npos) events_.insert(name);
    }

    /// "initial" and "states" of what has children.
    [[nodiscard]] Yaml states_of(const Json& from) {
        Yaml to;
        const auto& children = from.at("children");
        if (from.at("kind") != "parallel") {
            const auto first = std::find_if(children.begin(), children.end(),
                                            [](const Json& c) { return c.at("kind") != "history"; });
            const bool named = from.contains("initial") && !from.at("initial").is_null();
            to["initial"] = named ? transition_to(from.at("initial")) : Yaml(state_name(first->at("id")));
        }
        for (const auto& child : children) to["states"][state_name(child.at("id"))] = state(child);
        return to;
    }

    [[nodiscard]] Yaml state(const Json& from) {
        const std::string kind = from.at("kind");
        if (kind == "history") {
            return {{"type", "history"},
                    {"history", from.at("depth")},
                    {"initial", transition_to(from.at("default"))}};
        }
        Yaml to = from.contains("children") ? states_of(from) : Yaml::object();
        if (kind == "parallel" || kind == "final") to["type"] = kind;
        if (from.contains("onentry")) to["entry"] = blocks(from.at("onentry"));
        if (from.contains("onexit")) to["exit"] = blocks(from.at("onexit"));
        for (const auto& transition : machine_.at("transitions")) {
            if (transition.at("source") != from.at("id")) continue;
            const auto& event = transition.at("event");
            if (event.is_null()) to["always"].push_back(transition_of(transition));
            if (event.is_string())
                for (const std::string& on : descriptors(event))
                    to["on"][on].push_back(transition_of(transition));
        }
        return to;
    }

    [[nodiscard]] std::vector<std::string> descriptors(const std::string& event) const {
        if (event == "*" && any_ == AnyEvent::spelled_out) return {events_.begin(), events_.end()};
        return {descriptor(event)};
    }

    [[nodiscard]] std::string descriptor(const std::string& event) const {
        const bool extended = std::any_of(events_.begin(), events_.end(), [&](const std::string& other) {
            return other.starts_with(event + ".");
        });
        return extended ? event + ".*" : event;
    }

    [[nodiscard]] Yaml transition_to(const Json& from) {
        Yaml to;
        for (const auto& target : from.at("targets")) to["to"].push_back(state_name(target));
        if (!from.at("actions").empty()) to["do"] = actions(from.at("actions"));
        return to;
    }

    [[nodiscard]] Yaml transition_of(const Json& from) {
        Yaml to = transition_to(from);
        if (from.at("cond").is_string()) to["when"] = expression(from.at("cond"));
        if (from.at("type") == "internal") to["internal"] = true;
        return to;
    }

    [[nodiscard]] Yaml blocks(const Json& from) {
        Yaml to = Yaml::array();
        for (const auto& block : from) {
            for (const auto& action : actions(block)) to.push_back(action);
        }
        return to;
    }

    [[nodiscard]] Yaml actions(const Json& from) {
        Yaml to = Yaml::array();
        for (const auto& action : from) to.push_back(this->action(action));
        return to;
    }

    [[nodiscard]] Yaml action(const Json& from) {
        if (from.contains("raise")) {
            note_event(from.at("raise"));
            return {{"raise", from.at("raise")}};
        }
        if (from.contains("send")) {
            note_event(from.at("send"));
            const std::string delay = "real " + std::to_string(from.at("delay_ms").get<long>()) + "s";
            return {{"send", {{"event", from.at("send")}, {"after", delay}}}};
        }
        return {{"set", {{from.at("assign").get<std::string>(), expression(from.at("expr"))}}}};
    }

    /// Names outside quotes: a variable is a field of the ticket, in_state is inState; what must fail divides
    /// by zero.
    [[nodiscard]] std::string expression(const std::string& from) const {
        if (from == "<<illegal>>") return "1 / 0 == 1";
        std::string to;
        for (std::size_t i = 0; i < from.size();) {
            if (from[i] == '\'') {
                const std::size_t end = from.find('\'', i + 1) + 1;
                to += "'" + state_name(from.substr(i + 1, end - i - 2)) + "'";
                i = end;
                continue;
            }
            std::size_t end = i;
            while (end < from.size() &&
                   (std::isalnum(static_cast<unsigned char>(from[end])) || from[end] == '_'))
                ++end;
            const std::string name = from.substr(i, end - i);
            to += variables_.contains(name) ? "ticket." + name
                  : name == "in_state"      ? "inState"
                  : end == i                ? from.substr(i, 1)
                                            : name;
            i = std::max(end, i + 1);
        }
        return to;
    }

    const Json& machine_;
    AnyEvent any_;
    std::set<std::string> events_, variables_;
};

}  // namespace

ScxmlCase convert(const nlohmann::json& from, AnyEvent any) {
    ScxmlCase to;
    to.id = from.at("id");
    to.pack = Converter(from, any).pack();
    to.initially_active = sorted_names(from.at("initial_configuration"));
    for (const auto& step : from.at("script")) {
        to.steps.push_back(
            {step.value("after_ms", 0L), step.at("event"), sorted_names(step.at("configuration"))});
    }
    return to;
}

std::string scenario_of(const ScxmlCase& scripted) {
    Yaml steps = Yaml::array();
    long at_s = 0;
    for (const ScxmlCase::Step& step : scripted.steps) {
        at_s += step.after_seconds;
        steps.push_back({{"at", "+" + std::to_string(at_s) + "s"},
                         {"send", step.event},
                         {"expect", {{"state", step.active}}}});
    }
    const Yaml start = {{"workflow", "case"},
                        {"at", "2026-03-02T09:00:00Z"},
                        {"expect", {{"state", scripted.initially_active}}}};
    return Yaml({{"scenario", scripted.id + " goes through its script"}, {"start", start}, {"steps", steps}})
               .dump(1) +
           "\n";
}

}  // namespace itr::test
