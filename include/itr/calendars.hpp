// All calendars of a pack, compiled: those of their own, those made of others, and for a calendar whose zone
// a data field tells, one for each zone.
#pragma once

#include <cstdint>
#include <itr/calendar.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/model.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr::model {

/// The calendar without closing time that every pack has.
inline constexpr std::string_view around_the_clock = "24x7";
/// Compiled calendars of one pack; more are `calendar.invalid`.
inline constexpr std::size_t max_compiled_calendars = 20'000;

/// Mistakes that need no zone database: parts that do not exist (`calendar.unknown_part`), calendars made of
/// themselves (`calendar.cycle`), parts whose zones different fields tell (`calendar.zones_disagree`). The
/// entries must be sorted by name, as the loader leaves them. O(n log n) in all parts.
ITR_API void check_parts(std::span<const CalendarEntry> entries, Diagnostics& diagnostics);

/// For each entry its zones, its own or those of its parts together; none where they are fixed, and for a
/// calendar with a mistake that check_parts() tells. Entries as above. O(n log n) in all parts.
[[nodiscard]] ITR_API std::vector<std::optional<LocatedZone>> located_zones(
    std::span<const CalendarEntry> entries);

/// "office@Europe/Berlin": what the calendar of one zone is called, in journals too.
[[nodiscard]] ITR_API std::string name_in_zone(std::string_view calendar, std::string_view zone);

/// Compiles all calendars: first the pack's, in their order (a located one in its zone `otherwise`), then
/// `24x7`, then the located ones in each of their zones. Mistakes, those of check_parts() and of
/// Calendar::compile(), go to `diagnostics`, and the calendars that have them are left out. A calendar's
/// working time is worked out when it is first asked for. O(calendars × zones).
[[nodiscard]] ITR_API std::vector<calendar::Calendar> compile_calendars(
    std::span<const CalendarEntry> entries, const std::shared_ptr<const calendar::ZoneDatabase>& zones,
    Diagnostics& diagnostics);

}  // namespace itr::model
