// The clocks of one ticket run again under another pack.
#pragma once

#include <itr/what_if.hpp>
#include <set>
#include <string>
#include <vector>

#include "insight/clock_log.hpp"
#include "ticket/frame.hpp"

namespace itr::insight {

/// The facts of a stored commit, as canonical JSON that read_commit() reads in the other pack: without
/// clocks, timers, ladders and effects, which follow from rules. By step, what the journal says of clocks.
struct Facts {
    std::string json;
    std::vector<std::vector<Value>> clock_events;
};
[[nodiscard]] Result<Facts> facts_of(std::string_view commit_json);

class Rerun {
  public:
    /// All are kept. `notes` gets what cannot be worked out, each once.
    Rerun(const std::shared_ptr<const Pack>& other, const Flow& flow, std::set<std::string>& notes);

    /// Fails with read_commit()'s codes where the other pack lacks a name.
    [[nodiscard]] Status read(std::string_view commit_json, std::span<const store::Personal> personal);
    [[nodiscard]] ClockLog& log() { return log_; }

  private:
    void take(const Commit& commit, const Step& step, const std::vector<Value>& recorded);
    void apply_facts(const Commit& commit, const Step& step);
    void process(chart::EventIndex event);
    void run_pass(const Commit& commit, const Step& step);
    void carry_out(const Step& step, const Value& recorded);

    const std::shared_ptr<const Pack>& pack_;
    const Flow& flow_;
    std::set<std::string>& notes_;
    Vocabulary vocabulary_;
    Ticket blank_;
    ticket::Draft ticket_;  ///< begun on it
    ticket::Before before_;
    ticket::EventInHand in_hand_;
    ticket::TicketFrame frame_;
    clock::Signature touched_;
    std::map<std::string, std::int64_t> promised_;  ///< on record: by clock, its target in milliseconds
    ClockLog log_;
};

}  // namespace itr::insight
