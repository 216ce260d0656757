#include <doctest/doctest.h>

#include <algorithm>

#include "zones.hpp"

using namespace itr;
using test::at;

TEST_CASE("zones are known by their names and by the names of links") {
    for (const auto* name :
         {"UTC", "Etc/UTC", "Asia/Shanghai", "Asia/Chongqing", "US/Pacific", "Australia/Lord_Howe"}) {
        CAPTURE(name);
        CHECK(test::zones()->has(name));
    }
    for (const auto* name : {"", "Asia/Atlantis", "asia/shanghai", "../passwd", "tzdata.zi", "right/UTC"}) {
        CAPTURE(name);
        CHECK_FALSE(test::zones()->has(name));
    }
    CHECK(std::ranges::is_sorted(test::zones()->names()));
    CHECK(test::zones()->names().size() > 300);
    CHECK(test::zones()->version().starts_with("20"));
}

TEST_CASE("a zone's rule goes on after the last listed change") {
    const auto offset = [](std::string_view zone, std::string_view when) {
        return test::zones()->offset(zone, at(when));
    };
    CHECK(offset("America/New_York", "2150-01-15T12:00:00Z") == hours(-5));
    CHECK(offset("America/New_York", "2150-07-15T12:00:00Z") == hours(-4));
    CHECK(offset("Australia/Lord_Howe", "2099-01-15T12:00:00Z") == hours(11));
    CHECK(offset("Australia/Lord_Howe", "2099-07-15T12:00:00Z") == hours(10) + minutes(30));
    CHECK(offset("America/Nuuk", "2150-07-15T12:00:00Z") == hours(-1));
    CHECK(offset("Asia/Shanghai", "2150-07-15T12:00:00Z") == hours(8));
    CHECK(offset("Asia/Shanghai", "1900-01-01T00:00:00Z") == hours(8) + minutes(5) + seconds(43));
    CHECK(offset("Europe/Moscow", "2012-01-15T12:00:00Z") == hours(4));
}

TEST_CASE("every zone's changes ascend from the beginning of time and change something") {
    for (const std::string& name : test::zones()->names()) {
        CAPTURE(name);
        REQUIRE(test::zones()->has(name));
        const auto& transitions = test::zones()->transitions(name);
        REQUIRE(transitions.front().at == min_instant);
        for (std::size_t i = 1; i < transitions.size(); ++i) {
            REQUIRE(transitions[i - 1].at < transitions[i].at);
            REQUIRE(transitions[i - 1].offset != transitions[i].offset);
        }
    }
}

TEST_CASE("zones whose rules are given have these, and all others those of the database behind") {
    const auto both = calendar::ZoneDatabase::with_rules(
        "mine",
        {{"Europe/Berlin", {{min_instant, hours(3)}}},
         {"Test/Town", {{min_instant, hours(1)}, {at("2026-03-01T00:00:00Z"), hours(2)}}}},
        test::zones());
    CHECK(both->version() == "mine");
    CHECK(both->offset("Europe/Berlin", at("2026-07-01T00:00:00Z")) == hours(3));
    CHECK(both->offset("Test/Town", at("2026-02-28T23:59:59Z")) == hours(1));
    CHECK(both->offset("Test/Town", at("2026-03-01T00:00:00Z")) == hours(2));
    CHECK(both->transitions("Asia/Shanghai") == test::zones()->transitions("Asia/Shanghai"));
    CHECK(both->has("Asia/Shanghai"));
    CHECK(both->names().size() == test::zones()->names().size() + 1);
    const auto alone =
        calendar::ZoneDatabase::with_rules("mine", {{"Test/Town", {{min_instant, {}}}}}, nullptr);
    CHECK_FALSE(alone->has("UTC"));
    CHECK(alone->names() == std::vector<std::string>{"Test/Town"});
}
