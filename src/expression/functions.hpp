// The functions that CEL defines, with the types they take.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expression/run.hpp"

namespace itr::expression {

/// Computes the result into `out`, or notes an error in `run`. The number of arguments is one that an
/// overload has; their kinds may be any. For a member call the first argument is what stands before the dot.
using Implementation = bool (*)(Run& run, std::span<const Value* const> arguments, Value& out);

struct Overload {
    bool member = false;
    Type::Of result = Type::Of::dynamic;
    std::uint8_t count = 0;
    std::array<Type::Of, 2> parameters{};  ///< dynamic: any
};

struct Function {
    std::string_view name;
    Implementation implementation;
    std::vector<Overload> overloads;
};

/// Null if CEL has no function of this name.
[[nodiscard]] const Function* find_function(std::string_view name);
[[nodiscard]] std::vector<std::string> function_names();

/// The parts that make up the table.
[[nodiscard]] std::span<const Function> text_functions();
[[nodiscard]] std::span<const Function> conversion_functions();
[[nodiscard]] std::span<const Function> time_functions();

}  // namespace itr::expression
