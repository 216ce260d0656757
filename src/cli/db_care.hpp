// The commands of `itr db` that move tickets to and fro.
#pragma once

#include "cli/arguments.hpp"

namespace itr::cli {

void add_db_care(Arguments& group);

}  // namespace itr::cli
