// Decisions that a business wants to replace: tables (DMN), routing, assignment, escalation. Snapshot in,
// proposal out: pure, and what a policy proposes is stored in the event, so that replay never asks it again.
#pragma once

#include <cstdint>
#include <itr/chart.hpp>
#include <itr/export.hpp>
#include <itr/expression.hpp>
#include <itr/model.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace itr::policy {

/// A decision table compiled against one workflow's chart.
class ITR_API Table {
  public:
    [[nodiscard]] static std::optional<Table> compile(const model::Table& table, const chart::Chart& chart,
                                                      Diagnostics& diagnostics);

    struct Outcome {
        std::vector<Value> outputs;       ///< one for each output column; for collect lists or an aggregate
        std::vector<std::uint16_t> rows;  ///< that matched and counted, for `explain`
    };
    /// Nothing when no row matches and there is no default. Fails with `table.not_unique`, `table.not_any`,
    /// `table.not_a_number`, `table.overflow`, or the error of an input expression. O(rows × inputs).
    [[nodiscard]] Result<std::optional<Outcome>> decide(const expression::Frame& frame) const;

    [[nodiscard]] const model::Table& source() const noexcept;
    /// Data fields that the inputs read, ascending: a field derived from the table is computed again when one
    /// changes.
    [[nodiscard]] std::span<const chart::FieldIndex> reads() const noexcept;

    struct Compiled;  ///< of the room's own

  private:
    explicit Table(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const Compiled> compiled_;
};

/// What a policy sees of a ticket. Views into the caller's data, valid during the call.
struct Snapshot {
    std::string_view tenant, ticket, workflow, owner, team, line;
    Instant now{};
    const chart::Chart* chart = nullptr;
    const expression::Frame* frame = nullptr;  ///< guard scope
};

/// Who should take a ticket.
struct Assignment {
    std::optional<std::string> team, owner, line;
    std::string reason;  ///< kept in the journal
};

/// Asked by an `assign` action that names it instead of a table. Called without locks held; must not throw.
class ITR_API AssignmentPolicy {
  public:
    virtual ~AssignmentPolicy() = default;
    [[nodiscard]] virtual std::optional<Assignment> propose(const Snapshot& snapshot) const = 0;
};

/// Where a ticket goes next: the internal event that takes it there.
struct Route {
    std::string event;
    std::vector<std::pair<std::string, Value>> data;
};

/// Asked by a `raise` action that names it instead of an event. Called without locks held; must not throw.
class ITR_API RoutingPolicy {
  public:
    virtual ~RoutingPolicy() = default;
    /// Nothing: the ticket stays where it is.
    [[nodiscard]] virtual std::optional<Route> propose(const Snapshot& snapshot) const = 0;
};

/// Asked how long a promise of kind `host` is, when its clock may begin or may get such a goal and the
/// command brings no target. Named like the clock, or by its key. Called without locks held; must not throw.
class ITR_API TargetPolicy {
  public:
    virtual ~TargetPolicy() = default;
    /// In the clock's calendar, from 1 s to 10 years; nothing: the clock measures, without a promise.
    [[nodiscard]] virtual std::optional<Duration> propose(const Snapshot& snapshot,
                                                          std::string_view clock) const = 0;
};

/// What an escalation does at a level.
struct Escalation {
    std::vector<std::string> notify;  ///< roles or persons
    std::optional<Assignment> assignment;
    std::optional<std::string> raise;          ///< an internal event
    std::optional<Duration> next_level_after;  ///< the policy is asked again then, with level + 1
    std::string reason;
};

/// Asked when a ladder of its name reaches a level; a ladder in the pack of the same name is not used then.
class ITR_API EscalationPolicy {
  public:
    virtual ~EscalationPolicy() = default;
    [[nodiscard]] virtual std::optional<Escalation> propose(const Snapshot& snapshot, int level) const = 0;
};

/// The policies of an engine, by name. Immutable once the engine runs.
struct Policies {
    std::vector<std::pair<std::string, std::shared_ptr<const AssignmentPolicy>>> assignment;
    std::vector<std::pair<std::string, std::shared_ptr<const EscalationPolicy>>> escalation;
    std::vector<std::pair<std::string, std::shared_ptr<const RoutingPolicy>>> routing;
    std::vector<std::pair<std::string, std::shared_ptr<const TargetPolicy>>> target;
};

/// A ladder's level as data: who, again when, not during which hours.
/// The first instant ≥ `at` outside the quiet window (local to `calendar`'s zone, UTC without one).
[[nodiscard]] ITR_API Instant after_quiet(const model::LadderLevel& level, const calendar::Calendar* calendar,
                                          Instant at);

}  // namespace itr::policy
