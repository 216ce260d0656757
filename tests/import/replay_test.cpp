#include <doctest/doctest.h>

#include <algorithm>
#include <itr/import.hpp>
#include <set>

using namespace itr;
using namespace itr::event_log;

namespace {

constexpr Code refused_here{"event.unexpected"};

constexpr Code exists_here{"ticket.exists"};

/// Writes down what it is told to do and refuses one event.
class Clerk final : public Target {
  public:
    Result<std::optional<Rejection>> execute(const Command& command, Instant now) override {
        last = now;
        if (const auto* open = std::get_if<command::Open>(&command.body)) {
            lines.push_back(command.ticket.text() + " opens " + open->workflow);
            if (command.ticket.text() == taken) return std::optional(Rejection{exists_here, "no"});
            return std::optional<Rejection>();
        }
        const auto& send = std::get<command::Send>(command.body);
        lines.push_back(command.ticket.text() + " " + send.event);
        if (send.event == "close") return std::optional(Rejection{refused_here, "no"});
        return std::optional<Rejection>();
    }
    std::vector<std::string> lines;
    std::string taken;  ///< a ticket that is there already
    Instant last{};
};

Happening happening(std::int64_t at, const std::string& ticket, const std::string& event) {
    Happening made;
    made.at = Instant{at};
    made.ticket = ticket;
    made.event = event;
    return made;
}

using Reasons = std::map<Replayed::Reason, Replayed::Count>;

const std::vector<Happening> worked_log{happening(1, "a", "work"), happening(2, "b", "close"),
                                        happening(3, "a", "close"), happening(4, "b", "work")};

Mapping to_incidents() {
    Mapping mapping;
    mapping.workflow = "incident";
    return mapping;
}

}  // namespace

TEST_CASE("a ticket is opened at its first event; what is refused is counted by reason and passed over") {
    Clerk clerk;
    const auto done = replay(worked_log, to_incidents(), TenantId("t"), clerk);
    REQUIRE(done);
    CHECK(clerk.lines == std::vector<std::string>{"a opens incident", "a work", "b opens incident", "b close",
                                                  "a close", "b work"});
    CHECK(done->tickets.size() == 2);
    CHECK(done->events == 4);
    CHECK(done->refused == Replayed::Count{2, 2});
    CHECK(done->reasons == Reasons{{{"event.unexpected", "close"}, {2, 2}}});
    CHECK(done->first == Instant{1});
    CHECK(done->last == Instant{4});
    CHECK(done->complete);
}

TEST_CASE("a ticket counts once under each of its reasons, however often it is refused for it") {
    auto log = worked_log;
    log.push_back(happening(5, "a", "close"));
    Clerk clerk;
    const auto done = replay(log, to_incidents(), TenantId("t"), clerk);
    REQUIRE(done);
    CHECK(done->reasons == Reasons{{{"event.unexpected", "close"}, {2, 3}}});
    CHECK(done->refused == Replayed::Count{2, 3});
}

TEST_CASE("of a ticket that cannot be opened nothing is sent, and all its events count as refused") {
    Clerk clerk;
    clerk.taken = "a";
    const auto done = replay(worked_log, to_incidents(), TenantId("t"), clerk);
    REQUIRE(done);
    CHECK(clerk.lines ==
          std::vector<std::string>{"a opens incident", "b opens incident", "b close", "b work"});
    CHECK(done->reasons == Reasons{{{"event.unexpected", "close"}, {1, 1}},
                                   {{"ticket.exists", "close"}, {1, 1}},
                                   {{"ticket.exists", "work"}, {1, 1}}});
    CHECK(done->tickets.at("a").refused == 2);
}

TEST_CASE("the share of tickets with a refusal is known for long tickets alone") {
    auto log = worked_log;
    log.push_back(happening(5, "a", "work"));
    log.push_back(happening(6, "c", "work"));
    Clerk clerk;
    const auto done = replay(log, to_incidents(), TenantId("t"), clerk);
    REQUIRE(done);
    CHECK(done->with_events(1).tickets == 3);
    CHECK(done->with_events(1).refused == 2);
    CHECK(done->with_events(3).tickets == 1);
    CHECK(done->with_events(3).refused == 1);
}

TEST_CASE("a refusal is noted on the ticket if the map names an event for it") {
    Mapping mapping = to_incidents();
    mapping.refused = "refused";
    Clerk clerk;
    const auto done = replay(worked_log, mapping, TenantId("t"), clerk);
    REQUIRE(done);
    CHECK(done->lost_notes == 0);
    CHECK(std::ranges::count(clerk.lines, "b refused") == 1);
    CHECK(std::ranges::count(clerk.lines, "a refused") == 1);
}

TEST_CASE("a note that is refused itself is counted as lost, not as an event") {
    Mapping mapping = to_incidents();
    mapping.refused = "close";
    Clerk clerk;
    const auto done = replay(worked_log, mapping, TenantId("t"), clerk);
    REQUIRE(done);
    CHECK(done->lost_notes == 2);
    CHECK(done->refused == Replayed::Count{2, 2});
}

TEST_CASE("a replay that is stopped says that it is not complete") {
    Clerk clerk;
    const auto done = replay(worked_log, to_incidents(), TenantId("t"), clerk,
                             [](std::size_t, std::size_t) { return false; });
    REQUIRE(done);
    CHECK_FALSE(done->complete);
    CHECK(clerk.lines.empty());
}

TEST_CASE("shuffling keeps a ticket's instants and events, and the same seed gives the same order") {
    std::vector<Happening> many;
    for (int i = 0; i < 50; ++i) many.push_back(happening(i, i % 2 == 0 ? "a" : "b", std::to_string(i)));
    auto once = many, again = many;
    shuffle_within_tickets(once, 7);
    shuffle_within_tickets(again, 7);
    std::set<std::string> events;
    std::size_t moved = 0;
    for (std::size_t i = 0; i < many.size(); ++i) {
        CHECK(once[i].at == many[i].at);
        CHECK(once[i].ticket == many[i].ticket);
        CHECK(once[i].event == again[i].event);
        CHECK(std::stoi(once[i].event) % 2 == static_cast<int>(i % 2));
        moved += once[i].event != many[i].event ? 1U : 0U;
        events.insert(once[i].event);
    }
    CHECK(events.size() == many.size());
    CHECK(moved > 30);
}
