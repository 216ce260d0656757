#include "expression/functions.hpp"

#include <algorithm>

#include "base/for_ever.hpp"
#include "expression/codes.hpp"
#include "expression/pattern.hpp"

namespace itr::expression {
namespace {

using Of = Type::Of;
using Arguments = std::span<const Value* const>;

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool size(Run& run, Arguments arguments, Value& out) {
    const Value& of = *arguments[0];
    const auto put = [&](std::size_t n) { return out = Value(static_cast<std::int64_t>(n)), true; };
    switch (of.kind()) {
        case Kind::string:
            return run.spend(text_cost(of.as_string().size())) && put(code_points(of.as_string()));
        case Kind::bytes: return put(of.as_string().size());
        case Kind::list: return put(of.as_list().size());
        case Kind::map: return put(of.as_map().size());
        default: return run.no_overload("size", arguments);
    }
}

/// A question about two texts, whose search costs at most text × part.
template <typename Question>
bool ask(Run& run, std::string_view name, Arguments arguments, Value& out, Question question) {
    if (!arguments[0]->is(Kind::string) || !arguments[1]->is(Kind::string))
        return run.no_overload(name, arguments);
    const std::string_view text = arguments[0]->as_string();
    const std::string_view part = arguments[1]->as_string();
    if (!run.spend(text_cost(text.size()) + text.size() * part.size() / 4096)) return false;
    return out = Value(static_cast<bool>(question(text, part))), true;
}

bool contains(Run& run, Arguments arguments, Value& out) {
    return ask(run, "contains", arguments, out,
               [](auto text, auto part) { return text.find(part) != std::string_view::npos; });
}
bool starts_with(Run& run, Arguments arguments, Value& out) {
    return ask(run, "startsWith", arguments, out,
               [](auto text, auto part) { return text.starts_with(part); });
}
bool ends_with(Run& run, Arguments arguments, Value& out) {
    return ask(run, "endsWith", arguments, out, [](auto text, auto part) { return text.ends_with(part); });
}

bool matches(Run& run, Arguments arguments, Value& out) {
    if (!arguments[0]->is(Kind::string) || !arguments[1]->is(Kind::string))
        return run.no_overload("matches", arguments);
    // A pattern that is only known now is compiled for this one use.
    if (!run.spend(100 + arguments[1]->as_string().size())) return false;
    const auto pattern = Pattern::compile(arguments[1]->as_string());
    if (!pattern) return run.fail(pattern.error().code, pattern.error().message);
    const auto found = pattern->found_in(run, arguments[0]->as_string());
    return found && (out = Value(*found), true);
}

std::vector<Overload> on_two_texts() { return {{true, Of::boolean, 2, {Of::string, Of::string}}}; }

std::vector<Overload> sizes() {
    std::vector<Overload> overloads;
    for (const bool member : {false, true})
        for (const Of of : {Of::string, Of::bytes, Of::list, Of::map})
            overloads.push_back({member, Of::integer, 1, {of}});
    return overloads;
}

}  // namespace

std::span<const Function> text_functions() {
    static const auto& functions = for_ever(std::vector<Function>{
        {"size", size, sizes()},
        {"contains", contains, on_two_texts()},
        {"startsWith", starts_with, on_two_texts()},
        {"endsWith", ends_with, on_two_texts()},
        {"matches",
         matches,
         {{true, Of::boolean, 2, {Of::string, Of::string}},
          {false, Of::boolean, 2, {Of::string, Of::string}}}},
    });
    return functions;
}

const Function* find_function(std::string_view name) {
    for (const auto part : {text_functions(), conversion_functions(), time_functions()})
        if (const auto found = std::ranges::find(part, name, &Function::name); found != part.end())
            return &*found;
    return nullptr;
}

std::vector<std::string> function_names() {
    std::vector<std::string> names;
    for (const auto part : {text_functions(), conversion_functions(), time_functions()})
        for (const Function& function : part) names.emplace_back(function.name);
    return names;
}

}  // namespace itr::expression
