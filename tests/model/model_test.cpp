#include <doctest/doctest.h>

#include <itr/model.hpp>

#include "support/packs.hpp"
#include "support/sample_pack.hpp"

using itr::test::load_text;

TEST_CASE("a title is told in the language asked for, else in English, else in the first") {
    const itr::model::Title title{{{"zh", "已关闭"}, {"en", "Closed"}}};
    CHECK(title.in("zh") == "已关闭");
    CHECK(title.in("de") == "Closed");
    CHECK(itr::model::Title{{{"zh", "已关闭"}}}.in("de") == "已关闭");
    CHECK(itr::model::Title{}.in("en").empty());
}

TEST_CASE("the canonical form of a pack is read back as the same pack") {
    const auto loaded = load_text(itr::test::sample_pack);
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    const std::string canonical = itr::model::canonical(*loaded.pack);
    const auto again = itr::loader::load_canonical(canonical);
    REQUIRE_MESSAGE(again.has_value(), again.error().message);
    CHECK(itr::model::canonical(*again) == canonical);
    CHECK(itr::model::identity(*again) == itr::model::identity(*loaded.pack));
}

TEST_CASE("what canonical did not write is refused with its place") {
    CHECK(itr::loader::load_canonical("{}").error().code.text() == "pack.wrong_type");
    CHECK(itr::loader::load_canonical("[]").error().code.text() == "pack.no_pack_document");
    CHECK(itr::loader::load_canonical("[{\"pack\":\"a\",\"colour\":1}]").error().code.text() ==
          "pack.unknown_key");
}

TEST_CASE("the identity of a pack does not depend on its spelling") {
    const auto one = load_text("pack: a\n---\ntable: t\ninputs: [\"x\"]\nrows:\n  - [1, high]\n");
    const auto two = load_text(
        "# another spelling\ntable: t\ntitle:\n  {}\nhit: unique\nrows: [[1, \"high\"]]\ninputs: "
        "\"x\"\n---\npack: a\n");
    REQUIRE(one.pack);
    REQUIRE_MESSAGE(two.pack, itr::test::report(two.diagnostics));
    CHECK(itr::model::canonical(*one.pack) ==
          R"([{"pack":"a"},{"table":"t","inputs":["x"],"rows":[[1,"high"]]}])");
    CHECK(itr::model::identity(*one.pack) == itr::model::identity(*two.pack));
    CHECK(itr::model::identity(*one.pack).text().size() == 64);
}

TEST_CASE("every part of a pack that has a meaning changes its identity") {
    const auto identity = [](const itr::model::Pack& pack) { return itr::model::identity(pack).text(); };
    const auto pack = *load_text(itr::test::sample_pack).pack;
    const std::string before = identity(pack);
    const auto differs = [&](auto change) {
        itr::model::Pack other = pack;
        change(other);
        return identity(other) != before;
    };
    CHECK(differs([](auto& p) { p.version = "2"; }));
    CHECK(differs([](auto& p) { p.workflows[0].ignore_unexpected = false; }));
    CHECK(differs([](auto& p) { p.workflows[0].data[0].personal = false; }));
    CHECK(differs([](auto& p) {
        p.workflows[0].root.states[0].handlers[0].after = std::nullopt,
        p.workflows[0].root.states[0].handlers[0].event.text = "*";
    }));
    CHECK(differs([](auto& p) { p.agreements[0].clocks[1].snap_to_working_time = false; }));
    CHECK(differs([](auto& p) { p.agreements[0].goals[0].targets[0].second.length = itr::minutes(16); }));
    CHECK(differs([](auto& p) { p.agreements[0].thresholds[0].per_mille = 760; }));
    CHECK(differs([](auto& p) { p.calendars[1].definition.zone = "UTC"; }));
    CHECK(differs([](auto& p) { p.tables[1].rows[0].outputs[0] = itr::Value("minor"); }));
    CHECK(differs([](auto& p) { p.ladders[0].levels[1].until_acknowledged = false; }));
    CHECK(differs([](auto& p) { p.roles[0].rights.clear(); }));
    CHECK(differs([](auto& p) { p.forms[0].fields[0].required = false; }));
    CHECK_FALSE(differs([](auto& p) { p.scenarios.clear(); }));
    CHECK_FALSE(differs([](auto& p) { p.workflows[0].at.line = 1; }));
}

TEST_CASE(
    "whole numbers of any size and characters that no editor shows are read back as they were written") {
    const auto pack = load_text(
        "pack: a\ntitle: \"x\\x7Fy\\x01z\"\n---\nworkflow: w\ninitial: s\nstates: {s: {type: final}}\n"
        "data: {d: {type: int, default: 9007199254740993}, l: {type: list, of: int, default: "
        "[-9223372036854775808]}}\n"
        "---\ntable: t\ninputs: ticket.d\nrows: [[9007199254740995, 9007199254740997]]\n");
    REQUIRE_MESSAGE(pack.pack.has_value(), itr::test::codes(pack.diagnostics));
    const auto canonical = itr::model::canonical(*pack.pack);
    const auto again = itr::loader::load_canonical(canonical);
    REQUIRE_MESSAGE(again.has_value(), again.error().message);
    CHECK(itr::model::canonical(*again) == canonical);
    CHECK(again->tables[0].rows[0].outputs[0] == itr::Value(std::int64_t{9007199254740997}));
}

TEST_CASE("a zone record is read back as it was written, and only an edition's is part of the identity") {
    auto pack = *load_text(itr::test::sample_pack).pack;
    const auto plain = itr::model::identity(pack);
    pack.zone_record = itr::model::ZoneRecord{
        "2026a",
        {{"Asia/Shanghai", {{itr::min_instant, itr::seconds(29143)}, {itr::Instant{0}, itr::hours(8)}}}},
        false};
    const auto again = itr::loader::load_canonical(itr::model::canonical(pack));
    REQUIRE_MESSAGE(again.has_value(), again.error().message);
    CHECK(again->zone_record == pack.zone_record);
    CHECK(itr::model::identity(pack) == plain);
    pack.zone_record->edition = true;
    CHECK(itr::model::identity(pack) != plain);
    const auto edition = itr::loader::load_canonical(itr::model::canonical(pack));
    REQUIRE(edition.has_value());
    CHECK(itr::model::identity(*edition) == itr::model::identity(pack));
}

TEST_CASE("a zone record that tells no ascending changes is refused") {
    for (const char* changes : {"[]", "[\"1970-01-01T00:00:00Z\"]", "[\"1970-01-01T00:00:00Z 999999\"]", "7",
                                "[\"1970-01-02T00:00:00Z 0\",\"1970-01-01T00:00:00Z 60\"]"}) {
        const auto read = itr::loader::load_canonical(
            "[{\"pack\":\"a\"},{\"zones\":{\"Asia/Shanghai\":" + std::string(changes) + "}}]");
        CAPTURE(changes);
        CHECK(read.error().code.text() == "pack.invalid_value");
    }
}
