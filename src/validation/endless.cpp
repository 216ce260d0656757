#include "validation/endless.hpp"

#include <map>
#include <set>

#include "chart/index.hpp"
#include "validation/trial.hpp"

namespace itr::validation {
namespace {

using chart::Chart;
using chart::StateIndex;
using chart::Transition;
using model::StateKind;
using Slots = std::set<std::uint32_t>;

/// What is known of a guard before values are tried.
enum class Guard : std::uint8_t { holds, never, asks, unknown };

/// One way on from a place, in the order in which the ways are tried.
struct Way {
    chart::TransitionIndex transition = chart::none;
    Guard guard = Guard::unknown;
    StateIndex to = chart::none;          ///< the place; none: the ticket ends, or not known
    StateIndex remembered = chart::none;  ///< of what the way goes back into, as it begins: by a history
};

/// Where eventless transitions lead from the places in which a ticket can be: simple states, and parallel
/// ones in which nothing moves. Of regions beside each other only one may have any such transitions.
class Places {
  public:
    Places(const Chart& chart, const Readables& readables) : chart_(chart), readables_(readables) {
        const auto states = chart.states();
        own_.resize(states.size());
        moving_.resize(states.size());
        for (StateIndex s = 0; s < states.size(); ++s)
            for (auto t = states[s].transitions.begin; t < states[s].transitions.end; ++t)
                if (transition(t).eventless && guard_of(transition(t)) != Guard::never) own_[s] = true;
        for (std::size_t s = states.size(); s-- > 0;) {
            moving_[s] = moving_[s] || own_[s];
            if (moving_[s] && states[s].parent != chart::none) moving_[states[s].parent] = true;
        }
    }

    [[nodiscard]] const Transition& transition(std::size_t t) const { return chart_.transitions()[t]; }

    [[nodiscard]] bool any() const { return moving_[0]; }

    /// Up to the first that is always taken; none of what is no place, and of one that is not alone in
    /// moving.
    [[nodiscard]] std::vector<Way> ways_from(StateIndex place) const {
        std::vector<Way> ways;
        if ((!is_leaf(place) && !is_quiet(place)) || !moves_alone(place)) return ways;
        for (StateIndex s = place; s != chart::none; s = state(s).parent)
            for (auto t = state(s).transitions.begin; t < state(s).transitions.end; ++t) {
                if (!transition(t).eventless) continue;
                Way way{static_cast<chart::TransitionIndex>(t), guard_of(transition(t))};
                if (way.guard == Guard::never) continue;
                follow(way, place);
                ways.push_back(way);
                if (way.guard == Guard::holds) return ways;
            }
        return ways;
    }

    /// Whether every place of a circle that lies in what the way goes back into is the one that it leads to.
    [[nodiscard]] bool remembers(const Way& way, const std::vector<StateIndex>& circle) const {
        return way.remembered == chart::none || std::ranges::all_of(circle, [&](StateIndex place) {
                   const bool within = place >= way.remembered && place < state(way.remembered).end;
                   return !within || place == way.to;
               });
    }

    /// Whether taking the way may change what is read.
    [[nodiscard]] bool changes(StateIndex from, const Way& way, const Slots& slots) const {
        const Transition& taken = transition(way.transition);
        if (any_changes(taken.actions, slots)) return true;
        if (taken.targets.empty()) return false;
        const auto changes_there = [&](StateIndex s) {
            const chart::TransitionIndex initial = state(s).initial;
            return any_changes(state(s).entry, slots) || any_changes(state(s).exit, slots) ||
                   (initial != chart::none && any_changes(transition(initial).actions, slots));
        };
        const StateIndex domain = taken.dynamic_domain ? chart::none : taken.domain;
        for (const StateIndex place : {from, way.to})
            for (StateIndex s = place; s != chart::none && s != domain; s = state(s).parent) {
                if (changes_there(s)) return true;
                if (state(s).kind != StateKind::parallel) continue;
                for (StateIndex inner = s; inner < state(s).end; ++inner)
                    if (changes_there(inner)) return true;
            }
        return false;
    }

  private:
    [[nodiscard]] const chart::State& state(std::size_t s) const { return chart_.states()[s]; }

    [[nodiscard]] bool is_leaf(StateIndex s) const { return chart::is_leaf(state(s).kind); }

    [[nodiscard]] Guard guard_of(const Transition& t) const {
        if (t.guard_unknown) return Guard::unknown;
        if (!t.guard) return Guard::holds;
        if (const auto& constant = t.guard->constant())
            return *constant == Value(true) ? Guard::holds : Guard::never;
        const bool readable =
            t.guard->calls().empty() && std::ranges::all_of(t.guard->slots(), [&](std::uint32_t slot) {
                return readables_.contains(slot);
            });
        return readable ? Guard::asks : Guard::unknown;
    }

    /// Whether, while it is active, nothing moves that is not within the region that it is in.
    [[nodiscard]] bool moves_alone(StateIndex place) const {
        bool in_region = false;
        for (StateIndex child = place, s = state(place).parent; s != chart::none;
             child = s, s = state(s).parent) {
            if (state(s).kind == StateKind::parallel) {
                in_region = true;
                for (const StateIndex other : state(s).children)
                    if (other != child && moving_[other]) return false;
            }
            if (in_region && own_[s]) return false;
        }
        return true;
    }

    /// Whether it is a parallel state in which nothing moves.
    [[nodiscard]] bool is_quiet(StateIndex s) const {
        return state(s).kind == StateKind::parallel &&
               std::ranges::none_of(state(s).children, [&](StateIndex region) { return moving_[region]; });
    }

    void follow(Way& way, StateIndex from) const {
        if (transition(way.transition).targets_unknown) return;
        const auto& targets = transition(way.transition).targets;
        if (targets.empty()) way.to = from;
        // Of several, which lie in different regions, at most one is in what moves.
        std::set<StateIndex> places;
        for (const StateIndex target : targets) {
            Way one;
            enter(target, one);
            if (targets.size() == 1) way.remembered = one.remembered;
            if (one.remembered != chart::none && targets.size() > 1) return;
            places.insert(one.to);
        }
        if (places.size() == 1) way.to = *places.begin();
    }

    /// The place that is entered with a state: of several the one that moves.
    void enter(StateIndex s, Way& way) const {
        while (s != chart::none && !is_leaf(s) && !is_quiet(s)) {
            const bool from_history = chart::is_history(state(s).kind);
            if (from_history && way.remembered != chart::none) return;
            if (from_history) way.remembered = state(s).parent;
            s = state(s).kind == StateKind::parallel ? moving_region(s) : initial_of(s);
        }
        for (StateIndex up = s; up != chart::none; up = state(up).parent)
            if (is_quiet(up)) s = up;
        const bool ends = s != chart::none && chart::ends_ticket(state(s));
        way.to = ends ? chart::none : s;
    }

    [[nodiscard]] StateIndex initial_of(StateIndex s) const {
        if (state(s).initial == chart::none) return chart::none;
        const Transition& initial = transition(state(s).initial);
        const bool is_one = initial.targets.size() == 1 && !initial.targets_unknown;
        return is_one ? initial.targets.front() : chart::none;
    }

    /// None where several move.
    [[nodiscard]] StateIndex moving_region(StateIndex parallel) const {
        StateIndex found = chart::none;
        for (const StateIndex region : state(parallel).children) {
            if (!moving_[region]) continue;
            if (found != chart::none) return chart::none;
            found = region;
        }
        return found;
    }

    [[nodiscard]] bool any_changes(chart::Range actions, const Slots& slots) const {
        return std::ranges::any_of(chart_.actions(actions), [&](const chart::Action& action) {
            return std::ranges::any_of(slots, [&](std::uint32_t slot) { return changes(action, slot); });
        });
    }

    /// A table may fill any field, an assignment all that says whose a ticket is.
    static bool changes(const chart::Action& action, std::uint32_t slot) {
        using Kind = model::Action::Kind;
        const bool is_data = slot >= chart::slot::data;
        if (action.incomplete) return true;
        if (action.kind == Kind::set)
            return std::ranges::any_of(
                action.with, [&](const auto& each) { return chart::slot::data + each.field == slot; });
        if (action.kind == Kind::decide) return is_data;
        return action.kind == Kind::assign && (!is_data || !action.table.empty());
    }

    const Chart& chart_;
    const Readables& readables_;
    std::vector<bool> own_;     ///< by state: has eventless transitions
    std::vector<bool> moving_;  ///< … it, or one below it
};

class Endless {
  public:
    Endless(const Chart& chart, const std::vector<bool>& reachable, Report& report)
        : chart_(chart),
          readables_(readables_of(chart)),
          places_(chart, readables_),
          reachable_(reachable),
          report_(report) {
        each_state(chart.workflow().root, [&](const model::State& state) { written_.push_back(state.at); });
    }

    void check() {
        if (!places_.any()) return;
        ways_.resize(chart_.states().size());
        std::vector<std::vector<StateIndex>> followers(ways_.size());
        for (StateIndex s = 0; s < ways_.size(); ++s) {
            ways_[s] = places_.ways_from(s);
            for (const Way& way : ways_[s])
                if (way.to != chart::none) followers[s].push_back(way.to);
        }
        const std::vector<int> numbers = number_circles(followers);
        std::map<int, std::vector<StateIndex>> groups;
        for (StateIndex s = 0; s < ways_.size(); ++s) groups[numbers[s]].push_back(s);
        for (const auto& [number, group] : groups)
            if (group.size() > 1 ||
                std::ranges::find(followers[group[0]], group[0]) != followers[group[0]].end())
                try_values(group);
    }

  private:
    /// Places that lead to each other: with given values each has one way on at most.
    void try_values(const std::vector<StateIndex>& group) {
        std::vector<const expression::Expression*> guards;
        for (const StateIndex place : group)
            for (const Way& way : ways_[place])
                if (way.guard == Guard::asks) guards.push_back(&*places_.transition(way.transition).guard);
        Trial trial(readables_, guards);
        do {
            std::map<StateIndex, const Way*> next;
            for (const StateIndex place : group) next[place] = way_taken(place, trial);
            follow(group, next, trial);
            effort_ -= std::min(effort_, guards.size() + group.size());
        } while (effort_ > 0 && trial.next());
    }

    /// Nothing where none is, or it cannot be told.
    [[nodiscard]] const Way* way_taken(StateIndex place, const Trial& trial) const {
        for (const Way& way : ways_[place]) {
            if (way.guard == Guard::unknown) return nullptr;
            if (way.guard == Guard::holds || places_.transition(way.transition).guard->holds(trial))
                return &way;
        }
        return nullptr;
    }

    void follow(const std::vector<StateIndex>& group, const std::map<StateIndex, const Way*>& next,
                const Trial& trial) {
        std::map<StateIndex, StateIndex> begun;  ///< place → from which it was first come to
        for (const StateIndex start : group) {
            StateIndex at = start;
            while (next.contains(at) && next.at(at) != nullptr && begun.emplace(at, start).second)
                at = next.at(at)->to;
            if (!begun.contains(at) || begun.at(at) != start || next.at(at) == nullptr) continue;
            std::vector<StateIndex> circle{at};
            for (StateIndex s = next.at(at)->to; s != at; s = next.at(s)->to) circle.push_back(s);
            look_at(std::move(circle), next, trial);
        }
    }

    void look_at(std::vector<StateIndex> circle, const std::map<StateIndex, const Way*>& next,
                 const Trial& trial) {
        Slots read;
        for (const StateIndex place : circle)
            for (const Way& way : ways_[place]) {
                if (way.guard == Guard::asks) {
                    const auto slots = places_.transition(way.transition).guard->slots();
                    read.insert(slots.begin(), slots.end());
                }
                if (&way == next.at(place)) break;
            }
        for (const StateIndex place : circle)
            if (places_.changes(place, *next.at(place), read) || !places_.remembers(*next.at(place), circle))
                return;
        std::ranges::sort(circle);
        tell(circle, trial.values_of(read));
    }

    void tell(const std::vector<StateIndex>& circle, const std::string& values) {
        const auto is_reachable = [&](StateIndex s) { return reachable_[s]; };
        if (std::ranges::none_of(circle, is_reachable)) return;
        if (!circles_.insert(circle).second) return;
        std::vector<std::string_view> names;
        for (const StateIndex s : circle) names.push_back(chart_.states()[s].id);
        const Location& at = written_[circle.back()];
        if (values.empty())
            report_.error(endless_loop, at,
                          fmt::format("an endless circle of transitions without event or condition: {}",
                                      fmt::join(names, ", ")),
                          "add a 'when', or an event");
        else
            report_.warn(endless_loop, at,
                         fmt::format("with {} transitions without event go round in a circle for ever: {}",
                                     values, fmt::join(names, ", ")),
                         "nothing on the way changes what their conditions ask for: change it, add a way "
                         "out, or an event");
    }

    const Chart& chart_;
    Readables readables_;
    Places places_;
    const std::vector<bool>& reachable_;
    Report& report_;
    std::vector<Location> written_;              ///< by state
    std::vector<std::vector<Way>> ways_;         ///< by state
    std::set<std::vector<StateIndex>> circles_;  ///< that were told of
    std::size_t effort_ = 1'000'000;             ///< how many guards may still be asked
};

}  // namespace

void check_endless(const chart::Chart& chart, const std::vector<bool>& reachable, Report& report) {
    Endless(chart, reachable, report).check();
}

}  // namespace itr::validation
