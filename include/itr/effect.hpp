// Effects: the key of one, stable over retries, and the effects that are for other tickets instead of the
// host.
#pragma once

#include <cstdint>
#include <itr/command.hpp>
#include <itr/export.hpp>
#include <itr/ids.hpp>
#include <itr/store.hpp>
#include <itr/value.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr {

/// "T-1:3" for the third effect of ticket T-1; where that would be longer than a name may be, a hash of it
/// (32 hexadecimal digits). Unique within the tenant. Itself a name, because it becomes the idempotency key,
/// and the id of a child ticket.
[[nodiscard]] ITR_API std::string effect_key(const TicketId& ticket, std::uint32_t number);

/// A payload as it is handed out: the personal fields that stand in it by their slots (member `personal`:
/// under which name of `with`, which slot) with their values, null where they are erased. `personal`: the
/// ticket's, as a store has them. Whoever hands out effects of a decision without an engine calls it.
[[nodiscard]] ITR_API Value fill_in(const Value& payload, std::span<const store::Personal> personal);

// ---- signals: decided with the command that causes them, carried out by whoever holds the other tickets

/// Whether effects of this kind are for other tickets. An engine carries them out itself; who writes the rows
/// of a decision without an engine sees to it with commands_of().
[[nodiscard]] ITR_API bool is_signal(std::string_view kind) noexcept;

/// Whether the sender's children are to be looked up before commands_of().
[[nodiscard]] ITR_API bool is_for_children(std::string_view kind, const Value& payload);

/// The commands that carry a signal out, once only however often they are sent, because the effect's key is
/// their idempotency key, as long as the target remembers it (`remembered_commands`); engines search its
/// journal, too.
[[nodiscard]] ITR_API std::vector<Command> commands_of(const TenantId& tenant, const TicketId& sender,
                                                       const std::string& key, std::string_view kind,
                                                       const Value& payload,
                                                       std::span<const TicketId> children);

}  // namespace itr
