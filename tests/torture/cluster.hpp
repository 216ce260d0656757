// Several engines on one simulated database, driven by chance: commands, time that jumps, calls that fail,
// nodes that restart, and nodes that come in between each other.
#pragma once

#include <functional>
#include <itr/engine.hpp>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "support/fault_store.hpp"
#include "ticket/random_pack.hpp"
#include "torture/book.hpp"
#include "torture/database.hpp"

namespace itr::test {

/// All that happens follows from the pack, the commands and the seed.
class Cluster {
  public:
    Cluster(std::shared_ptr<const Pack> pack, std::vector<RandomCommand> commands, std::uint32_t seed);

    /// Whatever comes next; false when all commands have been given.
    bool step();
    /// Faults end, time goes on, and all that is due is worked off: nothing may be left over.
    void settle();

    /// Empty, or the first thing that was wrong.
    [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }
    /// A pack that repeats or answers itself all day tells no more in hundreds of commits, and takes minutes:
    /// such a life is broken off.
    [[nodiscard]] bool is_large();
    [[nodiscard]] std::size_t accepted() const noexcept { return acknowledged_.size(); }
    [[nodiscard]] std::size_t faults() const noexcept { return faults_; }
    [[nodiscard]] std::size_t races() const noexcept { return races_; }
    [[nodiscard]] std::size_t thresholds() const noexcept { return book_.thresholds(); }
    /// How often a ticket was made to forget a signal that somebody was about to carry out.
    [[nodiscard]] std::size_t forgotten() const noexcept { return forgotten_ / remembered_commands; }
    /// What tickets asked of each other, and was carried out.
    [[nodiscard]] std::size_t signals() const noexcept { return signals_; }
    /// Notices that waited for their hour.
    [[nodiscard]] std::size_t told_later() const noexcept { return told_later_; }

  private:
    struct Node {
        std::unique_ptr<store::Store> connection;
        std::unique_ptr<FaultStore> faults;
        std::unique_ptr<Engine> engine;
        Duration skew{};  ///< of its clock
    };

    bool chance(unsigned one_in) { return random_() % one_in == 0; }
    std::size_t any_below(std::size_t n) { return random_() % n; }
    Node& any_node() { return nodes_[any_below(nodes_.size())]; }
    [[nodiscard]] Instant now_of(const Node& node) const { return now_ + node.skew; }

    void start(Node& node);
    void maybe_break(Node& node);
    void heal(Node& node) { node.faults->fail_call(0); }
    void let_others_in_between();
    [[nodiscard]] EngineOptions options_of(store::Store& store);
    /// Calls another node, of its own, when the nth append from now is about to write.
    void call_before_append(int nth, std::function<void(Engine&)> what);
    void forget_signals(Engine& node);
    void give_next_command();
    void give(const Command& command);
    void advance(Node& node);
    void deliver(Node& node);
    void note_delivery(const store::OutboxEffect& effect);
    /// A dispatcher that has slept says that what it took has failed.
    void fail_late(Node& node);
    void let_time_pass();
    void look_at(const store::TicketKey& key);
    void look_at_all();
    [[nodiscard]] std::vector<store::TicketKey> tickets();
    void make_checkpoint();
    void work_off();
    bool deliver_all();
    void expect(bool holds, const std::string& otherwise);
    void check_commands();
    void check_effects();
    void check_order(const store::TicketKey& key);
    void check_signals();
    void check_signals_of(const store::TicketKey& sender);
    [[nodiscard]] std::vector<Command> signals_of(const store::TicketKey& sender);
    /// The first commit that names this command; 0: none.
    [[nodiscard]] store::Version version_with(const store::TicketKey& key, const std::string& command);
    [[nodiscard]] store::Version version_of(const store::TicketKey& key);
    void check_links(const Ticket& one);

    std::shared_ptr<const Pack> pack_;
    std::vector<RandomCommand> commands_;
    std::mt19937 random_;
    Database database_;
    std::vector<Node> nodes_;
    Book book_;
    Instant now_;
    std::size_t given_ = 0;
    std::vector<std::pair<store::TicketKey, std::string>> acknowledged_, refused_;
    std::vector<std::string> refused_signals_;  ///< as the log has them
    std::set<std::pair<std::string, std::string>>
        linked_too_early_;  ///< ticket, and the one that is not there
    std::map<store::TicketKey, std::vector<std::string>> delivered_;  ///< keys, when first handed out
    std::set<std::string> seen_;
    std::vector<store::OutboxEffect> slept_on_;  ///< by dispatchers that have not answered yet
    std::map<std::string, std::optional<store::Taking>> newest_takings_;  ///< by the effect's key
    std::optional<audit::Checkpoint> checkpoint_;
    std::size_t faults_ = 0, races_ = 0, signals_ = 0, told_later_ = 0;
    std::size_t forgotten_ = 0;  ///< commands that made tickets forget others
    std::string wrong_;
};

}  // namespace itr::test
