#include "store/postgres/waiter.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "store/codes.hpp"
#include "store/postgres/due.hpp"

namespace itr::store::postgres {

namespace {

constexpr Duration longest_sleep = seconds(60);
/// Without an announcement nobody notifies: so late may another's earlier due be seen.
constexpr Duration longest_unannounced = seconds(1);

}  // namespace

Waiter::Waiter(Pool& pool) : pool_(pool) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
    interrupted_ = ends[0];
    interrupting_ = ends[1];
}

Waiter::~Waiter() {
    for (const int end : {interrupted_, interrupting_})
        if (end >= 0) ::close(end);
}

void Waiter::interrupt() noexcept {
    const char word = 1;
    // A full pipe interrupts as well.
    [[maybe_unused]] const auto written = ::write(interrupting_, &word, 1);
}

Status Waiter::listen() {
    if (connection_ && connection_->alive()) return {};
    connection_.reset();
    auto made = pool_.connect();
    if (!made) return fail(std::move(made).error());
    auto listening = (*made)->execute(fmt::format("LISTEN \"{}_due\"", pool_.options().schema));
    // Kept only if it listens: one that does not would never be woken.
    if (listening) connection_ = *std::move(made);
    return listening;
}

bool Waiter::take_notices() {
    bool any = false;
    while (PGnotify* notice = PQnotifies(connection_->handle())) {
        PQfreemem(notice);
        any = true;
    }
    return any;
}

Result<bool> Waiter::sleep(Duration at_most) {
    std::array<pollfd, 2> sources{pollfd{PQsocket(connection_->handle()), POLLIN, 0},
                                  pollfd{interrupted_, POLLIN, 0}};
    if (poll(sources.data(), sources.size(), static_cast<int>(at_most.ms)) <= 0) return false;
    if (sources[1].revents != 0) {
        std::array<char, 64> swallowed{};
        while (::read(interrupted_, swallowed.data(), swallowed.size()) > 0) {
        }
        return false;
    }
    if (PQconsumeInput(connection_->handle()) == 0) {
        // What was said meanwhile is lost: better to look once too often.
        connection_.reset();
        return true;
    }
    return take_notices();
}

Result<bool> Waiter::wait(Instant now, Duration at_most) {
    if (interrupted_ < 0)
        return fail(store_io, "expected a pipe to be interrupted by, but the system gave none");
    if (auto ok = listen(); !ok) return fail(std::move(ok).error());
    // Those from before are answered by asking now.
    static_cast<void>(take_notices());
    const auto announced = announce(*connection_, pool_.options().lease_clock, now);
    if (!announced) {
        connection_.reset();
        return fail(announced.error());
    }
    if (take_notices()) return true;
    Duration pause = std::min(at_most, announced->told ? longest_sleep : longest_unannounced);
    if (announced->next != never) pause = std::min(pause, announced->next - now);
    return sleep(std::max(pause, Duration{0}));
}

}  // namespace itr::store::postgres
