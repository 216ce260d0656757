// What `itr test` found, and the forms it can be told in.
#pragma once

#include <itr/scenario.hpp>
#include <optional>
#include <string>
#include <vector>

namespace itr::cli {

struct PackResult {
    std::string path;
    Diagnostics mistakes;  ///< the pack itself is wrong: nothing was run
    std::vector<scenario::Report> reports;
    std::vector<scenario::CoveredTransition> transitions;
    std::optional<scenario::MutationReport> mutation;

    /// Scenarios that did not pass.
    [[nodiscard]] std::size_t failed() const noexcept;
    [[nodiscard]] std::size_t taken() const noexcept;
};

/// The place and the sentence of each failure and mistake.
[[nodiscard]] std::vector<std::string> sentences(const scenario::Report& report);

void print_text(const std::vector<PackResult>& results);
void print_tap(const std::vector<PackResult>& results);
void print_junit(const std::vector<PackResult>& results);
void print_json(const std::vector<PackResult>& results);

}  // namespace itr::cli
