// A thread that does what is due: the host gives it, and says what time it is; the engine sleeps and wakes
// in it.
#include <future>
#include <itr/stores/memory.hpp>
#include <mutex>
#include <thread>

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
states: {working: {on: {solve: solved}}, solved: {type: final}}
---
agreement: support
clocks: {resolve: {stop: "inState('solved')"}}
goals: [{resolve: 4h, calendar: 24x7}]
thresholds: {resolve: {"50%": {notify: desk}}}
---
roles: {desk: {rights: [open, view]}}
)yaml";

/// Where a real host sends mail.
struct Mailbox {
    std::promise<std::string> first;
    std::once_flag once;
    void put(const std::string& payload) {
        std::call_once(once, [&] { first.set_value(payload); });
    }
};

}  // namespace

int main() {
    const auto engine = must(Engine::open(example::options_on(store::make_memory_store())));
    must(engine->deploy(example::compile(yaml), at("2026-03-01T00:00:00Z"), example::host));
    // A server's is the system's clock; here it is noon for ever.
    const auto clock = [] { return at("2026-03-02T12:00:00Z"); };
    Mailbox mailbox;

    // [run]
    RunOptions options;
    options.clock = clock;
    options.after_look = [&](Instant now) {
        for (const auto& taken : must(engine->take_effects(now, minutes(1), 100))) {
            mailbox.put(taken.effect.payload);
            must(engine->acknowledge_effect(taken.key.tenant, taken.effect.key));
        }
    };
    Status ended;
    std::jthread due_work([&](const std::stop_token& stop) { ended = engine->run(stop, options); });
    // [/run]

    // A request of this morning, which was held up on its way: half of its four hours are over, so its
    // warning is due, and the sleeping thread wakes.
    const Actor desk{"desk", {"desk"}, {}};
    must(engine->execute({TenantId{"t"}, TicketId{"R-1"}, desk, command::Open{"request"}},
                         at("2026-03-02T09:00:00Z")));
    const std::string payload = mailbox.first.get_future().get();
    std::printf("%s\n", payload.c_str());
    due_work.request_stop();
    due_work.join();
    expect(ended.has_value(), "the run ends when it is asked to");
    expect(payload.find("desk") != std::string::npos, "the desk is warned");
}
