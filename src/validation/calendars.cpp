// Calendars that never open, and promises that reach days which are not announced yet.
#include <algorithm>
#include <itr/calendars.hpp>
#include <map>

#include "validation/report.hpp"

namespace itr::validation {
namespace {

using calendar::Calendar;
using calendar::Target;

void check_open(const model::CalendarEntry& entry, Report& report) {
    const auto& definition = entry.definition;
    const auto open = [](const auto& windows) { return !windows.empty(); };
    const bool in_week = std::ranges::any_of(definition.week, open);
    const bool on_days =
        std::ranges::any_of(definition.days, [](const auto& day) { return !day.windows.empty(); });
    const bool valid =
        !definition.valid_from || !definition.valid_to || *definition.valid_from <= *definition.valid_to;
    if (!valid || (!definition.always && !in_week && !on_days))
        report.error(no_working_time, entry.at,
                     fmt::format("the calendar '{}' has no working time", definition.name),
                     valid ? "add 'week' or 'open', or 'always: true'" : "'valid' ends before it begins");
}

/// The first day on which a promise may be made that ends after the last known day. Due instants never fall
/// as their anchors rise, so doubling and halving find it.
calendar::Date first_day_beyond(const Calendar& calendar, const Target& target, calendar::Date known_until) {
    constexpr std::int64_t farthest = 16'384;  // days; no target is so long
    const Instant end = calendar.at_local(known_until, 1440);
    // Whether the last moment of the n-th day back reaches beyond; the first day back is the last known one.
    const auto reaches = [&](std::int64_t n) {
        return calendar::due(calendar, end - hours(24 * (n - 1)) - milliseconds(1), target) > end;
    };
    std::int64_t low = 0;  // reaches
    std::int64_t high = 1;
    for (; high < farthest && reaches(high); high *= 2) low = high;
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (reaches(middle) ? low : high) = middle;
    }
    return calendar.local_date(end - hours(24 * low) + hours(12));
}

/// For each calendar the promise that reaches unknown days first.
class KnownDays {
  public:
    KnownDays(const model::Pack& pack, const std::vector<Calendar>& calendars)
        : pack_(pack), calendars_(calendars) {}

    void check(Report& report) {
        for (const model::Agreement& agreement : pack_.agreements) collect(agreement);
        for (const auto& [name, found] : first_)
            report.note(unknown_days, found.at,
                        fmt::format("the calendar '{}' knows no holidays after {}: '{}' of '{}', promised "
                                    "from {} on, may end later",
                                    name, to_string(found.known_until), found.clock, found.agreement,
                                    to_string(found.from)),
                        "add the days when they are announced, and move 'known_until'");
    }

  private:
    struct Found {
        calendar::Date from, known_until;
        std::string clock, agreement;
        Location at;
    };

    void collect(const model::Agreement& agreement) {
        for (const model::Goal& goal : agreement.goals)
            for (const auto& [clock, target] : goal.targets) {
                if (target.kind != Target::Kind::working && target.kind != Target::Kind::working_days)
                    continue;
                for (const std::string& name : calendars_of(agreement, goal))
                    collect(name, target, {{}, {}, clock.text, agreement.name, clock.at});
            }
    }

    void collect(const std::string& name, const Target& target, Found found) {
        const auto calendar = std::ranges::find_if(
            calendars_, [&](const Calendar& one) { return one.definition().name == name; });
        if (calendar == calendars_.end() || !calendar->definition().known_until) return;
        found.known_until = *calendar->definition().known_until;
        found.from = first_day_beyond(*calendar, target, found.known_until);
        const auto [at, fresh] = first_.emplace(name, found);
        if (!fresh && found.from < at->second.from) at->second = found;
    }

    /// In which a goal may count: its own, else the agreement's, else those of the workflows.
    std::vector<std::string> calendars_of(const model::Agreement& agreement, const model::Goal& goal) const {
        if (goal.calendar) return {goal.calendar->text};
        if (agreement.calendar) return {agreement.calendar->text};
        std::vector<std::string> names;
        for (const model::Workflow& workflow : pack_.workflows) {
            const bool spoken_of = agreement.workflows.empty() ||
                                   std::ranges::find(agreement.workflows, workflow.name,
                                                     &model::Word::text) != agreement.workflows.end();
            if (spoken_of && workflow.calendar) names.push_back(workflow.calendar->text);
        }
        return names;
    }

    const model::Pack& pack_;
    const std::vector<Calendar>& calendars_;
    std::map<std::string, Found> first_;
};

}  // namespace

void check_calendars(const model::Pack& pack, Report& report) {
    for (const model::CalendarEntry& entry : pack.calendars)
        if (!entry.is_made_of_others()) check_open(entry, report);
    model::check_parts(pack.calendars, report.diagnostics());
}

void check_known_days(const model::Pack& pack, const std::vector<Calendar>& calendars, Report& report) {
    KnownDays(pack, calendars).check(report);
}

}  // namespace itr::validation
