// A commit for people to read.
#pragma once

#include <itr/ticket.hpp>
#include <string>

namespace itr::ticket {

/// As write_commit(), but personal texts themselves instead of the seals that stand for them in the journal;
/// one that is gone is `"erased":true`.
void write_shown_commit(std::string& out, const Pack& pack, const Commit& commit);

}  // namespace itr::ticket
