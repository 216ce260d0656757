// The rule by which a zone goes on after its last listed change: the footer of a TZif file (RFC 8536 §3.3),
// which is POSIX's TZ text with hours from -167 to 167. Of the ways to write a day only Mm.w.d is known, the
// only one the database uses.
#pragma once

#include <itr/calendar.hpp>
#include <optional>
#include <string_view>

namespace itr::calendar {

struct ZoneRule {
    /// The w-th weekday of a month (5 = last) at a wall time that may lie days before or after.
    struct Change {
        unsigned month = 1;
        unsigned week = 1;
        unsigned weekday = 0;  ///< 0 = Sunday, as in the text
        Duration wall_time = hours(2);
    };
    Duration standard;
    Duration summer;
    Change to_summer;
    Change to_standard;

    [[nodiscard]] Instant summer_begins(int year) const;
    [[nodiscard]] Instant standard_begins(int year) const;
};

/// Empty for a text without summer time ("CST-8"), and for one that is none.
[[nodiscard]] std::optional<ZoneRule> read_zone_rule(std::string_view text);

}  // namespace itr::calendar
