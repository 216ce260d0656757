// Whoever held a ticket when: their shares of its clocks' time are all of it.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <itr/explain.hpp>

#include "insight/lines_desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// What may be refused is: the story is of what happened.
command::Body random_body(Instant now) {
    const std::string line = *rc::gen::elementOf(std::vector<std::string>{"L1", "L2", "L3"});
    switch (*rc::gen::inRange(0, 12)) {
        case 0: return command::Send{"ask", {}};
        case 1: return command::Send{"answer", {}};
        case 2: return command::Send{"hand_over", {}};
        case 3: return command::Send{"take_back", {}};
        case 4:
            return command::Set{{{"severity", Value(*rc::gen::arbitrary<bool>() ? "critical" : "minor")}}};
        case 5: return command::PauseClock{"restore", "parts"};
        case 6: return command::ResumeClock{"restore", "parts"};
        case 7: return command::Assign{line + "'s engineer", std::nullopt, line, "because"};
        case 8:
            return command::CorrectClock{"restore", now - minutes(*rc::gen::inRange(1, 600)),
                                         now - minutes(*rc::gen::inRange(0, 300)),
                                         *rc::gen::arbitrary<bool>(), "because"};
        case 9: return command::Send{*rc::gen::inRange(0, 3) == 0 ? "solve" : "ask", {}};
        default: return command::Send{"take", {{"line", Value(line)}}};
    }
}

insight::Share all_of(const std::map<std::string, insight::Share>& shares) {
    insight::Share sum;
    for (const auto& [name, share] : shares) {
        sum.counted = sum.counted + share.counted;
        sum.rested = sum.rested + share.rested;
    }
    return sum;
}

}  // namespace

TEST_CASE("consumption adds up to what was counted, by line, team, owner, step and party") {
    CHECK(rc::check([] {
        LinesDesk desk;
        Instant now = at("2026-03-02T09:00:00Z");
        for (int n = *rc::gen::inRange(1, 20); n > 0; --n) {
            now = now + minutes(*rc::gen::inRange(0, 240));
            RC_ASSERT(desk.engine->execute(command_of(host, random_body(now)), now).has_value());
        }
        const auto commits = desk.journal();
        const auto stories = insight::explain_all({ticket, commits, {}}, desk.packs, now).value();
        for (const insight::ClockStory& story : stories)
            for (const insight::CycleStory& cycle : story.cycles) {
                const insight::Consumption& all = cycle.consumption;
                const insight::Share whole{all.counted - all.corrected, all.rested};
                for (const auto* shares :
                     {&all.by_line, &all.by_team, &all.by_owner, &all.by_step, &all.by_party})
                    RC_ASSERT(all_of(*shares) == whole);
                RC_ASSERT(all.counted == cycle.elapsed);
            }
    }));
}
