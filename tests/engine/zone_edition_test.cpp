// The host's zone database is replaced while tickets are open: their promises stand as they were made, until
// a new edition of the pack is deployed and they adopt it.
#include <algorithm>
#include <itr/restore.hpp>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

using calendar::ZoneDatabase;

/// The system's zones, but that Shanghai moves its clocks by an hour on the 4th of March 2026, a Wednesday.
std::shared_ptr<const ZoneDatabase> zones_of_next_release() {
    auto shanghai = zones()->transitions("Asia/Shanghai");
    shanghai.push_back({at("2026-03-03T16:00:00Z"), hours(9)});
    return ZoneDatabase::with_rules("2026z", {{"Asia/Shanghai", shanghai}}, zones());
}

std::shared_ptr<const Pack> desk_under(const std::shared_ptr<const ZoneDatabase>& database) {
    Diagnostics diagnostics;
    auto pack = Pack::compile(desk_pack()->model(), database, diagnostics);
    REQUIRE(pack);
    return pack;
}

/// A host that is started anew, each time with the zone database that the system has then.
struct Host {
    void start(const std::shared_ptr<const ZoneDatabase>& database) {
        engine.reset();
        EngineOptions options;
        options.store = store;
        options.zones = database;
        engine = Engine::open(std::move(options)).value();
    }
    PackHash deploy(const std::shared_ptr<const ZoneDatabase>& database) {
        return engine->deploy(desk_under(database), at("2026-03-01T00:00:00Z"), host).value();
    }
    void open(const std::string& id, std::string_view when) {
        REQUIRE_FALSE(give(id, agent, open_request("low"), when).rejection);
    }
    Outcome give(const std::string& id, const Actor& actor, command::Body body, std::string_view when) {
        return engine->execute({tenant, TicketId(id), actor, std::move(body), {}, {}, {}}, at(when)).value();
    }
    ClockView clock(const std::string& id, std::string_view name, std::string_view when) {
        const auto view = engine->get(tenant, TicketId(id), host, at(when)).value();
        const auto found = std::ranges::find(view.clocks, name, &ClockView::name);
        REQUIRE(found != view.clocks.end());
        return *found;
    }
    Adoption adopt(const PackHash& terms, const std::string& after = {}, std::size_t limit = 500) {
        return engine->adopt(tenant, terms, at("2026-03-03T04:00:00Z"), host, "zones 2026z", after, limit)
            .value();
    }
    std::string journal(const std::string& id) {
        std::string text;
        const auto commits = store->history({tenant, TicketId(id)}, 0, 1000).value();
        for (const store::Commit& commit : commits) text += commit.text + "\n";
        return text;
    }

    std::shared_ptr<store::Store> store = store::make_memory_store();
    std::unique_ptr<Engine> engine;
};

bool journal_says(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

constexpr std::string_view tuesday_half_past_nine = "2026-03-03T01:30:00Z";  // in Shanghai
constexpr std::string_view tuesday_noon = "2026-03-03T04:00:00Z";

/// Deployed and used under the system's zones, then started under the next release's.
Host upgraded_host() {
    Host desk;
    desk.start(zones());
    CHECK(desk.deploy(zones()) == desk_pack()->hash());
    desk.open("T-1", tuesday_half_past_nine);
    desk.start(zones_of_next_release());
    return desk;
}

}  // namespace

TEST_CASE("under a new zone database a running clock stands as it was promised, until it adopts it") {
    Host desk = upgraded_host();
    CHECK(desk.clock("T-1", "resolve", tuesday_noon).due == at("2026-03-05T01:30:00Z"));
    // Measured by the rules it was promised under, too: nine to twelve of Wednesday as it was then.
    CHECK(desk.clock("T-1", "resolve", "2026-03-04T04:00:00Z").elapsed == hours(10) + minutes(30));

    const PackHash edition = desk.deploy(zones_of_next_release());
    CHECK(edition != desk_pack()->hash());
    CHECK(desk.clock("T-1", "resolve", tuesday_noon).due == at("2026-03-05T01:30:00Z"));

    CHECK(desk.adopt(edition).tickets == 1);
    // Half past nine of the Thursday comes an hour earlier now.
    CHECK(desk.clock("T-1", "resolve", tuesday_noon).due == at("2026-03-05T00:30:00Z"));
    CHECK(journal_says(desk.journal("T-1"), R"("type":"adopted")"));
    CHECK(journal_says(desk.journal("T-1"), "clock.retargeted"));
    CHECK(desk.adopt(edition).tickets == 0);
}

TEST_CASE("the pack's own hash stands for its newest edition when tickets adopt it") {
    Host desk = upgraded_host();
    const PackHash edition = desk.deploy(zones_of_next_release());
    CHECK(desk.adopt(desk_pack()->hash()).tickets == 1);
    CHECK(desk.adopt(edition).tickets == 0);
}

TEST_CASE("the adoption of a new zone database goes in batches, and whoever was killed begins where it was") {
    Host desk;
    desk.start(zones());
    desk.deploy(zones());
    for (const char* id : {"T-1", "T-2", "T-3", "T-4", "T-5"}) desk.open(id, tuesday_half_past_nine);
    desk.start(zones_of_next_release());
    const PackHash edition = desk.deploy(zones_of_next_release());
    const Adoption first = desk.adopt(edition, {}, 2);
    CHECK(first.tickets == 2);
    CHECK_FALSE(first.next.empty());
    desk.start(zones_of_next_release());
    CHECK(desk.adopt(edition).tickets == 3);
    for (const char* id : {"T-1", "T-2", "T-3", "T-4", "T-5"})
        CHECK(desk.clock(id, "resolve", tuesday_noon).due == at("2026-03-05T00:30:00Z"));
}

TEST_CASE("time that somebody gave stays given under a new zone database") {
    Host desk;
    desk.start(zones());
    desk.deploy(zones());
    desk.open("T-1", tuesday_half_past_nine);
    REQUIRE_FALSE(
        desk.give("T-1", host, command::ExtendClock{"resolve", hours(2), "agreed"}, tuesday_half_past_nine)
            .rejection);
    CHECK(desk.clock("T-1", "resolve", tuesday_noon).due == at("2026-03-05T03:30:00Z"));
    desk.start(zones_of_next_release());
    CHECK(desk.adopt(desk.deploy(zones_of_next_release())).tickets == 1);
    CHECK(desk.clock("T-1", "resolve", tuesday_noon).due == at("2026-03-05T02:30:00Z"));
}

TEST_CASE("new tickets follow the edition, and a journal of both tells the same again") {
    Host desk = upgraded_host();
    const PackHash edition = desk.deploy(zones_of_next_release());
    desk.open("T-2", tuesday_half_past_nine);
    CHECK(desk.clock("T-2", "resolve", tuesday_noon).due == at("2026-03-05T00:30:00Z"));
    desk.adopt(edition);
    const auto shown = [&](const char* id) {
        return to_json(to_value(desk.engine->get(tenant, TicketId(id), host, at(tuesday_noon)).value()));
    };
    const std::string before = shown("T-1") + shown("T-2");
    desk.start(zones());  // the old database once more
    CHECK(shown("T-1") + shown("T-2") == before);
}

TEST_CASE("a pack that is deployed again under the same rules is no edition") {
    Host desk = upgraded_host();
    const PackHash edition = desk.deploy(zones_of_next_release());
    CHECK(desk.deploy(zones_of_next_release()) == edition);
    desk.start(zones_of_next_release());
    CHECK(desk.deploy(zones_of_next_release()) == edition);
    desk.start(zones());
    CHECK(desk.deploy(zones()) != edition);
}
