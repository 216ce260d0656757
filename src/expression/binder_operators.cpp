#include <fmt/format.h>

#include <algorithm>

#include "base/spelling.hpp"
#include "expression/arithmetic.hpp"
#include "expression/binder.hpp"
#include "expression/codes.hpp"

namespace itr::expression {
namespace {

using Of = Type::Of;

bool is_ordered(const Type& type) {
    return is_number(type) || type.of == Of::boolean || type.of == Of::string || type.of == Of::bytes ||
           type.of == Of::timestamp || type.of == Of::duration;
}

/// The type of a sum, product …; nothing where there is none.
std::optional<Type> result_of(Operator op, const Type& a, const Type& b) {
    if (a.of == Of::dynamic || b.of == Of::dynamic) return Type{};
    const bool add = op == Operator::add;
    const bool subtract = op == Operator::subtract;
    const auto is = [&](Of left, Of right) { return a.of == left && b.of == right; };
    if (is_number(a) && a.of == b.of && (op != Operator::modulo || a.of != Of::floating))
        return type_of(a.of);
    if (add && a.of == b.of && (a.of == Of::string || a.of == Of::bytes)) return type_of(a.of);
    if (add && is(Of::list, Of::list)) return joined(a, b);
    if ((add || subtract) && is(Of::duration, Of::duration)) return type_of(Of::duration);
    if ((add || subtract) && is(Of::timestamp, Of::duration)) return type_of(Of::timestamp);
    if (add && is(Of::duration, Of::timestamp)) return type_of(Of::timestamp);
    if (subtract && is(Of::timestamp, Of::timestamp)) return type_of(Of::duration);
    return std::nullopt;
}

Operator mirrored(Operator op) {
    switch (op) {
        case Operator::less: return Operator::greater;
        case Operator::less_equal: return Operator::greater_equal;
        case Operator::greater: return Operator::less;
        case Operator::greater_equal: return Operator::less_equal;
        default: return op;
    }
}

/// Texts of up to 14 bytes lie within a value.
bool is_short(const Value& v) {
    return v.is_null() || v.is(Kind::boolean) || (v.is(Kind::string) && v.as_string().size() <= 14);
}

}  // namespace

// ---- conditions

void Binder::need_condition(const Bound& operand, std::uint32_t at) {
    if (operand.type.of != Of::boolean && operand.type.of != Of::dynamic)
        tell(expression_wrong_type, at,
             fmt::format("expected a condition of type bool, but found {}", to_string(operand.type, scope_)));
}

Binder::Bound Binder::bind_joined(SyntaxId id) {
    const Syntax& node = tree_[id];
    const bool decisive = node.form == Form::disjunction;
    bool decided = false;
    std::vector<Bound> kept;
    for (const SyntaxId child : node.children) {
        Bound part = bind_value(child);
        need_condition(part, tree_[child].at);
        const bool known = is_constant(part) && program_.constant(part.node).is(Kind::boolean);
        if (known && program_.constant(part.node).as_bool() == decisive) decided = true;
        if (!known) kept.push_back(std::move(part));
    }
    // A decisive operand outweighs even the errors of the others.
    if (decided || kept.empty()) return constant(Value(decided == decisive), type_of(Of::boolean));
    if (kept.size() == 1 && is_condition(program_.nodes[kept[0].node].op)) return std::move(kept[0]);
    const auto count = static_cast<std::uint32_t>(kept.size());
    return emit({.op = decisive ? Op::disjunction : Op::conjunction, .a = add_operands(kept), .b = count},
                type_of(Of::boolean), kept, false);
}

Binder::Bound Binder::bind_ternary(SyntaxId id) {
    const Syntax& node = tree_[id];
    std::vector<Bound> parts;
    for (const SyntaxId child : node.children) parts.push_back(bind_value(child));
    need_condition(parts[0], tree_[node.children[0]].at);
    Type type = joined(parts[1].type, parts[2].type);
    if (is_constant(parts[0]) && program_.constant(parts[0].node).is(Kind::boolean)) {
        Bound chosen = std::move(parts[program_.constant(parts[0].node).as_bool() ? 1 : 2]);
        chosen.type = std::move(type);
        return chosen;
    }
    return emit({.op = Op::ternary, .a = parts[0].node, .b = parts[1].node, .c = parts[2].node},
                std::move(type), parts, false);
}

Binder::Bound Binder::bind_unary(SyntaxId id) {
    const Syntax& node = tree_[id];
    const Bound operand = bind_value(node.children[0]);
    if (node.form == Form::inversion) {
        need_condition(operand, node.at);
        return emit({.op = Op::inversion, .a = operand.node}, type_of(Of::boolean), {&operand},
                    is_constant(operand));
    }
    const Of of = operand.type.of;
    if (of != Of::integer && of != Of::floating && of != Of::dynamic)
        no_overload(node.at, "-", {&operand, 1});
    return emit({.op = Op::negation, .a = operand.node}, operand.type, {&operand}, is_constant(operand));
}

// ---- operators

Binder::Bound Binder::bind_binary(SyntaxId id) {
    const Syntax& node = tree_[id];
    const std::array<Bound, 2> parts{bind_value(node.children[0]), bind_value(node.children[1])};
    if (node.op < Operator::in) return bind_comparison(node, parts[0], parts[1]);
    if (node.op == Operator::in) return bind_in(node, parts[0], parts[1]);
    const auto type = result_of(node.op, parts[0].type, parts[1].type);
    if (!type) no_overload(node.at, mark_of(node.op), parts);
    return emit({.op = Op::calculate, .what = node.op, .a = parts[0].node, .b = parts[1].node},
                type.value_or(Type{}), parts, is_constant(parts[0]) && is_constant(parts[1]));
}

Binder::Bound Binder::bind_comparison(const Syntax& node, const Bound& a, const Bound& b) {
    const bool equality = node.op == Operator::equal || node.op == Operator::not_equal;
    const bool any = a.type.of == Of::dynamic || b.type.of == Of::dynamic;
    const bool ordered = is_ordered(a.type) && is_ordered(b.type) && comparable(a.type, b.type);
    if (equality ? !comparable(a.type, b.type) : !any && !ordered)
        no_overload(node.at, mark_of(node.op), std::array{a, b});
    if (equality) {
        check_enumerated(a, b, tree_[node.children[1]].at);
        check_enumerated(b, a, tree_[node.children[0]].at);
    }
    auto made = slot_comparison(node.op, a, b);
    if (!made) made = slot_comparison(mirrored(node.op), b, a);
    if (!made) made = Node{.op = Op::compare, .what = node.op, .a = a.node, .b = b.node};
    return emit(*made, type_of(Of::boolean), {&a, &b}, is_constant(a) && is_constant(b));
}

/// The common guard compares a field with a constant: one node, no temporary values.
std::optional<Node> Binder::slot_comparison(Operator op, const Bound& a, const Bound& b) const {
    const Node& slot = program_.nodes[a.node];
    if (slot.op != Op::slot || !is_constant(b)) return std::nullopt;
    const Value& value = program_.constant(b.node);
    Node made{.op = Op::slot_ordered, .what = op, .a = slot.a, .b = program_.nodes[b.node].a};
    if (value.is(Kind::integer)) return made;
    if ((op != Operator::equal && op != Operator::not_equal) || !is_short(value)) return std::nullopt;
    made.op = Op::slot_is;
    return made;
}

Binder::Bound Binder::bind_in(const Syntax& node, const Bound& a, const Bound& b) {
    const bool searchable = b.type.of == Of::list || b.type.of == Of::map;
    if (searchable ? !comparable(a.type, element_of(b.type)) : b.type.of != Of::dynamic)
        no_overload(node.at, "in", std::array{a, b});
    if (!a.type.values.empty() && tree_[node.children[1]].form == Form::list && is_constant(b)) {
        const auto& items = tree_[node.children[1]].children;
        const auto values = program_.constant(b.node).as_list();
        for (std::size_t i = 0; i < items.size(); ++i)
            check_enumerated(a, constant(values[i], type_of(Of::string)), tree_[items[i]].at);
    }
    return emit({.op = Op::in, .a = a.node, .b = b.node}, type_of(Of::boolean), {&a, &b},
                is_constant(a) && is_constant(b));
}

void Binder::check_enumerated(const Bound& enumerated, const Bound& literal, std::uint32_t at) {
    const auto& values = enumerated.type.values;
    if (values.empty() || !is_constant(literal) || !program_.constant(literal.node).is(Kind::string)) return;
    const std::string text(program_.constant(literal.node).as_string());
    if (std::ranges::count(values, text) > 0) return;
    tell(expression_not_a_value, at,
         fmt::format("expected one of {}, but found '{}'", fmt::join(values, ", "), text),
         spelling::did_you_mean(text, values));
}

// ---- functions

Binder::Bound Binder::bind_call(SyntaxId id) {
    const Syntax& node = tree_[id];
    if (node.form == Form::call) {
        const auto host = std::ranges::find(scope_.functions, node.text, &HostFunction::name);
        if (host != scope_.functions.end()) return bind_host_call(id, *host);
    }
    std::vector<Bound> arguments;
    for (const SyntaxId child : node.children) arguments.push_back(bind_value(child));
    const Function* function = find_function(node.text);
    if (function == nullptr) {
        std::vector<std::string> names = function_names();
        for (const HostFunction& host : scope_.functions) names.push_back(host.name);
        return mistake(expression_unknown_function, node.at, fmt::format("unknown function '{}'", node.text),
                       spelling::did_you_mean(node.text, names));
    }
    const bool callable = std::ranges::any_of(function->overloads, [&](const Overload& o) {
        return o.member == (node.form == Form::member_call) && o.count == arguments.size();
    });
    if (!callable)
        return mistake(
            expression_no_such_overload, node.at,
            fmt::format("{}() is not called like this, with {} arguments", node.text, node.children.size()));
    Type type = check_overload(node, *function, arguments);
    if (node.text == "matches" && is_constant(arguments[1]) && !is_constant(arguments[0]))
        return bind_matches(node, arguments);
    program_.functions.push_back(function);
    const bool foldable = std::ranges::all_of(arguments, [&](const Bound& b) { return is_constant(b); });
    const auto count = static_cast<std::uint32_t>(arguments.size());
    return emit({.op = Op::call,
                 .a = add_operands(arguments),
                 .b = count,
                 .c = static_cast<std::uint32_t>(program_.functions.size() - 1)},
                std::move(type), arguments, foldable && node.text != "dyn");
}

Type Binder::check_overload(const Syntax& node, const Function& function, std::span<const Bound> arguments) {
    for (const Overload& overload : function.overloads) {
        if (overload.member != (node.form == Form::member_call) || overload.count != arguments.size())
            continue;
        bool fit = true;
        for (std::size_t i = 0; i < arguments.size(); ++i)
            fit = fit && fits(type_of(overload.parameters[i]), arguments[i].type);
        if (fit) return type_of(overload.result);
    }
    no_overload(node.at, node.text, arguments);
    return {};
}

/// A pattern known ahead is compiled once.
Binder::Bound Binder::bind_matches(const Syntax& node, std::span<const Bound> arguments) {
    const Value& text = program_.constant(arguments[1].node);
    const std::uint32_t at = tree_[node.children[1]].at;
    if (!text.is(Kind::string))
        return mistake(expression_no_such_overload, at,
                       "expected a pattern of type string as the argument of matches()");
    auto pattern = Pattern::compile(text.as_string());
    if (!pattern) return mistake(pattern.error().code, at, pattern.error().message);
    program_.patterns.push_back(*std::move(pattern));
    return emit({.op = Op::matches,
                 .a = arguments[0].node,
                 .b = static_cast<std::uint32_t>(program_.patterns.size() - 1)},
                type_of(Of::boolean), arguments, false);
}

Binder::Bound Binder::bind_host_call(SyntaxId id, const HostFunction& function) {
    const Syntax& node = tree_[id];
    const Syntax* argument = node.children.size() == 1 ? &tree_[node.children[0]] : nullptr;
    if (argument == nullptr || argument->form != Form::literal || !argument->literal.is(Kind::string))
        return mistake(expression_not_literal, argument != nullptr ? argument->at : node.at,
                       fmt::format("expected one text in quotes as the argument of {}()", function.name));
    const auto resolved = function.resolve(argument->literal.as_string());
    if (!resolved) return mistake(resolved.error().code, argument->at, resolved.error().message);
    Bound bound = emit({.op = Op::host_call, .a = function.id, .b = *resolved}, function.result, {}, false);
    bound.pure = false;
    return bound;
}

}  // namespace itr::expression
