// A ticket's journal as its store has it.
#pragma once

#include <functional>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <optional>
#include <vector>

namespace itr::engine {

/// Reads the commits one after the other, page by page, with the personal texts that are not erased. Stops at
/// the first failure, of the store or of `visit`.
[[nodiscard]] Status each_commit(store::Store& store, const store::TicketKey& key, const PackSource& packs,
                                 const std::function<Status(Commit)>& visit);

/// The commit, of those up to `last`, of the command with this idempotency key. Reads texts, and understands
/// only those that mention the key.
[[nodiscard]] Result<std::optional<store::Version>> version_of(store::Store& store,
                                                               const store::TicketKey& key,
                                                               const std::string& command,
                                                               store::Version last);

/// The past of a ticket, read only if a decision asks for it. References are kept.
class Journal final : public History {
  public:
    Journal(store::Store& store, const store::TicketKey& key, const PackSource& packs)
        : store_(store), key_(key), packs_(packs) {}

    [[nodiscard]] Result<std::span<const Commit>> commits() const override;

  private:
    store::Store& store_;
    const store::TicketKey& key_;
    const PackSource& packs_;
    mutable std::vector<Commit> commits_;
};

}  // namespace itr::engine
