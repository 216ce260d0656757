// Tickets whose working time is that of the customer's place.
#include <doctest/doctest.h>

#include <algorithm>
#include <itr/loader.hpp>
#include <itr/ticket.hpp>
#include <support/packs.hpp>

using namespace itr;

namespace {

constexpr std::string_view sites_pack = R"yaml(
workflow: request
data: {site_zone: string}
events: {reach: {}, fix: {}}
initial: new
states:
  new: {on: {reach: waiting, fix: done}}
  waiting: {calendar: site-hours, on: {fix: done}, after: {"1h": done}}
  done: {type: final}
---
agreement: support
calendar: site-hours
clocks:
  restore: {stop: "inState('done')"}
  visit:
    stop: "inState('done')"
    pause: "inState('waiting')"
    pause_budget: {longest: 4h}
    retarget: {zone: restart, calendar: keep, otherwise: keep}
goals: [{restore: 2h, visit: 2h}]
---
calendar: site-hours
zone: {from: ticket.site_zone, among: [Europe/Berlin, America/New_York], otherwise: Asia/Shanghai}
week: {mon-fri: ["09:00-18:00"]}
)yaml";

Instant site_at(std::string_view text) { return parse_instant(text).value(); }

std::shared_ptr<const Pack> compile_sites() {
    const auto loaded = test::load_text(sites_pack);
    REQUIRE_MESSAGE(loaded.pack.has_value(), test::report(loaded.diagnostics));
    Diagnostics diagnostics;
    auto pack = Pack::compile(*loaded.pack, calendar::ZoneDatabase::load_system().value(), diagnostics);
    REQUIRE_MESSAGE(pack != nullptr, test::report(diagnostics));
    return pack;
}

class SiteDesk {
  public:
    SiteDesk() : pack_(compile_sites()), ticket_(blank_ticket(pack_, 0, TenantId("t"), TicketId("1"))) {}

    void open(const Data& data, std::string_view now) {
        send(command::Open{"request", data, {}, {}, {}, {}, {}, {}}, now);
    }
    void send(command::Body body, std::string_view now) {
        Command command;
        command.tenant = TenantId("t");
        command.ticket = TicketId("1");
        command.actor = {"host", {"system"}, ""};
        command.body = std::move(body);
        Surroundings around;
        around.now = site_at(now);
        around.number = "1";
        around.entropy = "0123456789abcdef";
        Decision decision;
        const Ticket* before = ticket_.version == 0 ? nullptr : &ticket_;
        REQUIRE(decide(pack_, before, command, around, decision) == Verdict::decided);
        write_commit(journal_, *pack_, decision.commit);
        evolve(ticket_, decision.commit);
    }
    [[nodiscard]] const Ticket& ticket() const { return ticket_; }
    [[nodiscard]] Instant due() const { return restore().due; }
    [[nodiscard]] const clock::State& restore() const { return ticket_.clocks.front(); }
    [[nodiscard]] const clock::State& visit() const { return ticket_.clocks.back(); }
    [[nodiscard]] bool journal_has(std::string_view text) const {
        return journal_.find(text) != std::string::npos;
    }
    [[nodiscard]] int times_in_journal(std::string_view text) const {
        int times = 0;
        for (auto at = journal_.find(text); at != std::string::npos; at = journal_.find(text, at + 1))
            ++times;
        return times;
    }

  private:
    std::shared_ptr<const Pack> pack_;
    Ticket ticket_;
    std::string journal_;
};

}  // namespace

TEST_CASE("a clock counts where the ticket's field says, and anew when the field changes") {
    SiteDesk desk;
    desk.open({{"site_zone", Value("Europe/Berlin")}}, "2026-03-02T08:00:00Z");
    CHECK(desk.due() == site_at("2026-03-02T10:00:00Z"));
    CHECK(desk.journal_has("\"site-hours@Europe/Berlin\""));
    // An hour was used in Berlin; the other is left for New York, from 09:00 there on.
    desk.send(command::Set{{{"site_zone", Value("America/New_York")}}}, "2026-03-02T09:00:00Z");
    CHECK(desk.due() == site_at("2026-03-02T15:00:00Z"));
    CHECK(desk.journal_has("\"site-hours@America/New_York\""));
}

TEST_CASE("without a zone the fallback counts, and the ticket hears of it (clock.zone_not_told)") {
    SiteDesk desk;
    desk.open({}, "2026-03-02T01:00:00Z");
    CHECK(desk.due() == site_at("2026-03-02T03:00:00Z"));
    CHECK(desk.ticket().clocks.front().calendar != clock::none);
    CHECK(desk.journal_has("\"site-hours\""));
}

TEST_CASE(
    "a zone that is told at last changes the promise, and what was missing before is not complained of "
    "anew") {
    SiteDesk desk;
    desk.open({}, "2026-03-02T01:00:00Z");
    const int complaints = desk.times_in_journal("clock.zone_not_told");
    CHECK(complaints > 0);
    desk.send(command::Set{{{"site_zone", Value("Europe/Berlin")}}}, "2026-03-02T02:00:00Z");
    CHECK(desk.due() == site_at("2026-03-02T09:00:00Z"));
    CHECK(desk.times_in_journal("clock.zone_not_told") == complaints);
}

TEST_CASE("another zone may restart the clock, and a pause has its budget in the zone of the clock") {
    SiteDesk desk;
    desk.open({{"site_zone", Value("Europe/Berlin")}}, "2026-03-02T08:00:00Z");
    desk.send(command::Set{{{"site_zone", Value("America/New_York")}}}, "2026-03-02T09:00:00Z");
    CHECK(desk.visit().due == site_at("2026-03-02T16:00:00Z"));
    CHECK(desk.visit().origin == site_at("2026-03-02T09:00:00Z"));
    // An hour of the budget before New York closes, three in the morning.
    desk.send(command::Send{"reach", {}}, "2026-03-02T22:00:00Z");
    CHECK(desk.visit().phase == clock::Phase::paused);
    CHECK(desk.visit().pause_until == site_at("2026-03-03T17:00:00Z"));
}

TEST_CASE("a delay counts where the ticket's field says") {
    SiteDesk desk;
    desk.open({{"site_zone", Value("Europe/Berlin")}}, "2026-03-02T16:30:00Z");
    desk.send(command::Send{"reach", {}}, "2026-03-02T16:30:00Z");
    REQUIRE(desk.ticket().timers.size() == 1);
    CHECK(desk.ticket().timers.front().due == site_at("2026-03-03T08:30:00Z"));
}
