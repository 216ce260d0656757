// What one ticket asks of another: events to parent, children and related tickets, links, child tickets.
// itr/effect.hpp tells how it is carried out.
#pragma once

#include <itr/chart.hpp>
#include <string>
#include <vector>

#include "ticket/draft.hpp"

namespace itr::ticket {

/// What a `signal` action asks for. It names its recipients, except for children, whom their parent does not
/// know.
[[nodiscard]] Value signal_payload(const Draft& sender, const chart::Action& action,
                                   std::vector<Value::Entry> data);
/// What a new link asks of the other ticket: the same link, seen from there.
[[nodiscard]] Value link_payload(const std::string& to, const std::string& relation);

}  // namespace itr::ticket
