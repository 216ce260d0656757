// What an iCalendar file says, in our words: the one place that knows libical's types.
#pragma once

#include <itr/calendar.hpp>
#include <itr/icalendar.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itr::icalendar {

/// A day, or a moment on the wall of a zone.
struct Moment {
    calendar::Date date;
    int minute = 0;
    bool whole_day = true;
    std::string zone;  ///< of a moment: IANA as written; "": wherever one is
};

/// Which occurrences of a recurring event are told on the wall of another zone than its own.
struct Bounds {
    std::vector<Moment> excluded;
    std::optional<Moment> last;  ///< none begins after it
};

struct Event {
    std::string name;  ///< one line of valid UTF-8, short enough for a comment
    Moment begin;
    Moment end;                            ///< exclusive
    bool works = false;                    ///< a make-up working day
    std::optional<calendar::Rule> rule;    ///< of every year, from ever to ever
    std::shared_ptr<const Bounds> bounds;  ///< shared by its occurrences; null: none
};

struct File {
    std::string zone;
    std::vector<Event> events;  ///< each occurrence on its own, but those that a rule tells
    std::vector<std::string> notes;
};

/// Years outside are not laid out; nothing: those of the events.
struct Years {
    std::optional<int> first, last;
};

/// Fails with `icalendar.invalid`.
[[nodiscard]] Result<File> read_file(std::string_view ics, const Years& years);

}  // namespace itr::icalendar
