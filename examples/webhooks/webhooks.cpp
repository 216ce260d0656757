// A small host whose outbox goes to a web address: `example_webhooks URL SECRET`. Its test is the receiver.
#include <sodium.h>

#include <itr/stores/memory.hpp>

#include "../example.hpp"
#include "dispatcher.hpp"

using namespace itr;
using example::must;

namespace {

const char* const yaml = R"yaml(
pack: support
version: 1.0.0
---
workflow: request
data: {customer: {type: string, required: true}}
events: {answer: {role: desk}}
states:
  asked: {entry: [{notify: desk}], on: {answer: {to: answered, do: [{notify: {to: customer, with: {name: "ticket.customer"}}}]}}}
  answered: {type: final}
---
roles: {desk: {rights: [open, view]}}
)yaml";

const TenantId tenant{"acme"};
const Actor desk{"desk", {"desk"}, {}};

}  // namespace

int main(int argc, char** argv) {
    example::expect(argc == 3, "two arguments: URL SECRET");
    example::expect(sodium_init() >= 0 && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK,
                    "libraries that begin");
    EngineOptions options = example::options_on(store::make_memory_store());
    options.retries = {.first = seconds(30), .longest = minutes(10), .attempts = 4};
    const auto engine = must(Engine::open(std::move(options)));
    Instant now = example::at("2026-03-02T09:00:00Z");
    must(engine->deploy(example::compile(yaml), now, example::host));
    for (const char* id : {"R-1", "R-2", "R-3"}) {
        const TicketId ticket{id};
        example::run(*engine, {tenant, ticket, desk, command::Open{"request", {{"customer", Value(id)}}}},
                     now);
        example::run(*engine, {tenant, ticket, desk, command::Send{"answer"}}, now);
    }

    webhooks::Dispatcher dispatcher({argv[1], argv[2], 2'000, 1'000});
    // The example's minutes pass as fast as posts do; a real host gives the clock on its wall.
    const auto clock = [&now] { return now; };
    for (int minute = 0; minute < 120; ++minute, now = now + minutes(1)) {
        const webhooks::Turn turn = must(dispatcher.work_off(*engine, clock));
        if (turn.delivered + turn.failed > 0)
            std::printf("%s  delivered %zu, failed %zu\n", to_string(now).c_str(), turn.delivered,
                        turn.failed);
    }
    for (const store::Incident& incident : must(engine->incidents(tenant, 100)))
        std::printf("incident %s after %u attempts: %s\n", incident.effect.effect.key.c_str(),
                    incident.effect.attempts, incident.reason.c_str());
    curl_global_cleanup();
}
