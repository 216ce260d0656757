#include "expression/types.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "expression/codes.hpp"

namespace itr::expression {
namespace {

using Of = Type::Of;

struct Named {
    std::string_view name;
    Of of;
};

constexpr std::array<Named, 18> names{{{"dyn", Of::dynamic},
                                       {"null", Of::null},
                                       {"bool", Of::boolean},
                                       {"int", Of::integer},
                                       {"uint", Of::unsigned_integer},
                                       {"double", Of::floating},
                                       {"string", Of::string},
                                       {"bytes", Of::bytes},
                                       {"timestamp", Of::timestamp},
                                       {"duration", Of::duration},
                                       {"list", Of::list},
                                       {"map", Of::map},
                                       {"type", Of::type},
                                       {"null_type", Of::null},
                                       {"int64", Of::integer},
                                       {"uint64", Of::unsigned_integer},
                                       {"google.protobuf.Timestamp", Of::timestamp},
                                       {"google.protobuf.Duration", Of::duration}}};

constexpr std::size_t max_type_depth = 16;

std::string_view trim(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// The comma outside all brackets, or npos.
std::size_t outer_comma(std::string_view text) {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        if (text[i] == ',' && depth == 0) return i;
    }
    return std::string_view::npos;
}

Result<Type> read_type(std::string_view text, std::size_t depth) {
    text = trim(text);
    const auto bad = [&] {
        return fail(expression_syntax,
                    fmt::format("expected a type such as list(int), but found '{}'", text));
    };
    const std::size_t open = text.find('(');
    const auto* named = std::ranges::find(names, trim(text.substr(0, open)), &Named::name);
    if (named == names.end() || depth > max_type_depth) return bad();
    Type type = type_of(named->of);
    if (open == std::string_view::npos) return type;
    if (!text.ends_with(')')) return bad();
    const std::string_view inner = text.substr(open + 1, text.size() - open - 2);
    const std::size_t comma = outer_comma(inner);
    if ((comma != std::string_view::npos) != (type.of == Of::map)) return bad();
    if (type.of != Of::map && type.of != Of::list && type.of != Of::type) return bad();
    for (const std::string_view part :
         {inner.substr(0, comma), comma == std::string_view::npos ? "" : inner.substr(comma + 1)}) {
        if (part.empty() && type.of != Of::map) continue;
        auto parameter = read_type(part, depth + 1);
        if (!parameter) return parameter;
        if (type.of != Of::type) type.parameters.push_back(*std::move(parameter));
    }
    return type;
}

Type parameter(const Type& type, std::size_t n) {
    return n < type.parameters.size() ? type.parameters[n] : Type{};
}

}  // namespace

Type type_of(Of of) {
    Type type;
    type.of = of;
    return type;
}

Type list_of(Type element) {
    Type type = type_of(Of::list);
    type.parameters.push_back(std::move(element));
    return type;
}

Type map_of(Type key, Type value) {
    Type type = type_of(Of::map);
    type.parameters.push_back(std::move(key));
    type.parameters.push_back(std::move(value));
    return type;
}

Type element_of(const Type& type) { return parameter(type, 0); }
Type mapped_of(const Type& type) { return type.of == Of::map ? parameter(type, 1) : Type{}; }

std::string to_string(const Type& type, const Scope& scope) {
    if (type.of == Of::object)
        return type.object < scope.objects.size() ? scope.objects[type.object].name : std::string("record");
    const auto* named = std::ranges::find(names, type.of, &Named::of);
    std::string out(named->name);
    for (std::size_t i = 0; i < type.parameters.size(); ++i)
        out += fmt::format("{}{}", i == 0 ? "(" : ", ", to_string(type.parameters[i], scope));
    return type.parameters.empty() ? out : out + ")";
}

Result<Type> parse_type(std::string_view notation) { return read_type(notation, 0); }

bool is_number(const Type& type) noexcept {
    return type.of == Of::integer || type.of == Of::unsigned_integer || type.of == Of::floating;
}

bool fits(const Type& wanted, const Type& actual) {
    if (wanted.of == Of::dynamic || actual.of == Of::dynamic) return true;
    if (actual.of == Of::null && wanted.nullable) return true;
    if (wanted.of != actual.of || wanted.object != actual.object) return false;
    for (std::size_t i = 0; i < wanted.parameters.size(); ++i)
        if (!fits(wanted.parameters[i], parameter(actual, i))) return false;
    return true;
}

bool comparable(const Type& a, const Type& b) {
    if (a.of == Of::dynamic || b.of == Of::dynamic || a.of == Of::null || b.of == Of::null) return true;
    if (is_number(a) && is_number(b)) return true;
    if (a.of != b.of) return false;
    for (std::size_t i = 0; i < std::min(a.parameters.size(), b.parameters.size()); ++i)
        if (!comparable(a.parameters[i], b.parameters[i])) return false;
    return true;
}

Type joined(const Type& a, const Type& b) {
    if (a == b) return a;
    if (a.of == Of::null || b.of == Of::null) {
        Type type = a.of == Of::null ? b : a;
        type.nullable = true;
        return type;
    }
    if (a.of != b.of || a.object != b.object) return {};
    Type type = type_of(a.of);
    type.nullable = a.nullable || b.nullable;
    type.object = a.object;
    if (a.values == b.values) type.values = a.values;
    for (std::size_t i = 0; i < std::min(a.parameters.size(), b.parameters.size()); ++i)
        type.parameters.push_back(joined(a.parameters[i], b.parameters[i]));
    return type;
}

bool is_of(const Value& value, const Type& type) {
    if (type.of == Of::dynamic || (value.is_null() && type.nullable)) return true;
    if (type.of == Of::object) return false;
    // The kinds of values are named in the order of the types behind `dynamic`.
    static_assert(static_cast<int>(Kind::type) + 1 == static_cast<int>(Of::type));
    if (static_cast<int>(value.kind()) + 1 != static_cast<int>(type.of)) return false;
    if (value.is(Kind::list))
        return std::ranges::all_of(value.as_list(),
                                   [&](const Value& v) { return is_of(v, element_of(type)); });
    if (value.is(Kind::map))
        return std::ranges::all_of(value.as_map(), [&](const Value::Entry& e) {
            return is_of(e.key, element_of(type)) && is_of(e.value, mapped_of(type));
        });
    return true;
}

}  // namespace itr::expression
