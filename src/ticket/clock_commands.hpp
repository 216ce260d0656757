// What people do to the clocks of a ticket. Each is on record with who and why.
#pragma once

#include <itr/command.hpp>
#include <optional>
#include <span>

#include "ticket/turn.hpp"

namespace itr::ticket {

[[nodiscard]] std::optional<Rejection> pause_clock(Turn& turn, const command::PauseClock& c, Instant now);
[[nodiscard]] std::optional<Rejection> resume_clock(Turn& turn, const command::ResumeClock& c, Instant now);
[[nodiscard]] std::optional<Rejection> extend_clock(Turn& turn, const command::ExtendClock& c, Instant now);
[[nodiscard]] std::optional<Rejection> pin_clock(Turn& turn, const command::PinClock& c, Instant now);
[[nodiscard]] std::optional<Rejection> promise_clock(Turn& turn, const command::PromiseClock& c, Instant now);
[[nodiscard]] std::optional<Rejection> waive_clock(Turn& turn, const command::WaiveClock& c, Instant now);
[[nodiscard]] std::optional<Rejection> cancel_clock(Turn& turn, const command::CancelClock& c, Instant now);
[[nodiscard]] std::optional<Rejection> correct_clock(Turn& turn, const command::CorrectClock& c, Instant now);

[[nodiscard]] std::optional<Rejection> adopt(Turn& turn, const command::Adopt& c, Instant now);

/// Has the targets at hand for clocks that start with the command.
[[nodiscard]] std::optional<Rejection> give_targets(Turn& turn, std::span<const HostTarget> targets);

}  // namespace itr::ticket
