// Values written in a pack, beside the fields that they are meant for.
#pragma once

#include <itr/model.hpp>
#include <string>

namespace itr::validation {

/// Whether a literal can become a value of the field. Texts may stand for instants and lengths of time.
[[nodiscard]] bool fits(const model::Field& field, const Value& value);
/// What can, for a message: "a whole number".
[[nodiscard]] std::string what_fits(const model::Field& field);

}  // namespace itr::validation
