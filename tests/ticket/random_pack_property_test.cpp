// Random packs and random commands: the journal is the ticket, whatever the pack and wherever it is kept.
#include <itr/restore.hpp>
#include <itr/stores/sqlite.hpp>

#include "engine/desk.hpp"
#include "support/temp_dir.hpp"
#include "ticket/random_pack.hpp"
#include "ticket/retold.hpp"

#include <rapidcheck.h>

using namespace itr;
using namespace itr::test;

namespace {

/// What a store holds of the ticket: by its snapshot and the commits after it, and by a replay of its
/// journal; both must agree.
std::string identity_in(store::Store& store, const ThatPack& packs, Retold& retold) {
    const auto loaded = store.load({tenant, ticket}).value();
    if (!loaded) return {};
    if (const auto ok = retold.catch_up(store, *loaded); !ok) RC_FAIL(ok.error().message);
    const std::string restored = snapshot_of(*restore({tenant, ticket}, *loaded, packs).value());
    RC_ASSERT(retold.snapshot() == restored);
    return restored;
}

}  // namespace

TEST_CASE(
    "of any pack, replaying the journal gives the identical ticket after every command, on every store") {
    std::size_t given = 0, taken = 0;
    CHECK(rc::check("random packs, random commands", [&] {
        const auto pack = random_pack();
        const auto terms = random_terms(*pack);
        const ThatPack packs(pack, terms);
        const auto commands = random_commands(*pack, terms.get());
        const auto deploy_both = [&](Engine& engine) {
            for (const auto& version : {terms, pack})
                RC_ASSERT(engine.deploy(version, commands.front().at, host).has_value());
        };

        const std::shared_ptr<store::Store> memory = store::make_memory_store();
        const auto steady = make_engine(memory);
        deploy_both(*steady);

        const TempDir folder;
        const std::string file = (folder.path() / "random.db").string();
        store::SqliteOptions options;
        options.synchronous = store::Synchronous::off;
        Retold of_memory(packs, {tenant, ticket}), of_file(packs, {tenant, ticket});
        std::size_t accepted = 0;
        for (const RandomCommand& one : commands) {
            const auto outcome = steady->execute(one.command, one.at);
            RC_ASSERT(outcome.has_value());
            // Another engine each time, which knows only what is in the file.
            const std::shared_ptr<store::Store> reopened = store::open_sqlite_store(file, options).value();
            const auto restarted = make_engine(reopened);
            if (&one == commands.data()) deploy_both(*restarted);
            const auto again = restarted->execute(one.command, one.at);
            RC_ASSERT(again.has_value());
            RC_ASSERT(again->rejection.has_value() == outcome->rejection.has_value());
            if (!outcome->rejection) ++accepted;
            RC_ASSERT(identity_in(*memory, packs, of_memory) == identity_in(*reopened, packs, of_file));
            RC_ASSERT(of_memory.journal() == of_file.journal());
        }
        RC_PRE(accepted > 0);  // a chart that never comes to rest refuses to be opened
        given += commands.size();
        taken += accepted;
    }));
    // Refusals alone would tell little.
    CHECK(4 * taken >= given);
}
