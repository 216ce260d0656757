#include "structure/measures.hpp"

#include <algorithm>

namespace itr::structure {
namespace {

bool take_as_long(const Job& one, const Job& other) {
    return one.calendar == other.calendar && one.land == other.land && one.target == other.target &&
           one.hours == other.hours && one.surcharge == other.surcharge;
}

/// Whether it takes as much real time whenever it begins.
bool is_even(const Job& job) { return job.is_real() && job.surcharge == Duration{}; }

/// No more than what it may take of real time: a working day follows another on the next date at the
/// earliest, and a date has 23 hours where clocks are put forward.
Duration at_least(const Job& job) {
    return job.counts_days() ? hours(23) * std::max(job.target.days - 1, 0) : job.plain;
}

/// In real time; of what never ends, none.
Duration length_from(const Job& job, Instant begin) {
    const Instant end = job.end(begin);
    return end == never ? Duration{} : end - begin;
}

}  // namespace

const std::vector<Instant>& Measures::edges(const calendar::Calendar& calendar) {
    const auto known = std::ranges::find(edges_, &calendar, &decltype(edges_)::value_type::first);
    if (known != edges_.end()) return known->second;
    return edges_.emplace_back(&calendar, edges_of(calendar, horizon_)).second;
}

const Begins& Measures::begins(const Job& job) {
    const auto known =
        std::ranges::find_if(begins_, [&](const Begins& other) { return take_as_long(other.job(), job); });
    return known != begins_.end() ? *known : begins_.emplace_back(job, horizon_);
}

Duration Measures::most(const Job& job) {
    const auto known =
        std::ranges::find_if(most_, [&](const auto& other) { return take_as_long(other.first, job); });
    if (known != most_.end()) return known->second;
    Duration most = job.counts_days() ? most_of_days(job) : most_from_edges(job);
    most = std::max(most, length_from(job, horizon_.from));
    most_.emplace_back(job, most);
    return most;
}

/// Who begins within working time takes longer up to its end, and out of it longest at its beginning.
Duration Measures::most_from_edges(const Job& job) {
    Duration most;
    for (const auto* calendar : {job.calendar, job.hours}) {
        if (calendar == nullptr) continue;
        for (const Instant edge : edges(*calendar))
            for (const Instant begin : {edge - milliseconds(1), edge, edge + milliseconds(1)})
                most = std::max(most, length_from(job, begin));
    }
    return most;
}

/// From a turn on they take as long, or less, until their end passes a closing.
Duration Measures::most_of_days(const Job& job) {
    const Begins& begins = this->begins(job);
    std::vector<Instant> last;
    for (const Instant edge : edges(*job.calendar)) begins.ending_by(edge, last);
    Duration most;
    for (const Instant begin : begins.turns()) most = std::max(most, length_from(job, begin));
    for (const Instant begin : last) most = std::max(most, length_from(job, begin + milliseconds(1)));
    return most;
}

bool Measures::is_longer(const Job& one, const Job& other) {
    const bool alike = one.counts_like(other) && one.land == other.land && one.surcharge == Duration{} &&
                       other.surcharge == Duration{};
    if (alike) return one.plain > other.plain;
    if (is_even(other) && at_least(one) > other.plain) return true;
    if (is_even(one) && at_least(other) >= one.plain) return false;
    return most(one) > most(other);
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
    if (!promise.counts_days()) return promise.target.length;
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
    if (!same || job.target.kind != calendar::Target::Kind::working) return std::nullopt;
    return length;
}

}  // namespace itr::structure
