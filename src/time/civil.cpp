#include "time/civil.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "time/codes.hpp"

namespace itr::calendar {

static_assert(day_number(Date{1900, 1, 1}) == first_day && day_number(Date{2200, 12, 31}) == last_day);
static_assert(first_day * day_ms == min_instant.ms && (last_day + 1) * day_ms == max_instant.ms + 1);
static_assert(weekday_of(0) == 3 && weekday_of(-4) == 6, "1970-01-01 was a Thursday");

std::optional<std::uint16_t> read_minute(std::string_view text) noexcept {
    std::uint16_t hour = 0;
    std::uint16_t minute = 0;
    if (text.size() != 5 || text[2] != ':' || !text::read_whole(text.substr(0, 2), hour) ||
        !text::read_whole(text.substr(3), minute) || minute > 59)
        return std::nullopt;
    const auto total = static_cast<std::uint16_t>(hour * 60 + minute);
    if (total > minutes_per_day) return std::nullopt;
    return total;
}

std::string write_minute(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

Result<Date> parse_date(std::string_view text) {
    Date date;
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
    if (shaped && text::read_whole(text.substr(0, 4), date.year) &&
        text::read_whole(text.substr(5, 2), date.month) && text::read_whole(text.substr(8), date.day) &&
        is_date(date))
        return date;
    return fail(date_invalid,
                fmt::format("expected a date from 1900 to 2200 such as 2026-02-16, but found '{}'", text));
}

std::string to_string(Date date) { return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day); }

Result<Window> parse_window(std::string_view text) {
    if (text.size() == 11 && text[5] == '-') {
        const auto from = read_minute(text.substr(0, 5));
        const auto to = read_minute(text.substr(6));
        if (from && to && *from < minutes_per_day && *from != *to) return Window{*from, *to};
    }
    return fail(window_invalid,
                fmt::format("expected a window such as 09:00-12:00 or 22:00-06:00, but found '{}'", text));
}

}  // namespace itr::calendar
