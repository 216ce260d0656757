// The log of real incidents through the three lines: the model of what people do takes all of it, and the
// figures that come out of the journals are those of the log.
#include "incidents.hpp"

#include <cstdlib>
#include <itr/stores/sqlite.hpp>
#include <map>
#include <set>

#include "support/temp_dir.hpp"

using namespace itr;
using namespace itr::test;

namespace {

using Counts = std::map<std::string, std::size_t>;
using Moves = std::map<std::pair<std::string, std::string>, std::size_t>;

/// Pairs of consecutive events of a case, counted in the log.
Moves moves_of_log() {
    Moves moves;
    std::map<std::string, std::string> last;
    for (const auto& happening : incidents()) {
        auto& before = last[happening.ticket];
        if (!before.empty()) ++moves[{before, happening.event}];
        before = happening.event;
    }
    return moves;
}

/// Each state of the practice model is entered by one event alone, so that the event's name stands for it.
std::map<std::string, std::string> event_behind_state() {
    const chart::Chart& chart = *three_lines()->flow("practice")->chart;
    std::map<std::string, std::string> events;
    for (const chart::Transition& transition : chart.transitions()) {
        if (transition.eventless) continue;
        REQUIRE(transition.targets.size() == 1);
        const auto& name = chart.events()[transition.event].name;
        CHECK(events.try_emplace(chart.states()[transition.targets.front()].id, name).first->second == name);
    }
    return events;
}

class Journal final : public store::Store::Visitor {
  public:
    explicit Journal(store::Store& store) { REQUIRE(store.each_ticket(desk_tenant, *this)); }
    Status visit(const TicketId& ticket, std::span<const store::Commit> commits) override {
        tickets[ticket.text()].assign(commits.begin(), commits.end());
        return {};
    }
    std::map<std::string, std::vector<store::Commit>> tickets;
};

/// The file that `itr replay` has made for this test (CMakeLists.txt); run by itself, the test makes one.
std::shared_ptr<store::Store> replayed_file(const TempDir& folder) {
    const char* made = std::getenv("ITR_REPLAYED_DB");
    store::SqliteOptions options;
    options.synchronous = store::Synchronous::off;
    options.create = made == nullptr;
    auto file = store::open_sqlite_store(made != nullptr ? made : folder.file("desk.db"), options);
    REQUIRE_MESSAGE(file, (file ? "" : file.error().message));
    std::shared_ptr<store::Store> store = *std::move(file);
    return made != nullptr ? store : replay("practice", std::move(store)).store;
}

/// The bare core as the target of a replay: decides and evolves, and keeps no journal.
class CoreTarget final : public event_log::Target {
  public:
    Result<std::optional<Rejection>> execute(const Command& command, Instant now) override {
        const auto& pack = three_lines();
        auto& ticket = tickets_[command.ticket.text()];
        Surroundings surroundings;
        surroundings.now = now;
        surroundings.number = "1";
        surroundings.entropy = "incidents have no secrets here..";
        const Verdict verdict = decide(pack, ticket ? &*ticket : nullptr, command, surroundings, decision_);
        if (!decision_.commit.steps.empty()) {
            if (const auto* open = std::get_if<command::Open>(&command.body))
                ticket =
                    blank_ticket(pack, pack->flow(open->workflow)->index, command.tenant, command.ticket);
            evolve(*ticket, decision_.commit);
        }
        if (verdict == Verdict::rejected) return decision_.rejection;
        return std::optional<Rejection>();
    }

  private:
    std::map<std::string, std::optional<Ticket>> tickets_;
    Decision decision_;
};

event_log::Replayed replayed_on_core(const Happenings& log, const std::string& workflow) {
    CoreTarget target;
    auto done = event_log::replay(log, mapping(workflow), desk_tenant, target);
    REQUIRE(done);
    return *std::move(done);
}

}  // namespace

TEST_CASE("the model of practice knows the moves that were seen, and no others") {
    if (incidents().empty()) return;
    const auto events = event_behind_state();
    CHECK(events.size() == 13);
    const chart::Chart& chart = *three_lines()->flow("practice")->chart;
    std::set<std::pair<std::string, std::string>> modelled, observed;
    std::size_t first_moves = 0;
    for (const chart::Transition& transition : chart.transitions()) {
        CHECK_FALSE(transition.any);
        CHECK(transition.prefix.empty());
        if (transition.eventless) continue;  // into the initial state
        const auto& name = chart.events()[transition.event].name;
        const auto from = events.find(chart.states()[transition.source].id);
        first_moves += from == events.end() ? 1U : 0U;
        if (from != events.end()) modelled.emplace(from->second, name);
    }
    for (const auto& [move, n] : moves_of_log()) observed.insert(move);
    CHECK(observed.size() == 81);
    CHECK(modelled == observed);
    CHECK(first_moves == 9);
}

TEST_CASE("a desk that works as people do accepts every event of the log") {
    if (incidents().empty()) return;
    const auto& done = practice().done;
    for (const auto& [reason, n] : done.reasons) MESSAGE(reason.code, " ", reason.event, " ", n.events);
    CHECK(done.complete);
    CHECK(done.tickets.size() == 7554);
    CHECK(done.events == 65533);
    CHECK(done.refused.events == 0);
}

TEST_CASE("the figures of the log come out of the journals") {
    if (incidents().empty()) return;
    const auto& f = practice_figures();
    CHECK(f.tickets == 7554);
    CHECK(f.events == 65533);
    CHECK(f.refusals.empty());
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
}

TEST_CASE("every move of the log is in the journals, as often as it was made") {
    if (incidents().empty()) return;
    const auto events = event_behind_state();
    Moves found;
    for (const auto& [move, n] : practice_figures().moves)
        found[{events.at(move.first), events.at(move.second)}] += n;
    CHECK((found == moves_of_log()));
}

TEST_CASE("events shuffled within a case are refused in nine cases of ten") {
    if (incidents().empty()) return;
    auto shuffled = incidents();
    event_log::shuffle_within_tickets(shuffled, 20130501);
    const auto share = replayed_on_core(shuffled, "practice").with_events(5);
    CHECK(share.tickets == 4908);
    CHECK(share.refused == 4508);
    CHECK(share.refused * 10 >= share.tickets * 9);
}

TEST_CASE("the textbook refuses much of what happens, for reasons that are known") {
    if (incidents().empty()) return;
    const auto done = replayed_on_core(incidents(), "textbook");
    CHECK(done.refused == event_log::Replayed::Count{7203, 36539});
    CHECK(done.lost_notes == 0);
    Counts by_code;
    for (const auto& [reason, n] : done.reasons) by_code[reason.code] += n.events;
    CHECK(by_code == Counts{{"event.guarded", 10094}, {"event.unexpected", 26440}, {"event.unknown", 5}});
    CHECK(done.reasons.at({"event.unexpected", "work"}).events == 11945);
    CHECK(done.reasons.at({"event.guarded", "work"}).events == 5174);
    CHECK(done.reasons.at({"event.guarded", "queue"}).events == 3265);
}

TEST_CASE("memory and SQLite hold the same journal, byte for byte") {
    if (incidents().empty()) return;
    const TempDir folder;
    const auto in_file = replayed_file(folder);
    const Journal expected(*practice().store), found(*in_file);
    CHECK(found.tickets.size() == 7554);
    CHECK((found.tickets == expected.tickets));
}
