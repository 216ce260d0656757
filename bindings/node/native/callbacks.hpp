// The host's functions behind the tables that the library calls.
#pragma once

#include <node_api.h>

#include <memory>

#include "api.hpp"
#include "mailbox.hpp"

namespace itr_node {

/// A function of JavaScript that the library may call in any thread.
class Callable {
  public:
    Callable(std::shared_ptr<Mailbox> mailbox, napi_ref function, bool is_policy)
        : mailbox_(std::move(mailbox)), function_(function), is_policy_(is_policy) {
        mailbox_->policies += is_policy ? 1 : 0;
    }
    Callable(const Callable&) = delete;
    Callable& operator=(const Callable&) = delete;
    ~Callable() {
        mailbox_->policies -= is_policy_ ? 1 : 0;
        mailbox_->drop(function_);
    }

    [[nodiscard]] Mailbox& mailbox() const { return *mailbox_; }
    [[nodiscard]] napi_ref function() const { return function_; }

  private:
    std::shared_ptr<Mailbox> mailbox_;
    napi_ref function_;
    bool is_policy_;
};

/// What the `user_data` of a table points to, until the library releases it.
using Kept = std::shared_ptr<Callable>;

/// The table of a callable: `kept` is the library's from when it has taken the table.
template <typename Table>
[[nodiscard]] Table table_of(Kept* kept);

}  // namespace itr_node
