// A store with one ticket that nobody can read.
#pragma once

#include <utility>

#include "support/forwarding_store.hpp"

namespace itr::test {

struct UnreadableTicket final : ForwardingStore {
    UnreadableTicket(store::Store& inner, TicketId which)
        : ForwardingStore(inner), unreadable(std::move(which)) {}
    Result<std::optional<store::Loaded>> load(const store::TicketKey& key) override {
        auto loaded = ForwardingStore::load(key);
        if (loaded && *loaded && key.ticket == unreadable) (*loaded)->snapshot = "{}";
        return loaded;
    }
    TicketId unreadable;
};

}  // namespace itr::test
