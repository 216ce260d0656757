#include <filesystem>
#include <itr/stores/sqlite.hpp>
#include <map>
#include <optional>

#include "support/temp_dir.hpp"
#include "ticket/random_commands.hpp"

using namespace itr;
using namespace itr::test;

namespace {

struct OnePack final : PackSource {
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        return hash == desk_pack()->hash() ? desk_pack() : nullptr;
    }
};

std::string identity(const Ticket& ticket) {
    std::string out;
    write_snapshot(out, ticket);
    return out;
}

std::string text_of(const Commit& commit) {
    std::string out;
    write_commit(out, *desk_pack(), commit);
    return out;
}

std::string message_of(const Decision& decision) {
    return decision.rejection ? decision.rejection->message : std::string();
}

/// The personal side table, as a store keeps it.
void keep(std::vector<store::Personal>& table, const store::Append& rows) {
    for (const std::string& slot : rows.erase)
        std::erase_if(table, [&](const auto& p) { return p.slot == slot; });
    for (const store::Personal& row : rows.personal) {
        std::erase_if(table, [&](const auto& p) { return p.slot == row.slot; });
        table.push_back(row);
    }
}

/// The texts of all commits of the ticket.
std::vector<std::string> journal(store::Store& store) {
    std::vector<std::string> texts;
    const auto commits = store.history({tenant, ticket}, 0, 10'000).value();
    for (const store::Commit& commit : commits) texts.push_back(commit.text);
    return texts;
}

}  // namespace

TEST_CASE("replaying the journal gives the identical ticket after every command") {
    CHECK(rc::check([] {
        const OnePack packs;
        std::optional<Ticket> live, replayed;
        std::vector<store::Personal> personal;
        Vocabulary vocabulary;
        Decision decision;
        const std::string entropy = "sixteen bytes..!";
        for (const TimedCommand& timed : any_commands()) {
            Surroundings around;
            around.now = timed.at;
            around.number = "1";
            around.entropy = entropy;
            const Verdict verdict =
                decide(desk_pack(), live ? &*live : nullptr, timed.command, around, decision);
            if (verdict == Verdict::repeated || decision.commit.steps.empty()) continue;
            if (!live) live = blank_ticket(desk_pack(), 0, tenant, ticket);
            evolve(*live, decision.commit);
            const store::Append rows = rows_of(*live, decision.commit, entropy);
            keep(personal, rows);

            const auto read = read_commit(rows.commit, packs, vocabulary, personal);
            RC_ASSERT(read.has_value());
            std::string again;
            write_commit(again, *desk_pack(), *read);
            RC_ASSERT(again == rows.commit);
            if (!replayed) replayed = blank_ticket(vocabulary.pack, vocabulary.flow, tenant, ticket);
            evolve(*replayed, *read);
            RC_ASSERT(identity(*replayed) == identity(*live));

            const auto restored = read_snapshot(rows.snapshot, tenant, ticket, packs, personal);
            RC_ASSERT(restored.has_value());
            RC_ASSERT(identity(*restored) == identity(*live));
            RC_ASSERT(restored->data == live->data);
            RC_ASSERT(restored->clocks == live->clocks);
        }
    }));
}

TEST_CASE("a decision that served other tickets and actors before decides as a new one") {
    CHECK(rc::check([] {
        std::map<std::string, Ticket> tickets;
        Decision used;
        for (const TimedCommand& timed : any_commands())
            for (const std::string name : {"one", "another"}) {
                Command command = timed.command;
                command.ticket = TicketId(name);
                Surroundings around;
                around.now = timed.at;
                around.number = name;
                around.entropy = "sixteen bytes..!";
                const auto before = tickets.find(name);
                const Ticket* live = before == tickets.end() ? nullptr : &before->second;
                Decision fresh;
                const Verdict verdict = decide(desk_pack(), live, command, around, fresh);
                RC_ASSERT(decide(desk_pack(), live, command, around, used) == verdict);
                RC_ASSERT(message_of(used) == message_of(fresh));
                if (verdict == Verdict::repeated || fresh.commit.steps.empty()) continue;
                RC_ASSERT(text_of(used.commit) == text_of(fresh.commit));
                auto& after = tickets.try_emplace(name, blank_ticket(desk_pack(), 0, tenant, command.ticket))
                                  .first->second;
                evolve(after, used.commit);
            }
    }));
}

TEST_CASE(
    "an engine that is restarted after every command writes the same journal, in memory and in a file") {
    CHECK(rc::check([] {
        const auto commands = any_commands();
        const std::shared_ptr<store::Store> steady = store::make_memory_store();
        const auto engine = desk_engine(steady);
        for (const TimedCommand& timed : commands)
            RC_ASSERT(engine->execute(timed.command, timed.at).has_value());

        const TempDir folder;
        const std::string file = (folder.path() / "desk.db").string();
        store::SqliteOptions options;
        options.synchronous = store::Synchronous::off;
        for (std::size_t i = 0; i < commands.size(); ++i) {
            const std::shared_ptr<store::Store> reopened = store::open_sqlite_store(file, options).value();
            const auto restarted = i == 0 ? desk_engine(reopened) : make_engine(reopened);
            RC_ASSERT(restarted->execute(commands[i].command, commands[i].at).has_value());
            if (i + 1 == commands.size()) RC_ASSERT(journal(*reopened) == journal(*steady));
        }
    }));
}

TEST_CASE("how often an engine is woken changes nothing but when the work is done") {
    CHECK(rc::check([] {
        const auto commands = any_commands();
        const auto run_woken = [&](bool often) {
            const std::shared_ptr<store::Store> store = store::make_memory_store();
            const auto engine = desk_engine(store);
            Instant last = commands.front().at;
            for (const TimedCommand& timed : commands) {
                const bool wake = std::holds_alternative<command::Wake>(timed.command.body);
                for (Instant t = last + hours(1); often && t < timed.at; t = t + hours(1))
                    RC_ASSERT(engine->advance(t).has_value());
                last = std::max(last, timed.at);
                if (!wake) RC_ASSERT(engine->execute(timed.command, timed.at).has_value());
            }
            RC_ASSERT(engine->advance(last).has_value());
            TicketView view = engine->get(tenant, ticket, host, last).value();
            view.version = 0;
            return to_json(to_value(view));
        };
        RC_ASSERT(run_woken(true) == run_woken(false));
    }));
}
