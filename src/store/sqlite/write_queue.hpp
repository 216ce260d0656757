// Group commit without a thread of its own: whoever comes while a commit runs waits, and the first of those
// who wait commits for all of them. The habit of LevelDB's writer queue.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <itr/result.hpp>
#include <mutex>
#include <span>
#include <vector>

namespace itr::store::sqlite {

/// Called under the store's write transaction, once, perhaps by another thread than the one that waits for
/// it.
using Job = std::function<Status()>;

/// A caller's job and what became of it.
struct Member {
    const Job* job;
    Status status;
};

class WriteQueue {
  public:
    /// Runs the jobs in one transaction and sets every status. Never called by two threads at a time.
    using Transaction = std::function<void(std::span<Member* const>)>;

    explicit WriteQueue(Transaction transaction) : transaction_(std::move(transaction)) {}

    /// Returns when the job's transaction is durable or has failed.
    [[nodiscard]] Status run(const Job& job);

    /// So that the first of a group does not wait for ever more work.
    static constexpr std::size_t max_group = 256;

  private:
    struct Waiting : Member {
        bool done = false;
        std::condition_variable turn;
    };

    Transaction transaction_;
    std::mutex mutex_;
    std::deque<Waiting*> waiting_;  ///< the front one leads
};

}  // namespace itr::store::sqlite
