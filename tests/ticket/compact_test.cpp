#include "ticket/compact.hpp"

#include <array>
#include <limits>
#include <optional>

#include "engine/desk.hpp"
#include "ticket/compact_bytes.hpp"
#include "ticket/random_pack.hpp"
#include "ticket/same_ticket.hpp"

#include <rapidcheck.h>

using namespace itr;
using namespace itr::test;

namespace {

Value read_back(const Value& value) {
    std::string bytes;
    compact::Writer(bytes).value(value);
    Value read;
    compact::Reader(bytes.data()).value(read);
    return read;
}

}  // namespace

TEST_CASE("a compact ticket of any pack is after every command the ticket that it was made of") {
    CHECK(rc::check([] {
        const auto pack = random_pack();
        std::optional<Ticket> live;
        Decision decision;
        for (const RandomCommand& one : random_commands(*pack)) {
            Surroundings around;
            around.now = one.at;
            around.number = "1";
            around.entropy = "sixteen bytes..!";
            const Verdict verdict = decide(pack, live ? &*live : nullptr, one.command, around, decision);
            if (verdict == Verdict::repeated || decision.commit.steps.empty()) continue;
            if (!live) live = blank_ticket(pack, 0, tenant, ticket);
            evolve(*live, decision.commit);
            const CompactTicket compact(*live);
            RC_ASSERT(are_same(compact.expand(tenant, ticket), *live));
            RC_ASSERT(sizeof compact + compact.heap_bytes() < memory_of(*live));
        }
    }));
}

TEST_CASE("a compact ticket keeps values of every kind, and the ends of their ranges") {
    using Whole = std::numeric_limits<std::int64_t>;
    const Value nested = Value::list({Value(), Value(true), Value::map({{Value("a"), Value(1)}})});
    for (const Value& value : {Value(),
                               Value(true),
                               Value(false),
                               Value(0),
                               Value(-1),
                               Value(Whole::min()),
                               Value(Whole::max()),
                               Value(std::numeric_limits<std::uint64_t>::max()),
                               Value(-0.0),
                               Value(1e300),
                               Value(std::numeric_limits<double>::quiet_NaN()),
                               Value(""),
                               Value("问题"),
                               Value(std::string(300, 'x')),
                               Value::bytes(std::string("\0\xFF", 2)),
                               Value(Timestamp{-1, 999}),
                               Value(TimeSpan{-5, -999'999'999}),
                               nested,
                               Value::map({{Value(7), nested}, {Value("b"), nested}}),
                               Value::type(Kind::map)})
        CHECK(to_json(read_back(value)) == to_json(value));
}

TEST_CASE("a compact ticket keeps instants however far from its opening, and those that never come") {
    Ticket odd = blank_ticket(desk_pack(), 0, tenant, ticket);
    odd.opened_at = max_instant;
    odd.last_at = min_instant;
    odd.closed_at = Instant{std::numeric_limits<std::int64_t>::min()};
    clock::State clock;
    clock.definition = 1;
    clock.origin = min_instant;
    clock.since = max_instant;
    clock.due = Instant{never.ms - 1};
    clock.target = Duration{std::numeric_limits<std::int64_t>::max()};
    clock.consumed = Duration{-1};
    clock.goal = 0;
    clock.repeats = {1, 0, std::numeric_limits<std::uint32_t>::max(), 3};
    odd.clocks = {clock, clock::State{}};
    odd.timers.push_back({never, chart::none, 3, "later", {{"name", Value("value")}}});
    odd.configuration.history.push_back({2, {3, 4}});
    CHECK(are_same(CompactTicket(odd).expand(tenant, ticket), odd));
}
