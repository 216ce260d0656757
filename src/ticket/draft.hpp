// A ticket while a command on it is decided.
#pragma once

#include <itr/ticket.hpp>
#include <memory>
#include <span>
#include <vector>

#include "ticket/evolve.hpp"

namespace itr::ticket {

/// What facts make of a ticket that stays as it is: of its own are only the parts that facts have changed,
/// all others are read where they are. References to a part are good until a fact changes it.
class Draft {
  public:
    Draft() = default;
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    /// From the ticket as it is, which is kept. Of earlier drafts nothing but their memory remains.
    void begin(const Ticket& base);

    /// A fact changes it: what evolve() will do to the ticket.
    template <typename Fact>
    void apply(const Fact& fact, const Flow& flow, Instant at) {
        own(fact);
        Applying{own_, flow, at}(fact);
    }
    void apply(const Event& event, const Flow& flow, Instant at);
    /// A step has ended.
    void advance_to(Instant at) noexcept { own_.last_at = at; }
    /// Gives what is its own to the ticket that it was begun on, or to one that is the same.
    void pass_to(Ticket& ticket);

    // ---- as it is now; names and meanings are those of Ticket
    [[nodiscard]] const TenantId& tenant() const noexcept { return base_->tenant; }
    [[nodiscard]] const TicketId& id() const noexcept { return base_->id; }
    [[nodiscard]] const std::shared_ptr<const Pack>& pack() const noexcept { return terms_->pack; }
    [[nodiscard]] const Flow& workflow() const noexcept { return pack()->flows()[base_->flow]; }
    [[nodiscard]] const std::string& number() const noexcept { return origin_->number; }
    [[nodiscard]] const Value& party() const noexcept { return origin_->party; }
    [[nodiscard]] const Value& parent() const noexcept { return origin_->parent; }
    [[nodiscard]] Instant opened_at() const noexcept { return origin_->opened_at; }
    [[nodiscard]] const Value& owner() const noexcept { return assignment_->owner; }
    [[nodiscard]] const Value& team() const noexcept { return assignment_->team; }
    [[nodiscard]] const Value& line() const noexcept { return assignment_->line; }
    [[nodiscard]] Instant last_at() const noexcept { return own_.last_at; }
    [[nodiscard]] std::uint32_t comments() const noexcept { return own_.comments; }
    [[nodiscard]] std::uint32_t effects() const noexcept { return own_.effects; }
    [[nodiscard]] const chart::Configuration& configuration() const noexcept { return place_->configuration; }
    [[nodiscard]] const Value& field(std::size_t f) const noexcept {
        return (own_fields_[f / 64] >> (f % 64) & 1U) != 0 ? own_.data[f] : base_->data[f];
    }
    [[nodiscard]] std::span<const clock::State> clocks() const noexcept { return clocks_->clocks; }
    [[nodiscard]] std::span<const PendingTimer> timers() const noexcept { return timers_->timers; }
    [[nodiscard]] std::span<const LadderState> ladders() const noexcept { return ladders_->ladders; }
    [[nodiscard]] std::span<const TicketLink> links() const noexcept { return links_->links; }

  private:
    // Makes its own what a fact is about to change.
    void own(const event::Opened&);
    void own(const event::DataSet& fact) { own_field(fact.field); }
    void own(const event::Moved&);
    void own(const event::Assigned&) noexcept { assignment_ = &own_; }
    void own(const event::Commented&) noexcept {}
    void own(const event::Linked&);
    void own(const event::Attached&) noexcept {}
    void own(const event::ClockChanged&);
    void own(const event::TimerSet&) { own_timers(); }
    void own(const event::TimerCleared&) { own_timers(); }
    void own(const event::EffectRequested&) noexcept {}
    void own(const event::LadderRaised&) { own_ladders(); }
    void own(const event::LadderAcknowledged&) { own_ladders(); }
    void own(const event::Failed&) noexcept {}
    void own(const event::Erased&);
    void own(const event::Adopted&) noexcept { terms_ = &own_; }

    /// None of the fields is its own.
    void make_room(std::size_t fields);
    void own_field(std::size_t field) noexcept {
        own_fields_[field / 64] |= std::uint64_t{1} << (field % 64);
    }
    void own_origin();
    void own_timers();
    void own_ladders();

    const Ticket* base_ = nullptr;
    Ticket own_;                             ///< what is not its own is what an earlier draft has left
    std::vector<std::uint64_t> own_fields_;  ///< a bit for each
    // Where each part is: in `base_`, or in `own_`.
    const Ticket* terms_ = nullptr;       ///< pack
    const Ticket* origin_ = nullptr;      ///< number, party, parent, opened_at
    const Ticket* assignment_ = nullptr;  ///< owner, team, line
    const Ticket* place_ = nullptr;       ///< configuration, closed_at
    const Ticket* clocks_ = nullptr;
    const Ticket* timers_ = nullptr;
    const Ticket* ladders_ = nullptr;
    const Ticket* links_ = nullptr;
};

}  // namespace itr::ticket
