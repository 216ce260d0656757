#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <itr/calendar.hpp>

#include "time/codes.hpp"
#include "time/timeline.hpp"

namespace itr::calendar {

struct Calendar::Compiled {
    Compiled(Definition says, std::shared_ptr<const WallClock> zone, std::unique_ptr<const Source> source)
        : definition(std::move(says)), clock(std::move(zone)), timeline(std::move(source)) {}

    Definition definition;
    std::shared_ptr<const WallClock> clock;
    Timeline timeline;
};

namespace {

Status refuse_empty(const Timeline& timeline, const std::string& name) {
    if (!timeline.is_empty()) return {};
    return fail(calendar_no_working_time,
                fmt::format("calendar '{}': expected some working time, but it is never open", name));
}

/// Where a stretch that closes here never ends.
constexpr Instant end_of_time = max_instant + milliseconds(1);

}  // namespace

Result<Calendar> Calendar::compile(const Definition& definition,
                                   const std::shared_ptr<const ZoneDatabase>& zones) {
    if (auto ok = check(definition); !ok) return fail(ok.error());
    if (zones == nullptr || !zones->has(definition.zone))
        return fail(calendar_unknown_zone,
                    fmt::format("calendar '{}': expected a time zone such as Asia/Shanghai, but found '{}'",
                                definition.name, definition.zone));
    const auto clock = std::make_shared<const WallClock>(zones, definition.zone, definition.skipped);
    auto compiled = std::make_shared<Compiled>(definition, clock, source_of(definition, clock));
    if (auto ok = refuse_empty(compiled->timeline, definition.name); !ok) return fail(ok.error());
    return Calendar(std::move(compiled));
}

Result<Calendar> Calendar::combine(std::string name, Combine how, const std::vector<Calendar>& parts) {
    if (parts.empty() || parts.size() > max_combined)
        return fail(calendar_invalid, fmt::format("calendar '{}': expected 1 to {} calendars, but found {}",
                                                  name, max_combined, parts.size()));
    Definition definition;
    definition.name = std::move(name);
    definition.zone = parts.front().definition().zone;
    // What is not announced for one of them is not known for all of them together.
    for (const Calendar& part : parts)
        if (const auto& known = part.definition().known_until; known)
            definition.known_until = std::min(*known, definition.known_until.value_or(*known));
    auto compiled = std::make_shared<Compiled>(std::move(definition), parts.front().compiled_->clock,
                                               combined_source(how, parts));
    if (auto ok = refuse_empty(compiled->timeline, compiled->definition.name); !ok) return fail(ok.error());
    return Calendar(std::move(compiled));
}

Result<Calendar> Calendar::history(std::string name, const std::vector<Version>& versions) {
    if (versions.empty() || versions.size() > max_combined)
        return fail(calendar_invalid, fmt::format("calendar '{}': expected 1 to {} versions, but found {}",
                                                  name, max_combined, versions.size()));
    std::vector<Reign> reigns;
    reigns.reserve(versions.size());
    for (const auto& [date, calendar] : versions) {
        if (!is_date(date))
            return fail(calendar_invalid,
                        fmt::format("calendar '{}': expected a date from 1900 to 2200, but found {}", name,
                                    to_string(date)));
        const Instant from = calendar.at_local(date, 0);
        if (!reigns.empty() && from <= reigns.back().from)
            return fail(calendar_invalid, fmt::format("calendar '{}': expected versions in the order of "
                                                      "their dates, but {} is not after the one before",
                                                      name, to_string(date)));
        reigns.push_back({from, calendar});
    }
    const Calendar& newest = versions.back().calendar;
    Definition definition = newest.definition();
    definition.name = std::move(name);
    auto compiled = std::make_shared<Compiled>(std::move(definition), newest.compiled_->clock,
                                               succession_source(std::move(reigns)));
    if (auto ok = refuse_empty(compiled->timeline, compiled->definition.name); !ok) return fail(ok.error());
    return Calendar(std::move(compiled));
}

Duration Calendar::measure(Instant from, Instant to) const {
    return Duration{compiled_->timeline.position(to) - compiled_->timeline.position(from)};
}

Instant Calendar::advance(Instant from, Duration length, Land land) const {
    assert(length.ms >= 0);
    if (length > max_instant - min_instant) return never;
    const Instant at = length.ms > 0 ? compiled_->timeline.forward(from, length.ms) : from;
    return land == Land::earliest || at == never ? at : next_open(at);
}

Instant Calendar::retreat(Instant to, Duration length, Land land) const {
    assert(length.ms >= 0);
    if (length > max_instant - min_instant) return never;
    const Instant at = length.ms > 0 ? compiled_->timeline.backward(to, length.ms) : to;
    return land == Land::earliest || at == never ? at : last_worked(at);
}

bool Calendar::is_open(Instant at) const { return compiled_->timeline.interval_from(at, at).from <= at; }

Instant Calendar::next_open(Instant at) const {
    const Instant opens = compiled_->timeline.interval_from(at, at).from;
    return opens == never ? never : std::max(at, opens);
}

Instant Calendar::next_close(Instant at) const {
    const Instant closes = compiled_->timeline.interval_from(at, max_instant).to;
    return closes >= end_of_time ? never : closes;
}

Instant Calendar::last_worked(Instant at) const {
    // One millisecond of working time back is the last working millisecond; working time leads up to its end.
    const Instant last = retreat(at, milliseconds(1));
    return last == never ? never : last + milliseconds(1);
}

Date Calendar::local_date(Instant at) const { return date_of(compiled_->clock->day(at)); }

int Calendar::local_minute(Instant at) const {
    const std::int64_t wall = compiled_->clock->wall_ms(at);
    return static_cast<int>((wall - floor_div(wall, day_ms) * day_ms) / minute_ms);
}

Instant Calendar::at_local(Date date, int minute) const {
    return compiled_->clock->at(day_number(date), minute);
}

std::vector<Calendar::Interval> Calendar::intervals(Instant from, Instant to, std::size_t limit) const {
    std::vector<Interval> out;
    while (from < to && out.size() < limit) {
        Interval next = compiled_->timeline.interval_from(from, to);
        if (next.from >= to) break;
        next = {std::max(next.from, from), std::min(next.to, to)};
        out.push_back(next);
        from = next.to;
    }
    return out;
}

const Definition& Calendar::definition() const noexcept { return compiled_->definition; }

bool Calendar::is_known(Instant at) const {
    const auto& known_until = compiled_->definition.known_until;
    return !known_until || compiled_->clock->day(at) <= day_number(*known_until);
}

}  // namespace itr::calendar
