// The course of one ticket, step by step, and what of it counts.
#pragma once

#include <itr/insight.hpp>
#include <set>
#include <string>
#include <vector>

namespace itr::insight {

class Course {
  public:
    Course(const Options& options, Figures& figures, std::vector<std::size_t>& events_per_ticket)
        : options_(options), figures_(figures), events_per_ticket_(events_per_ticket) {}

    void take(const Flow& flow, const Commit& commit);
    /// After the last commit.
    void end(const Flow& flow, Instant as_of);

  private:
    void take_step(const Flow& flow, const Commit& commit, const Step& step);
    void take_event(const Flow& flow, const clock::Event& change);
    void take_over(const Flow& flow, const clock::TookOver& taken);
    static void count_result(ClockFigures& figures, const clock::State& clock, int sign);
    void worked();
    void refused(const Commit& commit, const Step& step, const std::string& state);
    void changed_completion(bool was_completed);
    void leave_state(Instant at);
    [[nodiscard]] std::string state_of(const Flow& flow) const;
    [[nodiscard]] bool is_completed(const Flow& flow) const;
    /// In a final state of the workflow: closed, whether it was completed or not.
    [[nodiscard]] bool has_ended(const Flow& flow) const;

    const Options& options_;
    Figures& figures_;
    std::vector<std::size_t>& events_per_ticket_;
    std::set<chart::StateIndex> active_;
    std::string state_;       ///< now
    std::string last_state_;  ///< after the last event
    std::string line_, team_, team_before_;
    std::set<std::string> lines_;
    clock::States clocks_;
    Instant opened_at_{}, since_{};
    std::size_t events_ = 0, ping_pongs_ = 0, reopenings_ = 0;
    bool completed_ = false, ever_completed_ = false, opened_ = false;
};

}  // namespace itr::insight
