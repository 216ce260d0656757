// What was kept outside of the store, in every format that was ever released: checkpoints with two keys, an
// export and an archive, of tickets with personal texts of which one is erased.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <itr/loader.hpp>
#include <itr/stores/sqlite.hpp>

#include "audit/ring.hpp"
#include "care/lines.hpp"
#include "support/temp_dir.hpp"

using namespace itr;

namespace {

const TenantId everyone{"default"};

std::string kept(const std::string& name) {
    std::ifstream file(ITR_SOURCE_DIR "/tests/audit/format-1/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The packs that came with an export.
struct ImportedPacks final : PackSource {
    explicit ImportedPacks(store::Store& store) : deployments(store.deployments().value()) {}
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        const auto found = std::ranges::find(deployments, hash, &store::Deployment::hash);
        if (found == deployments.end()) return nullptr;
        Diagnostics diagnostics;
        return Pack::compile(loader::load_canonical(found->canonical).value(), test::zones(), diagnostics);
    }
    std::vector<store::Deployment> deployments;
};

audit::Report verified(store::Store& store, const audit::Keys& keys, const audit::Checkpoint& since,
                       const std::string& archive) {
    audit::Verification verification(everyone, keys, &since);
    const ImportedPacks packs(store);
    REQUIRE(audit::verify(store, everyone, &packs, verification));
    if (!archive.empty())
        REQUIRE(care::each_exported(test::lines_of(archive),
                                    [&](const store::TicketKey& key, const auto& commits) {
                                        verification.add_archived(key.ticket, commits);
                                        return Status();
                                    }));
    return verification.finish();
}

}  // namespace

TEST_CASE("a checkpoint that was kept still says what it said, and is written as it was") {
    const auto keys = test::ring(kept("keys"));
    const auto first = audit::read_checkpoint(kept("checkpoint-1"), keys).value();
    const auto second = audit::read_checkpoint(kept("checkpoint-2"), keys).value();
    CHECK(first.number == 1);
    CHECK(first.key == "k1");
    CHECK(first.heads.size() == 2);
    CHECK(second.number == 2);
    CHECK(second.key == "k2");
    CHECK(second.previous == first.root);
    CHECK(audit::write(first) == kept("checkpoint-1"));
    CHECK(audit::write(second) == kept("checkpoint-2"));
    // Made anew of the same heads it has the same root.
    CHECK(audit::make_checkpoint(everyone, second.at, second.heads, keys, &first).root == second.root);
}

TEST_CASE("an export and an archive that were kept verify with the keys and checkpoints of their time") {
    const auto keys = test::ring(kept("keys"));
    const auto first = audit::read_checkpoint(kept("checkpoint-1"), keys).value();
    const auto second = audit::read_checkpoint(kept("checkpoint-2"), keys).value();
    const test::TempDir folder;
    std::unique_ptr<store::Store> stores[]{store::make_memory_store(),
                                           store::open_sqlite_store(folder.file("t.db")).value()};
    for (const auto& store : stores) {
        REQUIRE(test::import_into(*store, kept("tickets.jsonl")));
        CHECK(test::exported(*store) == kept("tickets.jsonl"));
        const auto since_first = verified(*store, keys, first, kept("archive.jsonl"));
        CHECK(test::places(since_first).empty());
        CHECK(since_first.tickets == 2);
        CHECK(since_first.commits == 8);
        CHECK(test::places(verified(*store, keys, second, "")).empty());
        CHECK(test::places(verified(*store, keys, first, "")) == "removed R-2 0\n");
    }
}

TEST_CASE("a change of what was kept is found as it was found then") {
    const auto keys = test::ring(kept("keys"));
    const auto second = audit::read_checkpoint(kept("checkpoint-2"), keys).value();
    std::string edited = kept("tickets.jsonl");
    const std::string text = "\"value\":\"kettle\"";
    edited.replace(edited.find(text), text.size(), "\"value\":\"kessel\"");
    const auto store = store::make_memory_store();
    REQUIRE(test::import_into(*store, edited));
    const std::string found = test::places(verified(*store, keys, second, ""));
    CHECK_MESSAGE(found.find("changed R-1 1\n") != std::string::npos, found);
    std::string other = kept("checkpoint-1");
    other.replace(other.find("\"version\":3"), 11, "\"version\":2");
    CHECK(audit::read_checkpoint(other, keys).error().code.text() == "audit.invalid_checkpoint");
}
