// New versions of agreements and calendars reach open tickets: in force at once, on record, and the same
// again when the journal is read.
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <itr/explain.hpp>
#include <itr/restore.hpp>

#include "engine/desk.hpp"
#include "support/unreadable_ticket.hpp"
#include "ticket/random_commands.hpp"
#include "ticket/retold.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// The desk with some text of its pack replaced.
std::shared_ptr<const Pack> desk_with(
    std::initializer_list<std::pair<std::string_view, std::string_view>> changes) {
    std::string yaml = desk_yaml;
    for (const auto& [from, to] : changes) {
        const auto at = yaml.find(from);
        REQUIRE_MESSAGE(at != std::string::npos, from);
        yaml.replace(at, from.size(), to);
    }
    return compile(yaml);
}

constexpr std::string_view office_week = R"(week: {mon-fri: ["09:00-12:00", "13:00-18:00"]})";
constexpr std::string_view resolve_clock =
    R"y(resolve: {anchor: "ticket.reported_at", stop: "inState('solved')", pause: "tagged('waiting.customer')")y";
constexpr std::string_view row_of_others = "respond: 4h, resolve: 2 working days, calendar: office";

/// The afternoon of Tuesday, 2026-03-03, is off.
std::shared_ptr<const Pack> desk_with_afternoon_off() {
    return desk_with({{office_week, R"(week: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
open: {2026-03-03: ["09:00-12:00"]})"}});
}

std::string text_of_clock(std::string_view extra) { return std::string(resolve_clock) + std::string(extra); }

/// A desk whose engine has another version deployed at `when`.
struct AdoptDesk {
    explicit AdoptDesk(std::shared_ptr<const Pack> first = desk_pack()) { deploy(first); }

    void deploy(const std::shared_ptr<const Pack>& pack) {
        REQUIRE(engine->deploy(pack, at("2026-03-01T00:00:00Z"), host));
    }
    void reopen() {
        engine.reset();
        engine = make_engine(store);
    }
    /// A ticket of low impact counts in the office's hours, one of high impact around the clock.
    void open(const TicketId& id, const std::string& impact, std::string_view when) {
        const auto outcome =
            engine->execute({tenant, id, agent, open_request(impact), {}, {}, {}}, at(when)).value();
        REQUIRE_FALSE(outcome.rejection);
    }
    Outcome give(const TicketId& id, command::Body body, std::string_view when) {
        return engine->execute({tenant, id, host, std::move(body), {}, {}, {}}, at(when)).value();
    }
    void send(const TicketId& id, const std::string& event, Data data, std::string_view when) {
        const auto outcome = give(id, command::Send{event, std::move(data)}, when);
        REQUIRE_MESSAGE(!outcome.rejection, outcome.rejection->message);
    }
    Adoption adopt(const std::shared_ptr<const Pack>& pack, std::string_view when,
                   const std::string& after = {}, std::size_t limit = 500) {
        return engine->adopt(tenant, pack->hash(), at(when), host, "new hours", after, limit).value();
    }
    ClockView clock(const TicketId& id, std::string_view name, std::string_view when) {
        const auto view = engine->get(tenant, id, host, at(when)).value();
        const auto found = std::ranges::find(view.clocks, name, &ClockView::name);
        REQUIRE(found != view.clocks.end());
        return *found;
    }
    std::vector<std::string> journal(const TicketId& id) {
        std::vector<std::string> texts;
        const auto commits = store->history({tenant, id}, 0, 1000).value();
        for (const store::Commit& commit : commits) texts.push_back(commit.text);
        return texts;
    }
    std::size_t count_in_journal(const TicketId& id, std::string_view words) {
        std::size_t count = 0;
        for (const std::string& text : journal(id))
            for (std::size_t from = 0; (from = text.find(words, from)) != std::string::npos; ++from) ++count;
        return count;
    }
    std::string state(const TicketId& id, std::string_view when) {
        return to_json(to_value(engine->get(tenant, id, host, at(when)).value()));
    }

    std::shared_ptr<store::Store> store = store::make_memory_store();
    std::unique_ptr<Engine> engine = make_engine(store);
};

const TicketId adopting{"T-1"};

class Deployed final : public PackSource {
  public:
    explicit Deployed(std::vector<std::shared_ptr<const Pack>> packs) : packs_(std::move(packs)) {}
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        const auto known =
            std::ranges::find_if(packs_, [&](const auto& pack) { return pack->hash() == hash; });
        return known == packs_.end() ? nullptr : *known;
    }

  private:
    std::vector<std::shared_ptr<const Pack>> packs_;
};

}  // namespace

TEST_CASE("a calendar edited at noon with many clocks running") {
    AdoptDesk desk;
    std::vector<TicketId> office, around_the_clock;
    for (int i = 0; i < 30; ++i) {
        office.emplace_back(fmt::format("O-{}", i));
        desk.open(office.back(), "low", "2026-03-03T01:30:00Z");  // Tuesday, 09:30 in Shanghai
        around_the_clock.emplace_back(fmt::format("A-{}", i));
        desk.open(around_the_clock.back(), "high", "2026-03-03T03:50:00Z");
    }
    const TicketId paused{"P-1"};
    desk.open(paused, "low", "2026-03-03T01:30:00Z");
    desk.send(paused, "dispatch", {{"team", Value("net")}}, "2026-03-03T02:30:00Z");
    desk.send(paused, "ask", {}, "2026-03-03T03:00:00Z");

    const auto edited = desk_with_afternoon_off();
    desk.deploy(edited);
    std::size_t batches = 0, tickets = 0;
    for (std::string after;;) {
        const auto batch = desk.adopt(edited, "2026-03-03T04:00:00Z", after, 7);
        CHECK(batch.refused.empty());
        tickets += batch.tickets;
        ++batches;
        after = batch.next;
        if (after.empty()) break;
    }
    CHECK(tickets == 61);
    CHECK(batches == 9);
    for (const TicketId& id : office) {
        // Two working days from Tuesday 09:30 end on Thursday at 09:30: Tuesday is still one.
        CHECK(desk.clock(id, "resolve", "2026-03-03T04:00:00Z").due == at("2026-03-05T01:30:00Z"));
        // Of four hours an hour and a half was left at noon: not for this afternoon any more.
        CHECK(desk.clock(id, "respond", "2026-03-03T04:00:00Z").due == at("2026-03-04T02:30:00Z"));
        CHECK(desk.clock(id, "resolve", "2026-03-03T04:00:00Z").calendar == "office");
    }
    for (const TicketId& id : around_the_clock) CHECK(desk.count_in_journal(id, "clock.retargeted") == 0);
    CHECK(desk.clock(paused, "resolve", "2026-03-04T03:00:00Z").phase == clock::Phase::paused);
}

TEST_CASE("a ticket that cannot be read keeps no other from a new calendar, and is told of") {
    AdoptDesk desk;
    for (const char* id : {"T-1", "T-2", "T-3"}) desk.open(TicketId(id), "low", "2026-03-03T01:30:00Z");
    const auto edited = desk_with_afternoon_off();
    desk.deploy(edited);
    Damage damage{};
    SUBCASE("what it says is nonsense") { damage = Damage::nonsense; }
    SUBCASE("the store says that it is damaged") { damage = Damage::found_by_the_store; }
    desk.engine = make_engine(std::make_shared<UnreadableTicket>(*desk.store, TicketId("T-2"), damage));
    const auto adoption = desk.adopt(edited, "2026-03-03T04:00:00Z");
    CHECK(adoption.tickets == 2);
    CHECK(adoption.refused.empty());
    REQUIRE(adoption.failed.size() == 1);
    CHECK(adoption.failed.front().ticket == TicketId("T-2"));
    CHECK_FALSE(adoption.failed.front().error.message.empty());
    CHECK(adoption.next.empty());
    desk.reopen();
    CHECK(desk.adopt(edited, "2026-03-03T04:00:00Z").tickets == 1);
}

TEST_CASE(
    "what has passed keeps its measure when a calendar is edited, and the rest counts by the new hours") {
    const auto run_with = [](std::string_view extra) {
        const std::string clock = text_of_clock(extra);
        const std::pair<std::string_view, std::string_view> way[] = {
            {resolve_clock, clock}, {row_of_others, "respond: 4h, resolve: 12h, calendar: office"}};
        const auto first = desk_with({way[0], way[1]});
        const auto second =
            desk_with({way[0], way[1], {office_week, R"(week: {mon-fri: ["10:00-12:00", "13:00-18:00"]})"}});
        AdoptDesk desk(first);
        desk.open(adopting, "low", "2026-03-02T01:00:00Z");  // Monday 09:00: 8 h today, due Tuesday at 14:00
        CHECK(desk.clock(adopting, "resolve", "2026-03-02T04:00:00Z").due == at("2026-03-03T06:00:00Z"));
        desk.deploy(second);
        CHECK(desk.adopt(second, "2026-03-02T04:00:00Z").tickets == 1);
        return desk.clock(adopting, "resolve", "2026-03-02T04:00:00Z");
    };
    // 3 h by noon, 5 h in the afternoon, and of Tuesday 2 + 2 h.
    CHECK(run_with("").due == at("2026-03-03T07:00:00Z"));
    // As if the office had opened at 10:00 on Monday too: 2 h by noon.
    CHECK(run_with(", calendar_change: remeasure").due == at("2026-03-03T08:00:00Z"));
    const auto kept = run_with(", calendar_change: keep");
    CHECK(kept.due == at("2026-03-03T06:00:00Z"));
    CHECK(kept.calendar == "office~1");
    CHECK(run_with(", retarget: {calendar: keep}").due == at("2026-03-03T06:00:00Z"));
    // All 12 h begin at noon: 5 h today and 7 h tomorrow.
    CHECK(run_with(", retarget: {calendar: restart}").due == at("2026-03-03T10:00:00Z"));
}

TEST_CASE("a clock that keeps its calendar pauses, resumes and is read again by the former hours") {
    const std::string clock = text_of_clock(", calendar_change: keep");
    const std::pair<std::string_view, std::string_view> way[] = {
        {resolve_clock, clock}, {row_of_others, "respond: 4h, resolve: 12h, calendar: office"}};
    AdoptDesk desk(desk_with({way[0], way[1]}));
    desk.open(adopting, "low", "2026-03-02T01:00:00Z");
    const auto second =
        desk_with({way[0], way[1], {office_week, R"(week: {mon-fri: ["10:00-12:00", "13:00-18:00"]})"}});
    desk.deploy(second);
    REQUIRE(desk.adopt(second, "2026-03-02T04:00:00Z").tickets == 1);
    desk.send(adopting, "dispatch", {{"team", Value("net")}}, "2026-03-02T05:00:00Z");
    desk.send(adopting, "ask", {}, "2026-03-02T10:00:00Z");
    desk.reopen();
    desk.send(adopting, "answer", {}, "2026-03-03T01:00:00Z");  // Tuesday 09:00: the former hours begin
    CHECK(desk.clock(adopting, "resolve", "2026-03-03T01:00:00Z").due == at("2026-03-03T06:00:00Z"));
}

TEST_CASE("a pause, then the agreement changes") {
    const auto first = desk_with({{row_of_others, "respond: 4h, resolve: 12h, calendar: office"}});
    const auto second = desk_with({{row_of_others, "respond: 4h, resolve: 6h, calendar: office"}});
    AdoptDesk desk(first);
    desk.open(adopting, "low", "2026-03-02T01:00:00Z");  // Monday 09:00
    desk.send(adopting, "dispatch", {{"team", Value("net")}}, "2026-03-02T01:30:00Z");
    desk.send(adopting, "ask", {}, "2026-03-02T03:00:00Z");  // 2 h are used up
    desk.deploy(second);
    REQUIRE(desk.adopt(second, "2026-03-02T08:00:00Z").tickets == 1);
    const auto paused = desk.clock(adopting, "resolve", "2026-03-02T08:00:00Z");
    CHECK(paused.phase == clock::Phase::paused);
    CHECK(paused.elapsed == hours(2));
    CHECK(paused.target == hours(6));
    desk.send(adopting, "answer", {}, "2026-03-03T01:00:00Z");  // Tuesday 09:00: 4 h are left
    CHECK(desk.clock(adopting, "resolve", "2026-03-03T01:00:00Z").due == at("2026-03-03T06:00:00Z"));
}

TEST_CASE("how another version of the agreement reaches a running promise is said by the cause definition") {
    const auto run_with = [](std::string_view extra) {
        const std::string clock = text_of_clock(extra);
        const auto version = [&](std::string_view row) {
            return desk_with({{resolve_clock, clock}, {row_of_others, row}});
        };
        AdoptDesk desk(version("respond: 4h, resolve: 12h, calendar: office"));
        desk.open(adopting, "low", "2026-03-02T01:00:00Z");
        const auto second = version("respond: 4h, resolve: 6h, calendar: office");
        desk.deploy(second);
        CHECK(desk.adopt(second, "2026-03-02T04:00:00Z").tickets == 1);  // noon: 3 h are used up
        return desk.clock(adopting, "resolve", "2026-03-02T04:00:00Z").due;
    };
    CHECK(run_with("") == at("2026-03-02T08:00:00Z"));
    CHECK(run_with(", retarget: {definition: keep}") == at("2026-03-03T06:00:00Z"));
    CHECK(run_with(", retarget: {definition: restart}") == at("2026-03-03T02:00:00Z"));
    // A quarter of the old promise is used up, so a quarter of the new one: 4.5 h are left.
    CHECK(run_with(", retarget: {definition: proportional}") == at("2026-03-02T09:30:00Z"));
    CHECK(run_with(", retarget: {calendar: keep, otherwise: tighten_only}") == at("2026-03-02T08:00:00Z"));
}

TEST_CASE("more time that somebody gave survives a new calendar, and not a new promise") {
    const auto first = desk_with({{row_of_others, "respond: 4h, resolve: 12h, calendar: office"}});
    const auto edited = desk_with({{row_of_others, "respond: 4h, resolve: 12h, calendar: office"},
                                   {office_week, R"(week: {mon-fri: ["10:00-12:00", "13:00-18:00"]})"}});
    const auto promised = desk_with({{row_of_others, "respond: 4h, resolve: 14h, calendar: office"}});
    AdoptDesk desk(first);
    desk.open(adopting, "low", "2026-03-02T01:00:00Z");
    REQUIRE_FALSE(
        desk.give(adopting, command::ExtendClock{"resolve", hours(1), "a spare part"}, "2026-03-02T02:00:00Z")
            .rejection);
    desk.deploy(edited);
    REQUIRE(desk.adopt(edited, "2026-03-02T04:00:00Z").tickets == 1);
    CHECK(desk.clock(adopting, "resolve", "2026-03-02T04:00:00Z").target == hours(13));
    CHECK(desk.clock(adopting, "resolve", "2026-03-02T04:00:00Z").due == at("2026-03-03T08:00:00Z"));
    desk.deploy(promised);
    REQUIRE(desk.adopt(promised, "2026-03-02T04:00:00Z").tickets == 1);
    CHECK(desk.clock(adopting, "resolve", "2026-03-02T04:00:00Z").target == hours(14));
}

TEST_CASE("a date that was agreed on stays where it is when the calendar changes") {
    AdoptDesk desk;
    desk.open(adopting, "low", "2026-03-02T01:00:00Z");
    REQUIRE_FALSE(desk.give(adopting,
                            command::PinClock{"resolve", at("2026-03-06T08:00:00Z"), "agreed by telephone"},
                            "2026-03-02T02:00:00Z")
                      .rejection);
    const auto edited = desk_with_afternoon_off();
    desk.deploy(edited);
    REQUIRE(desk.adopt(edited, "2026-03-02T04:00:00Z").tickets == 1);
    const auto clock = desk.clock(adopting, "resolve", "2026-03-02T04:00:00Z");
    CHECK(clock.due == at("2026-03-06T08:00:00Z"));
    CHECK(clock.pinned);
    CHECK(clock.calendar == "office");
}

TEST_CASE("what has fired stays fired under a new version, and a new threshold fires by its own rules") {
    constexpr std::string_view old_threshold = R"(resolve: {"75%": {notify: lead}})";
    const auto first = desk_with({{row_of_others, "respond: 4h, resolve: 8h, calendar: office"}});
    const auto second =
        desk_with({{row_of_others, "respond: 4h, resolve: 8h, calendar: office"},
                   {old_threshold,
                    R"(resolve: {"50%": {notify: watcher}, "75%": {notify: lead}, "90%": {notify: lead}})"}});
    AdoptDesk desk(first);
    desk.open(adopting, "low", "2026-03-02T01:00:00Z");  // 09:00; 75 % at 16:00
    REQUIRE(desk.engine->advance(at("2026-03-02T08:30:00Z")));
    CHECK(desk.count_in_journal(adopting, R"("threshold":"resolve 75%","type")") == 1);
    desk.deploy(second);
    REQUIRE(desk.adopt(second, "2026-03-02T08:30:00Z").tickets == 1);
    CHECK(desk.count_in_journal(adopting, R"("threshold":"resolve 50%","type")") == 1);
    REQUIRE(desk.engine->advance(at("2026-03-02T12:00:00Z")));
    CHECK(desk.count_in_journal(adopting, R"("threshold":"resolve 75%","type")") == 1);
    CHECK(desk.count_in_journal(adopting, R"("threshold":"resolve 90%","type")") == 1);
}

TEST_CASE("a clock that the new version does not have is superseded, and one that it adds starts") {
    const auto second = desk_with({{"agreement: standard", "agreement: standard-2"}});
    AdoptDesk desk;
    desk.open(adopting, "low", "2026-03-02T01:00:00Z");
    desk.send(adopting, "dispatch", {{"team", Value("net")}}, "2026-03-02T02:00:00Z");
    desk.deploy(second);
    REQUIRE(desk.adopt(second, "2026-03-02T04:00:00Z").tickets == 1);
    const auto view = desk.engine->get(tenant, adopting, host, at("2026-03-02T04:00:00Z")).value();
    const auto phase = [&](std::string_view key) {
        const auto found = std::ranges::find(view.clocks, key, &ClockView::key);
        return found == view.clocks.end() ? clock::Phase::idle : found->phase;
    };
    CHECK(phase("standard.respond") == clock::Phase::met);
    CHECK(phase("standard.resolve") == clock::Phase::superseded);
    CHECK(phase("standard-2.respond") == clock::Phase::idle);  // it has been responded to
    CHECK(phase("standard-2.resolve") == clock::Phase::running);
    const auto added = std::ranges::find(view.clocks, "standard-2.resolve", &ClockView::key);
    CHECK(added->origin == at("2026-03-02T01:00:00Z"));
}

TEST_CASE("a delay of working days follows the calendar's new version") {
    AdoptDesk desk;
    desk.open(adopting, "low", "2026-03-03T01:30:00Z");
    desk.send(adopting, "dispatch", {{"team", Value("net")}}, "2026-03-03T02:00:00Z");
    desk.send(adopting, "ask", {}, "2026-03-03T02:30:00Z");  // two working days: Thursday 10:30
    const auto edited = desk_with({{office_week, R"(week: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
closed: [2026-03-04])"}});
    desk.deploy(edited);
    REQUIRE(desk.adopt(edited, "2026-03-03T04:00:00Z").tickets == 1);
    const auto state_at = [&](std::string_view when) {
        REQUIRE(desk.engine->advance(at(when)));
        return desk.engine->get(tenant, adopting, host, at(when)).value().states;
    };
    CHECK(state_at("2026-03-05T03:00:00Z") == std::vector<std::string>{"handling.waiting"});
    CHECK(state_at("2026-03-06T02:30:00Z") == std::vector<std::string>{"solved"});
}

TEST_CASE(
    "an engine that was killed between two batches goes on, and no ticket comes under the terms twice") {
    AdoptDesk desk;
    for (int i = 0; i < 20; ++i)
        desk.open(TicketId(fmt::format("O-{:02}", i)), "low", "2026-03-03T01:30:00Z");
    const auto edited = desk_with_afternoon_off();
    desk.deploy(edited);
    const auto batch = desk.adopt(edited, "2026-03-03T04:00:00Z", {}, 8);
    CHECK(batch.tickets == 8);
    desk.reopen();
    SUBCASE("from where it stopped") {
        CHECK(desk.adopt(edited, "2026-03-03T04:00:00Z", batch.next).tickets == 12);
    }
    SUBCASE("from the beginning, when nobody knows where that was") {
        CHECK(desk.adopt(edited, "2026-03-03T04:00:00Z").tickets == 12);
    }
    CHECK(desk.adopt(edited, "2026-03-03T05:00:00Z").tickets == 0);
    for (int i = 0; i < 20; ++i)
        CHECK(desk.count_in_journal(TicketId(fmt::format("O-{:02}", i)), R"("type":"adopted")") == 1);
}

TEST_CASE("commands are served while a new version spreads, and a new ticket is under it from the start") {
    AdoptDesk desk;
    for (int i = 0; i < 10; ++i) desk.open(TicketId(fmt::format("O-{}", i)), "low", "2026-03-03T01:30:00Z");
    const auto edited = desk_with_afternoon_off();
    desk.deploy(edited);
    const auto batch = desk.adopt(edited, "2026-03-03T04:00:00Z", {}, 5);
    desk.send(TicketId("O-9"), "dispatch", {{"team", Value("net")}}, "2026-03-03T04:00:00Z");
    desk.send(TicketId("O-0"), "dispatch", {{"team", Value("net")}}, "2026-03-03T04:00:00Z");
    desk.open(TicketId("N-1"), "low", "2026-03-03T04:00:00Z");
    CHECK(desk.adopt(edited, "2026-03-03T04:00:01Z", batch.next).tickets == 5);
    CHECK(desk.count_in_journal(TicketId("N-1"), R"("type":"adopted")") == 0);
    CHECK(desk.clock(TicketId("O-9"), "respond", "2026-03-03T04:00:01Z").phase == clock::Phase::met);
}

TEST_CASE("an agreement that speaks of states which the ticket's workflow does not have is not adopted") {
    const auto second = desk_with({{"  closed: {type: final}", "  closed: {type: final}\n  shelved: {}"},
                                   {"on: {confirm: closed,", "on: {confirm: shelved,"},
                                   {"stop: \"inState('solved')\"", "stop: \"inState('shelved')\""}});
    AdoptDesk desk;
    desk.open(adopting, "low", "2026-03-03T01:30:00Z");
    desk.deploy(second);
    const auto before = desk.state(adopting, "2026-03-03T04:00:00Z");
    const auto batch = desk.adopt(second, "2026-03-03T04:00:00Z");
    REQUIRE(batch.refused.size() == 1);
    CHECK(batch.refused.front().rejection.code.text() == "adopt.unfit");
    CHECK(desk.state(adopting, "2026-03-03T04:00:00Z") == before);
}

TEST_CASE("only a known version of the ticket's own pack is adopted, by whoever may migrate") {
    AdoptDesk desk;
    desk.open(adopting, "low", "2026-03-03T01:30:00Z");
    const auto other =
        desk_with({{"pack: desk", "pack: another-desk"}, {"workflow: request", "workflow: wish"}});
    const Instant now = at("2026-03-03T04:00:00Z");
    CHECK(desk.engine->adopt(tenant, other->hash(), now, host).error().code.text() == "engine.unknown_pack");
    desk.deploy(other);
    const auto batch = desk.adopt(other, "2026-03-03T04:00:00Z");
    CHECK(batch.tickets == 0);
    CHECK(batch.refused.empty());
    CHECK(desk.give(adopting, command::Adopt{other->hash(), {}}, "2026-03-03T04:00:00Z")
              .rejection->code.text() == "adopt.other_pack");
    CHECK(desk.engine->adopt(tenant, other->hash(), now, agent).error().code.text() ==
          "engine.not_permitted");
    const auto refused = desk.engine->execute(
        {tenant, adopting, agent, command::Adopt{desk_pack()->hash(), {}}, {}, {}, {}}, now);
    CHECK(refused->rejection->code.text() == "right.missing");
}

TEST_CASE("whatever happens to a ticket while versions come and go, its journal replays to what it was") {
    static const std::vector<std::shared_ptr<const Pack>> versions{
        desk_pack(), desk_with_afternoon_off(),
        desk_with({{row_of_others, "respond: 2h, resolve: 3 working days, calendar: office"},
                   {R"("75%": {notify: lead})", R"("60%": {notify: lead})"}}),
        desk_with({{office_week, R"(week: {mon-sat: ["08:00-20:00"]})"},
                   {resolve_clock, R"y(mend: {stop: "inState('solved')")y"},
                   {"resolve: 4h, calendar: 24x7", "mend: 4h, calendar: 24x7"},
                   {row_of_others, "respond: 4h, mend: 9h"},
                   {R"(  resolve: {"75%": {notify: lead}})", R"(  mend: {"75%": {notify: lead}})"}})};
    CHECK(rc::check([] {
        AdoptDesk desk;
        for (const auto& version : versions) desk.deploy(version);
        desk.deploy(versions.front());
        Instant last{};
        for (const TimedCommand& timed : any_commands()) {
            last = std::max(last, timed.at);
            RC_ASSERT(desk.engine->execute(timed.command, last));
            if (*rc::gen::inRange(0, 3) > 0) continue;
            const auto& version = versions[*rc::gen::inRange<std::size_t>(0, versions.size())];
            RC_ASSERT(desk.engine->execute(
                {tenant, ticket, host, command::Adopt{version->hash(), "x"}, {}, {}, {}}, last));
        }
        const auto live = desk.engine->get(tenant, ticket, host, last);
        if (!live) return;
        RC_ASSERT(desk.engine->history(tenant, ticket, host));
        // Once from its snapshot, once from nothing but its commits.
        desk.reopen();
        RC_ASSERT(to_json(to_value(desk.engine->get(tenant, ticket, host, last).value())) ==
                  to_json(to_value(*live)));
        const Deployed deployed(versions);
        auto stored = desk.store->load({tenant, ticket}).value().value();
        const auto restored = restore({tenant, ticket}, stored, deployed).value().value();
        stored.snapshot_version = 0;
        stored.tail = desk.store->history({tenant, ticket}, 0, 100'000).value();
        const auto replayed = restore({tenant, ticket}, stored, deployed).value().value();
        RC_ASSERT(snapshot_of(replayed) == snapshot_of(restored));
    }));
}

TEST_CASE(
    "a promise that was kept before a new version came goes on under that version when it is taken back") {
    const std::string clock = text_of_clock(
        ", start: \"!inState('solved')\", reopen: continue_without_gap, retarget: {definition: keep, "
        "otherwise: carry}");
    const auto version = [&](std::string_view row, std::string_view week) {
        return desk_with({{resolve_clock, clock}, {row_of_others, row}, {office_week, week}});
    };
    const auto first = version("respond: 4h, resolve: 12h, calendar: office", office_week);
    AdoptDesk desk(first);
    desk.open(adopting, "low", "2026-03-02T01:00:00Z");  // Monday 09:00
    desk.send(adopting, "dispatch", {{"team", Value("net")}}, "2026-03-02T01:30:00Z");
    desk.send(adopting, "solve", {{"cause", Value("fuse")}}, "2026-03-02T03:00:00Z");
    CHECK(desk.clock(adopting, "resolve", "2026-03-02T03:00:00Z").phase == clock::Phase::met);

    std::shared_ptr<const Pack> second;
    Instant due{};
    std::string_view goal;
    SUBCASE("its row is behind another one: the promise is the same") {
        second = version(
            "when: \"ticket.cause == 'flood'\", resolve: 1h, calendar: office}\n"
            "  - {respond: 4h, resolve: 12h, calendar: office",
            office_week);
        due = at("2026-03-04T03:00:00Z");  // 2 of 12 h are used up: 8 h of Tuesday, 2 h of Wednesday
        goal = R"("goal":2)";
    }
    SUBCASE("its hours are others: what is left counts by the new ones") {
        second =
            version("respond: 4h, resolve: 12h, calendar: office", R"(week: {mon-fri: ["13:00-18:00"]})");
        due = at("2026-03-04T10:00:00Z");
        goal = R"("goal":1)";
    }
    desk.deploy(second);
    REQUIRE(desk.adopt(second, "2026-03-02T04:00:00Z").tickets == 1);
    CHECK(desk.clock(adopting, "resolve", "2026-03-02T04:00:00Z").phase == clock::Phase::met);
    desk.send(adopting, "refuse", {}, "2026-03-03T01:00:00Z");  // Tuesday 09:00
    const auto resolve = desk.clock(adopting, "resolve", "2026-03-03T01:00:00Z");
    CHECK(resolve.phase == clock::Phase::running);
    CHECK(resolve.elapsed == hours(2));
    CHECK(to_string(resolve.due) == to_string(due));
    CHECK(resolve.calendar == "office");
    CHECK(desk.journal(adopting).back().find(goal) != std::string::npos);
    desk.reopen();
    CHECK(desk.clock(adopting, "resolve", "2026-03-03T01:00:00Z").due == resolve.due);

    const auto commits = desk.store->history({tenant, adopting}, 0, 100).value();
    const auto story =
        insight::explain({adopting, commits, {}}, Deployed({first, second}), "standard.resolve").value();
    CHECK(story.pack == second->hash());
}
