// The same random calls of the port to a store under test and to the one in memory: their answers must be the
// same, and so must the journals they end up with.
#pragma once

#include <functional>
#include <itr/store.hpp>
#include <memory>
#include <string>
#include <vector>

namespace itr::test {

/// For use within a rapidcheck property, which gives the randomness.
class Differential {
  public:
    /// `open` opens what is there; the store under test is closed before it is opened again.
    explicit Differential(std::function<std::unique_ptr<store::Store>()> open);

    /// Random changes and looks, with the store closed and opened in between; then all journals.
    void run(int changes);

  private:
    void change();
    void take(Instant now);
    /// One that was taken before, however long ago.
    void fail_taken(std::optional<Instant> retry, Instant now);
    void look();
    void reopen();
    void compare_journals();
    /// Asks both; the answers must be the same.
    void both(const std::function<std::string(store::Store&)>& ask);

    std::function<std::unique_ptr<store::Store>()> open_;
    std::unique_ptr<store::Store> memory_;
    std::unique_ptr<store::Store> tested_;
    struct Taken {
        store::OutboxEffect by_memory;
        std::optional<store::Taking> by_tested;  ///< its own number for the same taking
    };
    std::vector<Taken> takings_;
};

}  // namespace itr::test
