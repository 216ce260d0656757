// A process with an engine under load, for a test to kill.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
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
    Instant start{};  ///< of its clock, which moves with its commands
    int life = 0;     ///< which tickets it works on: those of one life are shared by all nodes
};

/// Three threads give commands on a dozen tickets, one works off what is due and delivers effects, for ever.
/// Each acknowledgement, delivery and failure is a line for the parent.
void work_until_killed(const OpenStore& open, const NodeOrders& orders, int pipe);

/// What the parent has heard of its nodes.
class Reports {
  public:
    /// A line that a node wrote; false for an empty one.
    bool hear(const std::string& line);

    [[nodiscard]] const std::vector<std::pair<store::TicketKey, std::string>>& acknowledged() const {
        return acknowledged_;
    }
    [[nodiscard]] const std::set<std::string>& delivered() const noexcept { return delivered_; }
    /// The latest instant of any node's clock.
    [[nodiscard]] Instant now() const noexcept { return now_; }
    /// Empty, or what a node could not cope with.
    [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

  private:
    std::vector<std::pair<store::TicketKey, std::string>> acknowledged_;
    std::set<std::string> delivered_;
    Instant now_ = at("2026-03-02T01:00:00Z");
    std::string trouble_;
};

/// The tickets of a life.
[[nodiscard]] std::vector<store::TicketKey> tickets_of(int life);

/// Checks all tickets of lives up to this one against the book and the reports: what was acknowledged is
/// there once. Empty, or what is wrong.
[[nodiscard]] std::string check_journals(store::Store& store, Book& book, const Reports& reports, int life);

/// Works off everything that is due, delivers what waits, and checks that every effect was delivered.
[[nodiscard]] std::string check_effects(const std::shared_ptr<store::Store>& store, Book& book,
                                        Reports& reports, int life);

}  // namespace itr::test
