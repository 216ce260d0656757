#include "expression/run.hpp"

#include <fmt/core.h>

#include "expression/codes.hpp"

namespace itr::expression {

bool Run::fail(Code code, std::string message) {
    error_ = Error{code, std::move(message)};
    return false;
}

bool Run::no_overload(std::string_view operation, std::span<const Value* const> operands) {
    std::string kinds;
    for (const Value* operand : operands)
        kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", cel_name(operand->kind()));
    return fail(expression_no_such_overload, fmt::format("no such overload: {}({})", operation, kinds));
}

bool Run::out_of_budget() {
    budget_ = 0;
    exhausted_ = true;
    return fail(expression_cost_exceeded, "the evaluation takes more steps than its limit allows");
}

bool spend_on(Run& run, const Value& value) {
    switch (value.kind()) {
        case Kind::string:
        case Kind::bytes: return run.spend(1 + text_cost(value.as_string().size()));
        case Kind::list:
            if (!run.spend(1)) return false;
            for (const Value& item : value.as_list())
                if (!spend_on(run, item)) return false;
            return true;
        case Kind::map:
            if (!run.spend(1)) return false;
            for (const auto& [key, item] : value.as_map())
                if (!spend_on(run, key) || !spend_on(run, item)) return false;
            return true;
        default: return run.spend(1);
    }
}

}  // namespace itr::expression
