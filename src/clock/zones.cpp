// Calendars whose zone differs from ticket to ticket.
#include <fmt/core.h>

#include <algorithm>
#include <itr/calendars.hpp>
#include <map>

#include "clock/codes.hpp"
#include "clock/planner.hpp"

namespace itr::clock {
namespace {

bool holds_calendar(const LocatedCalendar& located, std::uint16_t calendar) noexcept {
    const auto is_it = [&](const auto& zone) { return zone.second == calendar; };
    return located.calendar == calendar || std::ranges::any_of(located.zones, is_it);
}

std::optional<std::uint16_t> calendar_in(const LocatedCalendar& located, std::string_view zone) noexcept {
    const auto at =
        std::ranges::lower_bound(located.zones, zone, {}, &std::pair<std::string, std::uint16_t>::first);
    if (at == located.zones.end() || at->first != zone) return std::nullopt;
    return at->second;
}

using CalendarNumbers = std::map<std::string_view, std::uint16_t>;

/// The calendar of each zone, by zone.
std::vector<std::pair<std::string, std::uint16_t>> calendars_by_zone(const CalendarNumbers& numbers,
                                                                     std::string_view calendar,
                                                                     const model::LocatedZone& located) {
    std::vector<std::pair<std::string, std::uint16_t>> zones;
    zones.reserve(located.among.size());
    for (const std::string& zone : located.among)
        if (const auto at = numbers.find(model::name_in_zone(calendar, zone)); at != numbers.end())
            zones.emplace_back(zone, at->second);
    std::ranges::sort(zones);
    return zones;
}

}  // namespace

const LocatedCalendar* Plan::located(std::uint16_t calendar) const noexcept {
    const auto at = std::ranges::find(located_, calendar, &LocatedCalendar::calendar);
    return at == located_.end() ? nullptr : &*at;
}

std::uint16_t Plan::in_zone(std::uint16_t calendar, const expression::Frame& frame,
                            std::vector<Error>* problems) const {
    const LocatedCalendar* found = located(calendar);
    if (found == nullptr) return calendar;
    const Value& zone = frame.slot(found->slot);
    const std::string_view told = zone.is(itr::Kind::string) ? zone.as_string() : std::string_view();
    if (const auto at = calendar_in(*found, told)) return *at;
    if (problems == nullptr) return calendar;
    const itr::calendar::Definition& otherwise = calendars_[calendar].definition();
    Error problem{
        clock_zone_not_told,
        fmt::format("calendar '{}': expected one of its zones, but found {}; it counts in {}", otherwise.name,
                    told.empty() ? "none" : fmt::format("'{}'", told), otherwise.zone)};
    const bool is_said =
        std::ranges::any_of(*problems, [&](const Error& other) { return other.message == problem.message; });
    if (!is_said) problems->push_back(std::move(problem));
    return calendar;
}

std::uint16_t Plan::in_zone_of(std::uint16_t calendar, std::uint16_t other) const noexcept {
    const LocatedCalendar* found = located(calendar);
    if (found == nullptr || other == none) return calendar;
    if (holds_calendar(*found, other)) return other;
    const auto at = calendar_in(*found, calendars_[other].definition().zone);
    return at.value_or(calendar);
}

bool Plan::are_one_calendar(std::uint16_t one, std::uint16_t other) const noexcept {
    return std::ranges::any_of(located_, [&](const LocatedCalendar& located) {
        return holds_calendar(located, one) && holds_calendar(located, other);
    });
}

/// A ladder's calendar may lean on a field that this workflow does not have; it then counts where `otherwise`
/// says.
void Planner::locate_calendars() {
    CalendarNumbers numbers;
    for (std::uint16_t i = 0; i < calendars_.size(); ++i) numbers.emplace(calendars_[i].definition().name, i);
    const auto located = model::located_zones(pack_.calendars);
    for (std::size_t i = 0; i < located.size(); ++i) {
        const auto at = numbers.find(pack_.calendars[i].definition.name);
        if (!located[i] || at == numbers.end()) continue;
        const chart::FieldIndex field = chart_.field(located[i]->field.text);
        const auto type = field == chart::none ? model::FieldType::map : chart_.fields()[field].type;
        const bool tells = type == model::FieldType::string || type == model::FieldType::enumeration;
        if (tells)
            located_.push_back(
                {at->second, chart::slot::data + field, calendars_by_zone(numbers, at->first, *located[i])});
        else if (used_.contains(at->second))
            report(clock_unknown_field, located[i]->field.at,
                   fmt::format("expected a text among the data of '{}', but found '{}'",
                               chart_.workflow().name, located[i]->field.text));
    }
}

}  // namespace itr::clock
