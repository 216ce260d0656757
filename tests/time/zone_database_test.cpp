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
