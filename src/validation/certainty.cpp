#include "validation/certainty.hpp"

#include <algorithm>
#include <array>

#include "validation/codes.hpp"

namespace itr::validation {
namespace {

/// A finding that something is missing, and the kind of document that may have it. Of documents that are
/// found by their name the name is known even of a damaged one.
struct Missing {
    std::string_view code;
    std::string_view kind;
};
constexpr std::string_view by_name = "";
constexpr std::string_view anywhere = "*";

constexpr Missing missing[] = {
    {"validation.unknown_workflow", by_name},
    {"validation.unknown_calendar", by_name},
    {"clock.unknown_calendar", by_name},
    {"clock.target_needs_calendar", by_name},
    {"calendar.no_working_time", "calendar"},
    {"validation.no_working_time", "calendar"},
    {"calendar.unknown_part", by_name},
    {"validation.unknown_table", by_name},
    {"validation.unknown_ladder", by_name},
    {"validation.unknown_level", "ladder"},
    {"validation.unknown_role", "roles"},
    {"validation.unknown_right", "roles"},
    {"validation.unknown_line", "roles"},
    {"validation.unknown_resource", "resources"},
    {"validation.unknown_event", "workflow"},
    {"validation.unknown_field", "workflow"},
    {"validation.unknown_value", "workflow"},
    {"clock.unknown_field", "workflow"},
    {"chart.unknown_send", "workflow"},
    {"validation.unfit_output", "workflow"},
    {"validation.missing_coverage", "workflow"},
    {"validation.personal_copied", "workflow"},
    {"validation.null_not_empty", "workflow"},
    {"table.cell_type", "workflow"},
    {"validation.unknown_clock", "agreement"},
    {"clock.unknown_clock", "agreement"},
    {"clock.share_circle", "agreement"},
    {"validation.idle_role", anywhere},
    {"validation.nobody_sends", anywhere},
    {"validation.unhandled_event", anywhere},
    {"validation.promise_out_of_reach", anywhere},
    {"validation.unknown_days", anywhere},
};

/// What an expression is by itself, whatever names there are.
constexpr std::string_view of_the_text[] = {"expression.syntax", "expression.too_long",
                                            "expression.too_deep"};

/// Guards speak of clocks, everything else of what workflows have.
std::string_view named_by_expressions_of(const model::Draft::Document& document) {
    return document.kind == "workflow" ? "agreement" : "workflow";
}

}  // namespace

bool is_certain(const Diagnostic& finding, const model::Draft& draft) {
    const model::Draft::Document* document = draft.document_of(finding.at);
    if (document == nullptr || document->damaged) return false;
    const std::string_view code = finding.code.text();
    std::string_view kind;
    if (const auto found = std::ranges::find(missing, code, &Missing::code); found != std::end(missing))
        kind = found->kind;
    else if (code.starts_with("expression.") && std::ranges::find(of_the_text, code) == std::end(of_the_text))
        kind = named_by_expressions_of(*document);
    else
        return true;
    if (draft.hides_names) return false;
    if (kind == by_name) return true;
    return !draft.is_any_damaged(kind == anywhere ? std::string_view() : kind);
}

}  // namespace itr::validation
