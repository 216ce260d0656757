// One evaluation in progress: what may still be spent, and the error it ended with.
#pragma once

#include <itr/expression.hpp>
#include <optional>

namespace itr::expression {

class Run {
  public:
    Run(const Frame& frame, std::uint64_t budget) : frame_(frame), budget_(budget) {}

    /// Pays for `steps`; false, with the error noted, once the limit is reached.
    [[nodiscard]] bool spend(std::uint64_t steps) {
        if (steps > budget_) return out_of_budget();
        budget_ -= steps;
        return true;
    }
    /// Notes the error; false, so that it can be returned.
    bool fail(Code code, std::string message);
    /// The operation that has no meaning for these values.
    bool no_overload(std::string_view operation, std::span<const Value* const> operands);

    [[nodiscard]] const Frame& frame() const noexcept { return frame_; }
    [[nodiscard]] std::optional<Error>& error() noexcept { return error_; }
    /// Once the budget is gone nothing absorbs the error.
    [[nodiscard]] bool exhausted() const noexcept { return exhausted_; }

  private:
    bool out_of_budget();

    const Frame& frame_;
    std::uint64_t budget_;
    bool exhausted_ = false;
    std::optional<Error> error_;
};

/// The steps that a text costs to read or make.
[[nodiscard]] inline std::uint64_t text_cost(std::size_t bytes) noexcept { return bytes / 16; }

/// Pays for `value` becoming part of a larger one: every element it holds, shared or not, so that no computed
/// value is larger, written out, than what was paid.
[[nodiscard]] bool spend_on(Run& run, const Value& value);

}  // namespace itr::expression
