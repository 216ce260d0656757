// Expressions that are a field of the ticket and nothing more.
#pragma once

#include <string>
#include <string_view>

namespace itr::expression {

/// "customer" of `ticket.customer`; empty of anything else.
[[nodiscard]] std::string field_alone(std::string_view source);

}  // namespace itr::expression
