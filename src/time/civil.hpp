// Days of the civil calendar as numbers, and the texts of dates and wall times.
#pragma once

#include <chrono>
#include <itr/calendar.hpp>
#include <optional>

namespace itr::calendar {

inline constexpr std::int64_t day_ms = 86'400'000;
inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr int minutes_per_day = 1440;

/// Days since 1970-01-01. Local wall times are counted as day × day_ms + milliseconds of the day.
using DayNumber = std::int32_t;

/// The first and last days whose instants are accepted everywhere.
inline constexpr DayNumber first_day = -25'567;
inline constexpr DayNumber last_day = 84'370;

[[nodiscard]] constexpr std::chrono::year_month_day civil(Date date) noexcept {
    return {std::chrono::year{date.year}, std::chrono::month{date.month}, std::chrono::day{date.day}};
}
[[nodiscard]] constexpr bool is_date(Date date) noexcept {
    return civil(date).ok() && date.year >= 1900 && date.year <= 2200;
}
/// Precondition: is_date(date).
[[nodiscard]] constexpr DayNumber day_number(Date date) noexcept {
    return static_cast<DayNumber>(std::chrono::sys_days{civil(date)}.time_since_epoch().count());
}
[[nodiscard]] constexpr Date date_of(DayNumber day) noexcept {
    const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{day}}};
    return {static_cast<std::int16_t>(static_cast<int>(ymd.year())),
            static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
            static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
}
/// 0 = Monday … 6 = Sunday.
[[nodiscard]] constexpr std::size_t weekday_of(DayNumber day) noexcept {
    return static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);
}
[[nodiscard]] constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
    return a / b - (a % b < 0 ? 1 : 0);
}

/// "09:00" … "24:00" as minutes.
[[nodiscard]] std::optional<std::uint16_t> read_minute(std::string_view text) noexcept;
[[nodiscard]] std::string write_minute(int minute);

}  // namespace itr::calendar
