#include <doctest/doctest.h>

#include <itr/ids.hpp>
#include <itr/time.hpp>

using itr::parse_duration;
using itr::parse_instant;

TEST_CASE("an instant reads from RFC 3339 and writes back in UTC") {
    CHECK(itr::to_string(*parse_instant("2026-03-02T09:00:00+08:00")) == "2026-03-02T01:00:00Z");
    CHECK(itr::to_string(*parse_instant("1969-12-31T23:59:59.999Z")) == "1969-12-31T23:59:59.999Z");
    CHECK(parse_instant("2026-03-02T09:00:00.9999Z")->ms % 1000 == 999);
    CHECK(itr::to_string(itr::never) == "never");
}

TEST_CASE("what is no instant is refused, saying what was expected and found") {
    for (const char* text : {"", "2026-03-02", "2026-02-30T00:00:00Z", "2026-03-02T24:00:00Z",
                             "2026-03-02T09:00:00", "2026-03-02T09:00:00+8:00", "2026-03-02T09:00:00Zx"}) {
        CAPTURE(text);
        const auto result = parse_instant(text);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().code.text() == "time.invalid");
    }
    CHECK(parse_instant("2300-01-01T00:00:00Z").error().code.text() == "time.out_of_range");
}

TEST_CASE("a duration is written with units, largest first") {
    CHECK(parse_duration("1h30m")->ms == 5'400'000);
    CHECK(parse_duration("2d")->ms == 172'800'000);
    CHECK(parse_duration("250ms")->ms == 250);
    CHECK(parse_duration("-15m")->ms == -900'000);
    CHECK(itr::to_string(itr::hours(26) + itr::minutes(30)) == "26h30m");
    CHECK(itr::to_string(itr::milliseconds(-60'001)) == "-1m1ms");
    for (const char* text : {"", "5", "m", "1m1h", "1h1h", "1.5h", "1 h", "１h"}) {
        CAPTURE(text);
        CHECK(parse_duration(text).error().code.text() == "duration.invalid");
    }
    CHECK(parse_duration("999999999999h").error().code.text() == "duration.out_of_range");
}

TEST_CASE("a name is short, printable UTF-8") {
    CHECK(itr::check_name("ticket id", "工单-1").has_value());
    CHECK(
        itr::check_name("ticket id", "").error().message ==
        "expected a ticket id of 1 to 64 bytes of UTF-8 without control characters, but found an empty one");
    CHECK(itr::check_name("ticket id", std::string(65, 'x')).error().code.text() == "id.invalid");
    CHECK_FALSE(itr::check_name("ticket id", "a\nb").has_value());
    CHECK_FALSE(itr::check_name("ticket id", "\xed\xa0\x80").has_value());
}
