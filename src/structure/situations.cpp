#include "structure/situations.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "structure/truth.hpp"

namespace itr::structure {
namespace {

constexpr std::size_t max_situations = 20'000;

/// Whether it calls one of these functions where && || and ! join what it asks.
bool calls_any(const Term& condition, std::initializer_list<std::string_view> functions) {
    if (condition.of == Term::Of::call)
        return std::ranges::find(functions, condition.function) != functions.end();
    return std::ranges::any_of(condition.parts, [&](const Term& part) { return calls_any(part, functions); });
}

void add_events(const Term& condition, const chart::Chart& chart, std::set<chart::EventIndex>& asked) {
    if (condition.of == Term::Of::call && condition.function == "on")
        asked.insert(chart.event(condition.argument));
    for (const Term& part : condition.parts) add_events(part, chart, asked);
}

/// Whether another event that is asked for may come within the same step: where the engine tells one of them,
/// or an action raises it. Two from outside never do.
bool may_have_company(chart::EventIndex event, const std::set<chart::EventIndex>& asked, const Steps& steps) {
    return event != chart::none && std::ranges::any_of(asked, [&](chart::EventIndex other) {
               return other != event && !(steps.knows(event) && steps.knows(other));
           });
}

/// The steps that differ in what the conditions ask for; empty where there are too many.
std::vector<Situation> situations_of(const chart::Chart& chart, const Steps& steps,
                                     std::initializer_list<const Term*> conditions) {
    std::vector<chart::StateIndex> leaves;
    for (chart::StateIndex state = 0; state < chart.states().size(); ++state)
        if (chart.states()[state].children.empty()) leaves.push_back(state);
    std::vector<chart::StateIndex> before{chart::none};
    const bool asks_before = std::ranges::any_of(conditions, [](const Term* one) {
        return calls_any(*one, {"wasIn", "entered", "left"});
    });
    if (asks_before) before.insert(before.end(), leaves.begin(), leaves.end());
    std::set<chart::EventIndex> asked;
    for (const Term* condition : conditions) add_events(*condition, chart, asked);
    // What is not asked for makes no difference; where several come, each of them has its turn to be the
    // event.
    std::set<chart::EventIndex> events = asked;
    events.insert(chart::none);
    std::vector<Situation> all;
    if (leaves.size() * before.size() * events.size() > max_situations) return all;
    for (const auto after : leaves)
        for (const auto was : before)
            for (const auto event : events) {
                const Situation situation{was, after, event, may_have_company(event, asked, steps)};
                const bool at_opening = asks_before && was == chart::none;
                if (steps.may_be(situation) && !(at_opening && steps.knows(event))) all.push_back(situation);
            }
    return all;
}

}  // namespace

bool implies_in_chart(const Term& start, const Term& stop, const chart::Chart& chart, const Steps& steps,
                      Cases& cases) {
    bool starts = false;
    for (const Situation& situation : situations_of(chart, steps, {&start, &stop})) {
        if (truth(start, chart, situation) == Truth::no) continue;
        const Truth stops = truth(stop, chart, situation);
        const auto answers = [&](const Term& call) { return truth(call, chart, situation); };
        if (stops == Truth::no || (stops == Truth::maybe && !cases.imply(start, stop, answers))) return false;
        starts = true;
    }
    return starts;
}

bool never_holds_in_chart(const Term& condition, const chart::Chart& chart, const Steps& steps) {
    const auto all = situations_of(chart, steps, {&condition});
    return !all.empty() && std::ranges::all_of(all, [&](const Situation& situation) {
        return truth(condition, chart, situation) == Truth::no;
    });
}

}  // namespace itr::structure
