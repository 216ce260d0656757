#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <fstream>
#include <iterator>
#include <itr/stores/sqlite.hpp>

#include "audit/ring.hpp"
#include "care/lines.hpp"
#include "support/temp_dir.hpp"
#include "support/unreadable_ticket.hpp"
#include "ticket/random_commands.hpp"

using namespace itr;
using test::exported;
using test::import_into;

namespace {

/// Some tickets of two tenants after random commands, with effects in the outbox in every condition.
std::shared_ptr<store::Store> any_store() {
    auto store = std::shared_ptr<store::Store>(store::make_memory_store());
    auto engine = *rc::gen::arbitrary<bool>() ? test::audited_engine(store) : test::desk_engine(store);
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i)
        for (auto& [command, at] : test::any_commands()) {
            command.ticket = TicketId("T-" + std::to_string(i));
            if (i == 2) command.tenant = TenantId("another");
            RC_ASSERT(engine->execute(command, at).has_value());
        }
    const Instant late = test::at("2027-01-01T00:00:00Z");
    RC_ASSERT(engine->advance(late, 2).has_value());
    const auto taken = engine->take_effects(late, hours(1), SIZE_MAX).value();
    for (const auto& effect : taken) {
        const int fate = *rc::gen::inRange(0, 4);
        if (fate == 0)
            RC_ASSERT(engine->acknowledge_effect(effect.key.tenant, effect.effect.key).has_value());
        if (fate == 1) RC_ASSERT(engine->fail_effect(effect, "no answer", late).has_value());
        if (fate >= 2)
            RC_ASSERT(store->fail_effect(effect.key.tenant, effect.effect.key, {}, std::nullopt, "gone", late)
                          .has_value());
        if (fate == 3)
            RC_ASSERT(store->settle_incident(effect.key.tenant, effect.effect.key, false, late).has_value());
    }
    return store;
}

std::string code_of(const Result<care::Counts>& result) {
    return result ? "" : std::string(result.error().code.text());
}

}  // namespace

TEST_CASE("what was exported and imported exports as the same bytes, whatever store it went to") {
    CHECK(rc::check([] {
        const auto store = any_store();
        const std::string text = exported(*store);
        const auto memory = store::make_memory_store();
        RC_ASSERT(import_into(*memory, text).has_value());
        RC_ASSERT(exported(*memory) == text);
        if (*rc::gen::inRange(0, 5) != 0) return;  // a file takes a hundred times as long
        const test::TempDir directory;
        const auto file =
            store::open_sqlite_store(directory.file("t.db"), {.synchronous = store::Synchronous::off})
                .value();
        RC_ASSERT(import_into(*file, text).has_value());
        RC_ASSERT(exported(*file) == text);
        // Again: all is there, and nothing comes twice.
        const auto again = import_into(*file, text);
        RC_ASSERT(again->tickets == 0 && again->skipped > 0);
        RC_ASSERT(exported(*file) == text);
    }));
}

TEST_CASE("an import fires nothing and goes on where the export stood") {
    auto first = std::shared_ptr<store::Store>(store::make_memory_store());
    auto engine = test::desk_engine(first);
    const auto outcome = test::run(*engine, test::agent, test::open_request(), "2026-03-02T09:00:00Z");
    auto second = std::shared_ptr<store::Store>(store::make_memory_store());
    REQUIRE(import_into(*second, exported(*first)));
    CHECK(second->counters()->commits == 1);
    auto other = test::make_engine(second);
    CHECK(other->next_due().value() == engine->next_due().value());
    CHECK(other->take_effects(test::at("2026-03-02T09:00:00Z"), minutes(1), 10)->empty());
    CHECK(other->advance(test::at("2026-03-02T09:15:00.001Z")).value().tickets == 1);
    CHECK_FALSE(other->take_effects(test::at("2026-03-02T09:16:00Z"), minutes(1), 10)->empty());
    // A ticket that is opened next does not get a number that came with the others.
    Command command{test::tenant, TicketId("T-9"), test::agent, test::open_request(), {}, {}, {}};
    CHECK(other->execute(command, test::at("2026-03-02T10:00:00Z"))->number > outcome.number);
}

TEST_CASE("an opening command that was carried out before an export is not carried out again after it") {
    auto first = std::shared_ptr<store::Store>(store::make_memory_store());
    Command command{test::tenant, test::ticket, test::agent, test::open_request(), {}, "call-1", {}};
    REQUIRE(test::desk_engine(first)->execute(command, test::at("2026-03-02T09:00:00Z")));
    auto second = std::shared_ptr<store::Store>(store::make_memory_store());
    REQUIRE(import_into(*second, exported(*first)));
    command.ticket = TicketId("T-2");
    const auto again = test::make_engine(second)->execute(command, test::at("2026-03-02T09:00:00Z"));
    CHECK(again->repeated);
    CHECK(again->ticket == test::ticket);
}

TEST_CASE("an export leaves a damaged ticket out, says so, and has all the others") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto engine = test::desk_engine(memory);
    for (const char* id : {"T-1", "T-2", "T-3"})
        REQUIRE(engine->execute({test::tenant, TicketId(id), test::agent, test::open_request(), {}, {}, {}},
                                test::at("2026-03-02T09:00:00Z")));
    test::UnreadableTicket damaged(*memory, TicketId("T-2"), test::Damage::found_by_the_store);
    std::string text;
    const auto counts = care::export_store(damaged, {}, [&](std::string_view line) {
        text += line;
        return Status();
    });
    REQUIRE(counts);
    CHECK(counts->tickets == 2);
    REQUIRE(counts->left_out.size() == 1);
    CHECK(counts->left_out.front().key == store::TicketKey{test::tenant, TicketId("T-2")});
    CHECK(counts->left_out.front().why == "a row is missing");
    CHECK(text.ends_with(R"({"end":{"commits":2,"left_out":1,"tickets":2}})"
                         "\n"));
    const auto copy = store::make_memory_store();
    CHECK(import_into(*copy, text)->tickets == 2);
}

TEST_CASE("lines of every format that was ever released are still read") {
    std::ifstream file(ITR_SOURCE_DIR "/tests/care/format-1.jsonl");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto counts = import_into(*store, text);
    REQUIRE_MESSAGE(counts.has_value(), (counts ? "" : counts.error().message));
    CHECK(counts->tickets == 4);
    CHECK(counts->commits == 9);
    CHECK(exported(*store) == text);
    // Whoever opens the store goes on with its tickets.
    const auto engine = test::make_engine(store);
    const Command late{TenantId("default"),
                       TicketId("R-A"),
                       test::host,
                       command::Comment{"many years later", true},
                       {},
                       {},
                       {}};
    CHECK(engine->execute(late, test::at("2036-03-02T10:00:00Z"))->version == 5);
}

TEST_CASE("an import says what is wrong with its lines") {
    auto store = std::shared_ptr<store::Store>(store::make_memory_store());
    test::run(*test::desk_engine(store), test::agent, test::open_request(), "2026-03-02T09:00:00Z");
    const std::string text = exported(*store);
    const auto code = [](const std::string& lines) {
        return code_of(import_into(*store::make_memory_store(), lines));
    };
    CHECK(code(text) == "");
    CHECK(code("") == "care.invalid");
    CHECK(code("{}\n") == "care.invalid");
    CHECK(code("{\"itr_export\":2}\n") == "care.newer_format");
    CHECK(code(text.substr(0, text.rfind("{\"end\""))) == "care.invalid");
    CHECK(code(text + "{}\n") == "care.invalid");
    // A line that is missing: the end tells.
    const auto commit = text.find("{\"at\"");
    CHECK(code(text.substr(0, commit) + text.substr(text.find('\n', commit) + 1)) == "care.invalid");
    std::string other = text;
    other.replace(other.rfind("\"tickets\":1"), 11, "\"tickets\":2");
    CHECK(code(other) == "care.invalid");
}

TEST_CASE("an import does not write over a ticket that is another") {
    auto first = std::shared_ptr<store::Store>(store::make_memory_store());
    auto second = std::shared_ptr<store::Store>(store::make_memory_store());
    test::run(*test::desk_engine(first), test::agent, test::open_request("high"), "2026-03-02T09:00:00Z");
    test::run(*test::desk_engine(second), test::agent, test::open_request("low"), "2026-03-02T09:00:00Z");
    const std::string before = exported(*second);
    CHECK(code_of(import_into(*second, exported(*first))) == "store.conflict");
    CHECK(exported(*second) == before);
}
