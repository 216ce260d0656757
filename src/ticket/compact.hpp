// A ticket in few bytes and one block of memory: how it is kept while nobody asks for it.
#pragma once

#include <itr/slim_vector.hpp>
#include <itr/ticket.hpp>
#include <memory>

namespace itr {

/// Of a ticket all but who it is: whoever keeps it knows that. A third of a Ticket's memory or less. It never
/// leaves the process: its bytes mean something with its pack and this very program only.
class CompactTicket {
  public:
    CompactTicket() = default;  ///< of none
    explicit CompactTicket(const Ticket& ticket);

    [[nodiscard]] bool empty() const noexcept { return pack_ == nullptr; }
    /// The ticket that it was made of. Precondition: not empty.
    [[nodiscard]] Ticket expand(TenantId tenant, TicketId id) const;

    /// Of memory outside the object itself.
    [[nodiscard]] std::size_t heap_bytes() const noexcept { return bytes_.heap_bytes(); }

  private:
    std::shared_ptr<const Pack> pack_;
    SlimVector<char> bytes_;
};

}  // namespace itr
