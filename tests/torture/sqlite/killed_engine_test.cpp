// An engine on an SQLite file, killed again and again. `./dev torture` does it a thousand times.
#include <itr/stores/sqlite.hpp>
#include <random>

#include "support/temp_dir.hpp"
#include "torture/node.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr int rounds_of_a_life = 5;

std::shared_ptr<store::Store> open_file(const std::string& path) {
    auto opened = store::open_sqlite_store(path);
    if (!opened) throw std::runtime_error(opened.error().message);
    return *std::move(opened);
}

}  // namespace

TEST_CASE(
    "of an engine that is killed at any instant, every acknowledged command is kept, none twice, every "
    "threshold has fired once, every effect is delivered, and the audit verifies") {
    const std::uint32_t rounds = number_from_environment("ITR_CRASH_ROUNDS", 20);
    const std::uint32_t seed = number_from_environment("ITR_SEED", std::random_device{}());
    MESSAGE("ITR_SEED=" << seed);
    CAPTURE(seed);
    std::mt19937 random(seed);
    const TempDir folder;
    const std::string path = folder.file("tickets.db");
    Book book(desk_pack());
    Reports reports;
    audit::Checkpoint half_way;
    int life = 0;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        CAPTURE(round);
        life = static_cast<int>(round) / rounds_of_a_life;
        const NodeOrders orders{std::to_string(round), static_cast<std::uint32_t>(random()), reports.now(),
                                tickets_of(life)};
        {
            ChildProcess node(
                [&](int pipe) { work_until_killed([&] { return open_file(path); }, orders, pipe); });
            for (auto lines = 1 + random() % 200; lines > 0; --lines)
                if (!reports.hear(node.line())) break;
            node.kill_and_wait();
            while (reports.hear(node.line())) continue;
        }
        REQUIRE(reports.trouble() == "");
        const auto store = open_file(path);
        REQUIRE(check_journals(*store, book, reports, tickets_up_to(life, 2)) == "");
        if (round == rounds / 2) half_way = checkpoint_of(*store, book, reports.now());
    }
    const auto store = open_file(path);
    REQUIRE(check_effects(store, book, reports, tickets_up_to(life, life + 1)) == "");
    Book afresh(desk_pack());
    REQUIRE(check_journals(*store, afresh, reports, tickets_up_to(life, life + 1)) == "");
    REQUIRE(verify_audit(*store, book, &half_way) == "");
    MESSAGE(reports.acknowledged().size()
            << " commands acknowledged, " << book.thresholds() << " thresholds fired, "
            << reports.delivered().size() << " effects delivered");
    CHECK(reports.acknowledged().size() > rounds);
    CHECK(book.thresholds() > 0);
    CHECK(reports.delivered().size() > 0);
    CHECK(half_way.heads.size() > 0);
}
