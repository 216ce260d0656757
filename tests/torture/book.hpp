// What is known of the journals of a simulated cluster, and what must be true of them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "audit/ring.hpp"
#include "ticket/retold.hpp"

namespace itr::test {

/// Reads on in each ticket's journal, and says what is wrong with it. All that is written is linked with the
/// first key of the ring.
class Book {
  public:
    explicit Book(std::shared_ptr<const Pack> pack) : packs_(std::move(pack)) {}

    /// Empty, or what is wrong with what the store holds of this ticket: one that is gone, a version that is
    /// missing, also one that was read before, a snapshot that is not what the journal tells, a command or a
    /// threshold that is there twice, a commit that is not linked to the one before it.
    [[nodiscard]] std::string check(store::Store& store, const store::TicketKey& key);

    /// How often a command with this idempotency key is in the ticket's journal.
    [[nodiscard]] std::size_t times(const store::TicketKey& key, const std::string& command) const;
    [[nodiscard]] store::Version version(const store::TicketKey& key) const;
    /// What its journal comes to; null: it has none.
    [[nodiscard]] const Ticket* ticket(const store::TicketKey& key) const;
    struct HostEffect {
        std::string key;
        Instant available_at;
        bool waits = false;  ///< for its hour
    };
    /// The effects for the host that the journal asks for, in order.
    [[nodiscard]] std::vector<HostEffect> effects(const store::TicketKey& key) const;
    /// Keys of the effects for other tickets that the journal asks for, in order, each with its kind.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> signals(const store::TicketKey& key) const;
    /// Fired so far, of all tickets.
    [[nodiscard]] std::size_t thresholds() const noexcept { return thresholds_; }
    [[nodiscard]] const PackSource& packs() const noexcept { return packs_; }
    [[nodiscard]] const audit::Keys& keys() const noexcept { return keys_; }

  private:
    /// Clock, cycle, threshold (or the breach), which of a series.
    using Firing = std::tuple<std::uint16_t, std::uint16_t, int, int, std::uint32_t>;
    struct Page {
        Page(const ThatPack& packs, const store::TicketKey& which) : key(which), retold(packs, which) {}
        store::TicketKey key;
        Retold retold;
        audit::Head head;
        std::map<std::string, std::size_t> commands;
        std::map<std::uint16_t, std::uint16_t> cycles;
        std::set<Firing> fired;
        std::vector<HostEffect> effects;
        std::vector<std::pair<std::string, std::string>> signals;
        std::string wrong;
    };

    [[nodiscard]] const Page* page(const store::TicketKey& key) const;
    static void compare_snapshot(Page& page, const store::Loaded& loaded);
    void follow_chain(Page& page, const store::Commit& row);
    void note(Page& page, const Commit& commit);
    void note(Page& page, const clock::Event& change);

    ThatPack packs_;
    audit::Keys keys_ = ring();
    std::map<store::TicketKey, Page> pages_;
    std::size_t thresholds_ = 0;
};

/// Verifies all tickets of the tenant as `itr audit verify` does: chains, the checkpoint, and what the store
/// says of each ticket besides its journal. Empty, or what was found. `heads` is what the next checkpoint is
/// made of.
[[nodiscard]] std::string verify_audit(store::Store& store, const Book& book,
                                       const audit::Checkpoint* since = nullptr,
                                       std::vector<audit::TicketHead>* heads = nullptr);

}  // namespace itr::test
