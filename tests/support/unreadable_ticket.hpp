// A store with one ticket that nobody can read.
#pragma once

#include <utility>

#include "support/forwarding_store.hpp"

namespace itr::test {

/// Its rows are there and tell nonsense; or the store itself finds that they are damaged.
enum class Damage : bool { nonsense, found_by_the_store };

struct UnreadableTicket final : ForwardingStore {
    UnreadableTicket(store::Store& inner, TicketId which, Damage damage = Damage::nonsense)
        : ForwardingStore(inner), unreadable(std::move(which)), how(damage) {}
    Result<std::optional<store::Loaded>> load(const store::TicketKey& key) override {
        auto loaded = ForwardingStore::load(key);
        if (!loaded || !*loaded || key.ticket != unreadable) return loaded;
        if (how == Damage::found_by_the_store) return fail(Code{"store.corrupt"}, "a row is missing");
        (*loaded)->snapshot = "{}";
        return loaded;
    }
    TicketId unreadable;
    Damage how;
};

}  // namespace itr::test
