#include <rapidcheck.h>

#include <itr/stores/sqlite.hpp>

#include "engine/desk.hpp"
#include "store/postgres/test_server.hpp"
#include "support/temp_dir.hpp"
#include "ticket/random_commands.hpp"
#include "ticket/random_pack.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// A tenant's journal: every commit's canonical text.
class JournalText final : public store::Store::Visitor {
  public:
    Status visit(const TicketId& id, std::span<const store::Commit> commits) override {
        for (const store::Commit& commit : commits)
            text += id.text() + " " + std::to_string(commit.version) + " " + std::to_string(commit.at.ms) +
                    " " + commit.text + "\n";
        return {};
    }
    std::string text;
};

std::string journal_of(store::Store& store) {
    JournalText journal;
    REQUIRE(store.each_ticket(tenant, journal));
    return journal.text;
}

std::string summary_of(const Result<Outcome>& outcome) {
    if (!outcome) return "error " + std::string(outcome.error().code.text());
    return outcome->ticket.text() + " " + std::to_string(outcome->version) + " " + outcome->number + " " +
           (outcome->rejection ? std::string(outcome->rejection->code.text()) : std::string("accepted")) +
           (outcome->repeated ? " again" : "");
}

using Packs = std::vector<std::shared_ptr<const Pack>>;

/// What the engine answers to the commands on a store, and the journal it leaves.
template <typename Timed>
std::string told_by(const std::shared_ptr<store::Store>& store, const Packs& packs,
                    const std::vector<Timed>& commands) {
    const auto engine = make_engine(store);
    for (const auto& pack : packs) REQUIRE(engine->deploy(pack, commands.front().at, host));
    std::string told;
    for (const Timed& timed : commands) {
        told += summary_of(engine->execute(timed.command, timed.at)) + "\n";
        const auto advanced = engine->advance(timed.at, 3);
        told += advanced ? std::to_string(advanced->tickets) : std::string(advanced.error().code.text());
        const auto effects = engine->take_effects(timed.at, minutes(5), 2);
        REQUIRE(effects);
        for (const store::OutboxEffect& effect : *effects) {
            told += " " + effect.effect.key;
            REQUIRE(engine->acknowledge_effect(tenant, effect.effect.key));
        }
        told += " " + std::to_string(engine->next_due().value().ms) + "\n";
    }
    return told + journal_of(*store);
}

template <typename Timed>
void tell_all_three(const Packs& packs, const std::vector<Timed>& commands) {
    const TempDir directory;
    const TestSchema schema;
    const std::string memory = told_by(store::make_memory_store(), packs, commands);
    const std::string sqlite =
        told_by(store::open_sqlite_store(directory.file("tickets.db")).value(), packs, commands);
    const std::string postgres = told_by(schema.open(), packs, commands);
    RC_ASSERT(sqlite == memory);
    RC_ASSERT(postgres == memory);
}

}  // namespace

TEST_CASE("memory, SQLite and PostgreSQL keep the same journal of the same commands, byte for byte") {
    CHECK(rc::check("random commands through an engine",
                    [] { tell_all_three({desk_pack()}, any_commands()); }));
}

TEST_CASE("any pack keeps one journal in all three stores") {
    CHECK(rc::check("random packs, random commands", [] {
        const auto pack = random_pack();
        const auto terms = random_terms(*pack);
        tell_all_three({terms, pack}, random_commands(*pack, terms.get()));
    }));
}
