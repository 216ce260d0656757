// Looking things up in a chart.
#include <algorithm>

#include "chart/index.hpp"

namespace itr::chart {

Chart::Chart() : index_(std::make_unique<Index>()) {}
Chart::~Chart() = default;

std::uint16_t Chart::Index::find(const Names& names, std::string_view name) noexcept {
    const std::uint16_t* found = names.find(name);
    return found == nullptr ? none : *found;
}

std::span<const TransitionIndex> Chart::Index::find(const Node& node, EventIndex event) const noexcept {
    const auto first = handled.begin() + node.handled.begin;
    const auto last = handled.begin() + node.handled.end;
    if (first != last && first->event == event)  // most states handle few events
        return std::span(candidates).subspan(first->begin, first->count);
    const auto found = std::lower_bound(first, last, event,
                                        [](const Handled& h, EventIndex wanted) { return h.event < wanted; });
    if (found == last || found->event != event) return {};
    return std::span(candidates).subspan(found->begin, found->count);
}

EventIndex Chart::event(std::string_view name) const noexcept { return Index::find(index_->events, name); }
FieldIndex Chart::field(std::string_view name) const noexcept { return Index::find(index_->fields, name); }
std::uint16_t Chart::tag(std::string_view name) const noexcept { return Index::find(index_->tags, name); }

StateIndex Chart::state(std::string_view id) const noexcept {
    const StateIndex by_path = Index::find(index_->states, id);
    return by_path != none ? by_path : Index::find(index_->last_parts, id);
}

std::span<const StateIndex> Chart::tagged(std::uint16_t tag) const noexcept { return index_->tagged[tag]; }

std::span<const TransitionIndex> Chart::candidates(StateIndex state, EventIndex event) const noexcept {
    const Node& node = index_->nodes[state];
    if (event != none) return index_->find(node, event);
    return std::span(index_->candidates)
        .subspan(node.eventless.begin, node.eventless.end - node.eventless.begin);
}

StateIndex transition_domain(const Chart::Index& index, StateIndex source, bool internal,
                             std::span<const StateIndex> targets) noexcept {
    if (targets.empty()) return none;
    const auto contains_all = [&](StateIndex outer) {
        return std::all_of(targets.begin(), targets.end(),
                           [&](StateIndex target) { return is_within(index, target, outer); });
    };
    if (internal && index.nodes[source].kind == model::StateKind::compound && contains_all(source))
        return source;
    for (StateIndex up = index.nodes[source].parent; up != none && up != 0; up = index.nodes[up].parent) {
        if (index.nodes[up].kind == model::StateKind::compound && contains_all(up)) return up;
    }
    return 0;
}

}  // namespace itr::chart
