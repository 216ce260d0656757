// Several engines on one database, each with connections of its own, as nodes in several processes have.
#include <atomic>
#include <map>
#include <thread>

#include "engine/desk.hpp"
#include "store/postgres/test_server.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr int node_count = 4;
constexpr int ticket_count = 24;
constexpr const char* opened_at = "2026-03-02T01:00:00Z";

TicketId nth(int n) { return TicketId("T-" + std::to_string(100 + n)); }

void open_tickets(Engine& engine) {
    for (int i = 0; i < ticket_count; ++i) {
        Command command = command_of(agent, open_request(i % 3 == 0 ? "low" : "high"));
        command.ticket = nth(i);
        REQUIRE(engine.execute(command, at(opened_at)));
    }
}

class Journals final : public store::Store::Visitor {
  public:
    Status visit(const TicketId& id, std::span<const store::Commit> commits) override {
        for (const store::Commit& commit : commits) of[id.text()] += commit.text + "\n";
        return {};
    }
    std::map<std::string, std::string> of;
};

std::map<std::string, std::string> journals_of(store::Store& store) {
    Journals journals;
    REQUIRE(store.each_ticket(tenant, journals));
    return journals.of;
}

template <typename Work>
void on_nodes(const TestSchema& schema, const Work& work) {
    std::vector<std::thread> nodes;
    std::vector<std::unique_ptr<Engine>> engines;
    for (int i = 0; i < node_count; ++i) engines.push_back(make_engine(schema.open()));
    for (int i = 0; i < node_count; ++i)
        nodes.emplace_back([&, i] { work(*engines[static_cast<std::size_t>(i)], i); });
    for (std::thread& node : nodes) node.join();
}

/// The instants at which the desk's deadlines come, and what one node alone makes of them.
constexpr const char* instants[] = {"2026-03-02T01:16:00Z", "2026-03-02T01:50:00Z", "2026-03-02T05:30:00Z",
                                    "2026-03-04T09:00:00Z"};

std::map<std::string, std::string> journals_of_one_node() {
    const auto store = std::shared_ptr<store::Store>(store::make_memory_store());
    const auto engine = desk_engine(store);
    open_tickets(*engine);
    for (const char* instant : instants)
        while (engine->advance(at(instant), 5)->more) continue;
    return journals_of(*store);
}

}  // namespace

TEST_CASE("several nodes fire every threshold once, as one node alone would") {
    const TestSchema schema;
    const std::shared_ptr<store::Store> store = schema.open();
    open_tickets(*desk_engine(store));
    for (const char* instant : instants) {
        std::atomic<int> failures = 0;
        on_nodes(schema, [&](Engine& engine, int) {
            for (bool more = true; more;) {
                const auto advanced = engine.advance(at(instant), 3);
                failures += advanced ? 0 : 1;
                more = advanced && (advanced->more || advanced->tickets > 0);
            }
        });
        CHECK(failures == 0);
    }
    const auto expected = journals_of_one_node();
    const auto found = journals_of(*store);
    CHECK(found.size() == ticket_count);
    for (const auto& [ticket_id, journal] : expected) {
        CAPTURE(ticket_id);
        CHECK(found.at(ticket_id) == journal);
    }
}

TEST_CASE("commands of several nodes on one ticket all take place, and none twice") {
    const TestSchema schema;
    const std::shared_ptr<store::Store> store = schema.open();
    const auto first = desk_engine(store);
    run(*first, agent, open_request(), opened_at);
    constexpr int each = 15;
    std::atomic<int> accepted = 0;
    on_nodes(schema, [&](Engine& engine, int node) {
        for (int i = 0; i < each; ++i) {
            Command command =
                command_of(agent, command::Comment{std::to_string(node) + "/" + std::to_string(i)});
            command.idempotency_key = std::to_string(node) + "/" + std::to_string(i);
            // Others may be faster eight times in a row: the key makes trying again safe.
            for (bool done = false; !done;) {
                const auto outcome = engine.execute(command, at("2026-03-02T01:05:00Z"));
                done = outcome.has_value();
                if (!done && outcome.error().code.text() != "engine.contended") return;
                if (done && !outcome->rejection && !outcome->repeated) ++accepted;
            }
        }
    });
    CHECK(accepted == node_count * each);
    CHECK(store->history({tenant, ticket}, 0, 999)->size() == 1 + node_count * each);
}

TEST_CASE("a node that slept past its claim is fenced off, and sees what the others did") {
    const TestSchema schema;
    const std::shared_ptr<store::Store> slow_store = schema.open();
    const auto slow = desk_engine(slow_store);
    const auto quick = make_engine(schema.open());
    run(*slow, agent, open_request(), opened_at);
    const Instant due = at("2026-03-02T01:15:00.001Z");
    REQUIRE(slow_store->claim_due(due, seconds(30), 9)->size() == 1);
    CHECK(quick->advance(due)->tickets == 0);
    // It sleeps; its claim ends; another one takes over.
    CHECK(quick->advance(due + seconds(30))->tickets == 1);
    const auto fired = journals_of(*slow_store);
    // It wakes with the ticket as it was in memory, and goes on where it was.
    const auto outcome = slow->execute(command_of({"engine", {"system"}, {}}, command::Wake{}), due);
    REQUIRE(outcome);
    CHECK(journals_of(*slow_store) == fired);
    CHECK(slow->counters().conflicts_total == 1);
}
