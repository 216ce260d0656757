// Beside an event loop: the engine starts no thread and reads no clock. A loop that waits for messages anyway
// waits no longer than until next_due(), and then lets the engine work off what is due.
#include <algorithm>
#include <deque>
#include <itr/stores/memory.hpp>
#include <limits>

#include "example.hpp"

using namespace itr;
using example::at;
using example::expect;
using example::must;

namespace {

const char* const yaml = R"yaml(
pack: support
version: 1.0.0
---
workflow: request
events: {solve: {role: desk}}
states: {working: {on: {solve: solved}}, solved: {after: {"real 24h": closed}}, closed: {type: final}}
---
agreement: support
clocks: {resolve: {stop: "inState('solved')"}}
goals: [{resolve: 4h, calendar: 24x7}]
thresholds: {resolve: {"50%": {notify: desk}}}
---
roles: {desk: {rights: [open, view]}}
)yaml";

// [timeout]
/// What poll(2), epoll_wait(2) and their kin take: milliseconds, -1 for "no deadline". Asked again after
/// every command, since a command may bring the next deadline nearer.
int timeout_ms(Engine& engine, Instant now) {
    const Instant due = must(engine.next_due());
    if (due == never) return -1;
    const std::int64_t wait = std::clamp<std::int64_t>((due - now).ms, 0, std::numeric_limits<int>::max());
    return static_cast<int>(wait);
}
// [/timeout]

struct Message {
    Instant at{};
    Command command;
};

/// Stands for the sockets and the wall clock of a host. Nothing here sleeps.
class Messages {
  public:
    explicit Messages(std::deque<Message> coming) : coming_(std::move(coming)), now_(coming_.front().at) {}

    [[nodiscard]] Instant now() const { return now_; }

    /// As poll(2): returns when there is a message or the time is over, whichever is first.
    const Message* wait(int timeout) {
        if (coming_.empty() || (timeout >= 0 && now_ + milliseconds(timeout) < coming_.front().at)) {
            now_ = now_ + milliseconds(timeout);
            return nullptr;
        }
        now_ = coming_.front().at;
        present_ = std::move(coming_.front());
        coming_.pop_front();
        return &present_;
    }

    [[nodiscard]] bool none_left() const { return coming_.empty(); }

  private:
    std::deque<Message> coming_;
    Message present_;
    Instant now_;
};

}  // namespace

int main() {
    const auto engine = must(Engine::open(example::options_on(store::make_memory_store())));
    must(engine->deploy(example::compile(yaml), at("2026-03-01T00:00:00Z"), example::host));
    const TenantId tenant{"t"};
    const TicketId ticket{"R-1"};
    const Actor desk{"desk", {"desk"}, {}};
    Messages messages({{at("2026-03-02T09:00:00Z"), {tenant, ticket, desk, command::Open{"request"}}},
                       {at("2026-03-02T12:00:00Z"), {tenant, ticket, desk, command::Send{"solve"}}}});

    // [loop]
    int wakes = 0;
    while (true) {
        const int timeout = timeout_ms(*engine, messages.now());
        if (timeout < 0 && messages.none_left()) break;  // a server would wait on
        if (const Message* message = messages.wait(timeout)) {
            example::run(*engine, message->command, messages.now());
        } else {
            ++wakes;
            while (must(engine->advance(messages.now())).more) {
            }
        }
        for (const auto& taken : must(engine->take_effects(messages.now(), minutes(1), 100))) {
            std::printf("%s  %s\n", to_string(messages.now()).c_str(), taken.effect.payload.c_str());
            must(engine->acknowledge_effect(taken.key.tenant, taken.effect.key));
        }
    }
    // [/loop]
    const TicketView view = must(engine->get(tenant, ticket, desk, messages.now()));
    expect(wakes == 2, "woken for the warning and for the closure, and never in vain");
    expect(view.closed_at == at("2026-03-03T12:00:00Z"), "a day after the solution it is closed");
}
