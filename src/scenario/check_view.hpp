// Expectations against what a ticket is and what has happened to it. What is not met becomes a sentence
// "expected X, but Y".
#pragma once

#include <itr/pack.hpp>
#include <itr/view.hpp>
#include <string>
#include <vector>

#include "scenario/script.hpp"

namespace itr::scenario {

using Sentences = std::vector<std::string>;

void check_view(const Expectations& expect, const TicketView& view, const Pack& pack, Sentences& failures);

/// `commits`: what the journal has gained since the ticket was last looked at.
void check_journal(const Expectations& expect, const std::vector<Value>& commits, Sentences& failures);

}  // namespace itr::scenario
