// The journals in tests/fuzz/corpus/journal: what the fuzzer starts from, and what was written stays
// readable. ITR_UPDATE_GOLDENS=1 writes them anew.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "support/journal_pack.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::string_view corpus_hash = "0000000000000000000000000000000000000000000000000000000000000000";

struct JournalTexts {
    std::string commits, snapshots;  ///< a line each
};

/// What was decided so far.
struct Past final : History {
    std::vector<Commit> all{};
    [[nodiscard]] Result<std::span<const Commit>> commits() const override { return all; }
};

/// The hash of the pack is not what is kept here.
std::string without_hash(std::string text) {
    const std::string& hash = journal_pack()->hash().text();
    if (const auto at = text.find(hash); at != std::string::npos) text.replace(at, hash.size(), corpus_hash);
    return text + "\n";
}

JournalTexts write_journal() {
    const Instant opened = parse_instant("2026-03-02T01:00:00Z").value();
    JournalTexts texts;
    std::optional<Ticket> ticket;
    Decision decision;
    Past past;
    std::uint32_t key = 0;
    for (const JournalCommand& one : journal_commands()) {
        Command command{TenantId("t"), TicketId("T-1"), {"li.wei", {"system"}, {}}, one.body, {}, {}, {}};
        if (++key % 3 == 0) command.idempotency_key = "key " + std::to_string(key);
        if (key % 5 == 0) command.happened_at = opened;
        Surroundings around;
        around.now = opened + minutes(one.minute);
        around.entropy = "sixteen bytes..!";
        around.history = &past;
        const Verdict verdict =
            decide(journal_pack(), ticket ? &*ticket : nullptr, command, around, decision);
        CAPTURE(one.minute);
        CAPTURE((decision.rejection ? decision.rejection->message : std::string()));
        REQUIRE(verdict == Verdict::decided);
        if (!ticket) ticket = blank_ticket(journal_pack(), 0, command.tenant, command.ticket);
        evolve(*ticket, decision.commit);
        past.all.push_back(decision.commit);
        const store::Append rows = rows_of(*ticket, decision.commit, around.entropy);
        texts.commits += without_hash(rows.commit);
        texts.snapshots += without_hash(rows.snapshot);
    }
    return texts;
}

std::string corpus_file(const char* name) { return std::string("tests/fuzz/corpus/journal/") + name; }

std::string contents(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::set<std::string> event_types(const std::string& commits) {
    std::set<std::string> types;
    const std::string_view key = "\"type\":\"";
    for (std::size_t at = commits.find(key); at != std::string::npos; at = commits.find(key, at + 1)) {
        const std::size_t begin = at + key.size();
        types.insert(commits.substr(begin, commits.find('"', begin) - begin));
    }
    return types;
}

}  // namespace

TEST_CASE("a journal with every kind of event is written as ever") {
    REQUIRE(journal_pack() != nullptr);
    const JournalTexts texts = write_journal();
    if (std::getenv("ITR_UPDATE_GOLDENS") != nullptr) {
        std::ofstream(corpus_file("life.jsonl"), std::ios::binary) << texts.commits;
        std::ofstream(corpus_file("snapshots.jsonl"), std::ios::binary) << texts.snapshots;
    }
    CHECK(texts.commits == contents(corpus_file("life.jsonl")));
    CHECK(texts.snapshots == contents(corpus_file("snapshots.jsonl")));
    const std::set<std::string> every_kind{"opened",
                                           "set",
                                           "moved",
                                           "assigned",
                                           "commented",
                                           "linked",
                                           "attached",
                                           "timer.set",
                                           "timer.cleared",
                                           "effect",
                                           "ladder.raised",
                                           "ladder.acknowledged",
                                           "failed",
                                           "erased",
                                           "clock.started",
                                           "clock.paused",
                                           "clock.resumed",
                                           "clock.stopped",
                                           "clock.cancelled",
                                           "clock.retargeted",
                                           "clock.breached",
                                           "clock.threshold",
                                           "clock.acknowledged",
                                           "clock.waived",
                                           "clock.corrected",
                                           "clock.took_over"};
    CHECK(event_types(texts.commits) == every_kind);
}
