// Random packs and random commands: the journal is the ticket, whatever the pack and wherever it is kept.
#include <itr/stores/sqlite.hpp>
#include <optional>

#include "engine/desk.hpp"
#include "support/temp_dir.hpp"
#include "ticket/random_pack.hpp"

#include <rapidcheck.h>

using namespace itr;
using namespace itr::test;

namespace {

struct ThatPack final : PackSource {
    explicit ThatPack(std::shared_ptr<const Pack> pack) : pack_(std::move(pack)) {}
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        return hash == pack_->hash() ? pack_ : nullptr;
    }

  private:
    std::shared_ptr<const Pack> pack_;
};

std::string snapshot_of(const Ticket& t) {
    std::string out;
    write_snapshot(out, t);
    return out;
}

/// Follows one store by its journal alone, from the first commit on.
class Reader {
  public:
    explicit Reader(const ThatPack& packs) : packs_(packs) {}

    /// What the store holds of the ticket: by its snapshot, and by a replay of its journal; both must agree.
    std::string identity_in(store::Store& store) {
        const auto loaded = store.load({tenant, ticket}).value();
        if (!loaded) return {};
        const auto commits = store.history({tenant, ticket}, seen_, 10'000).value();
        for (const store::Commit& row : commits) apply(row, loaded->personal);
        RC_ASSERT(snapshot_of(*state_) == loaded->snapshot);
        return loaded->snapshot;
    }
    [[nodiscard]] const std::string& journal() const { return journal_; }

  private:
    void apply(const store::Commit& row, const std::vector<store::Personal>& personal) {
        const auto commit = read_commit(row.text, packs_, vocabulary_, personal);
        if (!commit) RC_FAIL(commit.error().message + " in " + row.text);
        if (!state_) state_ = blank_ticket(vocabulary_.pack, vocabulary_.flow, tenant, ticket);
        evolve(*state_, *commit);
        journal_ += row.text + "\n";
        seen_ = row.version;
    }

    const ThatPack& packs_;
    Vocabulary vocabulary_;
    std::optional<Ticket> state_;
    store::Version seen_ = 0;
    std::string journal_;
};

}  // namespace

TEST_CASE(
    "of any pack, replaying the journal gives the identical ticket after every command, on every store") {
    CHECK(rc::check("random packs, random commands", [] {
        const auto pack = random_pack();
        const ThatPack packs(pack);
        const auto commands = random_commands(*pack);

        const std::shared_ptr<store::Store> memory = store::make_memory_store();
        const auto steady = make_engine(memory);
        RC_ASSERT(steady->deploy(pack, commands.front().at, host).has_value());

        const TempDir folder;
        const std::string file = (folder.path() / "random.db").string();
        store::SqliteOptions options;
        options.synchronous = store::Synchronous::off;
        Reader of_memory(packs), of_file(packs);
        std::size_t accepted = 0;
        for (const RandomCommand& one : commands) {
            const auto outcome = steady->execute(one.command, one.at);
            RC_ASSERT(outcome.has_value());
            // Another engine each time, which knows only what is in the file.
            const std::shared_ptr<store::Store> reopened = store::open_sqlite_store(file, options).value();
            const auto restarted = make_engine(reopened);
            if (&one == commands.data()) RC_ASSERT(restarted->deploy(pack, one.at, host).has_value());
            const auto again = restarted->execute(one.command, one.at);
            RC_ASSERT(again.has_value());
            RC_ASSERT(again->rejection.has_value() == outcome->rejection.has_value());
            if (!outcome->rejection) ++accepted;
            RC_ASSERT(of_memory.identity_in(*memory) == of_file.identity_in(*reopened));
            RC_ASSERT(of_memory.journal() == of_file.journal());
        }
        RC_PRE(accepted > 0);  // a chart that never comes to rest refuses to be opened
        RC_CLASSIFY(accepted > commands.size() / 2);
    }));
}
