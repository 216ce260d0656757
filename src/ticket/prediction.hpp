// A promise that cannot be kept any more although it is not broken yet.
#pragma once

#include "ticket/draft.hpp"

namespace itr::ticket {

/// The threshold `predicted` of a clock, if it has one that has not fired in this cycle; clock::none.
[[nodiscard]] std::uint16_t waiting_prediction(const Flow& flow, const clock::State& clock);

/// When on no way to the stop of a running promise the inner ones end in time any more: now (the ticket's
/// last step) or, as things stand, later; never.
[[nodiscard]] Instant predicted_at(const Draft& ticket, const clock::State& clock);

}  // namespace itr::ticket
