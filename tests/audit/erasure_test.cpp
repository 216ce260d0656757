// What is left of a person once the person's texts are erased.
#include <doctest/doctest.h>

#include <itr/loader.hpp>

#include "audit/ring.hpp"

using namespace itr;
using test::tenant;

namespace {

constexpr std::string_view person = "Zhang Wuji";
const Instant opened = test::at("2026-03-02T02:00:00Z");
const TicketId request{"T-1"};

std::shared_ptr<const Pack> standard_pack() {
    auto loaded = loader::load_folder(ITR_SOURCE_DIR "/examples/packs/itr-standard");
    REQUIRE(loaded.pack);
    Diagnostics diagnostics;
    auto pack = Pack::compile(*loaded.pack, test::zones(), diagnostics);
    REQUIRE(pack);
    return pack;
}

void give(Engine& engine, command::Body body, Instant now = opened) {
    Command command{tenant, request, test::host, std::move(body), {}, {}, {}};
    command.idempotency_key = "key-" + std::to_string(command.body.index()) + "-" + std::to_string(now.ms);
    const auto outcome = engine.execute(command, now);
    REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().message));
    REQUIRE_MESSAGE(!outcome->rejection, (outcome->rejection ? outcome->rejection->message : ""));
}

/// Everything that a store has of the ticket.
std::string all_of(store::Store& store) {
    const store::TicketKey key{tenant, request};
    const auto loaded = store.load(key).value();
    std::string text = loaded->snapshot + "\n";
    for (const store::Personal& each : loaded->personal) text += each.slot + " " + each.text + "\n";
    const auto history = store.history(key, 0, 1000).value();
    for (const store::Commit& commit : history) text += commit.text + "\n";
    const auto waiting = store.waiting_effects(key).value();
    for (const auto& effect : waiting) text += effect.effect.payload + "\n";
    const auto incidents = store.incidents(tenant, 100).value();
    for (const auto& incident : incidents) text += incident.effect.effect.payload + "\n";
    return text;
}

bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

/// Opened and asked about; the effect waits, or was set aside.
void ask_for_entitlement(Engine& engine) {
    give(engine, command::Open{
                     "technical-service-request",
                     {{"customer", Value(person)}, {"product", Value("router")}, {"contact", Value(person)}},
                     "acme",
                     {},
                     {},
                     {},
                     {},
                     {}});
    give(engine, command::Comment{std::string(person) + " called", true}, opened + milliseconds(1));
    give(engine, command::Send{"register", {}}, opened + milliseconds(2));
    give(engine, command::Send{"pass_review", {}}, opened + milliseconds(3));
}

}  // namespace

TEST_CASE("the host is told whom an effect is about, and after an erasure nothing tells any more") {
    for (const bool fails : {false, true}) {
        CAPTURE(fails);
        const std::shared_ptr<store::Store> store = store::make_memory_store();
        const auto engine = test::linking_engine(store);
        REQUIRE(engine->deploy(standard_pack(), opened, test::host));
        ask_for_entitlement(*engine);
        CHECK(has(all_of(*store), person));  // in its slots

        const auto taken = engine->take_effects(opened + seconds(1), minutes(1), 10).value();
        REQUIRE(taken.size() == 1);
        CHECK(taken.front().effect.kind == "ask");
        const std::string quoted = '"' + std::string(person) + '"';
        CHECK(has(taken.front().effect.payload, "\"with\":{\"customer\":" + quoted));
        CHECK_FALSE(has(taken.front().effect.payload, "personal"));
        if (fails) {
            REQUIRE(store->fail_effect(tenant, taken.front().effect.key, {}, std::nullopt, "away", opened)
                        .value());
            CHECK(has(engine->incidents(tenant, 10)->front().effect.effect.payload, quoted));
        }
        give(*engine, command::Erase{{}, "asked for"}, opened + seconds(2));
        CHECK_FALSE(has(all_of(*store), person));
        CHECK(has(all_of(*store), "data.customer"));
        if (fails) continue;
        const auto again = engine->take_effects(opened + hours(1), minutes(1), 10).value();
        REQUIRE_FALSE(again.empty());
        CHECK(has(again.front().effect.payload, "\"customer\":null"));
    }
}

namespace {

constexpr const char* visit_yaml = R"yaml(
pack: visits
version: 1.0.0
---
workflow: visit
data:
  visitor: {type: string, personal: true}
events:
  arrive: {role: agent, data: {who: {type: string, required: true, personal: true}, door: {type: string}}}
initial: open
states:
  open: {on: {arrive: {do: [{set: {visitor: "event.who"}}, {open: {workflow: badge, with: {holder: "ticket.visitor"}}}]}}}
---
workflow: badge
data: {holder: {type: string, required: true, personal: true}}
initial: open
states: {open: {}}
---
roles:
  agent: {rights: [open, comment, view, erase]}
)yaml";

}  // namespace

TEST_CASE(
    "what an event brings of a person stays where it was put, and a child gets it in a slot of its own") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = test::linking_engine(store);
    REQUIRE(engine->deploy(test::compile(visit_yaml), opened, test::host));
    give(*engine, command::Open{"visit", {}, {}, {}, {}, {}, {}, {}});
    give(*engine, command::Send{"arrive", {{"who", Value(person)}, {"door", Value("north")}}});
    std::string commits;
    const auto history = store->history({tenant, request}, 0, 10).value();
    for (const auto& commit : history) commits += commit.text;
    CHECK_FALSE(has(commits, person));
    CHECK(has(commits, "north"));
    const auto visit = engine->get(tenant, request, test::host, opened).value();
    CHECK(has(to_json(to_value(visit)), person));
    store::Query children;
    children.tenant = tenant;
    children.parent = request.text();
    const auto badges = store->query(children).value().rows;
    REQUIRE(badges.size() == 1);
    const auto badge = engine->get(tenant, badges.front().ticket, test::host, opened).value();
    CHECK(has(to_json(to_value(badge)), person));
}

TEST_CASE("a command that differs from an earlier one only in what is personal is the same one") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = test::audited_engine(store);
    Command command{tenant, request, test::agent, test::open_request(), {}, "call-1", {}};
    REQUIRE(engine->execute(command, opened));
    std::get<command::Open>(command.body).data[0].second = Value("Somebody Else");
    CHECK(engine->execute(command, opened)->repeated);
    std::get<command::Open>(command.body).data[1].second = Value("low");
    CHECK(engine->execute(command, opened)->rejection->code.text() == "command.key_reused");
}
