#include <algorithm>
#include <itr/loader.hpp>

#include "loader/documents.hpp"
#include "model/threshold.hpp"

namespace itr::loader {
namespace {

using model::Agreement;
using model::ClockDefinition;

template <typename Children>
std::size_t count_of(const Children& children) {
    std::size_t number = 0;
    for ([[maybe_unused]] const auto& child : children) ++number;
    return number;
}

/// Nothing of what is beyond its limit is read.
bool within(Context& context, const Node& node, std::size_t found, std::size_t limit, Code code,
            std::string_view what) {
    if (found > limit)
        context.error(
            code, node,
            fmt::format("expected at most {} {} in an agreement, but found {}", limit, what, found));
    return found <= limit;
}

/// A pause whose reason is not told.
constexpr const char* default_reason = "other";

model::PauseReason pause_of(Context& context, const Node& node) {
    if (node.kind == Node::Kind::scalar) return {source_of(context, node), default_reason, {}};
    model::PauseReason pause{{}, default_reason, {}};
    Map map(context, node, "a pause");
    if (const Node* when = map.need("when")) pause.when = source_of(context, *when);
    map.read("reason", pause.reason);
    map.read("until", pause.until);
    map.finish();
    return pause;
}

void read_pauses(Context& context, const Node& node, ClockDefinition& clock) {
    if (node.kind != Node::Kind::sequence) {
        clock.pauses.push_back(pause_of(context, node));
        return;
    }
    for (const Node& item : items(node)) clock.pauses.push_back(pause_of(context, item));
}

void read_retarget(Context& context, const Node& node, ClockDefinition& clock) {
    if (node.kind != Node::Kind::map) {
        clock.retarget = choice_of(context, node, model::retargets, clock.retarget);
        return;
    }
    for (const auto [key, value] : pairs(node)) {
        const auto policy = choice_of(context, value, model::retargets, model::Retarget::carry);
        const auto* cause =
            std::ranges::find(model::retarget_causes, key.text, &model::Choice<model::RetargetCause>::word);
        if (key.text == "otherwise")
            clock.retarget = policy;
        else if (cause != std::end(model::retarget_causes))
            clock.retarget_by_cause.emplace_back(cause->value, policy);
        else
            clock.retarget_by_field.emplace_back(word_of(context, key), policy);
    }
}

void read_pause_budget(Context& context, const Node& node, model::PauseBudget& budget) {
    constexpr int max_count = 10'000;
    Map map(context, node, "'pause_budget'");
    map.read_number("count", budget.count, 1, max_count);
    map.read("total", budget.total);
    map.read("longest", budget.longest);
    map.finish();
    using Kind = calendar::Target::Kind;
    const auto is_length = [](const calendar::Target& target) {
        return (target.kind == Kind::working && target.then_real.ms == 0) || target.kind == Kind::real;
    };
    if (budget.total && !is_length(*budget.total))
        context.error(invalid_value, node, "the total of all pauses is a length of working or of real time",
                      "write \"16h\" or \"real 48h\"");
    if (budget.longest && !is_length(*budget.longest) && budget.longest->kind != Kind::working_days)
        context.error(invalid_value, node,
                      "the longest pause is a length of time or a number of working days",
                      "write \"5 working days\"");
}

void read_adjust(Context& context, const Node& node, model::Adjustment& adjust) {
    Map map(context, node, "'adjust'");
    if (const Node* surcharge = map.get("out_of_hours"))
        adjust.out_of_hours = duration_of(context, *surcharge);
    if (const Node* each = map.get("per_cycle")) adjust.per_cycle = difference_of(context, *each);
    map.read("floor", adjust.floor);
    map.read("ceiling", adjust.ceiling);
    map.finish();
    if (adjust.per_cycle < Duration{} && !adjust.floor)
        context.error(invalid_value, node,
                      "what shortens every cycle needs a floor, or nothing is left of later ones",
                      "write {per_cycle: \"-30m\", floor: 1h}");
    if (adjust.floor && *adjust.floor < seconds(1))
        context.error(
            invalid_value, node,
            fmt::format("expected a floor of a second at least, but found {}", to_string(*adjust.floor)));
    if (adjust.floor && adjust.ceiling && *adjust.ceiling < *adjust.floor)
        context.error(invalid_value, node,
                      fmt::format("expected the ceiling not to lie below the floor of {}, but found {}",
                                  to_string(*adjust.floor), to_string(*adjust.ceiling)));
}

void read_reopen(Context& context, const Node& node, ClockDefinition& clock) {
    if (node.kind != Node::Kind::map) {
        clock.reopen = choice_of(context, node, model::reopens, clock.reopen);
    } else {
        Map map(context, node, "'reopen'");
        if (const Node* target = map.get("new_cycle")) {
            clock.reopen = model::Reopen::new_cycle_reopen_target;
            clock.reopen_target = target_of(context, *target);
        }
        map.read("policy", clock.reopen, model::reopens);
        map.read("target", clock.reopen_target);
        map.read("within", clock.reopen_within);
        map.finish();
        if (map.has("target") && clock.reopen == model::Reopen::new_cycle)
            clock.reopen = model::Reopen::new_cycle_reopen_target;
    }
    if ((clock.reopen == model::Reopen::new_cycle_reopen_target) != clock.reopen_target.has_value())
        context.error(invalid_value, node,
                      "a reopening cycle with a target of its own needs that target, and only it has one",
                      "write {new_cycle: 4h}, or {policy: new_cycle, target: 4h, within: 5 working days}");
}

void read_pause_resolution(Context& context, const Node& node, ClockDefinition& clock) {
    clock.pause_resolution = duration_of(context, node);
    if (clock.pause_resolution >= milliseconds(1) && clock.pause_resolution <= hours(1)) return;
    context.error(invalid_value, node, "a resolution of pauses that is not from 1ms to 1h", "write 1m");
    clock.pause_resolution = milliseconds(1);
}

ClockDefinition clock_of(Context& context, const Node& name, const Node& node) {
    ClockDefinition clock;
    clock.name = name_of(context, name, NameRule::plain, "a clock");
    clock.at = context.at(name);
    if (name.text == "when" || name.text == "calendar" || name.text == "weight")
        context.error(reserved_name, name,
                      fmt::format("a clock named '{}' could not be told from that key of a goal", name.text),
                      "choose another name");
    Map map(context, node, "a clock");
    map.read("title", clock.title);
    map.read("anchor", clock.anchor);
    map.read("start", clock.start);
    map.read("resume", clock.resume);
    map.read("stop", clock.stop);
    map.read("cancel", clock.cancel);
    map.read("reset", clock.reset);
    if (const Node* pause = map.get("pause")) read_pauses(context, *pause, clock);
    if (const Node* unit = map.get("pause_resolution")) read_pause_resolution(context, *unit, clock);
    if (const Node* budget = map.get("pause_budget")) read_pause_budget(context, *budget, clock.budget);
    map.read("silent", clock.silent);
    if (const Node* adjust = map.get("adjust")) read_adjust(context, *adjust, clock.adjust);
    map.read("dates", clock.dates_move, model::date_behaviours);
    map.read("snap", clock.snap_to_working_time);
    map.read("retroactive", clock.retroactivity, model::retroactivities);
    map.read("born_breached", clock.born_breached, model::catch_ups);
    map.read("catch_up", clock.catch_up, model::catch_ups);
    if (const Node* retarget = map.get("retarget")) read_retarget(context, *retarget, clock);
    map.read("calendar_change", clock.calendar_change, model::calendar_changes);
    map.read("breach", clock.breach_is_sticky, model::breaches);
    map.read("late", clock.late_is_recomputed, model::lates);
    map.read("cycle", clock.cycle, model::cycles);
    if (const Node* reopen = map.get("reopen")) read_reopen(context, *reopen, clock);
    map.read("visible", clock.internal, model::visibilities);
    map.read("accountable", clock.accountable);
    map.read("land", clock.land, model::lands);
    map.finish();
    return clock;
}

model::Goal goal_of(Context& context, const Node& node) {
    constexpr int max_weight = 1'000'000;
    model::Goal goal;
    goal.at = context.at(node);
    Map map(context, node, "a goal");
    map.read("when", goal.when);
    map.read("calendar", goal.calendar);
    map.read_number("weight", goal.weight, 0, max_weight);
    for (const auto [key, value] : pairs(node)) {
        if (key.text == "when" || key.text == "calendar" || key.text == "weight") continue;
        // Any other key is a clock; whether there is one of that name is known when the whole pack is.
        goal.targets.emplace_back(word_of(context, key), target_of(context, value));
    }
    return goal;
}

model::Threshold threshold_of(Context& context, const Node& clock, const Node& key, const Node& node) {
    constexpr int max_times = 100'000;
    model::Threshold threshold;
    threshold.clock = word_of(context, clock);
    threshold.at = context.at(key);
    if (auto ok = model::read_threshold(text_of(context, key), threshold); ok)
        threshold.key = threshold.clock.text + " " + model::threshold_text(threshold);
    else
        context.error(ok.error().code, key, ok.error().message);
    if (node.kind == Node::Kind::sequence) {
        threshold.actions = actions_of(context, node);
        return threshold;
    }
    Map map(context, node, "a threshold");
    map.read_number("times", threshold.times, 1, max_times);
    if (const Node* until = map.get("until")) {
        constexpr model::Choice<bool> untils[] = {{"acknowledged", true}};
        threshold.until_acknowledged = choice_of(context, *until, untils, false);
    }
    if (const Node* actions = map.get("do"))
        threshold.actions = actions_of(context, *actions);
    else
        threshold.actions = action_within(context, map);
    map.finish();
    if ((map.has("times") || map.has("until")) && !threshold.every)
        context.error(invalid_value, key, "'times' and 'until' belong to thresholds that repeat",
                      "write \"every 1h after breach\"");
    return threshold;
}

void read_thresholds(Context& context, const Node& node, Agreement& agreement) {
    if (node.kind != Node::Kind::map) return wrong_type(context, node, "a map from clocks to thresholds");
    std::size_t count = 0;
    for (const auto [clock, thresholds] : pairs(node)) count += count_of(pairs(thresholds));
    if (!within(context, node, count, max_thresholds, too_many_thresholds, "thresholds")) return;
    for (const auto [clock, thresholds] : pairs(node)) {
        if (thresholds.kind != Node::Kind::map)
            wrong_type(context, thresholds, "a map from thresholds to actions");
        for (const auto [key, actions] : pairs(thresholds)) {
            auto threshold = threshold_of(context, clock, key, actions);
            const bool twice = !threshold.key.empty() &&
                               std::ranges::find(agreement.thresholds, threshold.key,
                                                 &model::Threshold::key) != agreement.thresholds.end();
            if (twice)
                context.error(duplicate_key, key,
                              fmt::format("the threshold '{}' stands twice", threshold.key));
            agreement.thresholds.push_back(std::move(threshold));
        }
    }
}

}  // namespace

Agreement read_agreement(Context& context, Map& map) {
    Agreement agreement;
    map.read("title", agreement.title);
    map.read("kind", agreement.kind, model::agreement_kinds);
    map.read("workflows", agreement.workflows);
    map.read("applies", agreement.applies);
    map.read("calendar", agreement.calendar);
    map.read("match", agreement.match, model::matches);
    if (const Node* clocks = map.need("clocks")) {
        if (clocks->kind != Node::Kind::map) wrong_type(context, *clocks, "a map from names to clocks");
        if (within(context, *clocks, count_of(pairs(*clocks)), max_clocks, too_many_clocks, "clocks"))
            for (const auto [name, clock] : pairs(*clocks))
                agreement.clocks.push_back(clock_of(context, name, clock));
    }
    if (const Node* goals = map.get("goals")) {
        if (goals->kind != Node::Kind::sequence) wrong_type(context, *goals, "a list of goals");
        if (within(context, *goals, count_of(items(*goals)), max_goals, too_many_goals, "rows of goals"))
            for (const Node& goal : items(*goals)) agreement.goals.push_back(goal_of(context, goal));
    }
    if (const Node* thresholds = map.get("thresholds")) read_thresholds(context, *thresholds, agreement);
    return agreement;
}

}  // namespace itr::loader
