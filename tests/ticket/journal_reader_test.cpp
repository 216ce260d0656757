// What the reader of journals says of texts that it did not write: a later format, a pack nobody knows,
// damage.
#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

struct DeskOnly final : PackSource {
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        return hash == desk_pack()->hash() ? desk_pack() : nullptr;
    }
};

struct Stored {
    std::string commit, snapshot;
};

Stored opened_ticket() {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    run(*desk_engine(store), agent, open_request(), "2026-03-02T01:00:00Z");
    return {store->history({tenant, ticket}, 0, 1)->front().text, (*store->load({tenant, ticket}))->snapshot};
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

std::string commit_code(std::string_view text, Vocabulary vocabulary = {}) {
    const auto read = read_commit(text, DeskOnly(), vocabulary);
    if (!read) CHECK_FALSE(read.error().message.empty());
    return read ? "read" : std::string(read.error().code.text());
}

std::string snapshot_code(std::string_view text) {
    const auto read = read_snapshot(text, tenant, ticket, DeskOnly(), {});
    if (!read) CHECK_FALSE(read.error().message.empty());
    return read ? "read" : std::string(read.error().code.text());
}

}  // namespace

TEST_CASE("a journal of a later format is refused, not guessed at") {
    const Stored stored = opened_ticket();
    CHECK(commit_code(stored.commit) == "read");
    CHECK(snapshot_code(stored.snapshot) == "read");
    CHECK(commit_code(replaced(stored.commit, R"("v":1)", R"("v":2)")) == "journal.newer_format");
    CHECK(snapshot_code(replaced(stored.snapshot, R"("v":1)", R"("v":2)")) == "journal.newer_format");
}

TEST_CASE("a journal whose pack is not deployed says so") {
    const Stored stored = opened_ticket();
    const std::string unknown(64, '0');
    CHECK(commit_code(replaced(stored.commit, desk_pack()->hash().text(), unknown)) ==
          "journal.unknown_pack");
    CHECK(snapshot_code(replaced(stored.snapshot, desk_pack()->hash().text(), unknown)) ==
          "journal.unknown_pack");
}

TEST_CASE("a damaged journal is refused wherever it is cut, and whatever it names that is not there") {
    const Stored stored = opened_ticket();
    for (std::size_t length = 0; length < stored.commit.size(); ++length)
        CHECK(commit_code(stored.commit.substr(0, length)) == "journal.invalid");
    for (std::size_t length = 0; length < stored.snapshot.size(); ++length)
        CHECK(snapshot_code(stored.snapshot.substr(0, length)) == "journal.invalid");
    for (const char* name : {"registered", "standard.respond", "impact", "ticket.opened"}) {
        CAPTURE(name);
        if (stored.commit.find(name) != std::string::npos)
            CHECK(commit_code(replaced(stored.commit, name, "nothing")) == "journal.invalid");
        if (stored.snapshot.find(name) != std::string::npos && std::string_view(name) != "impact")
            CHECK(snapshot_code(replaced(stored.snapshot, name, "nothing")) == "journal.invalid");
    }
    CHECK(commit_code(replaced(stored.commit, R"("version":1)", R"("version":2)")) == "journal.invalid");
}
