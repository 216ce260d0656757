// Working calendars: which instants count as working time, compiled so that adding and measuring working time
// costs the same whatever the length (prefix sums over the years asked for).
#pragma once

#include <cstddef>
#include <cstdint>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <itr/time.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itr::calendar {

/// A day of the civil calendar. Ordered; 1-based month and day.
struct Date {
    std::int16_t year = 1970;
    std::uint8_t month = 1;
    std::uint8_t day = 1;

    friend constexpr auto operator<=>(Date, Date) = default;
};

/// Reads "2026-02-16". Fails with `date.invalid`.
[[nodiscard]] ITR_API Result<Date> parse_date(std::string_view text);
[[nodiscard]] ITR_API std::string to_string(Date date);

/// A window of a day in local wall time, in minutes from midnight: `from` < `to` ≤ 1440, or `to` ≤ `from` for
/// a window that ends on the next day.
struct Window {
    std::uint16_t from = 0;
    std::uint16_t to = 1440;

    friend constexpr auto operator<=>(Window, Window) = default;
};

/// Reads "09:00-12:00", "22:00-06:00", "00:00-24:00". Fails with `window.invalid`.
[[nodiscard]] ITR_API Result<Window> parse_window(std::string_view text);

/// A holiday that comes back by rule.
struct Rule {
    enum class By : std::uint8_t { fixed_date, nth_weekday, last_weekday, easter };
    By by = By::fixed_date;
    std::uint8_t month = 1;    ///< fixed_date, nth_weekday, last_weekday
    std::uint8_t day = 1;      ///< fixed_date
    std::uint8_t weekday = 0;  ///< 0 = Monday … 6 = Sunday
    std::uint8_t nth = 1;      ///< nth_weekday: 1..5
    std::int16_t offset = 0;   ///< days after the date found (Easter Monday: easter, 1)
    /// A holiday that falls on a Saturday or Sunday is moved to … (the weekend day itself then follows the
    /// week).
    enum class Observed : std::uint8_t {
        as_is,
        next_monday,
        nearest_weekday,
        next_free_weekday,  ///< the next weekday that is no holiday itself: a substitute day
    } observed = Observed::as_is;

    friend bool operator==(const Rule&, const Rule&) = default;
};

/// What a wall time means that a clock change skips (02:30 on the day when 02:00 becomes 03:00).
enum class Skipped : std::uint8_t {
    after_gap,  ///< the instant after the gap, 03:00 (PostgreSQL's ranges, and what ITR promises)
    shifted,    ///< moved on by the length of the gap, 03:30 (java.time, Ruby's TZInfo with Zendesk's
                ///< schedules)
};

/// What a calendar says, before it is compiled. Later entries win over earlier ones of the same day, and
/// dated days win over rules, rules over the week. A window belongs to the day on which it begins: closing a
/// day does not cut a night shift that began the day before (a Break does). An ambiguous wall time is its
/// first occurrence.
struct Definition {
    struct Day {
        Date first;
        Date last;                    ///< inclusive
        std::vector<Window> windows;  ///< empty = closed
        friend bool operator==(const Day&, const Day&) = default;
    };
    /// A part of a day that is closed, whatever the day's windows are (a works meeting, a shortened eve).
    struct Break {
        Date date;
        Window window;
        friend bool operator==(const Break&, const Break&) = default;
    };
    std::string name;
    std::string zone = "UTC";  ///< IANA name
    bool always = false;       ///< 24x7: every day is 00:00-24:00 and the week does not matter
    Skipped skipped = Skipped::after_gap;
    std::vector<std::vector<Window>> week = std::vector<std::vector<Window>>(7);  ///< Monday first
    std::vector<Day> days;
    std::vector<Break> breaks;
    std::vector<Rule> rules;                   ///< closed days
    std::optional<Date> valid_from, valid_to;  ///< outside: closed
    std::optional<Date> known_until;           ///< later dates are not announced yet

    friend bool operator==(const Definition&, const Definition&) = default;
};

// Limits on what a definition may hold; beyond them compile() fails with `calendar.invalid`.
inline constexpr std::size_t max_windows_per_day = 48;
inline constexpr std::size_t max_dated_days = 20'000;
inline constexpr std::size_t max_breaks = 20'000;
inline constexpr std::size_t max_rules = 400;
inline constexpr std::size_t max_combined = 64;  ///< calendars in one combination or history
inline constexpr int max_working_days = 10'000;  ///< how far working_day() and advance_days() count

/// The rules of time zones: immutable once loaded, shared by threads, versioned ("2026a").
class ITR_API ZoneDatabase {
  public:
    /// Reads the system's zone database. The one place in the pure half that touches files; called by the
    /// shell.
    [[nodiscard]] static Result<std::shared_ptr<const ZoneDatabase>> load_system();

    virtual ~ZoneDatabase() = default;
    [[nodiscard]] virtual const std::string& version() const noexcept = 0;
    /// Whether the zone exists and can be read; names of links count ("Asia/Chongqing", "UTC").
    [[nodiscard]] virtual bool has(std::string_view zone) const = 0;
    /// Offset from UTC at an instant. Precondition: has(zone).
    [[nodiscard]] virtual Duration offset(std::string_view zone, Instant at) const = 0;
    /// All zone names, in byte order.
    [[nodiscard]] virtual std::vector<std::string> names() const = 0;

    struct Transition {
        Instant at;
        Duration offset;  ///< from `at` on
        friend bool operator==(const Transition&, const Transition&) = default;
    };
    /// Ascending, the first at min_instant; covers min_instant..max_instant. Precondition: has(zone).
    [[nodiscard]] virtual const std::vector<Transition>& transitions(std::string_view zone) const = 0;

    /// The rules of one zone: what transitions() gives, at least one.
    struct Rules {
        std::string zone;
        std::vector<Transition> transitions;
        friend bool operator==(const Rules&, const Rules&) = default;
    };
    /// The zones given have these rules and this version, all others those of `rest` (null: there are none).
    [[nodiscard]] static std::shared_ptr<const ZoneDatabase> with_rules(
        std::string version, std::vector<Rules> rules, std::shared_ptr<const ZoneDatabase> rest);
};

/// Where a duration that ends exactly on a window's edge lands.
enum class Land : std::uint8_t {
    earliest,      ///< the earliest instant with that much working time before it: the closing edge
    next_opening,  ///< the first working instant after it
};

/// How calendars are put together.
enum class Combine : std::uint8_t {
    any,    ///< union: working time of at least one (follow-the-sun)
    all,    ///< intersection: working time of every one (both parties at work)
    minus,  ///< the first without all the others (working hours without the maintenance windows)
};

/// A compiled calendar: immutable to its users, cheap to copy, safe for concurrent use. Working time is kept
/// in half-open intervals [open, close) with prefix sums, compiled in stretches of about 400 days when first
/// asked for (a lock is taken only then), at most from 1900 to 2200. Instants outside that range count as its
/// ends.
class ITR_API Calendar {
  public:
    /// Fails with `calendar.unknown_zone`, `calendar.no_working_time`, or `calendar.invalid`.
    [[nodiscard]] static Result<Calendar> compile(const Definition& definition,
                                                  const std::shared_ptr<const ZoneDatabase>& zones);

    /// One calendar made of several; days are counted in the zone of the first. Its definition() has the name
    /// and the first's zone, no week. Fails with `calendar.invalid` (none given, too many) or
    /// `calendar.no_working_time`.
    [[nodiscard]] static Result<Calendar> combine(std::string name, Combine how,
                                                  const std::vector<Calendar>& parts);

    /// One calendar whose definition changed: each entry is in force from the start of its date, in its own
    /// zone, until the next one's; the first also before its date. Its definition() is the last one's under
    /// the name given. Fails like combine(), or when the dates do not ascend.
    struct Version;
    [[nodiscard]] static Result<Calendar> history(std::string name, const std::vector<Version>& versions);

    /// Working time within [from, to); negative when to < from.
    /// measure(a,c) = measure(a,b) + measure(b,c). O(1).
    [[nodiscard]] Duration measure(Instant from, Instant to) const;

    /// The earliest instant t ≥ from with measure(from, t) = length (`land` decides at edges). Precondition:
    /// length ≥ 0. `never` if the calendar's validity ends before. measure(from, advance(from, d)) = d. O(1)
    /// within about a year, else O(log n) in the years.
    [[nodiscard]] Instant advance(Instant from, Duration length, Land land = Land::earliest) const;

    /// The latest instant t ≤ to with measure(t, to) = length: the inverse direction. Precondition: length ≥
    /// 0. `never` if there is not so much working time before. With Land::next_opening the mirror image: a
    /// result that is not preceded by working time moves back to the closing edge before it.
    [[nodiscard]] Instant retreat(Instant to, Duration length, Land land = Land::earliest) const;

    [[nodiscard]] bool is_open(Instant at) const;
    /// The first working instant ≥ at; `never` if there is none.
    [[nodiscard]] Instant next_open(Instant at) const;
    /// The end of the interval that contains `at`, or of the next one; `never` if there is none or it has no
    /// end.
    [[nodiscard]] Instant next_close(Instant at) const;
    /// The latest instant ≤ at that working time leads up to: `at` itself in (open, close], else the closing
    /// edge before; `never` if there is none.
    [[nodiscard]] Instant last_worked(Instant at) const;

    /// Working days: a day with at least one working instant. The k-th working day after `from`'s own day (k
    /// ≥ 0; 0 is the first working day on or after `from`), as its working intervals' first opening and last
    /// closing, clipped to the local day: a window across midnight belongs to both of its days. k < 0 counts
    /// backwards. Empty when there is none or |k| > max_working_days. O(k).
    struct WorkingDay {
        Date date;
        Instant opens;
        Instant closes;
    };
    [[nodiscard]] std::optional<WorkingDay> working_day(Instant from, int k) const;
    [[nodiscard]] bool is_working_day(Date date) const;
    /// The number of working days in (from, to]; negative when to < from, counting (to, from]. O(days).
    [[nodiscard]] int working_days(Date from, Date to) const;

    /// N working days from `from`. A start at or after `cut_off` (minutes of the local day; 1440 = none), or
    /// on a day off, counts from the next working day's opening. With `end_of_day` the result is the last
    /// closing of the day reached, otherwise the same time of day, moved into working time. days < 0 goes
    /// back, in mirror image. `never` if there is no such day.
    [[nodiscard]] Instant advance_days(Instant from, int days, int cut_off_minute = 1440,
                                       bool end_of_day = false) const;

    /// The local date and minute of day at an instant, in the calendar's zone.
    [[nodiscard]] Date local_date(Instant at) const;
    [[nodiscard]] int local_minute(Instant at) const;
    /// The instant of a local wall time: a skipped one is the instant after the gap, an ambiguous one its
    /// first.
    [[nodiscard]] Instant at_local(Date date, int minute) const;

    struct Interval {
        Instant from;
        Instant to;
        friend bool operator==(const Interval&, const Interval&) = default;
    };
    /// The working intervals that touch [from, to), clipped to it, merged, ascending. At most `limit`.
    [[nodiscard]] std::vector<Interval> intervals(Instant from, Instant to, std::size_t limit = 10'000) const;

    [[nodiscard]] const Definition& definition() const noexcept;
    /// False where `at` lies after known_until: holidays of that time are not announced yet.
    [[nodiscard]] bool is_known(Instant at) const;

  private:
    struct Compiled;
    explicit Calendar(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const Compiled> compiled_;
};

struct Calendar::Version {
    Date from;
    Calendar calendar;
};

/// Corners in which products that count working time differ. With Skipped these are all there are; the
/// defaults are ITR's.
struct Options {
    /// A length that ends exactly on an edge, or has no length and starts in closed time: stays (Salesforce,
    /// ServiceNow) or moves on (Zammad, Zendesk schedules).
    Land land = Land::earliest;
    /// What N working days do with the time of day.
    enum class Days : std::uint8_t {
        working_time,  ///< keep it, then move into working time (Zendesk schedules, ITR)
        wall_time,     ///< keep it, whether open or closed then; 0 days is no move (working_hours, Odoo's
                       ///< planning)
        end_of_day,    ///< the last closing of the day reached (many contracts)
    } days = Days::working_time;
    /// Later starts count as the next working day's (minutes of the local day; 1440 = none; Freshservice,
    /// many contracts).
    std::uint16_t cut_off_minute = 1440;
    /// Lengths and computed instants are rounded to this, halves away from zero (1 s: working_hours; 1 min:
    /// Zammad). ≥ 1 ms.
    Duration resolution = milliseconds(1);
    /// How a closing at 24:00 is given.
    enum class Midnight : std::uint8_t {
        next_day,      ///< 00:00 of the next day (ITR, Zendesk schedules)
        last_instant,  ///< the last millisecond of the day (working_hours; products that store 23:59:59)
    } midnight = Midnight::next_day;
};

/// advance(), retreat(), measure(), next_close() and advance_days() as the options say. A negative length
/// goes back.
[[nodiscard]] ITR_API Instant add(const Calendar& calendar, Instant from, Duration length,
                                  const Options& options = {});
[[nodiscard]] ITR_API Instant subtract(const Calendar& calendar, Instant to, Duration length,
                                       const Options& options = {});
[[nodiscard]] ITR_API Duration between(const Calendar& calendar, Instant from, Instant to,
                                       const Options& options = {});
[[nodiscard]] ITR_API Instant next_close(const Calendar& calendar, Instant at, const Options& options);
[[nodiscard]] ITR_API Instant add_days(const Calendar& calendar, Instant from, int days,
                                       const Options& options = {});

/// A promise of time as a pack writes it. Texts and kinds:
///   "4h", "1h30m"                     working     length of working time in the clock's calendar
///   "real 4h"                         real        length of real time
///   "4h then real 2h"                 working, then `then_real`
///   "2 working days"                  working_days
///   "2 working days by 16:00",
///   "next working day by 16:00"       working_days with by_minute
///   "2 working days at the same time" working_days with same_time: open or not then
///   "end of 2nd working day",
///   "end of next working day"         working_days with end_of_day ("this working day": days = 0)
///   "2 working days cut-off 15:00"    starts at or after 15:00 count from the next working day
///   "60% of restore"                  share       of another clock's target, fixed at start
///   "date ticket.promised_at"         date        a negotiated instant held by a data field
///   "host"                            host        given by the host when the clock starts
///   "unlimited"                       unlimited   measured, never due
struct Target {
    enum class Kind : std::uint8_t { working, real, working_days, share, date, host, unlimited };
    Kind kind = Kind::unlimited;
    Duration length;               ///< working, real
    Duration then_real;            ///< working: real time after it
    int days = 0;                  ///< working_days
    std::optional<int> by_minute;  ///< minute of the local day
    int cut_off_minute = 1440;
    bool end_of_day = false;
    bool same_time = false;  ///< working_days: at the anchor's time of day, whether anybody works then or not
    int share_per_mille = 0;   ///< share
    bool of_the_rest = false;  ///< share: of what remains when the promise is made, not of the whole
    std::string reference;     ///< share: clock; date: data field

    friend bool operator==(const Target&, const Target&) = default;
};

/// Fails with `target.invalid`; lengths are from 1 s (0 days is allowed) to 10 years.
[[nodiscard]] ITR_API Result<Target> parse_target(std::string_view text);
/// The canonical text, which parse_target reads back.
[[nodiscard]] ITR_API std::string to_string(const Target& target);
/// "by" and "end of" mean the N-th working day after the anchor's own day, so a Saturday's next working day
/// is Monday. With a cut-off a day off counts as the next working day, like the time after the cut-off before
/// it. The due instant of a target that needs no other clock, field or host: kinds working, real,
/// working_days; `never` for unlimited. Precondition: one of these kinds.
[[nodiscard]] ITR_API Instant due(const Calendar& calendar, Instant anchor, const Target& target,
                                  Land land = Land::earliest);

}  // namespace itr::calendar
