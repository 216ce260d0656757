#include "model/calendar_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/spelling.hpp"
#include "model/codes.hpp"

namespace itr::model {
namespace {

const std::string& calendar_name(const CalendarEntry& entry) { return entry.definition.name; }

std::vector<Word> parts_of(const CalendarEntry& entry) {
    std::vector<Word> parts = entry.parts;
    parts.reserve(parts.size() + entry.versions.size());
    for (const CalendarEntry::Version& version : entry.versions) parts.push_back(version.calendar);
    return parts;
}

}  // namespace

CalendarParts::CalendarParts(std::span<const CalendarEntry> entries, Diagnostics& diagnostics)
    : entries_(entries), diagnostics_(diagnostics), nodes_(entries.size()) {
    for (std::size_t entry = 0; entry < entries.size(); ++entry) (void)visit(entry);
}

std::size_t CalendarParts::find(std::string_view name) const {
    const auto at = std::ranges::lower_bound(entries_, name, {}, calendar_name);
    if (at != entries_.end() && at->definition.name == name)
        return static_cast<std::size_t>(at - entries_.begin());
    return name == around_the_clock ? always : missing;
}

/// Whether the entry and all it is made of are sound. Goes as deep as calendars are nested, at most as many
/// as there are; a pack's text is bounded.
bool CalendarParts::visit(std::size_t entry) {
    if (nodes_[entry].mark != Mark::unseen) return nodes_[entry].mark == Mark::sound;
    nodes_[entry].mark = Mark::open;
    nodes_[entry].located = entries_[entry].located;
    bool sound = true;
    for (const Word& part : parts_of(entries_[entry])) sound = visit_part(entry, part) && sound;
    nodes_[entry].mark = sound ? Mark::sound : Mark::unsound;
    if (sound) order_.push_back(entry);
    return sound;
}

bool CalendarParts::visit_part(std::size_t entry, const Word& part) {
    const std::size_t index = find(part.text);
    if (index == always) return true;
    if (index == missing) {
        std::vector<std::string_view> names;
        names.reserve(entries_.size());
        for (const CalendarEntry& other : entries_) names.push_back(other.definition.name);
        diagnostics_.push_back({calendar_unknown_part, Severity::error, part.at,
                                fmt::format("there is no calendar '{}'", part.text),
                                spelling::did_you_mean(part.text, names)});
        return false;
    }
    if (nodes_[index].mark == Mark::open) {
        diagnostics_.push_back({calendar_cycle,
                                Severity::error,
                                part.at,
                                fmt::format("the calendar '{}' is made of itself, by way of '{}'", part.text,
                                            entries_[entry].definition.name),
                                {}});
        return false;
    }
    return visit(index) && add_zones(entry, index);
}

/// What is made of located calendars is located itself.
bool CalendarParts::add_zones(std::size_t entry, std::size_t part) {
    const std::optional<LocatedZone>& more = nodes_[part].located;
    std::optional<LocatedZone>& own = nodes_[entry].located;
    if (!more) return true;
    if (!own) {
        own = more;
        return true;
    }
    if (own->field.text != more->field.text) {
        diagnostics_.push_back(
            {calendar_zones_disagree, Severity::error, entries_[entry].at,
             fmt::format(
                 "the parts of the calendar '{}' take their zones from different fields: '{}' and '{}'",
                 entries_[entry].definition.name, own->field.text, more->field.text),
             "fix the zone of one of them"});
        return false;
    }
    for (const std::string& zone : more->among)
        if (std::ranges::find(own->among, zone) == own->among.end()) own->among.push_back(zone);
    return true;
}

void check_parts(std::span<const CalendarEntry> entries, Diagnostics& diagnostics) {
    (void)CalendarParts(entries, diagnostics);
}

std::vector<std::optional<LocatedZone>> located_zones(std::span<const CalendarEntry> entries) {
    Diagnostics told_elsewhere;
    const CalendarParts parts(entries, told_elsewhere);
    std::vector<std::optional<LocatedZone>> out(entries.size());
    for (const std::size_t entry : parts.order()) out[entry] = parts.located(entry);
    return out;
}

}  // namespace itr::model
