// Promises of time as packs write them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <itr/calendar.hpp>

#include "base/text.hpp"
#include "time/civil.hpp"
#include "time/codes.hpp"

namespace itr::calendar {
namespace {

using Kind = Target::Kind;

constexpr Duration shortest = seconds(1);
constexpr Duration longest = hours(24 * 3653);  // 10 years
constexpr int max_share_per_mille = 10'000;
constexpr std::size_t max_reference_bytes = 200;

/// The words of a text that are parted by single spaces.
class Words {
  public:
    explicit Words(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool done() const { return rest_.empty(); }
    std::string_view next() {
        const auto space = std::min(rest_.find(' '), rest_.size());
        const std::string_view word = rest_.substr(0, space);
        rest_.remove_prefix(std::min(space + 1, rest_.size()));
        return word;
    }
    bool take(std::string_view phrase) {
        const bool whole = rest_ == phrase;
        if (!whole && !(rest_.starts_with(phrase) && rest_[phrase.size()] == ' ')) return false;
        rest_.remove_prefix(whole ? phrase.size() : phrase.size() + 1);
        return true;
    }

  private:
    std::string_view rest_;
};

std::optional<Duration> read_length(std::string_view text) {
    const auto length = parse_duration(text);
    if (!length || *length < shortest || *length > longest) return std::nullopt;
    return *length;
}

/// "60%" or "62.5%" in thousandths.
std::optional<int> read_share(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    const auto point = text.find('.');
    int tenths = 0;
    int whole = 0;
    if (point != std::string_view::npos &&
        (text.size() != point + 2 || !text::read_whole(text.substr(point + 1), tenths)))
        return std::nullopt;
    if (!text::read_whole(text.substr(0, point), whole) || whole < 0 || whole > max_share_per_mille / 10)
        return std::nullopt;
    const int share = whole * 10 + tenths;
    if (share < 1 || share > max_share_per_mille) return std::nullopt;
    return share;
}

bool is_reference(std::string_view text) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
    return !text.empty() && text.size() <= max_reference_bytes &&
           text.find_first_not_of(allowed) == std::string_view::npos;
}

std::string_view ordinal_suffix(int n) {
    if (n % 100 >= 11 && n % 100 <= 13) return "th";
    constexpr std::array<std::string_view, 4> suffixes{"th", "st", "nd", "rd"};
    return n % 10 <= 3 ? suffixes[static_cast<std::size_t>(n % 10)] : suffixes[0];
}

std::optional<int> read_days(std::string_view text) {
    int days = 0;
    if (text.empty() || text[0] < '0' || text[0] > '9' || !text::read_whole(text, days) ||
        days > max_working_days)
        return std::nullopt;
    return days;
}

std::optional<int> read_ordinal(std::string_view text) {
    if (text.size() < 3) return std::nullopt;
    const auto days = read_days(text.substr(0, text.size() - 2));
    if (!days || !text.ends_with(ordinal_suffix(*days))) return std::nullopt;
    return days;
}

/// What follows the days: "by 16:00" or "at the same time", "cut-off 15:00". Takes them off `in`.
bool read_day_ends(Words& in, Target& target) {
    if (!target.end_of_day) target.same_time = in.take("at the same time");
    if (!target.end_of_day && !target.same_time && in.take("by")) {
        const auto minute = read_minute(in.next());
        if (!minute) return false;
        target.by_minute = *minute;
    }
    if (in.take("cut-off")) {
        const auto minute = read_minute(in.next());
        if (!minute || *minute == minutes_per_day) return false;
        target.cut_off_minute = *minute;
    }
    return in.done();
}

std::optional<Target> read_days_target(Words in) {
    Target target;
    target.kind = Kind::working_days;
    target.end_of_day = in.take("end of");
    if (in.take("next working day")) {
        target.days = 1;
    } else if (in.take("this working day")) {
        target.days = 0;
    } else {
        const std::string_view count = in.next();
        const auto days = target.end_of_day ? read_ordinal(count) : read_days(count);
        if (!days || !(in.take("working day") || (!target.end_of_day && in.take("working days"))))
            return std::nullopt;
        target.days = *days;
    }
    if (!read_day_ends(in, target)) return std::nullopt;
    return target;
}

std::optional<Target> read_length_target(Words in) {
    Target target;
    const bool real_first = in.take("real");
    const auto length = read_length(in.next());
    if (!length) return std::nullopt;
    target.length = *length;
    target.kind = real_first || in.take("real") ? Kind::real : Kind::working;
    if (target.kind == Kind::working && in.take("then real")) {
        const auto then_real = read_length(in.next());
        if (!then_real) return std::nullopt;
        target.then_real = *then_real;
    }
    if (!in.done()) return std::nullopt;
    return target;
}

std::optional<Target> read_reference_target(Words in) {
    Target target;
    if (in.take("date")) {
        target.kind = Kind::date;
    } else {
        const auto share = read_share(in.next());
        if (!share || !in.take("of")) return std::nullopt;
        target.kind = Kind::share;
        target.share_per_mille = *share;
        target.of_the_rest = in.take("what remains of");
    }
    target.reference = in.next();
    if (!is_reference(target.reference) || !in.done()) return std::nullopt;
    return target;
}

std::optional<Target> read_target(std::string_view text) {
    Target target;
    if (text == "unlimited") return target;
    target.kind = Kind::host;
    if (text == "host") return target;
    if (text.ends_with(' ')) return std::nullopt;
    for (const auto read : {read_length_target, read_days_target, read_reference_target})
        if (auto found = read(Words(text))) return found;
    return std::nullopt;
}

std::string write_days(const Target& target) {
    const auto count = [&](std::string_view form) {
        if (target.days <= 1) return std::string(target.days == 1 ? "next working day" : "this working day");
        return fmt::format("{}{} working {}", target.days,
                           target.end_of_day ? ordinal_suffix(target.days) : "", form);
    };
    std::string out;
    if (target.end_of_day) {
        out = "end of " + count("day");
    } else if (target.by_minute) {
        out = fmt::format("{} by {}", count("days"), write_minute(*target.by_minute));
    } else {
        out = fmt::format("{} working {}{}", target.days, target.days == 1 ? "day" : "days",
                          target.same_time ? " at the same time" : "");
    }
    if (target.cut_off_minute < minutes_per_day) out += " cut-off " + write_minute(target.cut_off_minute);
    return out;
}

std::string write_share(int per_mille) {
    return per_mille % 10 == 0 ? fmt::format("{}%", per_mille / 10)
                               : fmt::format("{}.{}%", per_mille / 10, per_mille % 10);
}

Instant after_real(Instant from, Duration length) {
    return from > max_instant || length > max_instant - from ? never : from + length;
}

/// The day that is promised by name: the N-th working day after the anchor's own.
std::optional<Calendar::WorkingDay> promised_day(const Calendar& calendar, Instant anchor,
                                                 const Target& target) {
    if (target.cut_off_minute == minutes_per_day) return calendar.working_day(anchor, target.days);
    // With a cut-off a day off counts like the time after the cut-off before it; else a Saturday would be due
    // before Friday night.
    const auto own = calendar.working_day(anchor, 0);
    if (!own) return std::nullopt;
    const bool is_late =
        own->date == calendar.local_date(anchor) && calendar.local_minute(anchor) >= target.cut_off_minute;
    const auto base = is_late ? calendar.working_day(anchor, 1) : own;
    return base ? calendar.working_day(base->opens, target.days) : std::nullopt;
}

Instant due_by_days(const Calendar& calendar, Instant anchor, const Target& target) {
    if (target.same_time)
        return add_days(calendar, anchor, target.days,
                        {.days = Options::Days::wall_time,
                         .cut_off_minute = static_cast<std::uint16_t>(target.cut_off_minute)});
    if (!target.end_of_day && !target.by_minute)
        return calendar.advance_days(anchor, target.days, target.cut_off_minute);
    const auto day = promised_day(calendar, anchor, target);
    if (!day) return never;
    return target.end_of_day ? day->closes : calendar.at_local(day->date, *target.by_minute);
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
    if (const auto target = read_target(text)) return *target;
    return fail(
        target_invalid,
        fmt::format("expected a target such as 4h, real 2h, 2 working days, next working day by 16:00 or "
                    "end of 2nd working day (1 s to 10 years), but found '{}'",
                    text.substr(0, max_reference_bytes)));
}

std::string to_string(const Target& target) {
    switch (target.kind) {
        case Kind::working:
            return to_string(target.length) +
                   (target.then_real.ms > 0 ? " then real " + to_string(target.then_real) : "");
        case Kind::real: return "real " + to_string(target.length);
        case Kind::working_days: return write_days(target);
        case Kind::share:
            return fmt::format("{} of {}{}", write_share(target.share_per_mille),
                               target.of_the_rest ? "what remains of " : "", target.reference);
        case Kind::date: return "date " + target.reference;
        case Kind::host: return "host";
        case Kind::unlimited: return "unlimited";
    }
    return {};
}

Instant due(const Calendar& calendar, Instant anchor, const Target& target, Land land) {
    switch (target.kind) {
        case Kind::working:
            return after_real(calendar.advance(anchor, target.length, land), target.then_real);
        case Kind::real: return after_real(anchor, target.length);
        case Kind::working_days: return due_by_days(calendar, anchor, target);
        case Kind::unlimited: return never;
        case Kind::share:
        case Kind::date:
        case Kind::host: break;
    }
    assert(false && "a share, a date or the host's target needs more than a calendar");
    return never;
}

}  // namespace itr::calendar
