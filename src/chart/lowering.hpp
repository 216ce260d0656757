// From a workflow as written to a chart: names become numbers, sources become compiled expressions.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "chart/content.hpp"
#include "chart/index.hpp"
#include "chart/sketch.hpp"

namespace itr::chart {

/// Events that the engine itself raises; `done.state.*` and `after.*` are added per state.
inline constexpr std::array<std::string_view, 9> engine_events{
    "ticket.opened", "ticket.assigned", "ticket.changed", "ticket.commented", "ticket.linked",
    "clock.warned",  "clock.breached",  "clock.resumed",  "error.execution"};

/// One lowering. The phases run in the order of `run`; each needs what those before it made and reports all
/// mistakes it can find.
class Lowering {
  public:
    Lowering(const model::Workflow& workflow, std::span<const std::string> clocks, Diagnostics& diagnostics);
    [[nodiscard]] Sketch run();

  private:
    // lowering.cpp: states and names
    [[nodiscard]] bool number_states();
    [[nodiscard]] bool number(const model::State& state, StateIndex parent);
    void name_states();
    void check_shape(StateIndex s);
    void name_fields();
    void check_field_names();
    [[nodiscard]] bool within_limits();

    // events.cpp: the events of the workflow
    void name_events();
    void declare_events();
    void collect_raised(const std::vector<model::Action>& actions);
    void collect_raised(const model::State& state);
    EventIndex intern(std::string_view name, const model::EventType* type = nullptr);
    struct Descriptor {
        EventIndex event = none;
        bool any = false;
        std::string prefix = {};
        bool unknown = false;
    };
    [[nodiscard]] Descriptor describe(const model::Word& word);
    [[nodiscard]] EventIndex done_event(const model::Word& word);

    // resolve.cpp: transitions
    void lower_handlers(StateIndex s);
    void lower_timer(StateIndex s, const model::Handler& handler, std::size_t number, Descriptor& descriptor);
    void lower_initial(StateIndex s);
    void lower_history(StateIndex s);
    [[nodiscard]] TransitionIndex add_transition(StateIndex source, const model::Transition& from,
                                                 const Descriptor& descriptor, bool eventless);
    [[nodiscard]] StateIndex resolve(const model::Word& word);
    void prefer_children(StateIndex s, std::vector<model::Word>& words) const;
    /// Whether they can be active together.
    [[nodiscard]] bool check_targets(const std::vector<StateIndex>& targets,
                                     const std::vector<model::Word>& words);
    void compute_domains();
    [[nodiscard]] std::string calendar_of(StateIndex s) const;

    // guards and actions
    [[nodiscard]] Range lower_actions(const std::vector<model::Action>& actions, EventIndex event);
    [[nodiscard]] const expression::Scope& scope_of(EventIndex event);

    // tables.cpp: what the algorithm reads
    void fill_nodes();
    void fill_candidates();
    void fill_beside();

    void report(Code code, const Location& at, std::string message, std::string hint = {});
    /// Of what is marked where it is used: whatever else there is can still be told.
    void report_unknown(Code code, const Location& at, std::string message, std::string hint = {});

    std::shared_ptr<Chart> chart_;
    bool sound_ = true;  ///< no mistake was found but what is marked where it is used
    Chart::Index& index_;
    Diagnostics& diagnostics_;
    ContentCompiler content_;
    std::vector<const model::State*> models_;  ///< by StateIndex
    std::vector<std::string_view> send_ids_;
    std::optional<expression::Scope> scope_;
    EventIndex scope_event_ = none;
};

/// Patches `scope`, made by Chart::guard_scope, to speak of another event.
void set_event(const Chart& chart, EventIndex event, expression::Scope& scope);
}  // namespace itr::chart
