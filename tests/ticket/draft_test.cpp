#include <optional>

#include "engine/desk.hpp"
#include "ticket/random_pack.hpp"
#include "ticket/same_ticket.hpp"

#include <rapidcheck.h>

using namespace itr;
using namespace itr::test;

TEST_CASE("a ticket that takes over what was decided on it is the one that the facts make of it") {
    CHECK(rc::check([] {
        const auto pack = random_pack();
        std::optional<Ticket> told, took;
        Decision decision;
        for (const RandomCommand& one : random_commands(*pack)) {
            Surroundings around;
            around.now = one.at;
            around.number = "1";
            around.entropy = "sixteen bytes..!";
            const Verdict verdict = decide(pack, took ? &*took : nullptr, one.command, around, decision);
            if (verdict == Verdict::repeated || decision.commit.steps.empty()) continue;
            if (!took) told = took = blank_ticket(pack, 0, tenant, ticket);
            evolve(*told, decision.commit);
            evolve(*took, decision);
            RC_ASSERT(are_same(*took, *told));
        }
    }));
}
