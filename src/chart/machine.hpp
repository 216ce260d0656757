// The statechart algorithm: W3C SCXML, Appendix D ("Algorithm for SCXML Interpretation"), phase by phase.
// https://www.w3.org/TR/scxml/#AlgorithmforSCXMLInterpretation
#pragma once

#include "chart/index.hpp"

namespace itr::chart {

/// One run: a configuration while it changes. The set of active states lives in the trace until `finish`
/// writes it back.
class Machine {
  public:
    Machine(const Chart& chart, Configuration& configuration, Host& host, Trace& trace);

    /// Enters the initial states.
    void enter_initial();
    /// Fills `enabled` with what an external event enables, or says why nothing is.
    [[nodiscard]] Taken select_external(EventIndex event);
    /// Takes what is enabled: resolve conflicts, exit, execute content, enter.
    void microstep(EventIndex event);
    /// Eventless transitions and internal events until nothing is enabled.
    [[nodiscard]] Status settle();
    /// Writes the active states back, unless each move did.
    void finish();

  private:
    void move_beside(Microstep& step, StateIndex to);

    // select
    [[nodiscard]] bool select(EventIndex event);
    [[nodiscard]] bool guard_holds(TransitionIndex t);
    void enable(TransitionIndex t);
    void remove_conflicts(std::vector<TransitionIndex>& taken);
    [[nodiscard]] bool conflicts(TransitionIndex a, TransitionIndex b);

    // exit
    void collect_exits(Microstep& step);
    void exit(StateIndex s);
    void remember(StateIndex leaving);

    // enter
    void collect_entries(Microstep& step);
    void list_entries(Microstep& step);
    void compute_entry(TransitionIndex t);
    void add_descendants(StateIndex s);
    void add_history(StateIndex history);
    void add_ancestors(StateIndex s, StateIndex domain);
    void add_regions(StateIndex parallel);
    void enter(StateIndex s);
    void enter_states(const Microstep& step);
    void finalize(StateIndex final);
    [[nodiscard]] bool in_final(StateIndex s) const;

    // shared
    [[nodiscard]] StateIndex domain_of(TransitionIndex t);
    [[nodiscard]] std::span<const StateIndex> effective_targets(const Transition& t);
    [[nodiscard]] const std::vector<StateIndex>* remembered(StateIndex history) const;
    void execute(Range actions);
    [[nodiscard]] Status gone_astray(EventIndex event) const;

    const Chart& chart_;
    const Chart::Index& index_;
    std::span<const State> states_;
    std::span<const Transition> transitions_;
    Configuration& configuration_;
    Host& host_;
    Trace& trace_;
    Trace::Scratch& scratch_;
    bool is_behind_ = false;  ///< the configuration's active states are to be written anew
};

}  // namespace itr::chart
