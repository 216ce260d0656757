// The compiled form of an expression: flat nodes that refer to each other by index.
#pragma once

#include <cstdint>
#include <itr/expression.hpp>
#include <limits>
#include <utility>
#include <vector>

#include "expression/functions.hpp"
#include "expression/pattern.hpp"
#include "expression/syntax.hpp"

namespace itr::expression {

enum class Op : std::uint8_t {
    // Values.
    constant,   ///< constants[a]
    slot,       ///< the frame's slot a
    local,      ///< the variable of the macro a levels outwards
    select,     ///< node a, key constants[b]
    index,      ///< node a, key node b
    list,       ///< operands[a .. a + b)
    map,        ///< operands[a .. a + b): key, value, key, value …
    ternary,    ///< a ? b : c
    negation,   ///< -a
    calculate,  ///< a what b
    call,       ///< functions[c] of operands[a .. a + b)
    host_call,  ///< the frame's function a with argument b
    transform,  ///< range a, body b, condition c or `none`
    filter,     ///< range a, body b
    unknown,    ///< errors[a]
    // Conditions: their value is a truth value.
    conjunction,   ///< operands[a .. a + b)
    disjunction,   ///< operands[a .. a + b)
    inversion,     ///< !a
    compare,       ///< a what b
    slot_is,       ///< slot a has the same bits as constants[b]; or not, by what
    slot_ordered,  ///< slot a what constants[b], an int
    in,            ///< a in b
    has_key,       ///< node a, key constants[b]
    slot_is_set,   ///< slot a is not null
    matches,       ///< node a, patterns[b]
    all,           ///< range a, body b
    exists,        ///< range a, body b
    exists_one,    ///< range a, body b
};

[[nodiscard]] constexpr bool is_condition(Op op) noexcept { return op >= Op::conjunction; }

using NodeId = std::uint32_t;
inline constexpr NodeId none = std::numeric_limits<NodeId>::max();

struct Node {
    Op op = Op::constant;
    Operator what = Operator::equal;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t c = none;
};

struct Program {
    std::vector<Node> nodes;
    std::vector<NodeId> operands;
    std::vector<Value> constants;
    std::vector<const Function*> functions;
    std::vector<Pattern> patterns;
    std::vector<Error> errors;
    NodeId root = 0;

    [[nodiscard]] bool is_constant(NodeId id) const { return nodes[id].op == Op::constant; }
    [[nodiscard]] const Value& constant(NodeId id) const { return constants[nodes[id].a]; }
};

/// What a program may read: slots ascending, and (function, argument) pairs in order of both; each once.
struct Reads {
    std::vector<std::uint32_t> slots;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> calls;
};
[[nodiscard]] Reads reads_of(const Program& program);

}  // namespace itr::expression
