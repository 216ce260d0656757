#include "expression/evaluator.hpp"

#include <fmt/core.h>

#include <array>
#include <cstring>
#include <utility>

#include "expression/arithmetic.hpp"
#include "expression/codes.hpp"
#include "expression/compare.hpp"

namespace itr::expression {
namespace {

Truth from(bool condition) noexcept { return condition ? Truth::yes : Truth::no; }

/// A short text, a truth value or null is equal to another exactly when all sixteen bytes are: a value keeps
/// them in place, with the rest zero (value.hpp). Saves two calls in the most common guard.
bool same_bits(const Value& a, const Value& b) noexcept {
    std::array<std::uint64_t, 2> x;
    std::array<std::uint64_t, 2> y;
    static_assert(sizeof x == sizeof(Value));
    std::memcpy(x.data(), static_cast<const void*>(&a), sizeof x);
    std::memcpy(y.data(), static_cast<const void*>(&b), sizeof y);
    return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
}

template <typename T>
bool holds(Operator what, const T& ordering) noexcept {
    switch (what) {
        case Operator::equal: return ordering == 0;
        case Operator::not_equal: return ordering != 0;
        case Operator::less: return ordering < 0;
        case Operator::less_equal: return ordering <= 0;
        case Operator::greater: return ordering > 0;
        default: return ordering >= 0;
    }
}

/// The same of integers, without a branch: which of less, equal and greater (bits 0, 1, 2) the operator
/// takes.
bool holds(Operator what, std::int64_t a, std::int64_t b) noexcept {
    static constexpr std::array<unsigned, 6> taken{0b010, 0b101, 0b001, 0b011, 0b100, 0b110};
    const int sign = static_cast<int>(a > b) - static_cast<int>(a < b);
    return (taken[static_cast<std::size_t>(what)] >> (sign + 1) & 1U) != 0;
}

std::string quoted(const Value& key) {
    std::string text = to_json(key);
    if (text.size() > 64) text.resize(64);
    return is_utf8(text) ? text : "…";
}

}  // namespace

const Value* Evaluator::value(NodeId id, Value& room) {
    const Node& node = program_.nodes[id];
    if (!run_.spend(1)) return nullptr;
    if (!is_condition(node.op)) return compute(node, room);
    const Truth truth = condition(node);
    if (truth == Truth::failed) return nullptr;
    return &(room = Value(truth == Truth::yes));
}

Truth Evaluator::truth(NodeId id) { return quick(id); }

/// The common guard, or a part of it: a field, or a field beside a constant, without a call for each.
inline Truth Evaluator::quick(NodeId id) {
    const Node& node = program_.nodes[id];
    if (node.op != Op::slot_is && node.op != Op::slot_ordered && node.op != Op::slot) return deeper(id);
    if (!run_.spend(1)) return Truth::failed;
    const Value& v = run_.frame().slot(node.a);
    if (node.op == Op::slot) return as_truth(v);
    const Value& constant = program_.constants[node.b];
    if (node.op == Op::slot_is) return from(same_bits(v, constant) == (node.what == Operator::equal));
    if (v.is(Kind::integer)) return from(expression::holds(node.what, v.as_int(), constant.as_int()));
    return relation(node.what, v, constant);
}

Truth Evaluator::deeper(NodeId id) {
    const Node& node = program_.nodes[id];
    if (!run_.spend(1)) return Truth::failed;
    if (is_condition(node.op)) return condition(node);
    Value room;
    const Value* v = compute(node, room);
    return v == nullptr ? Truth::failed : as_truth(*v);
}

Truth Evaluator::as_truth(const Value& value) {
    if (value.is(Kind::boolean)) return from(value.as_bool());
    run_.no_overload("condition", std::array{&value});
    return Truth::failed;
}

const Value* Evaluator::compute(const Node& node, Value& room) {
    switch (node.op) {
        case Op::constant: return &program_.constants[node.a];
        case Op::slot: return &run_.frame().slot(node.a);
        case Op::local: return local(node.a);
        case Op::select: return select(node, room);
        case Op::index: return index(node, room);
        case Op::list: return list(node, room);
        case Op::map: return map(node, room);
        case Op::ternary: {
            const Truth chosen = truth(node.a);
            return chosen == Truth::failed ? nullptr : value(chosen == Truth::yes ? node.b : node.c, room);
        }
        case Op::negation: return negated(node, room);
        case Op::calculate: return calculated(node, room);
        case Op::call: return call(node, room);
        case Op::host_call: return &(room = run_.frame().call(node.a, node.b));
        case Op::transform: return transform(node, room);
        case Op::filter: return filter(node, room);
        default: run_.fail(program_.errors[node.a].code, program_.errors[node.a].message); return nullptr;
    }
}

Truth Evaluator::condition(const Node& node) {
    switch (node.op) {
        case Op::conjunction: return joined(node, Truth::no);
        case Op::disjunction: return joined(node, Truth::yes);
        case Op::inversion: {
            const Truth inner = truth(node.a);
            return inner == Truth::failed ? inner : from(inner == Truth::no);
        }
        case Op::compare: return compared(node);
        case Op::slot_is:
            return from(same_bits(run_.frame().slot(node.a), program_.constants[node.b]) ==
                        (node.what == Operator::equal));
        case Op::slot_ordered: return slot_ordered(node);
        case Op::in: return contained(node);
        case Op::has_key: return has_key(node);
        case Op::slot_is_set: return from(!run_.frame().slot(node.a).is_null());
        case Op::matches: return matches(node);
        case Op::all: return any(node, Truth::no);
        case Op::exists: return any(node, Truth::yes);
        default: return exactly_one(node);
    }
}

// ---- values

const Value* Evaluator::local(std::uint32_t levels) const {
    const Local* at = locals_;
    for (; levels > 0; --levels) at = at->outer;
    return at->value;
}

const Value* Evaluator::select(const Node& node, Value& room) {
    Value inner;
    const Value* of = value(node.a, inner);
    if (of == nullptr) return nullptr;
    const Value& key = program_.constants[node.b];
    if (!of->is(Kind::map)) {
        run_.fail(expression_no_such_field,
                  fmt::format("a value of type {} has no field {}", cel_name(of->kind()), quoted(key)));
        return nullptr;
    }
    const Value* found = element(*of, key);
    // What lies in `inner` must outlive it.
    return found == nullptr || of != &inner ? found : &(room = *found);
}

const Value* Evaluator::index(const Node& node, Value& room) {
    Value inner;
    Value key_room;
    const Value* of = value(node.a, inner);
    if (of == nullptr) return nullptr;
    const Value* key = value(node.b, key_room);
    if (key == nullptr) return nullptr;
    const Value* found = element(*of, *key);
    return found == nullptr || of != &inner ? found : &(room = *found);
}

const Value* Evaluator::element(const Value& of, const Value& key) {
    if (of.is(Kind::map)) {
        if (const Value* found = look_up(of, key)) return found;
        run_.fail(expression_no_such_key, fmt::format("no such key: {}", quoted(key)));
        return nullptr;
    }
    if (!of.is(Kind::list) || !is_number(key)) {
        run_.no_overload("_[_]", std::array{&of, &key});
        return nullptr;
    }
    const auto at = whole_number(key);
    const auto items = of.as_list();
    if (at && at->is(Kind::integer) && at->as_int() >= 0 && std::cmp_less(at->as_int(), items.size()))
        return &items[static_cast<std::size_t>(at->as_int())];
    if (at && at->is(Kind::unsigned_integer) && at->as_uint() < items.size()) return &items[at->as_uint()];
    run_.fail(expression_out_of_range, fmt::format("index {} of a list of {}", quoted(key), items.size()));
    return nullptr;
}

const Value* Evaluator::list(const Node& node, Value& room) {
    std::vector<Value> items;
    items.reserve(node.b);
    for (std::uint32_t i = 0; i < node.b; ++i) {
        Value inner;
        const Value* item = value(program_.operands[node.a + i], inner);
        if (item == nullptr || !spend_on(run_, *item)) return nullptr;
        items.push_back(*item);
    }
    return &(room = Value::list(std::move(items)));
}

const Value* Evaluator::map(const Node& node, Value& room) {
    std::vector<Value::Entry> entries;
    entries.reserve(node.b / 2);
    for (std::uint32_t i = 0; i < node.b; i += 2) {
        Value key_room;
        Value item_room;
        const Value* key = value(program_.operands[node.a + i], key_room);
        if (key == nullptr || !spend_on(run_, *key)) return nullptr;
        if (!key->is(Kind::integer) && !key->is(Kind::unsigned_integer) && !key->is(Kind::boolean) &&
            !key->is(Kind::string)) {
            run_.no_overload("map key", std::array{key});
            return nullptr;
        }
        const Value* item = value(program_.operands[node.a + i + 1], item_room);
        if (item == nullptr || !spend_on(run_, *item)) return nullptr;
        entries.push_back({*key, *item});
    }
    room = Value::map(std::move(entries));
    if (room.as_map().size() == node.b / 2) return &room;
    run_.fail(expression_duplicate_key, "the same key twice in one map");
    return nullptr;
}

const Value* Evaluator::calculated(const Node& node, Value& room) {
    Value left;
    Value right;
    const Value* a = value(node.a, left);
    if (a == nullptr) return nullptr;
    const Value* b = value(node.b, right);
    return b != nullptr && calculate(run_, node.what, *a, *b, room) ? &room : nullptr;
}

const Value* Evaluator::negated(const Node& node, Value& room) {
    Value inner;
    const Value* v = value(node.a, inner);
    return v != nullptr && negate(run_, *v, room) ? &room : nullptr;
}

const Value* Evaluator::call(const Node& node, Value& room) {
    std::array<Value, 2> rooms;
    std::array<const Value*, 2> arguments{};
    for (std::uint32_t i = 0; i < node.b; ++i) {
        arguments[i] = value(program_.operands[node.a + i], rooms[i]);
        if (arguments[i] == nullptr) return nullptr;
    }
    const bool done = program_.functions[node.c]->implementation(run_, {arguments.data(), node.b}, room);
    return done ? &room : nullptr;
}

// ---- macros

template <typename Body>
bool Evaluator::each(NodeId range, Body body) {
    Value room;
    const Value* over = value(range, room);
    if (over == nullptr) return false;
    const auto visit = [&](const Value& item) {
        const Local local{&item, locals_};
        locals_ = &local;
        const bool go_on = run_.spend(1) && body(item);
        locals_ = local.outer;
        return go_on;
    };
    if (over->is(Kind::list)) {
        for (const Value& item : over->as_list())
            if (!visit(item)) return false;
        return true;
    }
    if (over->is(Kind::map)) {
        for (const auto& entry : over->as_map())
            if (!visit(entry.key)) return false;
        return true;
    }
    return run_.no_overload("range", std::array{over});
}

const Value* Evaluator::transform(const Node& node, Value& room) {
    std::vector<Value> items;
    const bool done = each(node.a, [&](const Value&) {
        if (node.c != none) {
            const Truth wanted = truth(node.c);
            if (wanted != Truth::yes) return wanted == Truth::no;
        }
        Value inner;
        const Value* item = value(node.b, inner);
        if (item == nullptr || !spend_on(run_, *item)) return false;
        items.push_back(*item);
        return true;
    });
    return done ? &(room = Value::list(std::move(items))) : nullptr;
}

const Value* Evaluator::filter(const Node& node, Value& room) {
    std::vector<Value> items;
    const bool done = each(node.a, [&](const Value& item) {
        const Truth wanted = truth(node.b);
        if (wanted != Truth::yes) return wanted == Truth::no;
        if (!spend_on(run_, item)) return false;
        items.push_back(item);
        return true;
    });
    return done ? &(room = Value::list(std::move(items))) : nullptr;
}

/// all() and exists() are && and || over the elements: one decisive element outweighs errors of others.
Truth Evaluator::any(const Node& node, Truth decisive) {
    bool decided = false;
    std::optional<Error> first;
    const bool done = each(node.a, [&](const Value&) {
        const Truth t = truth(node.b);
        decided = t == decisive;
        if (t == Truth::failed && !first && !run_.exhausted()) first = std::move(run_.error());
        return !decided && !run_.exhausted();
    });
    if (decided) return decisive;
    if (!done) return Truth::failed;
    if (!first) return decisive == Truth::yes ? Truth::no : Truth::yes;
    run_.error() = std::move(first);
    return Truth::failed;
}

Truth Evaluator::exactly_one(const Node& node) {
    int found = 0;
    const bool done = each(node.a, [&](const Value&) {
        const Truth t = truth(node.b);
        if (t == Truth::yes) ++found;
        return t != Truth::failed;
    });
    return done ? from(found == 1) : Truth::failed;
}

// ---- conditions

Truth Evaluator::joined(const Node& node, Truth decisive) {
    const NodeId* operands = program_.operands.data() + node.a;
    for (std::uint32_t i = 0; i < node.b; ++i) {
        const Truth t = quick(operands[i]);
        if (t == decisive) return t;
        if (t == Truth::failed) return absorbing(node, i + 1, decisive);
    }
    return decisive == Truth::yes ? Truth::no : Truth::yes;
}

/// The rest of && or || after an operand failed: a decisive one still decides, otherwise the first error
/// stays.
Truth Evaluator::absorbing(const Node& node, std::uint32_t next, Truth decisive) {
    if (run_.exhausted()) return Truth::failed;
    auto first = std::move(run_.error());
    for (; next < node.b && !run_.exhausted(); ++next)
        if (truth(program_.operands[node.a + next]) == decisive) return decisive;
    if (!run_.exhausted()) run_.error() = std::move(first);
    return Truth::failed;
}

Truth Evaluator::compared(const Node& node) {
    const Node& first = program_.nodes[node.a];
    const Node& second = program_.nodes[node.b];
    if (first.op == Op::slot && second.op == Op::slot) {  // two fields: no temporary values
        if (!run_.spend(2)) return Truth::failed;
        return relation(node.what, run_.frame().slot(first.a), run_.frame().slot(second.a));
    }
    Value left;
    Value right;
    const Value* a = value(node.a, left);
    if (a == nullptr) return Truth::failed;
    const Value* b = value(node.b, right);
    return b == nullptr ? Truth::failed : relation(node.what, *a, *b);
}

Truth Evaluator::relation(Operator what, const Value& a, const Value& b) {
    if (what == Operator::equal || what == Operator::not_equal) {
        const auto same = equal_within(run_, a, b);
        return same ? from(*same == (what == Operator::equal)) : Truth::failed;
    }
    if (a.is(Kind::string) && !run_.spend(text_cost(a.as_string().size()))) return Truth::failed;
    if (const auto ordering = order(a, b)) return from(expression::holds(what, *ordering));
    run_.no_overload(mark_of(what), std::array{&a, &b});
    return Truth::failed;
}

Truth Evaluator::slot_ordered(const Node& node) {
    const Value& v = run_.frame().slot(node.a);
    const Value& constant = program_.constants[node.b];
    if (v.is(Kind::integer)) return from(expression::holds(node.what, v.as_int(), constant.as_int()));
    return relation(node.what, v, constant);
}

Truth Evaluator::contained(const Node& node) {
    Value left;
    Value right;
    const Value* item = value(node.a, left);
    if (item == nullptr) return Truth::failed;
    const Value* in = value(node.b, right);
    if (in == nullptr) return Truth::failed;
    if (in->is(Kind::map)) return from(look_up(*in, *item) != nullptr);
    if (!in->is(Kind::list)) {
        run_.no_overload("in", std::array{item, in});
        return Truth::failed;
    }
    for (const Value& candidate : in->as_list()) {
        const auto same = equal_within(run_, *item, candidate);
        if (!same) return Truth::failed;
        if (*same) return Truth::yes;
    }
    return Truth::no;
}

Truth Evaluator::has_key(const Node& node) {
    Value inner;
    const Value* of = value(node.a, inner);
    if (of == nullptr) return Truth::failed;
    if (of->is(Kind::map)) return from(look_up(*of, program_.constants[node.b]) != nullptr);
    run_.no_overload("has", std::array{of});
    return Truth::failed;
}

Truth Evaluator::matches(const Node& node) {
    Value inner;
    const Value* text = value(node.a, inner);
    if (text == nullptr) return Truth::failed;
    if (!text->is(Kind::string)) {
        run_.no_overload("matches", std::array{text});
        return Truth::failed;
    }
    const auto found = program_.patterns[node.b].found_in(run_, text->as_string());
    return found ? from(*found) : Truth::failed;
}

}  // namespace itr::expression
