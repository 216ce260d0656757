// Values with their types written out: {"type":"int","value":"1"}. The encoding of evaluate_line().
#pragma once

#include <itr/value.hpp>
#include <string>

namespace itr::expression {

void append_typed(std::string& out, const Value& value);

}  // namespace itr::expression
