// The real log through the model of what people do: all of it is accepted, the figures are those of the log.
#include "incidents.hpp"

#include <itr/stores/memory.hpp>
#include <itr/stores/sqlite.hpp>
#include <set>

#include "support/temp_dir.hpp"

using namespace itr;
using namespace itr::test;

namespace {

using Counts = std::map<std::string, std::size_t>;
using Moves = std::set<std::pair<std::string, std::string>>;

/// The pairs of consecutive events of a case.
Moves moves_of_log() {
    Moves moves;
    std::map<std::string, std::string> last;
    for (const auto& happening : whole_log()) {
        auto& before = last[happening.ticket];
        if (!before.empty()) moves.emplace(before, happening.event);
        before = happening.event;
    }
    return moves;
}

std::shared_ptr<store::Store> replayed_practice() {
    static const auto store = [] {
        std::shared_ptr<store::Store> made = store::make_memory_store();
        Desk desk(made);
        const auto done = desk.replay(incidents(), "practice");
        CHECK(done.events == incidents().size());
        CHECK(done.refused_events == 0);
        for (const auto& [reason, n] : done.reasons) MESSAGE(reason.code, " ", reason.event, " ", n);
        return made;
    }();
    return store;
}

class Texts final : public store::Store::Visitor {
  public:
    Status visit(const TicketId& ticket, std::span<const store::Commit> commits) override {
        for (const auto& commit : commits) texts[ticket.text()].push_back(commit.text);
        return {};
    }
    std::map<std::string, std::vector<std::string>> texts;
};

}  // namespace

TEST_CASE("the model of practice knows moves that were seen, and no others") {
    if (whole_log().empty()) return;
    const auto observed = moves_of_log();
    CHECK(observed.size() == 81);
    const chart::Chart& chart = *three_lines()->flow("practice")->chart;
    // Each state is entered by one event alone, so that an event's name stands for the state behind it.
    std::map<chart::StateIndex, std::string> entered_by;
    for (const chart::Transition& transition : chart.transitions()) {
        CHECK_FALSE(transition.any);
        CHECK(transition.prefix.empty());
        if (transition.eventless) continue;
        REQUIRE(transition.targets.size() == 1);
        const auto& name = chart.events()[transition.event].name;
        CHECK(entered_by.try_emplace(transition.targets.front(), name).first->second == name);
    }
    CHECK(entered_by.size() == 13);
    Moves modelled, opening;
    for (const chart::Transition& transition : chart.transitions()) {
        if (transition.eventless) continue;
        const auto& name = chart.events()[transition.event].name;
        const auto from = entered_by.find(transition.source);
        (from == entered_by.end() ? opening : modelled)
            .emplace(from == entered_by.end() ? "" : from->second, name);
    }
    CHECK(modelled == observed);
    CHECK(opening.size() == 9);
}

TEST_CASE("a desk that works as people do accepts every event of the log") {
    if (incidents().empty()) return;
    (void)replayed_practice();
}

TEST_CASE("the figures of the log come out of the journal") {
    if (incidents().empty()) return;
    const auto f = figures(*replayed_practice(), "practice");
    CHECK(f.events == incidents().size());
    CHECK(f.refusals.empty());
    if (sample > 1)
        return MESSAGE(
            "a sample of the cases: the figures of the whole log are checked in the release build");
    CHECK(f.tickets == 7554);
    CHECK(f.events == 65533);
    CHECK(f.only.at("L1") == 4546);
    CHECK(f.touched.at("L2") == 2772);
    CHECK(f.touched.at("L3") == 544);
    CHECK(f.completed_by == Counts{{"L1", 5373}, {"L2", 1826}, {"L3", 343}, {"L2/L3", 4}});
    CHECK(f.never_completed == 8);
    CHECK(f.ping_pong == insight::Repeats{1177, 2394});
    CHECK(f.reopened == insight::Repeats{514, 580});
    CHECK(f.states.size() == 13);
    CHECK(f.moves.size() == 81);
    CHECK(f.median_events == 6);
    CHECK(f.max_events == 123);
    CHECK(f.clocks.at("service-level.restore").cycles == 7554 + 580);
}

TEST_CASE("events shuffled within a case are refused in nine cases of ten") {
    if (incidents().empty()) return;
    std::map<std::string, std::size_t> sizes;
    for (const auto& happening : incidents()) ++sizes[happening.ticket];
    const auto long_cases = static_cast<std::size_t>(
        std::ranges::count_if(sizes, [](const auto& each) { return each.second >= 5; }));
    auto shuffled = incidents();
    event_log::shuffle_within_tickets(shuffled, 20130501);
    Desk desk(store::make_memory_store());
    const auto done = desk.replay(shuffled, "practice");
    const auto refused = static_cast<std::size_t>(std::ranges::count_if(
        done.refused_by_ticket, [&](const auto& each) { return sizes.at(each.first) >= 5; }));
    MESSAGE(refused, " of ", long_cases, " cases with five events or more are refused");
    CHECK(refused * 10 >= long_cases * 9);
}

TEST_CASE("the textbook refuses much of what happens, and the journal tells why") {
    if (incidents().empty()) return;
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    Desk desk(store);
    const auto done = desk.replay(incidents(), "textbook");
    MESSAGE(done.refused_tickets, " of ", done.tickets, " cases and ", done.refused_events, " of ",
            done.events, " events are refused");
    for (const auto& [reason, n] : done.reasons) MESSAGE(reason.code, " ", reason.event, ": ", n);
    CHECK(done.refused_events > done.events / 20);
    CHECK(done.refused_events < done.events);
    std::map<event_log::Replayed::Reason, std::size_t> noted;
    const auto f = figures(*store, "textbook");
    for (const auto& [refusal, n] : f.refusals) noted[{refusal.code, refusal.event}] += n;
    CHECK(noted == done.reasons);
    CHECK(f.events + done.refused_events == done.events);
}

TEST_CASE("memory and SQLite hold the same journal") {
    if (incidents().empty()) return;
    const TempDir folder;
    store::SqliteOptions options;
    options.synchronous = store::Synchronous::off;
    auto opened = store::open_sqlite_store(folder.file("desk.db"), options);
    REQUIRE(opened);
    const std::shared_ptr<store::Store> file = *std::move(opened);
    Desk desk(file);
    CHECK(desk.replay(incidents(), "practice").refused_events == 0);
    Texts in_memory, in_file;
    REQUIRE(replayed_practice()->each_ticket(desk_tenant, in_memory));
    REQUIRE(file->each_ticket(desk_tenant, in_file));
    CHECK(in_memory.texts.size() == in_file.texts.size());
    CHECK((in_memory.texts == in_file.texts));
}
