// Three nodes on one PostgreSQL database; in each round one of them is killed, or put to sleep past its
// claims and woken again. `./dev torture` does it two hundred times.
#include <random>

#include "store/postgres/test_server.hpp"
#include "torture/node.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::uint32_t node_count = 3;
constexpr int rounds_of_a_life = 4;

/// What a dead node had sent its server goes on with: what is read before it is done, and after, differs.
void await_end_of_sessions() {
    RawPostgres().run(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
}

class Nodes {
  public:
    Nodes(const TestSchema& schema, Reports& reports) : schema_(schema), reports_(reports) {}

    void start(const NodeOrders& orders) {
        nodes_.push_back(std::make_unique<ChildProcess>(
            [&](int pipe) { work_until_killed([&] { return schema_.open(); }, orders, pipe); }));
    }
    void hear(std::size_t node, std::uint32_t lines) {
        while (lines-- > 0 && reports_.hear(nodes_[node]->line())) continue;
    }
    /// The same of one that is alone: how many of its writes were refused, since others had come first.
    [[nodiscard]] std::size_t hear_conflicts(std::size_t node, std::uint32_t lines) {
        const std::size_t before = reports_.conflicts();
        hear(node, lines);
        return reports_.conflicts() - before;
    }
    /// One is dead while the others work on.
    void kill(std::size_t node) { nodes_[node]->kill_and_wait(); }
    /// One sleeps while the others work on, and goes on with what it had read.
    void pause(std::size_t node) {
        nodes_[node]->stop([&](const std::string& line) { reports_.hear(line); });
    }
    void resume(std::size_t node) { nodes_[node]->resume(); }
    void end() {
        for (const auto& node : nodes_) node->kill_and_wait();
        await_end_of_sessions();
        for (const auto& node : nodes_)
            while (reports_.hear(node->line())) continue;
        nodes_.clear();
    }

  private:
    const TestSchema& schema_;
    Reports& reports_;
    std::vector<std::unique_ptr<ChildProcess>> nodes_;
};

}  // namespace

TEST_CASE(
    "of nodes that are killed or put to sleep, every acknowledged command is kept, none twice, every "
    "threshold has fired once, every effect is delivered, and the audit verifies") {
    const std::uint32_t rounds = number_from_environment("ITR_NODE_CRASH_ROUNDS", 8);
    const std::uint32_t seed = number_from_environment("ITR_SEED", std::random_device{}());
    MESSAGE("ITR_SEED=" << seed);
    CAPTURE(seed);
    std::mt19937 source(seed);
    const auto random = [&] { return static_cast<std::uint32_t>(source()); };
    const TestSchema schema;
    static_cast<void>(schema.open());
    Book book(desk_pack());
    Reports reports;
    audit::Checkpoint half_way;
    std::size_t conflicts_of_sleepers = 0;
    int life = 0;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        CAPTURE(round);
        life = static_cast<int>(round) / rounds_of_a_life;
        Nodes nodes(schema, reports);
        for (std::uint32_t n = 0; n < node_count; ++n)
            nodes.start(
                {std::to_string(round) + "." + std::to_string(n), random(), reports.now(), tickets_of(life)});
        const bool asleep = round % 2 == 1;
        for (std::size_t n = 0; n < node_count; ++n) nodes.hear(n, 1 + random() % 40);
        asleep ? nodes.pause(0) : nodes.kill(0);
        for (std::size_t n = 1; n < node_count; ++n) nodes.hear(n, 40 + random() % 80);
        if (asleep) {
            // Whatever it is refused now is what it had read before it slept: it is alone.
            for (std::size_t n = 1; n < node_count; ++n) nodes.kill(n);
            nodes.resume(0);
            conflicts_of_sleepers += nodes.hear_conflicts(0, 20 + random() % 40);
        }
        nodes.end();
        REQUIRE(reports.trouble() == "");
        const auto store = schema.open();
        REQUIRE(check_journals(*store, book, reports, tickets_up_to(life, 2)) == "");
        if (round == rounds / 2) half_way = checkpoint_of(*store, book, reports.now());
    }
    const std::shared_ptr<store::Store> store = schema.open();
    REQUIRE(check_effects(store, book, reports, tickets_up_to(life, life + 1)) == "");
    Book afresh(desk_pack());
    REQUIRE(check_journals(*store, afresh, reports, tickets_up_to(life, life + 1)) == "");
    REQUIRE(verify_audit(*store, book, &half_way) == "");
    MESSAGE(reports.acknowledged().size()
            << " commands acknowledged, " << book.thresholds() << " thresholds fired, "
            << reports.delivered().size() << " effects delivered");
    CHECK(reports.acknowledged().size() > rounds);
    CHECK(book.thresholds() > 0);
    // Who slept went on with what it had read, and was kept from writing it.
    CHECK(conflicts_of_sleepers > 0);
    CHECK(reports.delivered().size() > 0);
    CHECK(half_way.heads.size() > 0);
}
