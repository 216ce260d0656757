#include <fmt/format.h>

#include <algorithm>

#include "scenario/check_view.hpp"
#include "scenario/map_reader.hpp"
#include "scenario/match.hpp"

namespace itr::scenario {
namespace {

/// A move by the event that was sent shows what was sent with it.
Value with_data_of(const Value& step, const Value& event) {
    const Value* type = event.find("type");
    const Value* name = event.find("event");
    const Value* sent = step.find("event");
    const Value* data = step.find("data");
    const bool is_of_it = type != nullptr && *type == Value("moved") && name != nullptr && sent != nullptr &&
                          data != nullptr && *name == *sent;
    if (!is_of_it) return event;
    const auto known = event.as_map();
    std::vector<Value::Entry> entries(known.begin(), known.end());
    entries.push_back({Value("data"), *data});
    return Value::map(std::move(entries));
}

std::vector<Value> events_of(const std::vector<Value>& commits) {
    std::vector<Value> events;
    for (const Value& commit : commits) {
        const Value* steps = commit.is(Kind::map) ? commit.find("steps") : nullptr;
        if (steps == nullptr) continue;
        for (const Value& step : steps->as_list()) {
            for (const Value& event : step.find("events")->as_list())
                events.push_back(with_data_of(step, event));
        }
    }
    return events;
}

bool is_effect(const Value& event) {
    const Value* type = event.find("type");
    return type != nullptr && *type == Value("effect");
}

std::string describe_event(const Value& event) {
    const Value* type = event.find("type");
    return type != nullptr && type->is(Kind::string) ? std::string(type->as_string()) : to_json(event);
}

template <typename Describe>
std::string describe_all(const std::vector<Value>& all, Describe describe) {
    if (all.empty()) return "none";
    std::vector<std::string> words;
    for (const Value& each : all) words.push_back(describe(each));
    return fmt::format("{}", fmt::join(words, ", "));
}

/// Each expected one is found, in this order; others may lie between.
template <typename Matches, typename Describe>
void check_in_order(std::string_view what, const std::vector<Value>& wanted, const std::vector<Value>& found,
                    Matches matches, Describe describe, Sentences& failures) {
    auto from = found.begin();
    for (const Value& each : wanted) {
        from =
            std::find_if(from, found.end(), [&](const Value& candidate) { return matches(each, candidate); });
        if (from == found.end()) {
            failures.push_back(
                fmt::format("expected the {} {} in this step, in the order given, but found: {}", what,
                            show(each), describe_all(found, describe)));
            return;
        }
        ++from;
    }
}

}  // namespace

void check_journal(const Expectations& expect, const std::vector<Value>& commits, Sentences& failures) {
    const std::vector<Value> events = events_of(commits);
    std::vector<Value> effects;
    std::ranges::copy_if(events, std::back_inserter(effects), is_effect);
    check_in_order("effect", expect.effects, effects, matches_effect, describe_effect, failures);
    check_in_order("event", expect.events, events, matches_event, describe_event, failures);
    if (expect.no_effects && !effects.empty())
        failures.push_back(fmt::format("expected no effects in this step, but found: {}",
                                       describe_all(effects, describe_effect)));
    for (const Value& absent : expect.absent_effects)
        if (std::ranges::any_of(effects, [&](const Value& e) { return matches_effect(absent, e); }))
            failures.push_back(fmt::format("expected no effect {} in this step, but found: {}", show(absent),
                                           describe_all(effects, describe_effect)));
    for (const Value& absent : expect.absent_events)
        if (std::ranges::any_of(events, [&](const Value& e) { return matches_event(absent, e); }))
            failures.push_back(fmt::format("expected no event {} in this step, but found: {}", show(absent),
                                           describe_all(events, describe_event)));
}

}  // namespace itr::scenario
