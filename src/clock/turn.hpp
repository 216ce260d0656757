// One clock's turn in a pass.
#pragma once

#include <set>

#include "clock/goal.hpp"
#include "clock/recount.hpp"
#include "clock/views.hpp"

namespace itr::clock {

/// What a pass carries from clock to clock.
struct Round {
    const Plan& plan;
    const Pass& pass;
    std::span<const State> clocks;
    std::vector<Event>& events;
    std::size_t first_event;  ///< of this pass in `events`
    Judge now, before, steady;
    std::vector<Error>& problems;
    const Plan* last_version = nullptr;  ///< a pass that brings a new version of the plan
};

/// stop > cancel > reset > retarget > pause > resume > start, each on the clock as those before it left it.
class Turn {
  public:
    Turn(Round& round, ClockIndex index);
    void take();
    /// On a plan that is a new version: what it changes, and nothing else.
    void adopt();

  private:
    // turn.cpp: while it is active
    void active();
    [[nodiscard]] bool stop();
    void set_back();
    void correct_late(Instant at, Instant since, Duration consumed, Instant due, Duration rested);
    [[nodiscard]] bool is_recomputed() const;
    void take_back_breach(Instant at);
    [[nodiscard]] bool cancel();
    [[nodiscard]] bool reset();
    void pause();
    /// For the first reason of those that `counts` names for which there still is time.
    template <typename Counts>
    void pause_where(Counts counts) {
        for (std::uint16_t i = 0; i < definition_.pauses.size() && state_.phase == Phase::running; ++i)
            if (counts(definition_.pauses[i])) pause_for(i);
    }
    void pause_where_another_holds();
    void resume();
    void go_on_from_pause();
    void follow_agreed_end();
    [[nodiscard]] bool appears(const Pause& pause) const;
    [[nodiscard]] bool ends_on_another_date(const Pause& pause) const;
    void pause_for(std::uint16_t reason);
    [[nodiscard]] Instant end_of_pause(const State& before, std::uint16_t reason, Instant at);
    [[nodiscard]] Instant in_whole_units(Instant at) const;
    [[nodiscard]] Instant agreed_end(const Pause& pause);

    // retarget.cpp
    void retarget();
    void take_present_row();
    void retarget_from(const Choice& before);
    [[nodiscard]] Choice chosen(const Judge& judge, std::span<const HostTarget> host) const;
    [[nodiscard]] bool is_other(const Choice& now, const Choice& before) const;
    [[nodiscard]] std::set<model::Retarget> policies(const Choice& now, const Choice& before) const;
    [[nodiscard]] std::optional<model::Retarget> policy_of(model::RetargetCause cause) const;
    [[nodiscard]] std::optional<model::Retarget> named_for_calendar(std::uint16_t now,
                                                                    std::uint16_t before) const;
    void retarget(const Choice& choice, const std::set<model::Retarget>& policies);
    [[nodiscard]] std::optional<Retargeted> retargeted(const Choice& choice, model::Retarget policy);
    [[nodiscard]] Base base_after(const State& from, const Choice& choice, model::Retarget policy);
    [[nodiscard]] Base carried_over(const State& from, const Choice& choice) const;
    [[nodiscard]] Base with_rest(Base base, const State& from, const Choice& choice) const;
    [[nodiscard]] Periods ran(const State& from, Instant until) const;
    [[nodiscard]] Duration rested(const State& from, Instant until) const;
    [[nodiscard]] Base segmented(const State& from, Duration new_target) const;
    [[nodiscard]] Base remeasured(const State& from, const Choice& choice);
    [[nodiscard]] Base scaled(const State& from, const Choice& choice) const;
    [[nodiscard]] Terms whole(const State& from, const Choice& choice) const;
    [[nodiscard]] bool stays_breached(const Terms& terms) const;
    [[nodiscard]] Terms settled(const Choice& choice, const Base& base) const;
    [[nodiscard]] model::Retarget policy_under_another_agreement() const;

    // adoption.cpp: when a new version of the plan comes
    [[nodiscard]] const Definition* last_version() const;
    [[nodiscard]] const Plan& plan_of_past() const;
    void take_new_promise();
    void know_row_again();
    [[nodiscard]] std::optional<Duration> given_length(const Goal* row, const Definition& before);
    void follow_pauses(const Definition& before);
    void pause_for_new_reason(const Definition& before);
    [[nodiscard]] bool held_before() const;
    [[nodiscard]] std::uint16_t standing_row() const;
    [[nodiscard]] std::uint16_t row_like(const Definition& before, std::uint16_t goal) const;

    // begin.cpp: while it is not
    void begin();
    void take_as_born();
    void pause_where_one_holds();
    [[nodiscard]] bool may_begin() const;
    [[nodiscard]] bool just_became_true() const;
    void first_cycle_or_next();
    void reopen(const State& past);
    void go_on(const State& past, bool with_gap);
    [[nodiscard]] bool within_window(const State& past) const;
    void start_cycle(Instant origin, bool anchored, const Goal* reopened = nullptr);
    [[nodiscard]] Instant anchor();
    [[nodiscard]] Base base_of(const Choice& choice, Instant origin);
    void started(const Terms& terms, const Base& base);

    // succeed.cpp: when it takes over from the clock of another agreement
    [[nodiscard]] std::optional<State> predecessor() const;
    [[nodiscard]] std::optional<State> finished_elsewhere() const;
    void succeed(const State& other);
    void carry_on(const State& other, model::Retarget policy);
    void take_over(const State& other);
    [[nodiscard]] bool holds_a_pause() const;
    void keep_paused_by_command(const State& other);

    [[nodiscard]] Sources sources() const;
    [[nodiscard]] Duration elapsed_now() const;
    void emit(const Event& event);
    void complain(Code code, std::string_view what);

    Round& round_;
    const Plan& plan_;
    const Definition& definition_;
    ClockIndex index_;
    State state_;
    Instant at_;               ///< when it takes effect for this clock
    std::uint16_t cycle_ = 0;  ///< for which targets are asked
    bool just_stopped_ = false;
    bool dropped_ = false;              ///< cancelled or superseded in this pass
    std::optional<Instant> gap_since_;  ///< reopened with the gap since then, which counts
    std::optional<Duration> given_;     ///< the length of the promise, which no row is asked for
    std::optional<Duration> moved_;     ///< by how much a promise of days stands behind its row
};

}  // namespace itr::clock
