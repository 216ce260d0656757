// Instants and lengths of time: whole milliseconds, never floating point.
#pragma once

#include <compare>
#include <cstdint>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <limits>
#include <string>
#include <string_view>

namespace itr {

/// A length of real or working time in milliseconds; may be negative.
struct Duration {
    std::int64_t ms = 0;

    friend constexpr auto operator<=>(Duration, Duration) = default;
    friend constexpr Duration operator+(Duration a, Duration b) noexcept { return {a.ms + b.ms}; }
    friend constexpr Duration operator-(Duration a, Duration b) noexcept { return {a.ms - b.ms}; }
    friend constexpr Duration operator-(Duration a) noexcept { return {-a.ms}; }
    friend constexpr Duration operator*(Duration a, std::int64_t n) noexcept { return {a.ms * n}; }
};

constexpr Duration milliseconds(std::int64_t n) noexcept { return {n}; }
constexpr Duration seconds(std::int64_t n) noexcept { return {n * 1000}; }
constexpr Duration minutes(std::int64_t n) noexcept { return {n * 60'000}; }
constexpr Duration hours(std::int64_t n) noexcept { return {n * 3'600'000}; }

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
struct Instant {
    std::int64_t ms = 0;

    friend constexpr auto operator<=>(Instant, Instant) = default;
    friend constexpr Instant operator+(Instant t, Duration d) noexcept { return {t.ms + d.ms}; }
    friend constexpr Instant operator-(Instant t, Duration d) noexcept { return {t.ms - d.ms}; }
    friend constexpr Duration operator-(Instant a, Instant b) noexcept { return {a.ms - b.ms}; }
};

/// Commands and calendars accept instants from 1900-01-01 to the end of 2200; sums of such never overflow.
inline constexpr Instant min_instant{-2'208'988'800'000};
inline constexpr Instant max_instant{7'289'654'399'999};

/// "Never": later than every instant. What a queue shows when nothing is due.
inline constexpr Instant never{std::numeric_limits<std::int64_t>::max()};

/// Reads RFC 3339 ("2026-03-02T09:00:00.250+08:00", "…Z"); digits past the millisecond are floored.
/// Fails with `time.invalid` (the message says what was expected and found) or `time.out_of_range`.
[[nodiscard]] ITR_API Result<Instant> parse_instant(std::string_view text);

/// RFC 3339 in UTC with "Z"; milliseconds only when they are not zero.
[[nodiscard]] ITR_API std::string to_string(Instant instant);

/// Reads "90s", "15m", "1h30m", "2d" (24 h each), "250ms", "1w"; largest unit first, each at most once, at
/// least one. Fails with `duration.invalid` or `duration.out_of_range` (more than 300 years).
[[nodiscard]] ITR_API Result<Duration> parse_duration(std::string_view text);

/// The shortest text that parse_duration reads back, in h, m, s and ms: "26h30m", "0s", "-1m".
[[nodiscard]] ITR_API std::string to_string(Duration duration);

}  // namespace itr
