#include <doctest/doctest.h>

#include <algorithm>
#include <itr/import.hpp>
#include <set>

using namespace itr;
using namespace itr::event_log;

namespace {

constexpr Code refused_here{"event.unexpected"};

/// Writes down what it is told to do and refuses one event.
class Clerk final : public Target {
  public:
    Result<std::optional<Rejection>> execute(const Command& command, Instant now) override {
        last = now;
        if (const auto* open = std::get_if<command::Open>(&command.body)) {
            lines.push_back(command.ticket.text() + " opens " + open->workflow);
            return std::optional<Rejection>();
        }
        const auto& send = std::get<command::Send>(command.body);
        lines.push_back(command.ticket.text() + " " + send.event);
        if (send.event == "close") return std::optional(Rejection{refused_here, "no"});
        return std::optional<Rejection>();
    }
    std::vector<std::string> lines;
    Instant last{};
};

Happening happening(std::int64_t at, const std::string& ticket, const std::string& event) {
    Happening made;
    made.at = Instant{at};
    made.ticket = ticket;
    made.event = event;
    return made;
}

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
    CHECK(done->tickets == 2);
    CHECK(done->events == 4);
    CHECK(done->refused_events == 2);
    CHECK(done->refused_tickets == 2);
    CHECK(done->reasons == std::map<Replayed::Reason, std::size_t>{{{"event.unexpected", "close"}, 2}});
    CHECK(done->last == Instant{4});
    CHECK(done->complete);
}

TEST_CASE("a refusal is noted on the ticket if the map names an event for it") {
    Mapping mapping = to_incidents();
    mapping.refused = "refused";
    Clerk clerk;
    REQUIRE(replay(worked_log, mapping, TenantId("t"), clerk));
    CHECK(std::ranges::count(clerk.lines, "b refused") == 1);
    CHECK(std::ranges::count(clerk.lines, "a refused") == 1);
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
