#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <itr/stores/sqlite.hpp>
#include <thread>
#include <utility>

#include "audit/ring.hpp"
#include "care/lines.hpp"
#include "store/sqlite/raw_sqlite.hpp"
#include "support/fault_store.hpp"
#include "support/forwarding_store.hpp"
#include "support/temp_dir.hpp"
#include "support/unreadable_ticket.hpp"

using namespace itr;
using test::places;
using test::ring;
using test::tenant;

namespace {

Outcome send(Engine& engine, const std::string& id, command::Body body, Instant now, std::string key = {}) {
    auto outcome =
        engine.execute({tenant, TicketId(id), test::host, std::move(body), {}, std::move(key), {}}, now);
    REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().message));
    REQUIRE_MESSAGE(!outcome->rejection, (outcome->rejection ? outcome->rejection->message : ""));
    return *outcome;
}

const Instant monday = test::at("2026-03-02T09:00:00Z");

/// From opening to closure; no effect of it waits.
void live_and_close(Engine& engine, const std::string& id, Instant now = monday) {
    send(engine, id, test::open_request("low"), now, "opened-" + id);
    send(engine, id, command::Send{"dispatch", {{"team", Value("net")}}}, now + minutes(1));
    send(engine, id, command::Send{"solve", {{"cause", Value("dns")}}}, now + minutes(2));
    send(engine, id, command::Send{"confirm", {}}, now + minutes(3));
    const auto waiting = engine.store().waiting_effects({tenant, TicketId(id)}).value();
    for (const auto& effect : waiting) REQUIRE(engine.acknowledge_effect(tenant, effect.effect.key));
}

struct Archived {
    care::Counts counts;
    std::string lines;
};

Archived archive(store::Store& store, Instant before, std::size_t batch = 2) {
    Archived archived;
    care::ArchiveOptions options;
    options.before = before;
    options.tickets_a_batch = batch;
    const auto counts = care::archive(store, tenant, options, [&](std::string_view line) {
        archived.lines += line;
        return Status();
    });
    REQUIRE_MESSAGE(counts.has_value(), (counts ? "" : counts.error().message));
    archived.counts = *counts;
    return archived;
}

audit::Report verified_with(store::Store& store, const audit::Checkpoint& since, const std::string& archive) {
    const auto keys = ring();
    audit::Verification verification(tenant, keys, &since);
    const test::DeskPacks packs;
    REQUIRE(audit::verify(store, tenant, &packs, verification));
    REQUIRE(care::each_exported(test::lines_of(archive), [&](const auto& key, const auto& commits) {
        verification.add_archived(key.ticket, commits);
        return Status();
    }));
    return verification.finish();
}

}  // namespace

TEST_CASE("an archive leaves a damaged ticket where it is, says so, and takes the others") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto engine = test::desk_engine(memory);
    for (const char* id : {"T-1", "T-2", "T-3"}) live_and_close(*engine, id);
    test::UnreadableTicket damaged(*memory, TicketId("T-2"), test::Damage::found_by_the_store);
    const auto archived = archive(damaged, monday + hours(1));
    CHECK(archived.counts.tickets == 2);
    REQUIRE(archived.counts.left_out.size() == 1);
    CHECK(archived.counts.left_out.front().key.ticket == TicketId("T-2"));
    CHECK(memory->counters()->tickets == 1);
}

TEST_CASE("closed tickets of before a date move into the archive, and come back from it") {
    for (const bool in_a_file : {false, true}) {
        const test::TempDir directory;
        std::shared_ptr<store::Store> store =
            in_a_file ? store::open_sqlite_store(directory.file("t.db")).value() : store::make_memory_store();
        auto engine = test::audited_engine(store);
        for (const char* id : {"T-1", "T-2", "T-3", "T-4", "T-5"}) live_and_close(*engine, id);
        live_and_close(*engine, "T-new", monday + hours(48));
        send(*engine, "T-open", test::open_request(), monday);
        const std::string before = test::exported(*store);

        const auto archived = archive(*store, monday + hours(24));
        CHECK(archived.counts.tickets == 5);
        CHECK(store->counters()->tickets == 2);
        CHECK(store->counters()->commits == 5);
        CHECK_FALSE(store->load({tenant, TicketId("T-1")})->has_value());
        CHECK_FALSE(store->opened_by(tenant, "opened-T-1")->has_value());
        CHECK(store->load({tenant, TicketId("T-open")})->has_value());
        // An engine that still has one in memory notices.
        const auto late =
            engine->execute({tenant, TicketId("T-1"), test::host, command::Comment{"?", true}, {}, {}, {}},
                            monday + hours(50));
        REQUIRE((late.has_value() && late->rejection));
        CHECK(late->rejection->code.text() == "ticket.unknown");
        // New tickets come after it as before it.
        live_and_close(*engine, "T-next", monday + hours(49));
        CHECK(store->counters()->tickets == 3);
        CHECK(store->counters()->commits == 9);
        store::Removal next{{tenant, TicketId("T-next")}, 4, "opened-T-next"};
        REQUIRE(store->remove(std::span(&next, 1)));
        CHECK(store->counters()->commits == 5);
        REQUIRE(test::import_into(*store, archived.lines));
        CHECK(test::exported(*store) == before);
    }
}

TEST_CASE("the audit verifies after an archive that is shown to it, and not without") {
    auto store = std::shared_ptr<store::Store>(store::make_memory_store());
    auto engine = test::audited_engine(store);
    live_and_close(*engine, "T-1");
    live_and_close(*engine, "T-2", monday + hours(48));
    auto report = test::verified(*store, ring());
    const auto checkpoint =
        audit::make_checkpoint(tenant, monday + hours(50), std::move(report.heads), ring(), nullptr);
    const auto archived = archive(*store, monday + hours(24));
    CHECK(places(test::verified(*store, ring(), &checkpoint)) == "removed T-1 0\n");
    CHECK(places(verified_with(*store, checkpoint, archived.lines)) == "");
    std::string other = archived.lines;
    other.replace(other.find("\"dns\""), 5, "\"web\"");
    CHECK(places(verified_with(*store, checkpoint, other)) == "changed T-1 3\n");
}

TEST_CASE("a ticket that something still hangs on is not archived") {
    auto store = std::shared_ptr<store::Store>(store::make_memory_store());
    auto engine = test::audited_engine(store);
    live_and_close(*engine, "T-parent");
    auto child = test::open_request("low");
    child.parent = "T-parent";
    send(*engine, "T-child", child, monday + minutes(5));
    live_and_close(*engine, "T-effect");
    store::Append append;
    append.tenant = tenant;
    append.ticket = TicketId("T-effect");
    const auto loaded = store->load({tenant, append.ticket}).value();
    store::Query query;
    query.tenant = tenant;
    const auto page = store->query(query).value();
    for (const auto& row : page.rows)
        if (row.ticket == append.ticket) append.summary = row.summary, append.expected = row.version;
    append.commit = "{}";
    append.effects = {{"e", "notify", "{}", monday}};
    REQUIRE(store->append(std::span(&append, 1)));
    CHECK(archive(*store, monday + hours(24)).counts.tickets == 0);
    REQUIRE(store->acknowledge_effect(tenant, "e"));
    CHECK(archive(*store, monday + hours(24)).counts.tickets == 1);
}

TEST_CASE("a ticket that comes back while it is archived stays") {
    auto store = std::shared_ptr<store::Store>(store::make_memory_store());
    auto engine = test::audited_engine(store);
    for (const char* id : {"T-1", "T-2", "T-3"}) live_and_close(*engine, id);
    care::ArchiveOptions options;
    options.before = monday + hours(24);
    options.make_durable = [&] {
        send(*engine, "T-2", command::Comment{"once more", true}, monday + hours(50));
        return Status();
    };
    std::string text;
    const auto counts = care::archive(*store, tenant, options, [&](std::string_view line) {
        text += line;
        return Status();
    });
    CHECK(counts->tickets == 2);
    CHECK(store->load({tenant, TicketId("T-2")})->has_value());
    const std::size_t commits_of_it = store->history({tenant, TicketId("T-2")}, 0, 100)->size();
    // The archive has an older copy of it: all of that is there.
    const auto back = test::import_into(*store, text);
    REQUIRE_MESSAGE(back, back.error().message);
    CHECK(back->tickets == 2);
    CHECK(back->skipped == 1);
    CHECK(store->history({tenant, TicketId("T-2")}, 0, 100)->size() == commits_of_it);
}

TEST_CASE("writers go on while an archive is made, a batch at a time") {
    const test::TempDir directory;
    const auto store = std::shared_ptr<store::Store>(
        store::open_sqlite_store(directory.file("t.db"), {.synchronous = store::Synchronous::off}).value());
    auto engine = test::audited_engine(store);
    for (int i = 0; i < 60; ++i) live_and_close(*engine, "T-" + std::to_string(i));
    send(*engine, "T-live", test::open_request(), monday);
    std::atomic<bool> over = false;
    std::atomic<int> written = 0;
    std::thread writer([&] {
        for (int i = 0; !over; ++i) {
            const auto outcome = engine->execute(
                {tenant, TicketId("T-live"), test::host, command::Comment{"still here", true}, {}, {}, {}},
                monday + seconds(i));
            if (outcome && !outcome->rejection) ++written;
        }
    });
    care::ArchiveOptions options;
    options.before = monday + hours(24);
    options.tickets_a_batch = 8;
    int batches = 0;
    // Each batch waits for one more commit of the writer: were it held up, this would not end.
    options.make_durable = [&] {
        ++batches;
        for (const int before = written; written == before;) std::this_thread::yield();
        return Status();
    };
    const auto counts = care::archive(*store, tenant, options, [](std::string_view) { return Status(); });
    over = true;
    writer.join();
    REQUIRE(counts);
    CHECK(counts->tickets == 60);
    CHECK(batches == 8);
    CHECK(places(test::verified(*store, ring())) == "");
}

namespace {

/// Something happens once the incidents of T-1 have been asked for.
struct AfterIncidents final : test::ForwardingStore {
    using ForwardingStore::ForwardingStore;
    Result<std::vector<store::Incident>> incidents_of(const store::TicketKey& key) override {
        auto found = ForwardingStore::incidents_of(key);
        if (key.ticket == TicketId("T-1"))
            if (auto now = std::exchange(happens, {})) now();
        return found;
    }

    std::function<void()> happens;
};

/// A closed ticket with one effect that waits: its key.
std::string close_with_an_effect(Engine& engine) {
    live_and_close(engine, "T-2", monday);
    send(engine, "T-1", test::open_request("low"), monday);
    send(engine, "T-1", command::Send{"dispatch", {{"team", Value("net")}}}, monday + minutes(1));
    send(engine, "T-1", command::Send{"solve", {{"cause", Value("dns")}}}, monday + minutes(2));
    send(engine, "T-1", command::Send{"confirm", {}}, monday + minutes(3));
    const auto waiting = engine.store().waiting_effects({tenant, TicketId("T-1")}).value();
    REQUIRE(waiting.size() == 1);
    return waiting.front().effect.key;
}

}  // namespace

TEST_CASE("a ticket whose effect is set aside while the archive is made stays, and so does the incident") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = test::audited_engine(store);
    const std::string key = close_with_an_effect(*engine);
    AfterIncidents during(*store);
    during.happens = [&] {
        REQUIRE(store->fail_effect(tenant, key, {}, std::nullopt, "no answer", monday).value());
    };
    CHECK(archive(during, monday + hours(24)).counts.tickets == 1);
    CHECK(store->load({tenant, TicketId("T-1")})->has_value());
    CHECK(store->incidents(tenant, 10)->size() == 1);
}

TEST_CASE("what is set aside, or tried again, while an export is made is in it once") {
    for (const bool is_incident : {false, true}) {
        CAPTURE(is_incident);
        const std::shared_ptr<store::Store> store = store::make_memory_store();
        const auto engine = test::audited_engine(store);
        const std::string key = close_with_an_effect(*engine);
        const auto set_aside = [&] {
            REQUIRE(store->fail_effect(tenant, key, {}, std::nullopt, "no answer", monday).value());
        };
        if (is_incident) set_aside();
        AfterIncidents during(*store);
        during.happens = [&] {
            if (is_incident)
                REQUIRE(store->settle_incident(tenant, key, false, monday).value());
            else
                set_aside();
        };
        const std::string text = test::exported(during);
        const std::shared_ptr<store::Store> copy = store::make_memory_store();
        REQUIRE(test::import_into(*copy, text));
        CHECK(copy->counters()->effects_waiting + copy->counters()->incidents == 1);
    }
}

TEST_CASE("an import that broke off before incidents were set aside sets them aside when it is repeated") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = test::audited_engine(store);
    const std::string key = close_with_an_effect(*engine);
    for (int i = 0; i < 2; ++i)
        REQUIRE(store->fail_effect(tenant, key, {}, monday, "no answer", monday).value());
    REQUIRE(store->fail_effect(tenant, key, {}, std::nullopt, "no answer", monday).value());
    const std::string text = test::exported(*store);
    const std::shared_ptr<store::Store> whole = store::make_memory_store();
    REQUIRE(test::import_into(*whole, text));
    CHECK(test::exported(*whole) == text);
    // Each call of an import may be its last one.
    for (std::uint64_t nth = 1; nth < 40; ++nth) {
        CAPTURE(nth);
        const std::shared_ptr<store::Store> copy = store::make_memory_store();
        test::FaultStore faulty(*copy);
        faulty.fail_call(nth);
        if (test::import_into(faulty, text)) continue;
        // Meanwhile somebody looks for work: an incident is none.
        const auto taken = copy->take_effects(monday - hours(1), monday, 10).value();
        for (const auto& effect : taken) CHECK(effect.effect.key != key);
        faulty.fail_call(0);
        REQUIRE(test::import_into(faulty, text));
        CHECK(copy->incidents(tenant, 10)->size() == 1);
        CHECK(copy->counters()->effects_waiting == 0);
    }
}
