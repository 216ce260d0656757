// One function a command: carried out within a turn, or refused.
#pragma once

#include <itr/command.hpp>
#include <optional>
#include <string>

#include "ticket/turn.hpp"

namespace itr {

/// Identifies what a command says, whoever retries it and when.
[[nodiscard]] std::string payload_hash(const Command& command);

namespace ticket {

/// Carries the command out at `now` as one step. A refusal may leave a begun step, which the caller drops.
[[nodiscard]] std::optional<Rejection> carry_out(Turn& turn, const Command& command, Instant now);

/// Refuses with `right.missing`.
[[nodiscard]] std::optional<Rejection> need(const Turn& turn, Right right);

/// The command's body as canonical text.
[[nodiscard]] std::string payload_text(const Command& command);

}  // namespace ticket
}  // namespace itr
