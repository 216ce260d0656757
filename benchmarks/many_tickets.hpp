// Very many tickets in a store: one is told by an engine, the others are written as its doubles, past the
// engine, since only what is stored of them is to be measured.
#pragma once

#include <cstddef>
#include <itr/engine.hpp>
#include <itr/store.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "count.hpp"

namespace itr::bench {

template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
}
inline void must(const Status& status) {
    if (!status) throw std::runtime_error(status.error().message);
}

/// Of one tenant "t"; the pack is deployed. Throws where anything fails.
class ManyTickets {
  public:
    /// What the commands on one ticket come to, with snapshots as `options` has them.
    ManyTickets(const std::shared_ptr<const Pack>& pack, std::vector<std::pair<Command, Instant>> commands,
                EngineOptions options);

    [[nodiscard]] static TicketId nth(std::size_t n) { return TicketId("M-" + std::to_string(n)); }
    [[nodiscard]] std::size_t commits() const noexcept { return rows_.size(); }

    /// All commits of `count` doubles from the `first` on: the first commits of all, then the second ones …
    void write(store::Store& store, std::size_t count) const;

  private:
    store::Deployment deployment_;
    std::vector<store::Append> rows_;
};

}  // namespace itr::bench
