#include "expression/pattern.hpp"

#include <fmt/core.h>
#include <re2/re2.h>

#include "expression/codes.hpp"

namespace itr::expression {

Result<Pattern> Pattern::compile(std::string_view text) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_pattern_memory);
    auto compiled = std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (!compiled->ok())
        return fail(expression_bad_pattern,
                    fmt::format("expected a regular expression (RE2), but {}", compiled->error()));
    if (compiled->ProgramSize() > max_pattern_program)
        return fail(expression_bad_pattern,
                    fmt::format("expected a regular expression of at most {} instructions, but found {}",
                                max_pattern_program, compiled->ProgramSize()));
    return Pattern(std::move(compiled));
}

std::optional<bool> Pattern::found_in(Run& run, std::string_view text) const {
    // A pattern whose automaton outgrows its memory is run instruction by instruction: at worst text ×
    // program.
    const auto program = static_cast<std::uint64_t>(compiled_->ProgramSize());
    if (!run.spend(1 + text_cost(text.size()) + text.size() * program / 4096)) return std::nullopt;
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

}  // namespace itr::expression
