// Effects: the engine never calls out. What it wants of the host is written with the events that caused it,
// and the host takes it from the outbox: at least once, in order per ticket, and kept until it says "done".
#include <itr/stores/memory.hpp>

#include "example.hpp"

using namespace itr;
using example::expect;
using example::must;

namespace {

const char* const yaml = R"yaml(
pack: support
version: 1.0.0
---
workflow: request
data: {customer: {type: string, required: true}}
events: {entitled: {role: system}, refused: {role: system}}
states:
  checking:
    entry: [{ask: {host: entitlement, with: {customer: "ticket.customer"}}}, {notify: desk}]
    on: {entitled: working, refused: rejected}
  working: {entry: [{notify: desk}]}
  rejected: {type: final}
---
roles: {desk: {rights: [open, view]}}
)yaml";

const TenantId tenant{"t"};
const TicketId ticket{"R-1"};
const Actor desk{"desk", {"desk"}, {}};

/// The host's mail program, which has a bad day.
struct Mail {
    int failures_left = 0;
    int sent = 0;

    bool send(const std::string& /*text*/) {
        if (failures_left > 0) return failures_left--, false;
        return ++sent, true;
    }
};

// [outbox]
/// One turn of the host's loop. An effect that is neither acknowledged nor failed comes again after a minute:
/// the host may crash anywhere in here. Whoever must not do a thing twice keeps `effect.key`, which is the
/// same in every attempt.
void work_off(Engine& engine, Mail& mail, Instant now) {
    for (const auto& taken : must(engine.take_effects(now, minutes(1), 100))) {
        if (taken.effect.kind == "ask") {
            // The answer is an event like any other. Its idempotency key makes a second attempt harmless.
            Command answer{taken.key.tenant, taken.key.ticket, example::host, command::Send{"entitled"}};
            answer.idempotency_key = "answer-1";
            example::run(engine, answer, now);
        } else if (!mail.send(taken.effect.payload)) {
            must(engine.fail_effect(taken, "the mail server does not answer", now));
            continue;
        }
        must(engine.acknowledge_effect(taken.key.tenant, taken.effect.key));
    }
}
// [/outbox]

}  // namespace

int main() {
    const auto engine = must(Engine::open(example::options_on(store::make_memory_store())));
    Instant now = example::at("2026-03-02T09:00:00Z");
    must(engine->deploy(example::compile(yaml), now, example::host));
    example::run(*engine, {tenant, ticket, desk, command::Open{"request", {{"customer", Value("Acme")}}}},
                 now);

    Mail mail;
    mail.failures_left = 2;
    int turns = 0;
    for (; mail.sent < 2 && turns < 1000; ++turns, now = now + minutes(1)) work_off(*engine, mail, now);
    std::printf("two mails sent after %d turns, two of them failed\n", turns);
    expect(mail.sent == 2, "what fails is tried again");
    expect(turns > 2, "and waits in between");
    expect(must(engine->get(tenant, ticket, desk, now)).states.front() == "working",
           "the answer moved the ticket");

    // Ten failures make an incident: a person decides. Until then nothing is lost, and nothing blocks the
    // others.
    example::run(*engine,
                 {tenant, TicketId("R-2"), desk, command::Open{"request", {{"customer", Value("Acme")}}}},
                 now);
    mail.failures_left = 10;
    for (turns = 0; mail.failures_left > 0 && turns < 100'000; ++turns, now = now + minutes(1))
        work_off(*engine, mail, now);
    const auto incidents = must(engine->incidents(tenant, 10));
    expect(incidents.size() == 1, "after ten attempts there is an incident");
    std::printf("an incident: %s\n", incidents[0].reason.c_str());
    must(engine->settle_incident(tenant, incidents[0].effect.effect.key, false, now));
    const int before = mail.sent;
    for (turns = 0; mail.sent == before && turns < 10; ++turns, now = now + minutes(1))
        work_off(*engine, mail, now);
    expect(mail.sent > before && must(engine->incidents(tenant, 10)).empty(), "put back, it is delivered");
}
