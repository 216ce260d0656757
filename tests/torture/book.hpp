// What is known of the journals of a simulated cluster, and what must be true of them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ticket/retold.hpp"

namespace itr::test {

/// Reads on in each ticket's journal, and says what is wrong with it.
class Book {
  public:
    explicit Book(std::shared_ptr<const Pack> pack) : packs_(std::move(pack)) {}

    /// Empty, or what is wrong with what the store holds of this ticket: a version that is missing, a
    /// snapshot that is not what the journal tells, a command or a threshold that is there twice.
    [[nodiscard]] std::string check(store::Store& store, const store::TicketKey& key);

    /// How often a command with this idempotency key is in the ticket's journal.
    [[nodiscard]] std::size_t times(const store::TicketKey& key, const std::string& command) const;
    [[nodiscard]] store::Version version(const store::TicketKey& key) const;
    /// Keys of the effects for the host that the journal asks for, in order.
    [[nodiscard]] std::vector<std::string> effects(const store::TicketKey& key) const;
    /// Fired so far, of all tickets.
    [[nodiscard]] std::size_t thresholds() const noexcept { return thresholds_; }

  private:
    /// Clock, cycle, threshold (or the breach), which of a series.
    using Firing = std::tuple<std::uint16_t, std::uint16_t, int, int, std::uint32_t>;
    struct Page {
        Page(const ThatPack& packs, const store::TicketKey& key) : ticket(key.ticket), retold(packs, key) {}
        TicketId ticket;
        Retold retold;
        std::map<std::string, std::size_t> commands;
        std::map<std::uint16_t, std::uint16_t> cycles;
        std::set<Firing> fired;
        std::vector<std::string> effects;
        std::string wrong;
    };

    void note(Page& page, const Commit& commit);
    void note(Page& page, const clock::Event& change);

    ThatPack packs_;
    std::map<store::TicketKey, Page> pages_;
    std::size_t thresholds_ = 0;
};

}  // namespace itr::test
