#include "expression/binder.hpp"
#include "base/spelling.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "expression/codes.hpp"
#include "expression/evaluator.hpp"

namespace itr::expression {
namespace {

using Of = Type::Of;

/// What a constant part may cost when it is computed ahead; a costlier one is left to the evaluation.
constexpr std::uint64_t fold_cost_limit = 1'000;

/// Stands in where nothing is read.
class NoFrame final : public Frame {
  public:
    [[nodiscard]] const Value& slot(std::uint32_t /*slot*/) const noexcept override { return null_; }
    [[nodiscard]] Value call(std::uint32_t /*function*/, std::uint32_t /*argument*/) const override {
        return {};
    }

  private:
    Value null_;
};

Type static_type(const Value& literal) {
    return type_of(static_cast<Of>(static_cast<int>(literal.kind()) + 1));
}

/// A constant kept with the type of what it was computed from says more than its kind (list(int) rather than
/// list).
bool is_key(const Type& type) {
    return type.of == Of::dynamic || type.of == Of::integer || type.of == Of::unsigned_integer ||
           type.of == Of::boolean || type.of == Of::string;
}

}  // namespace

Binder::Compiled Binder::run() {
    Bound bound = bind_value(tree_.root);
    program_.root = bound.node;
    return {std::move(program_), std::move(bound.type)};
}

Binder::Bound Binder::bind_value(SyntaxId id) {
    Bound bound = bind(id);
    if (bound.node != none) return bound;
    return mistake(expression_whole_record, tree_[id].at,
                   fmt::format("expected a value, but {} is a record", to_string(bound.type, scope_)),
                   "name one of its fields");
}

Binder::Bound Binder::bind(SyntaxId id) {
    const Syntax& node = tree_[id];
    switch (node.form) {
        case Form::literal: return constant(node.literal, static_type(node.literal));
        case Form::name: return bind_name(id);
        case Form::select: return bind_select(id);
        case Form::has: return bind_has(id);
        case Form::index: return bind_index(id);
        case Form::call:
        case Form::member_call: return bind_call(id);
        case Form::list: return bind_list(id);
        case Form::map: return bind_map(id);
        case Form::conjunction:
        case Form::disjunction: return bind_joined(id);
        case Form::ternary: return bind_ternary(id);
        case Form::inversion:
        case Form::negation: return bind_unary(id);
        case Form::binary: return bind_binary(id);
        default: return bind_macro(id);
    }
}

// ---- names

std::optional<Binder::Bound> Binder::bind_local(const Syntax& name) {
    if (name.absolute) return std::nullopt;
    for (std::size_t i = locals_.size(); i > 0; --i) {
        if (locals_[i - 1].name != name.text) continue;
        const auto levels = static_cast<std::uint32_t>(locals_.size() - i);
        Bound bound = emit({.op = Op::local, .a = levels}, locals_[i - 1].type, {}, false);
        bound.free = levels + 1;
        return bound;
    }
    return std::nullopt;
}

/// A variable, or the name of a type; names of variables may hold dots, and then the longest one counts.
std::optional<Binder::Bound> Binder::bind_dotted(const std::string& name) {
    const auto found = std::ranges::find(scope_.variables, name, &Scope::Variable::name);
    if (found != scope_.variables.end()) {
        if (found->type.of == Of::object) return Bound{.node = none, .type = found->type};
        Bound bound = emit({.op = Op::slot, .a = found->slot}, found->type, {}, false);
        bound.pure = false;
        return bound;
    }
    for (int kind = 0; kind <= static_cast<int>(Kind::type); ++kind)
        if (cel_name(static_cast<Kind>(kind)) == name)
            return constant(Value::type(static_cast<Kind>(kind)), type_of(Of::type));
    return std::nullopt;
}

Binder::Bound Binder::bind_name(SyntaxId id) {
    const Syntax& node = tree_[id];
    if (auto local = bind_local(node)) return *std::move(local);
    if (auto variable = bind_dotted(node.text)) return *std::move(variable);
    return mistake(expression_unknown_name, node.at, fmt::format("unknown name '{}'", node.text),
                   spelling::did_you_mean(node.text, visible_names()));
}

bool Binder::is_local_root(SyntaxId id) const {
    while (tree_[id].form == Form::select) id = tree_[id].children[0];
    const Syntax& root = tree_[id];
    return !root.absolute &&
           std::ranges::any_of(locals_, [&](const Variable& v) { return v.name == root.text; });
}

/// "a.b.c" if that is all the node says; empty otherwise.
std::string Binder::dotted(SyntaxId id) const {
    const Syntax& node = tree_[id];
    if (node.form == Form::name) return node.text;
    if (node.form != Form::select) return {};
    const std::string base = dotted(node.children[0]);
    return base.empty() ? base : base + "." + node.text;
}

std::vector<std::string> Binder::visible_names() const {
    std::vector<std::string> names;
    for (const Variable& local : locals_) names.push_back(local.name);
    for (const Scope::Variable& variable : scope_.variables) names.push_back(variable.name);
    return names;
}

// ---- fields

const ObjectType::Field* Binder::find_field(const Bound& record, const Syntax& select) {
    const ObjectType& object = scope_.objects[record.type.object];
    const auto found = std::ranges::find(object.fields, select.text, &ObjectType::Field::name);
    if (found != object.fields.end()) return &*found;
    std::vector<std::string> names;
    for (const ObjectType::Field& field : object.fields) names.push_back(field.name);
    tell(expression_no_such_field, select.at, fmt::format("{} has no field '{}'", object.name, select.text),
         spelling::did_you_mean(select.text, names));
    return nullptr;
}

Binder::Bound Binder::bind_select(SyntaxId id) {
    const Syntax& node = tree_[id];
    if (const std::string path = dotted(id); !path.empty() && !is_local_root(id))
        if (auto variable = bind_dotted(path)) return *std::move(variable);
    const Bound of = bind(node.children[0]);
    if (of.type.of == Of::object && of.node == none) {
        const ObjectType::Field* field = find_field(of, node);
        if (field == nullptr) return constant(Value(), Type{});
        if (field->type.of == Of::object) return Bound{.node = none, .type = field->type};
        Bound bound = emit({.op = Op::slot, .a = field->slot}, field->type, {}, false);
        bound.pure = false;
        return bound;
    }
    if (of.type.of != Of::map && of.type.of != Of::dynamic)
        tell(expression_no_such_field, node.at,
             fmt::format("a value of type {} has no field '{}'", to_string(of.type, scope_), node.text));
    return emit({.op = Op::select, .a = of.node, .b = add_constant(Value(node.text))}, mapped_of(of.type),
                {&of}, is_constant(of));
}

Binder::Bound Binder::bind_has(SyntaxId id) {
    const Syntax& node = tree_[id];
    const Bound of = bind(node.children[0]);
    if (of.type.of == Of::object && of.node == none) {
        const ObjectType::Field* field = find_field(of, node);
        if (field == nullptr || field->type.of == Of::object)
            return constant(Value(true), type_of(Of::boolean));
        Bound bound = emit({.op = Op::slot_is_set, .a = field->slot}, type_of(Of::boolean), {}, false);
        bound.pure = false;
        return bound;
    }
    if (of.type.of != Of::map && of.type.of != Of::dynamic)
        tell(expression_no_such_field, node.at,
             fmt::format("a value of type {} has no fields", to_string(of.type, scope_)));
    return emit({.op = Op::has_key, .a = of.node, .b = add_constant(Value(node.text))}, type_of(Of::boolean),
                {&of}, is_constant(of));
}

Binder::Bound Binder::bind_index(SyntaxId id) {
    const Syntax& node = tree_[id];
    const std::array<Bound, 2> parts{bind_value(node.children[0]), bind_value(node.children[1])};
    const Type& of = parts[0].type;
    const Type& key = parts[1].type;
    const bool list = of.of == Of::list && (is_number(key) || key.of == Of::dynamic);
    const bool map = of.of == Of::map && comparable(element_of(of), key);
    if (!list && !map && of.of != Of::dynamic) no_overload(node.at, "_[_]", parts);
    return emit({.op = Op::index, .a = parts[0].node, .b = parts[1].node},
                of.of == Of::map ? mapped_of(of) : element_of(of), parts,
                is_constant(parts[0]) && is_constant(parts[1]));
}

// ---- lists, maps and macros

Binder::Bound Binder::bind_list(SyntaxId id) {
    std::vector<Bound> parts;
    Type element;
    for (const SyntaxId child : tree_[id].children) {
        parts.push_back(bind_value(child));
        element = parts.size() == 1 ? parts.back().type : joined(element, parts.back().type);
    }
    const auto count = static_cast<std::uint32_t>(parts.size());
    const bool foldable = std::ranges::all_of(parts, [&](const Bound& b) { return is_constant(b); });
    return emit({.op = Op::list, .a = add_operands(parts), .b = count}, list_of(std::move(element)), parts,
                foldable);
}

Binder::Bound Binder::bind_map(SyntaxId id) {
    const Syntax& node = tree_[id];
    std::vector<Bound> parts;
    Type key;
    Type item;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        parts.push_back(bind_value(node.children[i]));
        const Type& type = parts.back().type;
        if (i % 2 == 0 && !is_key(type))
            tell(expression_wrong_type, tree_[node.children[i]].at,
                 fmt::format("expected a key of type int, uint, bool or string, but found {}",
                             to_string(type, scope_)));
        Type& side = i % 2 == 0 ? key : item;
        side = i < 2 ? type : joined(side, type);
    }
    const auto count = static_cast<std::uint32_t>(parts.size());
    const bool foldable = std::ranges::all_of(parts, [&](const Bound& b) { return is_constant(b); });
    return emit({.op = Op::map, .a = add_operands(parts), .b = count},
                map_of(std::move(key), std::move(item)), parts, foldable);
}

Type Binder::range_element(const Bound& range, std::uint32_t at) {
    if (range.type.of != Of::list && range.type.of != Of::map && range.type.of != Of::dynamic)
        tell(expression_wrong_type, at,
             fmt::format("expected a list or a map to go through, but found {}",
                         to_string(range.type, scope_)));
    return element_of(range.type);
}

Binder::Bound Binder::bind_macro(SyntaxId id) {
    const Syntax& node = tree_[id];
    const Bound range = bind_value(node.children[0]);
    const Type element = range_element(range, node.at);
    locals_.push_back({node.text, element});
    std::vector<Bound> bodies;
    for (std::size_t i = 1; i < node.children.size(); ++i) {
        bodies.push_back(bind_value(node.children[i]));
        const bool is_result = node.form == Form::transform && i + 1 == node.children.size();
        if (!is_result) need_condition(bodies.back(), tree_[node.children[i]].at);
    }
    locals_.pop_back();
    Node made{.op = Op::transform, .a = range.node, .b = bodies.back().node};
    if (bodies.size() == 2) made.c = bodies.front().node;
    Type type = type_of(Of::boolean);
    switch (node.form) {
        case Form::all: made.op = Op::all; break;
        case Form::exists: made.op = Op::exists; break;
        case Form::exists_one: made.op = Op::exists_one; break;
        case Form::filter:
            made.op = Op::filter;
            type = list_of(element);
            break;
        default: type = list_of(bodies.back().type); break;
    }
    bool foldable = is_constant(range);
    std::vector<Bound> parts{range};
    for (Bound& body : bodies) {
        if (body.free > 0) --body.free;
        foldable = foldable && body.pure && body.free == 0;
        parts.push_back(body);
    }
    return emit(made, std::move(type), parts, foldable);
}

// ---- emission

Binder::Bound Binder::emit(Node node, Type type, std::initializer_list<const Bound*> parts, bool foldable) {
    Bound bound{.node = static_cast<NodeId>(program_.nodes.size()), .type = std::move(type)};
    for (const Bound* part : parts) {
        bound.pure = bound.pure && part->pure;
        bound.free = std::max(bound.free, part->free);
    }
    program_.nodes.push_back(node);
    if (foldable) fold(bound);
    return bound;
}

Binder::Bound Binder::emit(Node node, Type type, std::span<const Bound> parts, bool foldable) {
    Bound bound = emit(node, std::move(type), {}, false);
    for (const Bound& part : parts) {
        bound.pure = bound.pure && part.pure;
        bound.free = std::max(bound.free, part.free);
    }
    if (foldable) fold(bound);
    return bound;
}

Binder::Bound Binder::constant(Value value, Type type) {
    return emit({.op = Op::constant, .a = add_constant(std::move(value))}, std::move(type), {}, false);
}

/// Computes ahead what is the same in every frame. What fails is left to fail when it is reached.
void Binder::fold(Bound& bound) {
    const NoFrame frame;
    Run run(frame, fold_cost_limit);
    Value room;
    const Value* value = Evaluator(program_, run).value(bound.node, room);
    if (value == nullptr) return;
    Value kept = *value;
    program_.nodes[bound.node] = {.op = Op::constant, .a = add_constant(std::move(kept))};
    if (bound.type.of == Of::dynamic) bound.type = static_type(program_.constant(bound.node));
}

void Binder::tell(Code code, std::uint32_t at, std::string message, std::string hint) {
    if (report_ != nullptr) report_->error(code, at, std::move(message), std::move(hint));
}

Binder::Bound Binder::mistake(Code code, std::uint32_t at, std::string message, std::string hint) {
    program_.errors.push_back({code, message});
    tell(code, at, std::move(message), std::move(hint));
    return emit({.op = Op::unknown, .a = static_cast<std::uint32_t>(program_.errors.size() - 1)}, Type{}, {},
                false);
}

void Binder::no_overload(std::uint32_t at, std::string_view operation, std::span<const Bound> operands) {
    std::string types;
    for (const Bound& operand : operands)
        types += fmt::format("{}{}", types.empty() ? "" : ", ", to_string(operand.type, scope_));
    tell(expression_no_such_overload, at, fmt::format("no such overload: {}({})", operation, types));
}

std::uint32_t Binder::add_operands(std::span<const Bound> parts) {
    const auto first = static_cast<std::uint32_t>(program_.operands.size());
    for (const Bound& part : parts) program_.operands.push_back(part.node);
    return first;
}

std::uint32_t Binder::add_constant(Value value) {
    program_.constants.push_back(std::move(value));
    return static_cast<std::uint32_t>(program_.constants.size() - 1);
}

}  // namespace itr::expression
