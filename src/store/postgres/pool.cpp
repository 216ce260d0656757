#include "store/postgres/pool.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "store/codes.hpp"

namespace itr::store::postgres {

namespace {

void pause_thread(Duration pause) { std::this_thread::sleep_for(std::chrono::milliseconds(pause.ms)); }

}  // namespace

Pool::Pool(Target target, PostgresOptions options)
    : target_(std::move(target)), options_(std::move(options)), random_(std::random_device{}()) {}

Duration Pool::jittered(Duration pause) {
    const std::lock_guard lock(mutex_);
    return {std::uniform_int_distribution(pause.ms / 2, pause.ms)(random_)};
}

Result<std::unique_ptr<Connection>> Pool::connect() {
    Failure failure;
    Duration pause = options_.first_pause;
    for (std::uint32_t attempt = 1;; ++attempt) {
        auto made = Connection::open(target_, options_.schema, options_.connect_timeout, failure);
        if (made) return made;
        if (!may_pass(failure)) return fail(error_of(failure, "connecting"));
        if (attempt >= options_.connect_attempts)
            return fail(store_unreachable, fmt::format("expected a server that answers, but after {} "
                                                       "attempts found: {}",
                                                       attempt, failure.message));
        const Duration wait = jittered(pause);
        if (options_.pause)
            options_.pause(wait);
        else
            pause_thread(wait);
        pause = std::min(pause * 2, options_.longest_pause);
    }
}

Result<Pool::Hold> Pool::take() {
    std::unique_ptr<Connection> connection;
    {
        std::unique_lock lock(mutex_);
        returned_.wait(lock, [&] { return held_ < options_.max_connections; });
        ++held_;
        if (!idle_.empty()) {
            connection = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (connection && connection->alive()) return Hold(*this, std::move(connection));
    auto made = connect();
    if (!made) {
        give_back(nullptr);
        return fail(std::move(made).error());
    }
    return Hold(*this, *std::move(made));
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
    {
        const std::lock_guard lock(mutex_);
        --held_;
        if (connection && !connection->lost()) idle_.push_back(std::move(connection));
    }
    returned_.notify_one();
}

}  // namespace itr::store::postgres
