// From which instants on a job ends at a given one: the other way round of Job::end.
#pragma once

#include <vector>

#include "structure/horizon.hpp"
#include "structure/job.hpp"

namespace itr::structure {

/// Asked for thousands of ends: working days are counted once, and then looked up.
class Begins {
  public:
    Begins(Job job, const Horizon& horizon);

    [[nodiscard]] const Job& job() const { return job_; }
    /// Where a length of working days begins to mean other days; of others, nowhere.
    [[nodiscard]] std::vector<Instant> turns() const;
    /// Adds the last instants from which it ends no later than `limit`, each before one from which it ends
    /// later. Mostly there is one; there are several where who begins later may end earlier: what begins
    /// within the hours has no surcharge, and what lasts to the same time of day some working days later ends
    /// at it, whatever day off it began on. Of working days only those within the horizon.
    void ending_by(Instant limit, std::vector<Instant>& begins) const;

  private:
    /// Between two turns of working days: there the end stands still, or moves with the begin.
    struct Piece {
        Instant from, to;          ///< begins
        Instant first, last;       ///< ends of the first and the last of them
        Instant latest_so_far;     ///< end of this piece and those before
        Instant earliest_to_come;  ///< end of this piece and those behind
    };
    void count_days(const Horizon& horizon);
    void days_ending_by(Instant limit, std::vector<Instant>& begins) const;
    [[nodiscard]] Instant within(const Piece& piece, Instant limit) const;
    [[nodiscard]] bool is_last(Instant begin, Instant limit) const;

    Job job_;
    std::vector<Job> lengths_;   ///< without the surcharge, and with it
    std::vector<Piece> pieces_;  ///< of working days, ascending
};

}  // namespace itr::structure
