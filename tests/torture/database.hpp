// The one database of a simulated cluster.
#pragma once

#include <functional>
#include <itr/stores/memory.hpp>
#include <map>
#include <memory>

#include "support/forwarding_store.hpp"

namespace itr::test {

/// A store in memory that behaves as a database which several nodes share: claims run out by its own clock,
/// and another node may come in between the reading and the writing of one.
class Database {
  public:
    Database() : tables_(store::make_memory_store()) {}

    /// The clock of leases. Only moves forward.
    Instant now{};
    /// Called once, by the next append, before anything is written: what another node does just then.
    std::function<void()> in_between;

    /// How a node sees it. One for each node; must not outlive the database.
    [[nodiscard]] std::unique_ptr<store::Store> connect();
    [[nodiscard]] store::Store& tables() noexcept { return *tables_; }

  private:
    class Connection;

    std::unique_ptr<store::Store> tables_;
    std::map<store::TicketKey, Instant> claimed_until_;
};

}  // namespace itr::test
