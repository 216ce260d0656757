#include "scenario/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <itr/scenario.hpp>

#include "scenario/codes.hpp"
#include "scenario/map_reader.hpp"
#include "scenario/read_step.hpp"

namespace itr::scenario {
namespace {

constexpr std::string_view first_ticket = "ticket";
constexpr std::string_view some_party = "customer";

class ScriptReader {
  public:
    ScriptReader(const Names& names, const model::Scenario& scenario, Diagnostics& diagnostics)
        : scenario_(scenario), diagnostics_(diagnostics), reading_{names, {}, std::string(some_party)} {}

    Script read() {
        script_.name = scenario_.name;
        script_.at = scenario_.at;
        if (scenario_.steps.size() > max_steps) {
            diagnostics_.push_back(
                {scenario_too_long,
                 Severity::error,
                 scenario_.at,
                 fmt::format("expected at most {} steps, but found {}", max_steps, scenario_.steps.size()),
                 {}});
            return std::move(script_);
        }
        read_start();
        for (const model::Scenario::Step& step : scenario_.steps) read_step(step);
        return std::move(script_);
    }

  private:
    void read_start() {
        const Trouble trouble{scenario_.at, diagnostics_};
        MapReader map(scenario_.start, "the start", trouble);
        ScriptStep step;
        step.at = scenario_.at;
        if (const Value* at = map.need("at"))
            if (const auto when = instant_of(*at, "at", {}, trouble)) reading_.start = *when;
        step.when = reading_.start;
        command::Open open = read_open(map, reading_, trouble);
        if (!open.party.empty()) reading_.party = open.party;
        step.actor = read_actor(map, reading_, trouble);
        main_ = step.ticket = map.text_or("name", std::string(first_ticket));
        names_.push_back(main_);
        if (const Value* expect = map.get("expect"))
            step.expect = read_expectations(*expect, reading_, trouble);
        if (const Value* happened = map.get("happened"))
            step.happened = instant_of(*happened, "happened", reading_.start, trouble);
        step.words = fmt::format("opening a ticket of '{}'", open.workflow);
        step.body = std::move(open);
        step.targets = read_targets(map, reading_, trouble);
        map.finish();
        script_.steps.push_back(std::move(step));
    }

    void read_step(const model::Scenario::Step& source) {
        const Trouble trouble{source.at, diagnostics_};
        MapReader map(source.content, "a step", trouble);
        ScriptStep step;
        step.number = script_.steps.size();
        step.at = source.at;
        step.when = script_.steps.back().when;
        if (const Value* at = map.get("at")) {
            if (const auto when = instant_of(*at, "at", reading_.start, trouble)) step.when = *when;
            if (step.when < script_.steps.back().when)
                trouble.say(scenario_goes_back,
                            fmt::format("expected a step not before the one above it ({}), but found {}",
                                        to_string(script_.steps.back().when), to_string(step.when)));
        }
        step.ticket = map.text_or("ticket", main_);
        step.actor = read_actor(map, reading_, trouble);
        if (const Value* happened = map.get("happened"))
            step.happened = instant_of(*happened, "happened", reading_.start, trouble);
        if (const Value* expect = map.get("expect"))
            step.expect = read_expectations(*expect, reading_, trouble);
        read_command(map, reading_, trouble, step);
        step.targets = read_targets(map, reading_, trouble);
        check_opening(step, trouble);
        if (step.expect.rejected && !step.body)
            trouble.say(scenario_missing_key, "expected a command that is rejected, but the step has none");
        map.finish();
        script_.steps.push_back(std::move(step));
    }

    void check_opening(ScriptStep& step, const Trouble& trouble) {
        if (!step.body || !std::holds_alternative<command::Open>(*step.body)) return;
        if (std::ranges::find(names_, step.ticket) != names_.end())
            trouble.say(scenario_name_taken,
                        fmt::format("expected a new name for another ticket, but '{}' is taken", step.ticket),
                        "give it one: open: {workflow: …, name: second}");
        names_.push_back(step.ticket);
    }

    const model::Scenario& scenario_;
    Diagnostics& diagnostics_;
    Reading reading_;
    Script script_;
    std::string main_;
    std::vector<std::string> names_;
};

}  // namespace

Script read_script(const Names& names, const model::Scenario& scenario, Diagnostics& diagnostics) {
    return ScriptReader(names, scenario, diagnostics).read();
}

}  // namespace itr::scenario
