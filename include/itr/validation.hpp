// What is wrong with a pack that reads well: names that lead nowhere, states without a way in or out,
// transitions and clocks that can never do their work, rows that overlap. All mistakes at once, each with its
// place.
#pragma once

#include <cstddef>
#include <itr/calendar.hpp>
#include <itr/diagnostic.hpp>
#include <itr/draft.hpp>
#include <itr/export.hpp>
#include <itr/model.hpp>
#include <memory>

namespace itr::validation {

/// Combinations of enumerated inputs that are tried when a table's coverage is checked; a table with more is
/// not.
inline constexpr std::size_t max_combinations = 10'000;
/// Rows of a table, or of the goals of an agreement, that are compared with each other; beyond it
/// `validation.table_too_large` or `validation.agreement_too_large`.
inline constexpr std::size_t max_compared_rows = 2'000;

/// Everything that can be found without running the pack, sorted. Lowers every workflow, so it includes the
/// mistakes of charts and expressions. With `zones` calendars and clocks are compiled too. Errors make the
/// pack unusable; warnings are legal and most likely not meant. Pure; O(n log n) in the pack but for tables
/// and goals (rows squared, bounded).
[[nodiscard]] ITR_API Diagnostics
validate(const model::Pack& pack, const std::shared_ptr<const calendar::ZoneDatabase>& zones = nullptr);

/// The same for a pack with mistakes that the loader has told: what is found in its other documents and would
/// be found when those are mended too, and nothing that may only follow from them.
[[nodiscard]] ITR_API Diagnostics
validate(const model::Draft& draft, const std::shared_ptr<const calendar::ZoneDatabase>& zones = nullptr);

/// Puts together what several rooms said of one pack: sorts, and keeps of those that say the same of one
/// place (their codes end in the same word, as `clock.unknown_calendar` and `validation.unknown_calendar`)
/// the last.
ITR_API void drop_repeated(Diagnostics& diagnostics);

}  // namespace itr::validation
