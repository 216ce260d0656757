// Several engines on one store: nodes that know nothing of each other.
#include <thread>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

TEST_CASE("two nodes never fire one threshold twice") {
    constexpr int tickets = 40;
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto one = desk_engine(store), other = make_engine(store);
    for (int i = 0; i < tickets; ++i) {
        const TicketId id("T-" + std::to_string(i));
        // Both have seen the ticket, so that each would decide on what it remembers.
        REQUIRE(one->execute({tenant, id, agent, open_request(), {}, {}, {}}, at("2026-03-02T08:00:00Z")));
        REQUIRE(other->get(tenant, id, host, at("2026-03-02T08:00:00Z")));
    }
    const Instant late = at("2026-03-02T13:00:00Z");
    const auto advance = [late](Engine& engine) {
        for (int i = 0; i < 10; ++i) (void)engine.advance(late, 7);
    };
    std::thread first([&] { advance(*one); }), second([&] { advance(*other); });
    first.join();
    second.join();
    REQUIRE(one->advance(late));
    for (int i = 0; i < tickets; ++i) {
        std::string journal;
        const auto commits = store->history({tenant, TicketId("T-" + std::to_string(i))}, 0, 100).value();
        for (const store::Commit& commit : commits) journal += commit.text;
        for (const std::string_view once :
             {R"("threshold":"respond 100%","type")", R"("threshold":"resolve 75%","type")",
              R"("clock":"standard.respond","due")"}) {
            CAPTURE(once);
            const auto found = journal.find(once);
            REQUIRE(found != std::string::npos);
            CHECK(journal.find(once, found + 1) == std::string::npos);
        }
    }
}
