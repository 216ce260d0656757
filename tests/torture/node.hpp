// A process with an engine under load, for a test to kill, to pause, or to take the database away from.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/desk.hpp"
#include "support/child_process.hpp"
#include "support/environment.hpp"
#include "torture/book.hpp"

namespace itr::test {

using OpenStore = std::function<std::shared_ptr<store::Store>()>;

/// What a node is told when it starts.
struct NodeOrders {
    std::string name;  ///< part of its commands' keys
    std::uint32_t seed = 0;
    Instant start{};                        ///< of its clock, which moves with its commands
    std::vector<store::TicketKey> tickets;  ///< that it works on, with all nodes that are told the same
    bool by_run = false;                    ///< what is due is done by Engine::run()
};

/// Three threads give commands on the tickets, one works off what is due and delivers effects, for ever. Each
/// acknowledgement, refusal, delivery and failure is a line for the parent.
void work_until_killed(const OpenStore& open, const NodeOrders& orders, int pipe);

/// The same, once through the tickets: each is opened by whoever comes first, and gets a command from every
/// node. The database may fail meanwhile: what nobody acknowledged is given again until somebody does.
void work_through(const OpenStore& open, const NodeOrders& orders, int pipe);

/// What the parent has heard of its nodes.
class Reports {
  public:
    /// A line that a node wrote; false for an empty one.
    bool hear(const std::string& line);

    [[nodiscard]] const std::vector<std::pair<store::TicketKey, std::string>>& acknowledged() const {
        return acknowledged_;
    }
    /// Nothing of them may be in any journal.
    [[nodiscard]] const std::vector<std::pair<store::TicketKey, std::string>>& refused() const {
        return refused_;
    }
    [[nodiscard]] const std::set<std::string>& delivered() const noexcept { return delivered_; }
    /// The latest instant of any node's clock.
    [[nodiscard]] Instant now() const noexcept { return now_; }
    /// How often the database failed a node that had been told of it.
    [[nodiscard]] std::size_t failures() const noexcept { return failures_; }
    /// How often a node told of writes that the store had refused, because another's had come first.
    [[nodiscard]] std::size_t conflicts() const noexcept { return conflicts_; }
    /// Empty, or what a node could not cope with.
    [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

  private:
    std::vector<std::pair<store::TicketKey, std::string>> acknowledged_, refused_;
    std::set<std::string> delivered_;
    Instant now_ = at("2026-03-02T01:00:00Z");
    std::size_t failures_ = 0;
    std::size_t conflicts_ = 0;
    std::string trouble_;
};

/// The tickets of a life: a dozen, or as many as are asked for.
[[nodiscard]] std::vector<store::TicketKey> tickets_of(int life, int count = 12);
/// Of this life and those before it, as many of them as are asked for.
[[nodiscard]] std::vector<store::TicketKey> tickets_up_to(int life, int lives);

/// Checks these tickets against the book, and what was acknowledged and refused against what is there: once,
/// and not at all. Empty, or what is wrong.
[[nodiscard]] std::string check_journals(store::Store& store, Book& book, const Reports& reports,
                                         std::span<const store::TicketKey> tickets);

/// Works off everything that is due, delivers what waits, and checks that every effect of these tickets was
/// delivered.
[[nodiscard]] std::string check_effects(const std::shared_ptr<store::Store>& store, Book& book,
                                        Reports& reports, std::span<const store::TicketKey> tickets);

/// A checkpoint of the audit as it is now; empty heads, if it does not verify.
[[nodiscard]] audit::Checkpoint checkpoint_of(store::Store& store, const Book& book, Instant now);

}  // namespace itr::test
