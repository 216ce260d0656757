// States that are written now and then only.
#include <itr/stores/sqlite.hpp>

#include "audit/ring.hpp"
#include "support/forwarding_store.hpp"
#include "support/temp_dir.hpp"
#include "ticket/retold.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::uint32_t every = 3;

std::unique_ptr<Engine> sparing_engine(std::shared_ptr<store::Store> store) {
    EngineOptions options = linking_options(std::move(store));
    options.snapshot_every = every;
    return Engine::open(std::move(options)).value();
}

const std::vector<command::Body>& story() {
    static const std::vector<command::Body> told{
        open_request(),
        command::Send{"dispatch", {{"team", Value("net")}}},
        command::Send{"ask", {}},
        command::Comment{"still open", false},
        command::Send{"answer", {}},
        command::Erase{{}, "asked"},
        command::Send{"solve", {{"cause", Value("dns")}}},
        command::Send{"confirm", {}},
    };
    return told;
}

store::Version snapshot_version(store::Store& store) {
    return store.load({tenant, ticket}).value()->snapshot_version;
}

}  // namespace

TEST_CASE("a ticket is the same after a restart at any commit, however seldom its state is written") {
    const TempDir directory;
    const std::string path = directory.file("tickets.db");
    const auto always = desk_engine();
    Instant now = at("2026-03-02T01:00:00Z");
    store::Version version = 0;
    for (const command::Body& body : story()) {
        now = now + minutes(10);
        REQUIRE_FALSE(always->execute(command_of(host, body), now)->rejection);
        // An engine for each command: it knows only what is in the file.
        const std::shared_ptr<store::Store> file = store::open_sqlite_store(path).value();
        const auto engine = sparing_engine(file);
        if (version == 0) REQUIRE(engine->deploy(desk_pack(), now, host));
        version = engine->execute(command_of(host, body), now)->version;

        const ThatPack packs(desk_pack());
        Retold retold(packs, {tenant, ticket}), as_always(packs, {tenant, ticket});
        REQUIRE(retold.catch_up(*file, *file->load({tenant, ticket}).value()));
        REQUIRE(as_always.catch_up(always->store(), *always->store().load({tenant, ticket}).value()));
        CHECK(retold.snapshot() == as_always.snapshot());
        CHECK(engine->get(tenant, ticket, host, now)->states ==
              always->get(tenant, ticket, host, now)->states);
        CHECK(file->next_due().value() == always->next_due().value());
        const bool is_last = version == story().size();
        CHECK(snapshot_version(*file) == (is_last ? version : (version - 1) / every * every + 1));
        CHECK(places(verified(*file, ring())) == "");
    }
}

TEST_CASE("where other engines write too, a state is written with every commit") {
    const TempDir directory;
    const std::shared_ptr<store::Store> shared =
        store::open_sqlite_store(directory.file("tickets.db"), {.shared = true}).value();
    const auto engine = sparing_engine(shared);
    REQUIRE(engine->deploy(desk_pack(), at("2026-03-01T00:00:00Z"), host));
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    run(*engine, agent, command::Send{"dispatch", {{"team", Value("net")}}}, "2026-03-02T01:01:00Z");
    CHECK(snapshot_version(*shared) == 2);
}
