// A pack made ready to run: charts, clock plans, tables and rights, all immutable and shared by threads.
#pragma once

#include <cstdint>
#include <itr/calendar.hpp>
#include <itr/chart.hpp>
#include <itr/clock.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/ids.hpp>
#include <itr/model.hpp>
#include <itr/policy.hpp>
#include <itr/structure.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr {

using FlowIndex = std::uint16_t;
inline constexpr std::size_t max_roles = 64;  ///< of one pack

/// What an actor may do beyond sending events. Names in packs are those of docs/pack-format.md.
enum class Right : std::uint8_t {
    open,
    comment,
    comment_internal,
    assign,
    set,
    link,
    attach,
    clock,
    waive,
    view,
    acknowledge,
    erase,
    deploy,
    migrate
};
inline constexpr std::size_t right_count = 14;
/// "comment.internal" …
[[nodiscard]] ITR_API std::string_view to_string(Right right) noexcept;

/// One bit per role of the pack, inherited ones included.
using RoleSet = std::uint64_t;

/// A ladder's level with its actions compiled for one workflow.
struct LadderLevel {
    const model::LadderLevel* source = nullptr;
    std::vector<chart::Action> actions;
    std::optional<expression::Expression> quiet_unless;
    std::uint16_t calendar = clock::none;
};
struct Ladder {
    const model::Ladder* source = nullptr;
    std::optional<expression::Expression> silent;
    std::vector<LadderLevel> levels;
};

/// A data field whose value a table gives.
struct DerivedField {
    chart::FieldIndex field = chart::none;
    std::uint16_t table = chart::none;
    std::uint16_t output = 0;
};

/// A timestamp field that is set when its condition first holds.
struct Milestone {
    chart::FieldIndex field = chart::none;
    expression::Expression when;
};

/// An `after:` that waits for the date in a data field.
struct DateTimer {
    std::uint16_t timer = chart::none;
    chart::FieldIndex field = chart::none;
};

/// What the fields of a new ticket begin with where that is an expression: `default: "=…"`.
struct InitialValues {
    std::vector<expression::Expression> expressions;
    std::vector<std::uint16_t> of_field;  ///< by field: index above, or none

    /// Null: the default of the field is a literal, or it has none.
    [[nodiscard]] const expression::Expression* of(chart::FieldIndex field) const noexcept {
        return field >= of_field.size() || of_field[field] == chart::none ? nullptr
                                                                          : &expressions[of_field[field]];
    }
};

/// One workflow with everything its tickets need.
struct Flow {
    FlowIndex index = 0;
    std::shared_ptr<const chart::Chart> chart;
    std::shared_ptr<const clock::Plan> plan;
    std::vector<policy::Table>
        tables;  ///< as model::Pack::tables; those that do not fit this workflow are absent
    std::vector<std::uint16_t> table_of;  ///< model table index → index in `tables`, or none
    std::vector<Ladder> ladders;          ///< as model::Pack::ladders; without levels where no ticket of the
                                          ///< workflow can raise them
    std::vector<DerivedField> derived;    ///< in the order in which they are computed
    std::vector<Milestone> milestones;    ///< as the workflow lists them
    std::vector<structure::Ahead> ahead;  ///< by clock, if some threshold is `predicted`; else empty
    std::vector<RoleSet> may_send;        ///< by event index
    std::vector<RoleSet> may_take;        ///< by transition index; all ones where it names no roles
    std::vector<bool> anyone_may_send;    ///< by event index
    RoleSet may_open = 0;
    std::vector<std::uint16_t> timer_calendar;   ///< by chart timer; none: real time
    std::vector<DateTimer> date_timers;          ///< those of the chart's timers that move
    std::uint16_t calendar = clock::none;        ///< of delays of `send`
    InitialValues initial_values;                ///< by the declarations of the fields
    std::vector<InitialValues> form_values;      ///< as model::Pack::forms; empty: of other workflows
    std::vector<chart::FieldIndex> kept_fields;  ///< not personal; in byte order of their names
    chart::FieldIndex severity = chart::none;    ///< the data field named so, a column of queries
    std::uint16_t closed_tag = chart::none;      ///< the tag `closed`
};

/// The rights of an actor in one pack.
struct Rights {
    RoleSet roles = 0;
    std::uint32_t rights = 0;  ///< bit per Right
    bool system = false;       ///< the engine or the host itself: everything
    bool customer = false;     ///< only customer roles: own party, public things
    [[nodiscard]] bool has(Right right) const noexcept {
        return system || (rights >> static_cast<unsigned>(right) & 1U) != 0;
    }
};

class ITR_API Pack {
  public:
    /// Compiles a model. All mistakes go to `diagnostics`; null if any is an error. `zones` is kept; zones of
    /// which the model has a record are as recorded.
    [[nodiscard]] static std::shared_ptr<const Pack> compile(
        model::Pack model, std::shared_ptr<const calendar::ZoneDatabase> zones, Diagnostics& diagnostics);

    /// The workflows, roles and forms of `base` under the agreements and calendars of `terms`, with the
    /// ladders and tables that these need. What has a number in `base` keeps it: clocks, thresholds, states,
    /// calendars (of one that changed the former version stays, as "office~1"). Mistakes, such as an
    /// agreement that speaks of states which `base` does not have, go to `diagnostics`; then null.
    [[nodiscard]] static std::shared_ptr<const Pack> under(const std::shared_ptr<const Pack>& base,
                                                           const Pack& terms, Diagnostics& diagnostics);

    /// The pack as one of its own kind because the rules of time zones have changed: with them in its
    /// identity. Null only where the pack would not compile.
    [[nodiscard]] static std::shared_ptr<const Pack> edition(const Pack& pack);
    /// The pack that this is an edition of; its own identity if it is none.
    [[nodiscard]] const PackHash& edition_of() const noexcept { return edition_of_; }
    /// By which rules of time zones its calendars count.
    [[nodiscard]] model::ZoneRecord zone_record() const;

    /// The pack that a ticket was opened with, then those whose agreements and calendars were adopted.
    [[nodiscard]] std::span<const PackHash> versions() const noexcept { return versions_; }

    [[nodiscard]] const model::Pack& model() const noexcept { return model_; }
    [[nodiscard]] const PackHash& hash() const noexcept { return hash_; }
    [[nodiscard]] const std::string& canonical() const noexcept { return canonical_; }
    [[nodiscard]] std::span<const Flow> flows() const noexcept { return flows_; }
    /// By workflow name; null pointer if there is none.
    [[nodiscard]] const Flow* flow(std::string_view workflow) const noexcept;
    [[nodiscard]] std::span<const calendar::Calendar> calendars() const noexcept { return calendars_; }
    [[nodiscard]] const calendar::Calendar* calendar(std::string_view name) const noexcept;
    [[nodiscard]] const std::shared_ptr<const calendar::ZoneDatabase>& zones() const noexcept {
        return zones_;
    }

    /// The role `system` has every right; unknown roles have none. O(roles of the actor).
    [[nodiscard]] Rights rights_of(std::span<const std::string> roles) const noexcept;

  private:
    friend class PackCompiler;
    Pack() = default;
    model::Pack model_;
    PackHash hash_, edition_of_;
    std::vector<PackHash> versions_;
    std::string canonical_;
    std::shared_ptr<const calendar::ZoneDatabase> zones_;
    std::vector<calendar::Calendar> calendars_;
    std::vector<Flow> flows_;
    struct RoleEntry {
        std::string name;
        RoleSet closure = 0;  ///< itself and what it includes
        std::uint32_t rights = 0;
        bool customer = false;
    };
    std::vector<RoleEntry> roles_;  ///< by name
};

}  // namespace itr
