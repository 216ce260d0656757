// The syntax tree of an expression: what was written, with macros recognised and nothing resolved.
#pragma once

#include <cstdint>
#include <itr/value.hpp>
#include <string>
#include <vector>

namespace itr::expression {

enum class Form : std::uint8_t {
    literal,
    name,         ///< text; `absolute` if written with a leading dot
    select,       ///< child.text
    has,          ///< has(child.text)
    index,        ///< child[child]
    call,         ///< text(children…)
    member_call,  ///< child.text(further children…)
    list,
    map,          ///< key, value, key, value …
    conjunction,  ///< two or more children
    disjunction,  ///< two or more children
    ternary,
    inversion,  ///< !child
    negation,   ///< -child
    binary,
    // Macros: the range, then the body (map with a condition: range, condition, body); text is the variable.
    all,
    exists,
    exists_one,
    transform,
    filter,
};

enum class Operator : std::uint8_t {
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    add,
    subtract,
    multiply,
    divide,
    modulo,
};

using SyntaxId = std::uint32_t;

struct Syntax {
    Form form = Form::literal;
    Operator op = Operator::equal;
    bool absolute = false;
    std::uint32_t at = 0;  ///< byte offset in the source
    std::uint32_t height = 1;
    Value literal{};
    std::string text{};
    std::vector<SyntaxId> children{};
};

struct SyntaxTree {
    std::vector<Syntax> nodes;
    SyntaxId root = 0;

    [[nodiscard]] const Syntax& operator[](SyntaxId id) const { return nodes[id]; }
};

}  // namespace itr::expression
