// Pictures of a workflow: text for Mermaid and for Graphviz, with the states of one ticket highlighted.
#pragma once

#include <cstdint>
#include <itr/chart.hpp>
#include <itr/export.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace itr::diagram {

/// A second line in a state, and a colour for it.
struct Note {
    enum class Kind : std::uint8_t { good, bad };
    chart::StateIndex state = chart::none;
    std::string text;
    Kind kind = Kind::good;
};

struct Options {
    std::string language = "en";  ///< of titles; a state without a title shows its name
    /// The states of a ticket, highlighted with all they lie in; null: a picture of the workflow alone. Must
    /// be of the same chart.
    const chart::Configuration* highlighted = nullptr;
    std::vector<Note> notes = {};  ///< at most one of a state
};

/// A `stateDiagram-v2` for Mermaid. Deterministic; linear in the workflow.
[[nodiscard]] ITR_API std::string mermaid(const chart::Chart& chart, const Options& options = {});

/// A `digraph` for Graphviz (`dot -Tsvg`): states within states are clusters. Deterministic; linear in the
/// workflow.
[[nodiscard]] ITR_API std::string dot(const chart::Chart& chart, const Options& options = {});

}  // namespace itr::diagram
