#include "expression/program.hpp"

#include <algorithm>

namespace itr::expression {
namespace {

template <typename T>
void sort_unique(std::vector<T>& items) {
    std::ranges::sort(items);
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

/// Which of a node's operands are nodes.
void push_children(const Program& program, const Node& node, std::vector<NodeId>& open) {
    switch (node.op) {
        case Op::list:
        case Op::map:
        case Op::call:
        case Op::conjunction:
        case Op::disjunction:
            open.insert(open.end(), program.operands.begin() + node.a,
                        program.operands.begin() + node.a + node.b);
            return;
        case Op::ternary:
        case Op::transform:
            open.push_back(node.a);
            open.push_back(node.b);
            if (node.c != none) open.push_back(node.c);
            return;
        case Op::index:
        case Op::calculate:
        case Op::compare:
        case Op::in:
        case Op::filter:
        case Op::all:
        case Op::exists:
        case Op::exists_one:
            open.push_back(node.a);
            open.push_back(node.b);
            return;
        case Op::select:
        case Op::has_key:
        case Op::negation:
        case Op::inversion:
        case Op::matches: open.push_back(node.a); return;
        default: return;
    }
}

}  // namespace

Reads reads_of(const Program& program) {
    Reads reads;
    std::vector<NodeId> open{program.root};
    while (!open.empty()) {
        const Node& node = program.nodes[open.back()];
        open.pop_back();
        if (node.op == Op::slot || node.op == Op::slot_is || node.op == Op::slot_ordered ||
            node.op == Op::slot_is_set)
            reads.slots.push_back(node.a);
        if (node.op == Op::host_call) reads.calls.emplace_back(node.a, node.b);
        push_children(program, node, open);
    }
    sort_unique(reads.slots);
    sort_unique(reads.calls);
    return reads;
}

}  // namespace itr::expression
