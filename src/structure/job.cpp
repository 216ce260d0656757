#include "structure/job.hpp"

#include "clock/meter.hpp"
#include "structure/horizon.hpp"

namespace itr::structure {
namespace {

using Kind = calendar::Target::Kind;

bool is_always_open(const calendar::Definition& definition) {
    return definition.always && definition.days.empty() && definition.breaks.empty() &&
           definition.rules.empty() && !definition.valid_from && !definition.valid_to;
}

/// What lasts to the same time of day ends earlier the later in the week end it begins: between two turns of
/// working days ends do not go back, so they are looked at from the last turn on.
Instant latest_begin_at_same_time(const Job& job, Instant early, Instant limit) {
    const auto turns = turns_of(*job.calendar, job.target.cut_off_minute, {early, limit + hours(24)});
    Instant late = limit;
    for (std::size_t i = turns.size(); i-- > 0;) {
        if (turns[i] >= limit) continue;
        if (turns[i] <= early) break;
        if (job.end(turns[i]) <= limit) return job.last_begin_between(turns[i], late, limit);
        late = turns[i];
    }
    return job.last_begin_between(early, late, limit);
}

Instant latest_begin_of_days(const Job& job, Instant limit) {
    if (job.end(limit) <= limit) return limit;
    Duration back = hours(24);
    while (job.end(limit - back) > limit) {
        if (back > clock::max_own_time) return never;
        back = back * 2;
    }
    const Instant early = limit - back;
    return job.target.same_time ? latest_begin_at_same_time(job, early, limit)
                                : job.last_begin_between(early, limit, limit);
}

}  // namespace

calendar::Target Job::target_at(Instant begin) const {
    return hours == nullptr || hours->is_open(begin) ? target : with_surcharge();
}

calendar::Target Job::with_surcharge() const {
    calendar::Target there = target;
    Duration& last = there.then_real.ms > 0 ? there.then_real : there.length;
    last = last + surcharge;
    return there;
}

Instant Job::end(Instant begin) const {
    const calendar::Target there = target_at(begin);
    if (calendar != nullptr) return calendar::due(*calendar, begin, there, land);
    return begin + there.length + there.then_real;
}

Instant Job::last_begin_between(Instant early, Instant late, Instant limit) const {
    while (late - early > milliseconds(1)) {
        const Instant middle = early + Duration{(late - early).ms / 2};
        (end(middle) <= limit ? early : late) = middle;
    }
    return early;
}

Instant Job::latest_begin(Instant limit) const {
    if (target.kind == Kind::working_days) return latest_begin_of_days(*this, limit);
    const Instant worked = limit - target.then_real;
    if (calendar == nullptr || target.kind == Kind::real) return worked - target.length;
    // What ends at a closing lands behind it.
    const bool lands_late = land == calendar::Land::next_opening && !calendar->is_open(worked);
    return calendar->retreat(worked, lands_late ? target.length + milliseconds(1) : target.length);
}

bool Job::is_real() const {
    if (calendar == nullptr || target.kind == Kind::real) return true;
    return target.kind == Kind::working && is_always_open(calendar->definition());
}

bool Job::counts_like(const Job& other) const {
    if (is_real() || other.is_real()) return is_real() && other.is_real();
    const auto works = [](const Job& job) {
        return job.target.kind == Kind::working && job.target.then_real.ms == 0;
    };
    return calendar == other.calendar && works(*this) && works(other);
}

}  // namespace itr::structure
