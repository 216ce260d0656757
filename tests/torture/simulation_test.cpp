// Nothing lost, nothing twice, whatever happens to whom and when. `./dev torture` runs many more of these.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "torture/cluster.hpp"

using namespace itr::test;

TEST_CASE(
    "of nodes that fail, restart and race on one database, every command is kept once, every threshold "
    "fires once, every signal arrives once and in order, and the audit verifies") {
    std::size_t accepted = 0, faults = 0, races = 0, thresholds = 0, signals = 0, forgotten = 0,
                told_later = 0;
    CHECK(rc::check("random packs, commands, faults, clocks and restarts", [&] {
        const auto pack = random_pack();
        std::vector<RandomCommand> commands;
        for (int life = 0; life < 3; ++life)
            for (RandomCommand& command : random_commands(*pack)) commands.push_back(std::move(command));
        Cluster cluster(pack, std::move(commands), *rc::gen::arbitrary<std::uint32_t>());
        while (cluster.step()) continue;
        if (cluster.wrong().empty()) cluster.settle();
        if (!cluster.wrong().empty()) RC_FAIL(cluster.wrong());
        if (cluster.is_large()) RC_DISCARD("a life of more than a hundred commits");
        accepted += cluster.accepted();
        faults += cluster.faults();
        races += cluster.races();
        thresholds += cluster.thresholds();
        signals += cluster.signals();
        forgotten += cluster.forgotten();
        told_later += cluster.told_later();
    }));
    MESSAGE(accepted << " commands accepted, " << thresholds << " thresholds fired, " << signals
                     << " signals carried out, " << forgotten << " forgotten meanwhile, " << told_later
                     << " notices told later, " << faults << " faults, " << races << " races");
    CHECK(accepted > 0);
    CHECK(faults > 0);
    CHECK(races > 0);
    CHECK(thresholds > 0);
    CHECK(signals > 0);
    // One life in forty: a short run need not see it.
    if (rc::detail::configuration().testParams.maxSuccess >= 1000) CHECK(told_later > 0);
}
