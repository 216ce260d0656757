// A ticket from the rows that a store keeps of it.
#pragma once

#include <itr/export.hpp>
#include <itr/result.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <optional>

namespace itr {

/// The snapshot, then the commits after it; nothing if there is neither. Fails like read_snapshot() and
/// read_commit(), and with `journal.invalid` where versions do not follow each other. Pure.
[[nodiscard]] ITR_API Result<std::optional<Ticket>> restore(const store::TicketKey& key,
                                                            const store::Loaded& stored,
                                                            const PackSource& packs);

}  // namespace itr
