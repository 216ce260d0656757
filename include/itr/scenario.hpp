// Scenarios: how a pack is tested. A scenario is a sentence and the steps that make it true; it runs on the
// bare core, or through any Backend, with the same outcome. docs/pack-format.md ("scenario") describes the
// YAML.
#pragma once

#include <cstdint>
#include <functional>
#include <itr/command.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/model.hpp>
#include <itr/pack.hpp>
#include <itr/result.hpp>
#include <itr/ticket.hpp>
#include <itr/view.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace itr::scenario {

inline constexpr std::size_t max_steps = 10'000;     ///< of one scenario
inline constexpr std::size_t max_wakeups = 100'000;  ///< deadlines worked off before one step
inline constexpr std::size_t max_signals = 1'000;    ///< between tickets, set off by one command
inline constexpr std::size_t max_tickets = 10'000;   ///< of one scenario, children included

/// Where a scenario's tickets live. Signals and child tickets (effects `signal` and `open`) are carried out
/// by the backend before the call that caused them returns. All commands are of the tenant `tenant()`.
class ITR_API Backend {
  public:
    virtual ~Backend() = default;

    struct Answer {
        store::Version version = 0;  ///< of the ticket after it
        std::optional<Rejection> rejection;
    };
    [[nodiscard]] virtual Result<Answer> execute(const Command& command, Instant now) = 0;
    /// When advance() has something to do next; never.
    [[nodiscard]] virtual Result<Instant> next_due() = 0;
    /// Works off every deadline up to `now`.
    [[nodiscard]] virtual Status advance(Instant now) = 0;
    /// As `system` sees it. Fails with `ticket.unknown`.
    [[nodiscard]] virtual Result<TicketView> view(const TicketId& ticket, Instant now) = 0;
    /// The commits after `after` as their journal text says them, oldest first.
    [[nodiscard]] virtual Result<std::vector<Value>> journal(const TicketId& ticket,
                                                             store::Version after) = 0;
    /// Tickets opened as its children, in the order of their opening.
    [[nodiscard]] virtual Result<std::vector<TicketId>> children(const TicketId& ticket) = 0;
};

[[nodiscard]] ITR_API const TenantId& tenant();

/// How often each transition was taken, by flow and by the chart's transition index.
struct Coverage {
    std::vector<std::vector<std::uint32_t>> taken;

    ITR_API void add(const Coverage& other);
};

/// A transition of a pack, for reports.
struct CoveredTransition {
    std::string workflow;
    std::string text;  ///< "accept.authorizing: on refused to rejected"
    Location at;
    std::uint32_t taken = 0;
};
/// Those of all workflows, in the order of the pack's flows, then in document order.
[[nodiscard]] ITR_API std::vector<CoveredTransition> covered_transitions(const Pack& pack,
                                                                         const Coverage& coverage);

/// Tickets in a vector, decided and evolved by the core alone: no engine, no store. Deterministic.
[[nodiscard]] ITR_API std::unique_ptr<Backend> make_core_backend(std::shared_ptr<const Pack> pack,
                                                                 Coverage* coverage = nullptr);

/// An expectation that was not met, or a command that was refused unexpectedly: "expected X, but Y".
struct Failure {
    Location at;
    std::size_t step = 0;  ///< from 1; 0: the start
    std::string message;
};

struct Report {
    std::string name;
    Location at;
    Diagnostics mistakes;           ///< in the scenario itself: then nothing was run
    std::vector<Failure> failures;  ///< of the first step that failed; nothing after it was run
    [[nodiscard]] bool passed() const noexcept { return mistakes.empty() && failures.empty(); }
};

/// Reads and runs a scenario.
[[nodiscard]] ITR_API Report run(const Pack& pack, const model::Scenario& scenario, Backend& backend);
/// On the bare core. Transitions that it takes are added to `coverage`.
[[nodiscard]] ITR_API Report run(const std::shared_ptr<const Pack>& pack, const model::Scenario& scenario,
                                 Coverage* coverage = nullptr);

/// All mistakes in a scenario that show without running it: unknown keys and names, times that go back …
[[nodiscard]] ITR_API Diagnostics check(const Pack& pack, const model::Scenario& scenario);

// ---- mutation: are the scenarios good enough?

enum class Mutation : std::uint8_t {
    remove_transition,
    negate_guard,  ///< of a transition, an action, a goal, or what an agreement applies to
    shift_target,  ///< of a goal, `after:`, `ola:`, a delayed `send`, a reopened clock
    remove_condition,
    negate_condition,  ///< of a clock: start, pause, resume, stop, cancel, reset, silent
    remove_threshold,
    shift_threshold,  ///< and the period of one that is repeated
    remove_row,
    negate_entry,   ///< of a decision table
    widen_senders,  ///< anybody may send an event, or cause a transition
};
[[nodiscard]] ITR_API std::string_view to_string(Mutation mutation) noexcept;

/// A pack with one thing changed.
struct Mutant {
    Mutation mutation{};
    std::string text;  ///< what was changed, where, and how
    Location at;
};

struct MutationReport {
    std::size_t total = 0;
    std::size_t killed = 0;     ///< some scenario failed
    std::size_t stillborn = 0;  ///< the pack no longer compiled
    std::vector<Mutant>
        survivors;  ///< by workflow, in document order, then by agreement, table, ladder: no scenario noticed
    bool complete = true;  ///< false if `progress` stopped it
};

struct MutationOptions {
    /// Called before each mutant; false stops. May be empty.
    std::function<bool(std::size_t done, std::size_t total)> progress;
};

/// Changes the pack in each way of `Mutation`, in every place where there is one, one at a time, and runs the
/// scenarios of the pack on each such mutant. A target is shifted by one second or by the least step it can
/// be written in (a minute of `by 16:00`, a working day, a thousandth of a share), a threshold likewise. A
/// mutant survives if all scenarios pass. Scenarios must pass on the pack itself.
[[nodiscard]] ITR_API MutationReport mutate(const model::Pack& pack,
                                            const std::shared_ptr<const calendar::ZoneDatabase>& zones,
                                            const MutationOptions& options = {});

}  // namespace itr::scenario
