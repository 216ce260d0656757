#include "structure/measures.hpp"

#include <algorithm>

namespace itr::structure {
namespace {

using Kind = calendar::Target::Kind;

bool take_as_long(const Job& one, const Job& other) {
    return one.calendar == other.calendar && one.land == other.land && one.target == other.target &&
           one.hours == other.hours && one.surcharge == other.surcharge;
}

}  // namespace

const std::vector<Instant>& Measures::edges(const calendar::Calendar& calendar) {
    const auto known = std::ranges::find(edges_, &calendar, &decltype(edges_)::value_type::first);
    if (known != edges_.end()) return known->second;
    return edges_.emplace_back(&calendar, edges_of(calendar, horizon_)).second;
}

std::vector<Instant> Measures::turns(const Job& job) const {
    if (job.target.kind != Kind::working_days || job.calendar == nullptr) return {};
    return turns_of(*job.calendar, job.target.cut_off_minute, horizon_);
}

Duration Measures::most(const Job& job) {
    const auto known =
        std::ranges::find_if(most_, [&](const auto& other) { return take_as_long(other.first, job); });
    if (known != most_.end()) return known->second;
    Duration most = job.end(horizon_.from) - horizon_.from;
    const auto begin_around = [&](const std::vector<Instant>& instants) {
        for (const Instant edge : instants)
            for (const Instant begin : {edge - milliseconds(1), edge, edge + milliseconds(1)}) {
                const Instant end = job.end(begin);
                if (end != never) most = std::max(most, end - begin);
            }
    };
    for (const auto* calendar : {job.calendar, job.hours})
        if (calendar != nullptr) begin_around(edges(*calendar));
    begin_around(turns(job));
    most_.emplace_back(job, most);
    return most;
}

bool Measures::is_longer(const Job& one, const Job& other) {
    const bool alike = one.counts_like(other) && one.land == other.land && one.surcharge == Duration{} &&
                       other.surcharge == Duration{};
    return alike ? one.plain > other.plain : most(one) > most(other);
}

const Measures::Days& Measures::days_of(const calendar::Calendar& calendar) {
    const auto known = std::ranges::find(days_, &calendar, &Days::calendar);
    if (known != days_.end()) return *known;
    // What comes at the end of the horizon falls due behind it.
    const Instant until = horizon_.to + hours(24 * 60);
    Days days{&calendar, hours(24), until};
    auto day = calendar.working_day(horizon_.from, 0);
    while (day && day->opens < until) {
        days.shortest = std::min(days.shortest, calendar.measure(day->opens, day->closes));
        day = calendar.working_day(day->opens, 1);
    }
    return days_.emplace_back(days);
}

/// Between the day on which working days begin to count and the one that is reached lie whole working days,
/// one less than are counted.
Duration Measures::least(const Job& promise) {
    if (promise.target.kind != Kind::working_days) return promise.target.length;
    if (promise.target.days < 2) return Duration{};
    const Days& days = days_of(*promise.calendar);
    const Instant latest = promise.end(horizon_.to);
    return latest < days.until ? days.shortest * (promise.target.days - 1) : Duration{};
}

std::optional<Duration> taken_of(const Job& promise, const Job& job) {
    // Real time is never less than what a calendar counts of it.
    const Duration length = job.target.length + job.target.then_real + job.surcharge;
    if (job.is_real()) return length;
    const bool same = !promise.is_real() && job.calendar == promise.calendar;
    if (!same || job.target.kind != Kind::working) return std::nullopt;
    return length;
}

}  // namespace itr::structure
