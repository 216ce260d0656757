// Personal values, kept apart from the journal so that they can be erased.
#pragma once

#include <functional>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <itr/value.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr::ticket {

/// The salted hash that stands in the journal for a value.
[[nodiscard]] Value seal_of(std::string_view salt, const Value& value);

/// The value kept under a slot; null once erased.
[[nodiscard]] Value personal_value(std::span<const store::Personal> personal, std::string_view slot);
/// The same if it is the one that was sealed; null where another has replaced it.
[[nodiscard]] Value sealed_value(std::span<const store::Personal> personal, std::string_view slot,
                                 const Value& seal);

/// A payload's personal fields with the values of their slots (itr/effect.hpp).
[[nodiscard]] Value fill_in(const Value& payload,
                            const std::function<Value(const std::string& slot)>& value_of);

/// Takes out of earlier events what the last commit has erased or replaced: what a reader of a store sees.
void forget_personal(std::vector<Commit>& commits, const Flow& flow);

}  // namespace itr::ticket
