// Agreements compiled: what is refused, and how.
#include <doctest/doctest.h>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

std::vector<std::string> mistakes(std::vector<model::Agreement> agreements) {
    Diagnostics diagnostics;
    const auto plan = plan_of(pack_of(std::move(agreements)), diagnostics);
    CHECK((plan == nullptr) == has_errors(diagnostics));
    std::vector<std::string> codes;
    for (const Diagnostic& one : diagnostics) codes.emplace_back(one.code.text());
    return codes;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("an agreement that names what does not exist is refused, each mistake by its name") {
    auto gold =
        agreement({clock_named("restore")}, {goal("", {{"restore", "4h"}}), goal("", {{"repair", "4h"}})});
    CHECK(mistakes({gold}) == Codes{"clock.unknown_clock"});
    gold.goals = {goal("", {{"restore", "4h"}}, "offices")};
    CHECK(mistakes({gold}) == Codes{"clock.unknown_calendar"});
    // That working days need a calendar only follows from it.
    gold.goals = {goal("", {{"restore", "2 working days"}}, "offices")};
    CHECK(mistakes({gold}) == Codes{"clock.unknown_calendar"});
    gold.goals = {goal("", {{"restore", "date ticket.promised"}})};
    CHECK(mistakes({gold}) == Codes{"clock.unknown_field"});
    gold.goals = {goal("", {{"restore", "60% of respond"}})};
    CHECK(mistakes({gold}) == Codes{"clock.unknown_clock"});
    gold.goals.clear();
    gold.clocks.front().retarget_by_field = {{{"urgency", {}}, model::Retarget::keep}};
    CHECK(mistakes({gold}) == Codes{"clock.unknown_field"});
}

TEST_CASE("two clocks of one name in one agreement are refused; in two agreements both may run") {
    const auto gold = agreement({clock_named("restore"), clock_named("restore")}, {});
    CHECK(mistakes({gold}) == Codes{"clock.duplicate"});
    auto first = agreement({clock_named("restore")}, {goal("", {{"restore", "4h"}})});
    auto second = first;
    second.name = "inside";
    CHECK(mistakes({first, second}).empty());
}

TEST_CASE("working days need a calendar") {
    auto gold = agreement({clock_named("restore")}, {goal("", {{"restore", "2 working days"}})});
    gold.calendar.reset();
    CHECK(mistakes({gold}) == Codes{"clock.target_needs_calendar"});
}

TEST_CASE("a clock cannot be a share of itself") {
    auto gold =
        agreement({clock_named("a"), clock_named("b")}, {goal("", {{"a", "50% of b"}, {"b", "50% of a"}})});
    CHECK(mistakes({gold}) == Codes{"clock.share_circle"});
}

TEST_CASE("clocks that are shares of one another by many ways are looked at once each") {
    // Forty clocks, each in two rows a share of the next: a million million ways lead to the last.
    std::vector<model::ClockDefinition> clocks;
    model::Goal row = goal("", {});
    constexpr int last = 39;
    for (int i = 0; i <= last; ++i) {
        clocks.push_back(clock_named("c" + std::to_string(i)));
        const std::string target = i == last ? "4h" : "90% of c" + std::to_string(i + 1);
        row.targets.emplace_back(model::Word{clocks.back().name, {}}, calendar::parse_target(target).value());
    }
    CHECK(mistakes({agreement(clocks, {row, row})}).empty());
    row.targets.back().second = calendar::parse_target("90% of c20").value();
    CHECK(mistakes({agreement(clocks, {row, row})}) == Codes{"clock.share_circle"});
}

TEST_CASE("a reopened cycle cannot be a share, nor its window a date") {
    auto restore = clock_named("restore");
    restore.reopen_target = calendar::parse_target("50% of restore").value();
    CHECK(mistakes({agreement({restore}, {})}) == Codes{"clock.reopen_target"});
    restore.reopen_target.reset();
    restore.reopen_within = calendar::parse_target("date ticket.promised_at").value();
    CHECK(mistakes({agreement({restore}, {})}) == Codes{"clock.reopen_target"});
}

TEST_CASE("thresholds and clocks have limits") {
    std::vector<model::Threshold> many(clock::max_thresholds + 1, percent("restore", 500));
    CHECK(mistakes({agreement({clock_named("restore")}, {}, many)}) == Codes{"clock.too_many_thresholds"});
    std::vector<model::ClockDefinition> clocks;
    for (std::size_t i = 0; i <= clock::max_clocks; ++i)
        clocks.push_back(clock_named("c" + std::to_string(i)));
    CHECK(mistakes({agreement(clocks, {})}) == Codes{"clock.too_many_clocks"});
}

TEST_CASE("an agreement of another workflow is left alone") {
    auto gold = agreement({clock_named("restore")}, {});
    gold.workflows.push_back({"another", {}});
    Diagnostics diagnostics;
    const auto plan = plan_of(pack_of({gold}), diagnostics);
    REQUIRE(plan);
    CHECK(plan->clocks().empty());
}

TEST_CASE("a condition that cannot be evaluated does not hold, and the problem is named") {
    auto restore = clock_named("restore");
    restore.stop = cel("on('go') && ticket.reported_at > timestamp(ticket.level)");
    Desk desk(agreement({restore}, {goal("", {{"restore", "4h"}})}));
    desk.set({{"reported_at", Value::instant(at("2026-03-02T09:00:00Z"))}});
    desk.open(at("2026-03-02T09:00:00Z"));
    desk.happen(at("2026-03-02T10:00:00Z"), "go");
    CHECK(desk.clock("restore").phase == clock::Phase::running);
    REQUIRE_FALSE(desk.problems().empty());
    CHECK(desk.problems().front().code.text() == "clock.condition_failed");
}
