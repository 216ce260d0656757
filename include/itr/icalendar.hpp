// A published iCalendar file (RFC 5545) as a proposal for a calendar of a pack: somebody reads it, mends it
// and puts it into the pack. Nothing of it is used by itself. Its own library, itr::icalendar.
#pragma once

#include <cstddef>
#include <itr/calendar.hpp>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itr::icalendar {

// Limits against hostile files. Beyond the first reading fails; beyond the others a note says what was left
// out.
inline constexpr std::size_t max_bytes = 2 * 1024 * 1024;
inline constexpr std::size_t max_events = 10'000;
inline constexpr std::size_t max_occurrences = 50'000;  ///< of all recurring events together
inline constexpr std::size_t max_event_days = 366;      ///< that one event may last
inline constexpr std::size_t max_notes = 200;
inline constexpr int max_years = 60;  ///< from the first year that is proposed to the last

struct Wishes {
    std::string name = "imported";  ///< of the calendar
    std::string zone = {};          ///< IANA; empty: what the file says (X-WR-TIMEZONE), else UTC
    std::vector<calendar::Window> hours{
        {540, 1020}};  ///< of a working day, Monday to Friday, and of make-up days
    std::optional<int> first_year = std::nullopt;  ///< absent: the first of the events
    std::optional<int> last_year = std::nullopt;   ///< absent: the last of the events
};

struct Proposal {
    calendar::Definition definition;
    std::string yaml;                ///< a `calendar` document, with the events' names as comments
    std::vector<std::string> notes;  ///< what could not be taken, or was taken in a way to look at
};

/// All-day events become closed days, and make-up working days (marked by Apple's X-APPLE-SPECIAL-DAY, or
/// named 补班 or 上班) open ones; events of some hours become breaks; what comes back every year on a date or
/// on the n-th or last weekday of a month becomes a rule, any other recurrence the days it falls on. Fails
/// with `icalendar.too_large`, `icalendar.invalid` (no iCalendar at all), `calendar.unknown_zone`. The text
/// of the proposal always loads. O(bytes + occurrences).
[[nodiscard]] ITR_API Result<Proposal> propose(std::string_view ics, const Wishes& wishes,
                                               const std::shared_ptr<const calendar::ZoneDatabase>& zones);

}  // namespace itr::icalendar
