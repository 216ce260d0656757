// Data from a host: the host's own record becomes a ticket's data. The pack declares names and types, so a
// host that sends something else is told so in a sentence, and nothing happens.
#include <algorithm>
#include <itr/stores/memory.hpp>

#include "example.hpp"

using namespace itr;
using example::expect;

namespace {

const char* const yaml = R"yaml(
pack: shop
version: 1.0.0
---
workflow: complaint
data:
  customer: {type: string, required: true, personal: true}
  order_value: {type: int, required: true}
  ordered_at: {type: timestamp}
  severity: {type: enum, values: [major, minor], from: {table: severity}}
events: {settle: {role: desk, data: {refund: {type: int, required: true}}}}
states:
  open: {on: {settle: {when: "event.refund <= ticket.order_value", to: settled}}}
  settled: {type: final}
---
table: severity
hit: first
inputs: ["ticket.order_value"]
rows: [["> 1000", major], [_, minor]]
---
roles: {desk: {rights: [open, set, view, erase]}}
)yaml";

// [record]
/// What the host has anyway, from a form or a table of its own.
struct Order {
    std::string customer;
    int value = 0;
    Instant at{};
};

Data data_of(const Order& order) {
    return {{"customer", Value(order.customer)},
            {"order_value", Value(order.value)},
            {"ordered_at", Value::instant(order.at)}};
}
// [/record]

const TenantId tenant{"shop"};
const TicketId ticket{"C-1"};
const Actor desk{"desk", {"desk"}, {}};

Value field(const TicketView& view, std::string_view name) {
    const auto found = std::ranges::find(view.data, name, &Data::value_type::first);
    return found == view.data.end() ? Value() : found->second;
}

std::string refusal(Engine& engine, command::Body body, Instant now) {
    const Outcome outcome = example::must(engine.execute({tenant, ticket, desk, std::move(body)}, now));
    if (outcome.rejection) std::printf("refused: %s\n", outcome.rejection->message.c_str());
    return outcome.rejection ? std::string(outcome.rejection->code.text()) : "accepted";
}

}  // namespace

int main() {
    const auto engine = example::must(Engine::open(example::options_on(store::make_memory_store())));
    const Instant now = example::at("2026-03-02T09:00:00Z");
    example::must(engine->deploy(example::compile(yaml), now, example::host));

    const Order order{"Acme", 1200, example::at("2026-02-20T12:00:00Z")};
    example::run(*engine, {tenant, ticket, desk, command::Open{"complaint", data_of(order)}}, now);
    const TicketView view = example::must(engine->get(tenant, ticket, desk, now));
    expect(field(view, "severity") == Value("major"), "the table derives the severity from the value");

    expect(refusal(*engine, command::Set{{{"order_value", Value("much")}}}, now) == "data.wrong_type",
           "types are kept");
    expect(refusal(*engine, command::Set{{{"colour", Value("red")}}}, now) == "data.unknown_field",
           "so are names");
    expect(refusal(*engine, command::Send{"settle", {{"refund", Value(5000)}}}, now) == "event.guarded",
           "a guard compares what comes with what is known");

    // A correction from the host: what is derived follows.
    example::run(*engine, {tenant, ticket, desk, command::Set{{{"order_value", Value(900)}}}}, now);
    expect(field(example::must(engine->get(tenant, ticket, desk, now)), "severity") == Value("minor"),
           "it is minor now");
    // Personal data can go, and the journal stays whole: it holds a salted hash only.
    example::run(*engine, {tenant, ticket, desk, command::Erase{{"data.customer"}, "asked to be forgotten"}},
                 now);
    for (const Value& commit : example::must(engine->history(tenant, ticket, desk)))
        expect(to_json(commit).find("Acme") == std::string::npos, "the name is nowhere in the history");
}
