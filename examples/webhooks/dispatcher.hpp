// Posts effects to a web address: signed, with a key that is the same in every attempt. One thread at a time.
#pragma once

#include <curl/curl.h>

#include <array>
#include <cstdint>
#include <functional>
#include <itr/engine.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace webhooks {

struct Target {
    std::string url;
    std::string secret;        ///< known to the receiver as well
    long timeout_ms = 10'000;  ///< shorter than effects are hidden, or another worker posts beside this one
    long connect_timeout_ms = 3'000;
};

/// What one turn came to.
struct Turn {
    std::size_t delivered = 0, failed = 0;
};

class Dispatcher {
  public:
    /// curl_global_init() has been called.
    explicit Dispatcher(Target target);

    /// Takes what is available now, posts it, and acknowledges or fails each. A program that ends in here
    /// loses nothing: what it had taken comes again when its time is over. Fails with the store's codes only.
    /// `clock` is asked for each post: a receiver that refuses old ones is to know how old each is, and a
    /// retry waits from when it failed, however long those before it took.
    [[nodiscard]] itr::Result<Turn> work_off(itr::Engine& engine, const std::function<itr::Instant()>& clock,
                                             std::size_t limit = 100);

  private:
    /// Empty: the receiver has it. Otherwise why not.
    [[nodiscard]] std::string post(const itr::store::OutboxEffect& effect, itr::Instant now);

    struct CloseHandle {
        void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
    };
    Target target_;
    std::unique_ptr<CURL, CloseHandle> handle_;  ///< keeps its connection from post to post
};

/// HMAC-SHA-256 of "TIMESTAMP.KEY.BODY" in hexadecimal digits. The time is signed so that an old post cannot
/// be sent again later, the key so that it cannot be sent as another one.
[[nodiscard]] std::string signature(std::string_view secret, std::string_view timestamp, std::string_view key,
                                    std::string_view body);

}  // namespace webhooks
