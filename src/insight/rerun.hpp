// The clocks of one ticket run again under another pack.
#pragma once

#include <itr/what_if.hpp>
#include <set>
#include <string>
#include <vector>

#include "insight/clock_log.hpp"
#include "insight/given.hpp"
#include "ticket/frame.hpp"

namespace itr::insight {

/// What the journal says of clocks in one step.
struct OnRecord {
    std::vector<Value> clock_events;
    bool began_with_clock = false;  ///< nothing else is told before
};

/// The facts of a stored commit, as canonical JSON that read_commit() reads in the other pack: without
/// clocks, timers, ladders and effects, which follow from rules. And what it says of clocks, step by step.
struct Facts {
    std::string json;
    std::vector<OnRecord> recorded;
};
[[nodiscard]] Result<Facts> facts_of(std::string_view commit_json);

class Rerun {
  public:
    /// `other`, `flow` and `notes` are kept. `notes` gets what cannot be worked out, each once.
    Rerun(const std::shared_ptr<const Pack>& other, const Flow& flow, const store::TicketKey& ticket,
          std::set<std::string>& notes);

    /// `given`: what the host gave in this commit. Fails with read_commit()'s codes where the other pack
    /// lacks a name.
    [[nodiscard]] Status read(std::string_view commit_json, std::span<const store::Personal> personal,
                              std::span<const Given> given);
    [[nodiscard]] ClockLog& log() { return log_; }

  private:
    void take(const Commit& commit, const Step& step, const OnRecord& recorded,
              std::span<const clock::HostTarget> targets);
    void begin_macrostep(const Commit& commit, const Step& step);
    void work_off(Instant until);
    void apply_facts(const Commit& commit, const Step& step);
    void apply(const Event& event, const Step& step);
    void process(chart::EventIndex event);
    void run_pass(const Commit& commit, const Step& step, const OnRecord& recorded,
                  std::span<const clock::HostTarget> targets);
    [[nodiscard]] bool give_again(const OnRecord& recorded, std::span<const clock::Event> events,
                                  std::vector<clock::HostTarget>& host) const;
    void carry_out(const Step& step, const Value& recorded);
    void merge(const Step& step, const Value& recorded);
    void acknowledge(const Value& recorded);
    [[nodiscard]] const clock::State* clock_of(const Value& recorded);
    void keep(const Result<clock::Event>& event);
    void remember(const Value& recorded);

    // What is told of the ticket under the other pack: the facts, and what becomes of the clocks.
    void begin_told(const Commit& commit);
    void begin_told(const Step& step);
    void tell(const clock::Event& event);
    /// What a clock did by itself.
    void tell_fired(const clock::Event& event);
    void end_told();

    const std::shared_ptr<const Pack>& pack_;
    const Flow& flow_;
    std::set<std::string>& notes_;
    Vocabulary vocabulary_;
    Ticket blank_;          ///< at the version before the commit that is being read
    ticket::Draft ticket_;  ///< begun on it
    ticket::Before before_;
    ticket::EventInHand in_hand_;
    ticket::TicketFrame frame_;
    clock::Signature touched_;
    clock::ClockIndex resumed_ = clock::none;       ///< whose pause has ended by itself in this step
    std::map<std::string, std::int64_t> promised_;  ///< on record: by clock, its target in milliseconds
    std::map<std::string, std::string> origin_;     ///< on record: by clock, where it counts from
    std::map<clock::ClockIndex, Duration> given_;   ///< on record: what the host gave last, by clock
    ClockLog log_;
    std::vector<Commit> told_;  ///< the commits that are over
    Commit telling_;
};

}  // namespace itr::insight
