#include "cli/stop.hpp"

#include <signal.h>

namespace itr::cli {
namespace {

volatile sig_atomic_t stop = 0;

void on_signal(int /*signal*/) { stop = 1; }

}  // namespace

void watch_for_stop() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    // Not restarted, so that a read that waits for input returns; reset, so that a second signal kills.
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    // Whoever started the program may have them blocked, and yet wants to end it with them.
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    sigprocmask(SIG_UNBLOCK, &both, nullptr);
}

bool stop_requested() noexcept { return stop != 0; }

}  // namespace itr::cli
