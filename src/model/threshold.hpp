// The text of a threshold ("75%", "30m before due", "every 1h after breach"): its key in a pack and in the
// journal.
#pragma once

#include <itr/model.hpp>
#include <itr/result.hpp>
#include <string>
#include <string_view>

namespace itr::model {

/// Sets `by`, `per_mille`, `offset` and `every`. Fails with `threshold.invalid`.
[[nodiscard]] Status read_threshold(std::string_view text, Threshold& threshold);
/// The one text for it.
[[nodiscard]] std::string threshold_text(const Threshold& threshold);

}  // namespace itr::model
