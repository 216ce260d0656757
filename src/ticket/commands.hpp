// One function a command: carried out within a turn, or refused.
#pragma once

#include <itr/command.hpp>
#include <optional>
#include <string>

#include "ticket/turn.hpp"

namespace itr {

/// Identifies what a command says, whoever retries it and when; but for what is personal in `flow`: a hash
/// that outlives an erasure would tell whoever guesses it. Null: all that it says, as journals of before have
/// it.
[[nodiscard]] std::string payload_hash(const Command& command, const Flow* flow);

namespace ticket {

/// Carries the command out at `now` as one step. A refusal may leave a begun step, which the caller drops.
[[nodiscard]] std::optional<Rejection> carry_out(Turn& turn, const Command& command, Instant now);

/// Refuses with `right.missing`.
[[nodiscard]] std::optional<Rejection> need(const Turn& turn, Right right);

/// The command's body as canonical text, without what is personal in `flow`.
[[nodiscard]] std::string payload_text(const Command& command, const Flow* flow);

/// Takes out of what events brought along that is personal: it stays where a transition has put it.
void forget_event_data(Commit& commit, const Flow& flow);

}  // namespace ticket
}  // namespace itr
