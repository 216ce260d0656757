#include "torture/database.hpp"

#include <algorithm>
#include <utility>

namespace itr::test {

class Database::Connection final : public ForwardingStore {
  public:
    explicit Connection(Database& database) noexcept
        : ForwardingStore(*database.tables_), database_(database) {}

    [[nodiscard]] bool is_shared() const noexcept override { return true; }

    Status append(std::span<const store::Append> batch) override {
        if (const auto others = std::exchange(database_.in_between, nullptr)) others();
        auto ok = ForwardingStore::append(batch);
        if (!ok) return ok;
        for (const store::Append& append : batch)
            database_.claimed_until_.erase({append.tenant, append.ticket});
        return ok;
    }

    Result<std::vector<store::DueTicket>> claim_due(Instant now, Duration lease, std::size_t limit) override {
        auto found = due(now + milliseconds(1), store::max_page);
        if (!found) return found;
        std::erase_if(*found, [&](const store::DueTicket& ticket) { return is_claimed(ticket.key); });
        found->resize(std::min(limit, found->size()));
        for (const store::DueTicket& ticket : *found)
            database_.claimed_until_[ticket.key] = database_.now + lease;
        return found;
    }

    Result<Instant> next_claim(Instant now) override {
        auto found = due(never, store::max_page);
        if (!found) return fail(found.error());
        Instant earliest = never;
        for (const store::DueTicket& ticket : *found) {
            const auto claim = database_.claimed_until_.find(ticket.key);
            const Instant free = claim == database_.claimed_until_.end()
                                     ? ticket.due
                                     : std::max(ticket.due, now + (claim->second - database_.now));
            earliest = std::min(earliest, free);
        }
        return earliest;
    }

  private:
    [[nodiscard]] bool is_claimed(const store::TicketKey& key) const {
        const auto claim = database_.claimed_until_.find(key);
        return claim != database_.claimed_until_.end() && claim->second > database_.now;
    }

    Database& database_;
};

std::unique_ptr<store::Store> Database::connect() { return std::make_unique<Connection>(*this); }

}  // namespace itr::test
