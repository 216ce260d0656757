// Stored history under other agreements.
#include <doctest/doctest.h>

#include <itr/what_if.hpp>

#include "insight/lines_desk.hpp"
#include "ticket/random_commands.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// The pack of the lines with one text replaced.
std::shared_ptr<const Pack> other_lines(const std::string& from, const std::string& to) {
    std::string yaml = lines_yaml;
    const std::size_t at = yaml.find(from);
    REQUIRE(at != std::string::npos);
    return compile(yaml.replace(at, from.size(), to));
}

insight::WhatIf compare(const LinesDesk& desk, const std::shared_ptr<const Pack>& other,
                        Instant as_of = never) {
    insight::WhatIfOptions options;
    options.as_of = as_of;
    auto result = insight::what_if(desk.engine->store(), tenant, desk.packs, other, options);
    REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
    return *std::move(result);
}

/// Nine hours with L1, one and a half with L2.
LinesDesk late_ticket() {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:00:00Z");
    desk.take("L2", "2026-03-02T18:00:00Z");
    desk.send("solve", "2026-03-02T19:30:00Z");
    return desk;
}

}  // namespace

TEST_CASE("under a longer promise a missed clock is met, and its warning comes later") {
    const LinesDesk desk = late_ticket();
    const auto result = compare(desk, other_lines("restore: real 10h", "restore: real 20h"));
    CHECK(result.tickets == 1);
    REQUIRE(result.verdicts.size() == 1);
    const auto& changed = result.verdicts[0];
    CHECK(changed.clock == "gold.restore");
    CHECK(changed.cycle == 1);
    REQUIRE((changed.before && changed.after));
    CHECK(changed.before->phase == clock::Phase::missed);
    CHECK(changed.before->breached);
    CHECK(changed.after->phase == clock::Phase::met);
    CHECK_FALSE(changed.after->breached);
    CHECK(changed.after->due == at("2026-03-03T05:00:00Z"));
    REQUIRE(result.escalations.size() == 2);
    CHECK(result.escalations[0].threshold == "breach");
    CHECK(result.escalations[0].after == never);
    CHECK(result.escalations[1].threshold == "restore 50%");
    CHECK(result.escalations[1].acts);
    CHECK(result.escalations[1].before == at("2026-03-02T14:00:00Z"));
    CHECK(result.escalations[1].after == at("2026-03-02T19:00:00Z"));
}

TEST_CASE("another calendar and another pause count the same facts anew") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:00:00Z");
    desk.send("ask", "2026-03-02T10:00:00Z");
    desk.send("answer", "2026-03-02T13:00:00Z");
    desk.send("solve", "2026-03-02T14:00:00Z");
    const auto result =
        compare(desk, other_lines("pause: [{when: \"tagged('waiting.customer')\", reason: customer}]",
                                  "visible: internal"));
    REQUIRE(result.verdicts.size() == 1);
    CHECK(result.verdicts[0].before->elapsed == hours(2));
    CHECK(result.verdicts[0].after->elapsed == hours(5));
}

TEST_CASE("a clock that the other pack adds or drops is told") {
    const LinesDesk desk = late_ticket();
    const auto more =
        compare(desk, other_lines("clocks:\n", "clocks:\n  respond: {stop: \"left('new')\"}\n"));
    REQUIRE(more.verdicts.size() == 1);
    CHECK(more.verdicts[0].clock == "gold.respond");
    CHECK_FALSE(more.verdicts[0].before);
    REQUIRE(more.verdicts[0].after);
    CHECK(more.verdicts[0].after->phase == clock::Phase::met);
    const auto renamed = compare(desk, other_lines("agreement: gold", "agreement: silver"));
    CHECK(renamed.verdicts.size() == 2);
}

TEST_CASE("clocks that still run are compared as they would stand at the instant asked for") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:00:00Z");
    const auto shorter = other_lines("restore: real 10h", "restore: real 1h");
    const auto result = compare(desk, shorter, at("2026-03-02T12:00:00Z"));
    REQUIRE(result.verdicts.size() == 1);
    CHECK_FALSE(result.verdicts[0].before->breached);
    CHECK(result.verdicts[0].after->breached);
}

TEST_CASE("a pause by command stays a pause") {
    LinesDesk desk;
    CHECK_FALSE(
        run(*desk.engine, host, command::PauseClock{"restore", "parts"}, "2026-03-02T10:00:00Z").rejection);
    CHECK_FALSE(
        run(*desk.engine, host, command::ResumeClock{"restore", ""}, "2026-03-02T15:00:00Z").rejection);
    desk.take("L1", "2026-03-02T15:00:00Z");
    desk.send("solve", "2026-03-02T16:00:00Z");
    const auto result = compare(desk, other_lines("restore: real 10h", "restore: real 90m"));
    REQUIRE(result.verdicts.size() == 1);
    CHECK(result.verdicts[0].after->elapsed == hours(2));
    CHECK(result.verdicts[0].after->phase == clock::Phase::missed);
}

TEST_CASE("a ticket whose workflow or facts the other pack does not know is passed over, and told") {
    const LinesDesk desk = late_ticket();
    const auto result = compare(desk, desk_pack());
    CHECK(result.passed_over == 1);
    REQUIRE(result.notes.size() == 1);
    CHECK(result.notes[0].find("fault") != std::string::npos);
    const auto stripped = compare(desk, other_lines("take_back: working", "take_back: new"));
    CHECK(stripped.passed_over == 0);
}

TEST_CASE("what-if stops when it is told to") {
    const LinesDesk desk = late_ticket();
    insight::WhatIfOptions options;
    options.progress = [](std::size_t) { return false; };
    const auto result = insight::what_if(desk.engine->store(), tenant, desk.packs, desk.pack, options);
    REQUIRE_FALSE(result);
    CHECK(result.error().code.text() == "insight.stopped");
}

TEST_CASE("under its own pack no clock of any history changes") {
    CHECK(rc::check([] {
        const auto engine = desk_engine();
        for (const TimedCommand& timed : any_commands())
            RC_ASSERT(engine->execute(timed.command, timed.at).has_value());
        const LinesPacks packs(desk_pack());
        const auto result = insight::what_if(engine->store(), tenant, packs, desk_pack());
        RC_ASSERT(result.has_value());
        RC_ASSERT(result->tickets == std::size_t{1});
        RC_ASSERT(result->passed_over == std::size_t{0});
        if (!result->verdicts.empty()) RC_FAIL(to_json(insight::to_value(*result)));
        if (!result->escalations.empty()) RC_FAIL(to_json(insight::to_value(*result)));
    }));
}
