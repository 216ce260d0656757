#include "structure/begins.hpp"

#include <algorithm>

namespace itr::structure {
namespace {

constexpr Duration tick = milliseconds(1);
constexpr Duration whole_day = hours(24);

}  // namespace

Begins::Begins(Job job, const Horizon& horizon) : job_(std::move(job)) {
    if (job_.counts_days()) {
        count_days(horizon);
        return;
    }
    lengths_.push_back(job_);
    if (job_.hours == nullptr) return;
    lengths_.push_back(job_);
    lengths_.back().target = job_.with_surcharge();
}

void Begins::count_days(const Horizon& horizon) {
    const auto turns = turns_of(*job_.calendar, job_.target.cut_off_minute, horizon);
    const bool by_name = job_.target.end_of_day || job_.target.by_minute;
    pieces_.reserve(turns.size());
    for (std::size_t i = 0; i < turns.size(); ++i) {
        const Instant to = i + 1 < turns.size() ? turns[i + 1] : horizon.to;
        if (to <= turns[i]) continue;
        const Instant first = job_.end(turns[i]);
        const Instant last = by_name ? first : job_.end(to - tick);
        pieces_.push_back({turns[i], to, first, last, std::max(first, last), std::min(first, last)});
    }
    for (std::size_t i = 1; i < pieces_.size(); ++i)
        pieces_[i].latest_so_far = std::max(pieces_[i].latest_so_far, pieces_[i - 1].latest_so_far);
    for (std::size_t i = pieces_.size(); i-- > 1;)
        pieces_[i - 1].earliest_to_come =
            std::min(pieces_[i - 1].earliest_to_come, pieces_[i].earliest_to_come);
}

std::vector<Instant> Begins::turns() const {
    std::vector<Instant> turns;
    turns.reserve(pieces_.size());
    for (const Piece& piece : pieces_) turns.push_back(piece.from);
    return turns;
}

void Begins::ending_by(Instant limit, std::vector<Instant>& begins) const {
    if (job_.counts_days()) return days_ending_by(limit, begins);
    for (const Job& length : lengths_) {
        const Instant begin = length.latest_begin(limit);
        if (begin == never) continue;
        const bool surcharged = &length != &lengths_.front();
        const auto has_this_length = [&](Instant at) { return job_.hours->is_open(at) != surcharged; };
        if (job_.hours == nullptr || has_this_length(begin) || has_this_length(begin + tick))
            begins.push_back(begin);
    }
}

void Begins::days_ending_by(Instant limit, std::vector<Instant>& begins) const {
    const auto early = std::ranges::partition_point(
        pieces_, [&](Instant latest) { return latest <= limit; }, &Piece::latest_so_far);
    const auto late = std::ranges::partition_point(
        pieces_, [&](Instant earliest) { return earliest <= limit; }, &Piece::earliest_to_come);
    // From all before it ends in time, from all behind it too late.
    for (auto piece = early == pieces_.begin() ? early : early - 1; piece < late; ++piece) {
        if (piece->first <= limit && piece->last > limit)
            begins.push_back(within(*piece, limit));
        else if (piece->last <= limit && piece + 1 != pieces_.end() && piece[1].first > limit)
            begins.push_back(piece->to - tick);
    }
}

/// Mostly a number of whole days before the last instant at which it may end; not where clocks change.
Instant Begins::within(const Piece& piece, Instant limit) const {
    const bool anywhere = job_.target.same_time || job_.calendar->is_open(limit);
    const Instant reached = anywhere ? limit : job_.calendar->last_worked(limit) - tick;
    if (const Duration back = reached - piece.from; back >= Duration{} && reached <= limit) {
        const Instant guess = piece.from + Duration{back.ms % whole_day.ms};
        if (guess < piece.to - tick && is_last(guess, limit)) return guess;
    }
    return job_.last_begin_between(piece.from, piece.to - tick, limit);
}

bool Begins::is_last(Instant begin, Instant limit) const {
    return job_.end(begin) <= limit && job_.end(begin + tick) > limit;
}

}  // namespace itr::structure
