// From agreements as written to a plan: names become numbers, sources become compiled conditions.
#pragma once

#include <itr/clock.hpp>
#include <map>
#include <set>

namespace itr::clock {

/// Named, but there is none of this name: it was told, and what counts in it is not asked for more.
inline constexpr std::uint16_t unknown_calendar = none - 1;

class Planner {
  public:
    Planner(const model::Pack& pack, const chart::Chart& chart, std::span<const calendar::Calendar> calendars,
            Diagnostics& diagnostics, std::shared_ptr<const Plan> before);
    [[nodiscard]] std::shared_ptr<const Plan> run();

  private:
    /// The plan keeps its own copy of what its definitions point at.
    struct Owned {
        std::vector<std::unique_ptr<const model::Agreement>> agreements;
        std::shared_ptr<const Plan> before;  ///< owns what is retired
    };

    // planner.cpp
    void add_agreement(const model::Agreement& agreement);
    void add_clock(const model::Agreement& agreement, const model::ClockDefinition& clock);
    void check_references(const model::Agreement& agreement);
    void resolve_shares();
    void check_share_circles();
    [[nodiscard]] std::size_t clocks_of(const model::Workflow& workflow) const;
    [[nodiscard]] bool within_limit(std::size_t clocks);

    // goals_planner.cpp: targets, thresholds, states with an OLA
    void add_goals(const model::Agreement& agreement, const model::ClockDefinition& clock, Definition& to);
    void add_thresholds(const model::Agreement& agreement, const model::ClockDefinition& clock,
                        Definition& to);
    [[nodiscard]] const std::optional<expression::Expression>& condition_of(const model::Goal& row);
    [[nodiscard]] Goal compile_target(const calendar::Target& target, std::uint16_t calendar,
                                      const Location& at);
    void add_state_olas(const model::State& state, chart::StateIndex& next,
                        const std::optional<model::Word>& calendar);
    void add_state_ola(const model::State& state, chart::StateIndex index,
                       const std::optional<model::Word>& calendar);

    // version_planner.cpp: the next version of a plan
    void keep_numbers();
    void keep_numbers_of_thresholds(const Definition& before, Definition& now);

    // zones.cpp
    void locate_calendars();

    [[nodiscard]] std::uint16_t calendar_of(const std::optional<model::Word>& word, std::uint16_t otherwise);
    [[nodiscard]] std::optional<expression::Expression> condition(const std::optional<model::Source>& source);
    [[nodiscard]] std::optional<expression::Expression> compile(const model::Source& source,
                                                                std::optional<expression::Type> wanted);
    void report(Code code, const Location& at, std::string message, std::string hint = {});

    const model::Pack& pack_;
    const chart::Chart& chart_;
    std::vector<calendar::Calendar> calendars_;
    Diagnostics& diagnostics_;
    expression::Scope conditions_, guards_;
    std::shared_ptr<Owned> owned_;
    std::vector<Definition> definitions_;
    std::map<const model::Goal*, std::optional<expression::Expression>>
        conditions_of_rows_;  ///< compiled once, for all clocks of an agreement
    std::vector<LocatedCalendar> located_;
    std::set<std::uint16_t> used_;  ///< calendars that clocks and delays of this workflow count in
    std::uint16_t workflow_calendar_ = none;
};

}  // namespace itr::clock
