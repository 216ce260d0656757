#include "icalendar/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "icalendar/codes.hpp"
#include "icalendar/recurrence.hpp"
#include "icalendar/words.hpp"
#include "time/civil.hpp"

namespace itr::icalendar {
namespace {

using calendar::Date;

bool is_usable(const icaltimetype& at) {
    const Date date{static_cast<std::int16_t>(std::clamp(at.year, 0, 9999)),
                    static_cast<std::uint8_t>(std::clamp(at.month, 0, 99)),
                    static_cast<std::uint8_t>(std::clamp(at.day, 0, 99))};
    return icaltime_is_null_time(at) == 0 && calendar::is_date(date) && at.hour >= 0 && at.hour < 24 &&
           at.minute >= 0 && at.minute < 60;
}

Date date_of(const icaltimetype& at) {
    return {static_cast<std::int16_t>(at.year), static_cast<std::uint8_t>(at.month),
            static_cast<std::uint8_t>(at.day)};
}

Moment moment_of(const icaltimetype& at, const std::string& zone) {
    if (at.is_date != 0) return {date_of(at), 0, true, {}};
    return {date_of(at), at.hour * 60 + at.minute, false, icaltime_is_utc(at) != 0 ? "UTC" : zone};
}

std::string zone_of(icalproperty* property) {
    icalparameter* zone = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    const char* name = zone == nullptr ? nullptr : icalparameter_get_tzid(zone);
    return name == nullptr ? std::string() : one_line(name);
}

/// Minutes since 1970-01-01 00:00 of some wall.
std::int64_t wall_minute(const Moment& at) {
    return std::int64_t{calendar::day_number(at.date)} * calendar::minutes_per_day + at.minute;
}

Moment later(const Moment& from, std::int64_t minutes) {
    const std::int64_t at = wall_minute(from) + minutes;
    const std::int64_t day = calendar::floor_div(at, calendar::minutes_per_day);
    Moment out = from;
    out.date = calendar::date_of(static_cast<calendar::DayNumber>(day));
    out.minute = static_cast<int>(at - day * calendar::minutes_per_day);
    return out;
}

class Reader {
  public:
    explicit Reader(const Years& years) : years_(years) {}

    void calendar(icalcomponent* component) {
        each_property(component, ICAL_X_PROPERTY, [&](icalproperty* property) {
            const char* name = icalproperty_get_x_name(property);
            const char* value = icalproperty_get_x(property);
            if (name != nullptr && value != nullptr && std::string_view(name) == "X-WR-TIMEZONE")
                file_.zone = one_line(value);
        });
        for (icalcomponent* part = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
             part != nullptr; part = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
            const icalcomponent_kind kind = icalcomponent_isa(part);
            if (kind == ICAL_VCALENDAR_COMPONENT && component_depth_ == 0) {
                ++component_depth_;
                calendar(part);
                --component_depth_;
            } else if (kind == ICAL_VEVENT_COMPONENT) {
                parts_.push_back(part);
            } else if (kind == ICAL_VTODO_COMPONENT || kind == ICAL_VJOURNAL_COMPONENT) {
                note("a task or journal entry is no day of a calendar");
            }
        }
    }

    File read() {
        if (parts_.size() > max_events) {
            note(fmt::format("{} events; only the first {} are looked at", parts_.size(), max_events));
            parts_.resize(max_events);
        }
        find_last_year();
        for (icalcomponent* part : parts_) event(part);
        return std::move(file_);
    }

  private:
    void note(std::string text) {
        if (file_.notes.size() < max_notes && noted_.insert(text).second)
            file_.notes.push_back(std::move(text));
    }

    /// Endless recurrences are laid out up to the last year in which an event begins.
    void find_last_year() {
        int last = 0;
        for (icalcomponent* part : parts_) {
            const icaltimetype begin = icalcomponent_get_dtstart(part);
            if (is_usable(begin)) last = std::max(last, begin.year);
        }
        last_year_ = years_.last.value_or(last);
    }

    void event(icalcomponent* part) {
        const char* summary = icalcomponent_get_summary(part);
        Event event;
        event.name = one_line(summary == nullptr ? "" : summary);
        icalproperty* begin = icalcomponent_get_first_property(part, ICAL_DTSTART_PROPERTY);
        if (begin == nullptr) return note(fmt::format("'{}' has no beginning", event.name));
        const icaltimetype start = icalproperty_get_dtstart(begin);
        if (!is_usable(start))
            return note(fmt::format("'{}' begins at no time from 1900 to 2200", event.name));
        if (icalcomponent_get_status(part) == ICAL_STATUS_CANCELLED)
            return note(fmt::format("'{}' of {} is cancelled", event.name, to_string(date_of(start))));
        if (icalcomponent_get_first_property(part, ICAL_RECURRENCEID_PROPERTY) != nullptr)
            return note(
                fmt::format("'{}' of {} changes one occurrence of a recurring event: see to it by hand",
                            event.name, to_string(date_of(start))));
        event.begin = moment_of(start, zone_of(begin));
        if (!find_end(part, event)) return;
        event.works = is_make_up_day(part, event);
        recurring(part, event, start);
    }

    /// DTEND, else DURATION, else a day or nothing at all.
    bool find_end(icalcomponent* part, Event& event) {
        icalproperty* end = icalcomponent_get_first_property(part, ICAL_DTEND_PROPERTY);
        icalproperty* length = icalcomponent_get_first_property(part, ICAL_DURATION_PROPERTY);
        std::int64_t minutes = event.begin.whole_day ? calendar::minutes_per_day : 0;
        if (end != nullptr) {
            const icaltimetype at = icalproperty_get_dtend(end);
            if (is_usable(at)) {
                event.end = moment_of(at, zone_of(end));
                minutes = wall_minute(event.end) - wall_minute(event.begin);
            }
        } else if (length != nullptr) {
            const icaldurationtype d = icalproperty_get_duration(length);
            minutes = ((std::int64_t{d.weeks} * 7 + d.days) * 24 + d.hours) * 60 + d.minutes;
            if (d.is_neg != 0) minutes = -minutes;
        }
        const bool same_zone = end == nullptr || event.end.zone == event.begin.zone;
        const bool fits =
            minutes > 0 && minutes <= static_cast<std::int64_t>(max_event_days) * calendar::minutes_per_day;
        if (!fits || !same_zone || !calendar::is_date(later(event.begin, minutes).date)) {
            note(fmt::format("'{}' of {} does not end within a year after it begins, in the same zone",
                             event.name, to_string(event.begin.date)));
            return false;
        }
        event.end = later(event.begin, minutes);
        return true;
    }

    static bool is_make_up_day(icalcomponent* part, const Event& event) {
        // "国庆节（班）": a bare 班 is too short a word to look for without its brackets.
        constexpr std::string_view words[] = {"补班", "上班", "（班）", "(班)"};
        bool works = std::ranges::any_of(
            words, [&](std::string_view word) { return event.name.find(word) != std::string::npos; });
        each_property(part, ICAL_X_PROPERTY, [&](icalproperty* property) {
            const char* name = icalproperty_get_x_name(property);
            const char* value = icalproperty_get_x(property);
            if (name != nullptr && value != nullptr && std::string_view(name) == "X-APPLE-SPECIAL-DAY")
                works = std::string_view(value) == "ALTERNATE-WORKDAY";
        });
        return works && event.begin.whole_day;
    }

    void recurring(icalcomponent* part, Event& event, const icaltimetype& start) {
        icalproperty* property = icalcomponent_get_first_property(part, ICAL_RRULE_PROPERTY);
        Bounds bounds;
        const std::set<std::int64_t> excluded = excluded_from(part, event, bounds);
        icalrecurrencetype recurrence{};
        if (property != nullptr) {
            recurrence = icalproperty_get_rrule(property);
            take_end_elsewhere(recurrence, event, bounds);
        }
        if (!bounds.excluded.empty() || bounds.last)
            event.bounds = std::make_shared<const Bounds>(std::move(bounds));
        add_dates(part, event, excluded);
        if (property == nullptr) return add(event, excluded);
        if (icalcomponent_get_next_property(part, ICAL_RRULE_PROPERTY) != nullptr)
            note(fmt::format("'{}' has several rules; only the first is taken", event.name));
        const bool one_day = event.begin.whole_day &&
                             wall_minute(event.end) - wall_minute(event.begin) == calendar::minutes_per_day;
        const auto rule = rule_of(recurrence, start);
        if (rule && one_day && excluded.empty() && !event.works) {
            Event ruled = event;
            ruled.rule = rule;
            file_.events.push_back(std::move(ruled));
            return;
        }
        lay_out_event(event, start, recurrence, excluded);
    }

    /// The last day of a recurrence is told in UTC, which may be another day where the event is.
    static void take_end_elsewhere(icalrecurrencetype& recurrence, const Event& event, Bounds& bounds) {
        if (icaltime_is_null_time(recurrence.until) != 0 || !is_usable(recurrence.until)) return;
        const Moment last = moment_of(recurrence.until, event.begin.zone);
        if (event.begin.whole_day || last.whole_day || last.zone == event.begin.zone) return;
        bounds.last = last;
        icaltime_adjust(&recurrence.until, 1, 0, 0, 0);
    }

    void lay_out_event(const Event& event, const icaltimetype& start, const icalrecurrencetype& recurrence,
                       const std::set<std::int64_t>& excluded) {
        if (!is_layable(recurrence)) {
            note(fmt::format("'{}' comes back by a rule that no calendar needs: only {} is taken", event.name,
                             to_string(event.begin.date)));
            return add(event, excluded);
        }
        const int last = std::min(last_year_, years_.first.value_or(event.begin.date.year) + max_years);
        const std::int64_t length = wall_minute(event.end) - wall_minute(event.begin);
        const bool all = lay_out(recurrence, start, last, budget_, [&](const icaltimetype& at) {
            if (!is_usable(at)) return;
            Event one = event;
            one.begin.date = date_of(at);
            one.end = later(one.begin, length);
            if (calendar::is_date(one.end.date)) add(one, excluded);
        });
        if (!all) note(fmt::format("'{}' comes back more often than is laid out", event.name));
        if (recurrence.count == 0 && icaltime_is_null_time(recurrence.until) != 0)
            note(fmt::format("'{}' comes back without end: laid out up to {}", event.name, last));
    }

    void add_dates(icalcomponent* part, const Event& event, const std::set<std::int64_t>& excluded) {
        const std::int64_t length = wall_minute(event.end) - wall_minute(event.begin);
        each_property(part, ICAL_RDATE_PROPERTY, [&](icalproperty* property) {
            const icaltimetype at = icalproperty_get_rdate(property).time;
            if (!is_usable(at) || budget_ == 0)
                return note(fmt::format("'{}' has a further date that cannot be taken", event.name));
            --budget_;
            Event one = event;
            if (event.begin.whole_day || at.is_date != 0)
                one.begin.date = date_of(at);
            else
                one.begin = moment_of(at, zone_of(property));
            one.end = later(one.begin, length);
            if (calendar::is_date(one.end.date)) add(one, excluded);
        });
    }

    /// The days on which it does not take place; what is told in another zone goes to `bounds`.
    static std::set<std::int64_t> excluded_from(icalcomponent* part, const Event& event, Bounds& bounds) {
        std::set<std::int64_t> days;
        each_property(part, ICAL_EXDATE_PROPERTY, [&](icalproperty* property) {
            const icaltimetype at = icalproperty_get_exdate(property);
            if (!is_usable(at)) return;
            const Moment moment = moment_of(at, zone_of(property));
            if (event.begin.whole_day || moment.whole_day || moment.zone == event.begin.zone)
                days.insert(calendar::day_number(moment.date));
            else
                bounds.excluded.push_back(moment);
        });
        return days;
    }

    void add(const Event& event, const std::set<std::int64_t>& excluded) {
        const int year = event.begin.date.year;
        if (year < years_.first.value_or(year) || year > years_.last.value_or(year)) return;
        if (!excluded.contains(calendar::day_number(event.begin.date))) file_.events.push_back(event);
    }

    Years years_;
    File file_;
    std::vector<icalcomponent*> parts_;
    std::set<std::string> noted_;
    std::size_t budget_ = max_occurrences;
    int component_depth_ = 0;
    int last_year_ = 0;
};

}  // namespace

Result<File> read_file(std::string_view ics, const Years& years) {
    icalerror_set_errors_are_fatal(0);
    const std::string text(ics.substr(0, ics.find('\0')));
    const ComponentPtr root(icalparser_parse_string(text.c_str()));
    const icalcomponent_kind kind = root ? icalcomponent_isa(root.get()) : ICAL_NO_COMPONENT;
    if (kind != ICAL_VCALENDAR_COMPONENT && kind != ICAL_XROOT_COMPONENT)
        return fail(icalendar_invalid,
                    "expected an iCalendar file (BEGIN:VCALENDAR …), but found something else");
    Reader reader(years);
    reader.calendar(root.get());
    return reader.read();
}

}  // namespace itr::icalendar
