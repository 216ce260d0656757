// A bounded number of connections, made when they are needed and made anew when they are lost.
#pragma once

#include <condition_variable>
#include <itr/stores/postgres.hpp>
#include <mutex>
#include <random>

#include "store/postgres/connection.hpp"

namespace itr::store::postgres {

class Pool {
  public:
    Pool(Target target, PostgresOptions options);

    /// A connection of one's own until it is destroyed.
    class Hold {
      public:
        Hold(Pool& pool, std::unique_ptr<Connection> connection) noexcept
            : pool_(&pool), connection_(std::move(connection)) {}
        Hold(Hold&& other) noexcept = default;
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;
        Hold& operator=(Hold&&) = delete;
        ~Hold() {
            if (connection_) pool_->give_back(std::move(connection_));
        }
        [[nodiscard]] Connection& operator*() const noexcept { return *connection_; }
        [[nodiscard]] Connection* operator->() const noexcept { return connection_.get(); }

      private:
        Pool* pool_;
        std::unique_ptr<Connection> connection_;
    };

    /// Waits while all are held.
    [[nodiscard]] Result<Hold> take();
    /// One beside the bounded number.
    [[nodiscard]] Result<std::unique_ptr<Connection>> connect();

    /// `read` changes nothing, so it is repeated when the connection was lost under it.
    template <typename Read>
    [[nodiscard]] auto read(const Read& read) -> decltype(read(std::declval<Connection&>())) {
        for (int attempt = 1;; ++attempt) {
            auto hold = take();
            if (!hold) return fail(std::move(hold).error());
            auto result = read(**hold);
            if (result || !(*hold)->lost() || attempt == most_reads) return result;
        }
    }
    /// `write` is one transaction; whether one that was cut off took place, nobody knows.
    template <typename Write>
    [[nodiscard]] auto write(const Write& write) -> decltype(write(std::declval<Connection&>())) {
        auto hold = take();
        if (!hold) return fail(std::move(hold).error());
        return write(**hold);
    }

    [[nodiscard]] const PostgresOptions& options() const noexcept { return options_; }

  private:
    static constexpr int most_reads = 3;

    void give_back(std::unique_ptr<Connection> connection);
    [[nodiscard]] Duration jittered(Duration pause);

    const Target target_;
    const PostgresOptions options_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t held_ = 0;
    std::minstd_rand random_;
};

}  // namespace itr::store::postgres
