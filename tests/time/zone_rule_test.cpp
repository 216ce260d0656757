#include <doctest/doctest.h>

#include <time/zone_rule.hpp>

#include "zones.hpp"

using namespace itr;
using namespace itr::calendar;
using test::at;

TEST_CASE("a zone's rule says when its summer begins and ends") {
    const auto berlin = read_zone_rule("CET-1CEST,M3.5.0,M10.5.0/3");
    REQUIRE(berlin.has_value());
    CHECK(berlin->summer == hours(2));
    CHECK(berlin->summer_begins(2100) == at("2100-03-28T01:00:00Z"));
    CHECK(berlin->standard_begins(2100) == at("2100-10-31T01:00:00Z"));
}

TEST_CASE("a rule may name hours before and beyond its day, and offsets with minutes") {
    const auto nuuk = read_zone_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    REQUIRE(nuuk.has_value());
    CHECK(nuuk->summer_begins(2026) == at("2026-03-29T01:00:00Z"));
    const auto gaza = read_zone_rule("EET-2EEST,M3.4.4/50,M10.4.4/50");
    REQUIRE(gaza.has_value());
    CHECK(gaza->summer_begins(2026) == at("2026-03-28T00:00:00Z"));
    const auto chatham = read_zone_rule("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45");
    REQUIRE(chatham.has_value());
    CHECK(chatham->standard == hours(12) + minutes(45));
    CHECK(chatham->standard_begins(2027) == at("2027-04-03T14:00:00Z"));
}

TEST_CASE("a text that is no rule with a summer time is none") {
    for (const char* text :
         {"", "CST-8", "C-8CDT,M3.2.0,M11.1.0", "CST-8CDT", "CST6CDT,M3.2.0", "CST6CDT,J60,J300",
          "CST6CDT,M13.2.0,M11.1.0", "CST6CDT,M3.6.0,M11.1.0", "CST6CDT,M3.2.7,M11.1.0",
          "CST6CDT,M3.2.0/200,M11.1.0", "CST6CDT,M3.2.0,M11.1.0x", "<+01-1"}) {
        CAPTURE(text);
        CHECK_FALSE(read_zone_rule(text).has_value());
    }
}
