// Sleeping until there is work: on a connection of its own, that other nodes' writes wake.
#pragma once

#include <memory>

#include "store/postgres/pool.hpp"

namespace itr::store::postgres {

class Waiter {
  public:
    explicit Waiter(Pool& pool);
    ~Waiter();
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    /// See Store::wait_for_work().
    [[nodiscard]] Result<bool> wait(Instant now, Duration at_most);
    void interrupt() noexcept;

  private:
    [[nodiscard]] Status listen();
    [[nodiscard]] Result<bool> sleep(Duration at_most);
    [[nodiscard]] bool take_notices();

    Pool& pool_;
    std::unique_ptr<Connection> connection_;
    int interrupting_ = -1, interrupted_ = -1;  ///< the ends of a pipe
};

}  // namespace itr::store::postgres
