// From events to a calendar.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "icalendar/codes.hpp"
#include "icalendar/file.hpp"
#include "icalendar/yaml.hpp"
#include "time/civil.hpp"

namespace itr::icalendar {
namespace {

using calendar::Calendar;
using calendar::DayNumber;
using calendar::minutes_per_day;

/// A zone's wall, asked through a calendar that never closes.
Result<Calendar> wall_of(const std::string& zone,
                         const std::shared_ptr<const calendar::ZoneDatabase>& zones) {
    calendar::Definition always;
    always.name = "wall";
    always.zone = zone;
    always.always = true;
    return Calendar::compile(always, zones);
}

class Drafter {
  public:
    Drafter(const std::shared_ptr<const calendar::ZoneDatabase>& zones, std::string zone, Calendar wall,
            std::vector<std::string> notes)
        : zones_(zones), zone_(std::move(zone)), wall_(std::move(wall)), notes_(std::move(notes)) {}

    void take(const Event& event) {
        if (event.rule) return take_rule(event);
        if (!event.begin.whole_day) return take_hours(event);
        for (DayNumber day = calendar::day_number(event.begin.date);
             day < calendar::day_number(event.end.date); ++day) {
            auto& days = event.works ? draft_.open : draft_.closed;
            if (days.size() >= calendar::max_dated_days)
                return note(fmt::format("more than {} days; the rest is left out", calendar::max_dated_days));
            days.emplace(day, event.name);
        }
    }

    Draft finish(const Wishes& wishes) {
        draft_.name = wishes.name;
        draft_.zone = zone_;
        draft_.hours = wishes.hours;
        if (!draft_.open.empty()) note("make-up working days were found: look at their hours");
        if (!draft_.closed.empty() || !draft_.open.empty()) {
            DayNumber last = calendar::first_day;
            for (const auto* days : {&draft_.closed, &draft_.open})
                if (!days->empty()) last = std::max(last, days->rbegin()->first);
            draft_.known_until = {calendar::date_of(last).year, 12, 31};
        }
        return std::move(draft_);
    }
    std::vector<std::string> notes() && { return std::move(notes_); }

  private:
    void note(std::string text) {
        const bool known = std::ranges::find(notes_, text) != notes_.end();
        if (!known && notes_.size() < max_notes) notes_.push_back(std::move(text));
    }

    void take_rule(const Event& event) {
        if (draft_.rules.size() >= calendar::max_rules)
            return note(fmt::format("more than {} rules; the rest is left out", calendar::max_rules));
        const auto same = [&](const auto& rule) { return rule.first == *event.rule; };
        if (std::ranges::none_of(draft_.rules, same)) draft_.rules.emplace_back(*event.rule, event.name);
    }

    /// The instant of a moment; a zone that nobody knows is taken for the calendar's own.
    Instant instant_of(const Moment& at) {
        if (at.zone.empty() || at.zone == zone_) return wall_.at_local(at.date, at.minute);
        auto found = walls_.find(at.zone);
        if (found == walls_.end()) {
            auto wall = wall_of(at.zone, zones_);
            if (!wall)
                note(fmt::format("the zone '{}' is not known; its times are taken as those of {}", at.zone,
                                 zone_));
            found = walls_.emplace(at.zone, wall ? *std::move(wall) : wall_).first;
        }
        return found->second.at_local(at.date, at.minute);
    }

    [[nodiscard]] bool is_beyond(const Bounds& bounds, Instant begin) {
        return (bounds.last && instant_of(*bounds.last) < begin) ||
               std::ranges::any_of(bounds.excluded,
                                   [&](const Moment& one) { return instant_of(one) == begin; });
    }

    /// Some hours, day by day on the wall of the calendar's zone.
    void take_hours(const Event& event) {
        const Instant begin = instant_of(event.begin);
        if (event.bounds && is_beyond(*event.bounds, begin)) return;
        const Instant end = instant_of(event.end);
        for (Instant at = begin; at < end;) {
            const calendar::Date date = wall_.local_date(at);
            if (!calendar::is_date(date)) return;
            const Instant midnight = wall_.at_local(date, minutes_per_day);
            const int from = wall_.local_minute(at);
            const int to = midnight <= end ? minutes_per_day : wall_.local_minute(end);
            if (from < to)
                add_break(date, {static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(to)}, event);
            at = midnight;
        }
    }

    void add_break(calendar::Date date, calendar::Window window, const Event& event) {
        auto& [windows, name] = draft_.breaks[calendar::day_number(date)];
        if (windows.size() >= calendar::max_windows_per_day || break_count_ >= calendar::max_breaks)
            return note("too many breaks; the rest is left out");
        if (std::ranges::find(windows, window) != windows.end()) return;
        windows.push_back(window);
        ++break_count_;
        if (name.empty()) name = event.name;
    }

    const std::shared_ptr<const calendar::ZoneDatabase>& zones_;
    std::string zone_;
    Calendar wall_;
    std::vector<std::string> notes_;
    std::map<std::string, Calendar> walls_;
    Draft draft_;
    std::size_t break_count_ = 0;
};

}  // namespace

Result<Proposal> propose(std::string_view ics, const Wishes& wishes,
                         const std::shared_ptr<const calendar::ZoneDatabase>& zones) {
    if (ics.size() > max_bytes)
        return fail(icalendar_too_large,
                    fmt::format("expected at most {} bytes, but found {}", max_bytes, ics.size()));
    auto file = read_file(ics, {wishes.first_year, wishes.last_year});
    if (!file) return fail(file.error());
    std::string zone = !wishes.zone.empty() ? wishes.zone : file->zone;
    if (zone.empty() || (wishes.zone.empty() && (zones == nullptr || !zones->has(zone)))) {
        file->notes.push_back(fmt::format("the file names no zone that is known: UTC is taken"));
        zone = "UTC";
    }
    auto wall = wall_of(zone, zones);
    if (!wall) return fail(wall.error());
    Drafter drafter(zones, std::move(zone), *std::move(wall), std::move(file->notes));
    for (const Event& event : file->events) drafter.take(event);
    const Draft draft = drafter.finish(wishes);
    return Proposal{definition_of(draft), yaml_of(draft), std::move(drafter).notes()};
}

}  // namespace itr::icalendar
