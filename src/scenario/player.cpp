#include "scenario/player.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/check_view.hpp"
#include "scenario/codes.hpp"

namespace itr::scenario {
namespace {

class Player {
  public:
    Player(const Pack& pack, Backend& backend) : pack_(pack), backend_(backend) {}

    /// What is not as expected after a step.
    Sentences play(const ScriptStep& step) {
        Sentences failures;
        if (auto ok = reach(step.when); !ok) return {trouble(ok.error())};
        auto ticket = resolve(step);
        if (!ticket) return {ticket.error().message};
        std::optional<store::Version> version;
        if (step.body) {
            const Command command{tenant(), *ticket, step.actor,    *step.body,
                                  {},       {},      step.happened, step.targets};
            auto answer = backend_.execute(command, step.when);
            if (!answer) return {trouble(answer.error())};
            check_answer(step, *answer, failures);
            version = answer->version;
            if (!failures.empty()) return failures;
        }
        if (auto ok = look(step, *ticket, version, failures); !ok) failures.push_back(trouble(ok.error()));
        return failures;
    }

  private:
    static std::string trouble(const Error& error) {
        return fmt::format("expected the scenario to run, but {} [{}]", error.message, error.code.text());
    }

    /// Deadlines are met one after the other, as a host does that wakes up for each: what one sets off is in
    /// time for the next.
    Status reach(Instant when) {
        for (std::size_t n = 0; n < max_wakeups; ++n) {
            const auto due = backend_.next_due();
            if (!due) return fail(due.error());
            if (*due > when) return {};
            if (auto ok = backend_.advance(*due); !ok) return ok;
        }
        return fail(scenario_endless,
                    fmt::format("there are more than {} deadlines up to {}", max_wakeups, to_string(when)));
    }

    /// The ticket of a step: one that the scenario opened has its name as id; a child that an action opened
    /// goes by its workflow, the second one by "workflow 2".
    Result<TicketId> resolve(const ScriptStep& step) {
        if (step.body && std::holds_alternative<command::Open>(*step.body)) {
            opened_.emplace_back(step.ticket);
            return TicketId(step.ticket);
        }
        const TicketId named(step.ticket);
        if (std::ranges::find(opened_, named) != opened_.end()) return named;
        std::map<std::string, int> count;
        std::vector<TicketId> queue = opened_;
        for (std::size_t i = 0; i < queue.size() && i < max_tickets; ++i) {
            auto children = backend_.children(queue[i]);
            if (!children) return fail(children.error());
            for (TicketId& child : *children) {
                if (std::ranges::find(queue, child) != queue.end()) continue;
                auto view = backend_.view(child, step.when);
                if (!view) return fail(view.error());
                const int nth = ++count[view->workflow];
                if (child == named ||
                    step.ticket == (nth == 1 ? view->workflow : fmt::format("{} {}", view->workflow, nth)))
                    return child;
                queue.push_back(std::move(child));
            }
        }
        return fail(
            scenario_no_ticket,
            fmt::format("expected a ticket named '{}', but neither the scenario nor an action has opened one",
                        step.ticket));
    }

    static void check_answer(const ScriptStep& step, const Backend::Answer& answer, Sentences& failures) {
        const auto& wanted = step.expect.rejected;
        if (!answer.rejection) {
            if (wanted)
                failures.push_back(fmt::format("expected {} to be rejected{}, but it was accepted",
                                               step.words, wanted->empty() ? "" : " with " + *wanted));
            return;
        }
        const Rejection& rejection = *answer.rejection;
        if (!wanted)
            failures.push_back(fmt::format("expected {} to be accepted, but it was rejected: {} [{}]",
                                           step.words, rejection.message, rejection.code.text()));
        else if (!wanted->empty() && *wanted != rejection.code.text())
            failures.push_back(fmt::format("expected {} to be rejected with {}, but it was with {}: {}",
                                           step.words, *wanted, rejection.code.text(), rejection.message));
    }

    /// Checks what a ticket is and what has happened to it, and remembers up to where.
    Status look(const ScriptStep& step, const TicketId& ticket, std::optional<store::Version> version,
                Sentences& failures) {
        store::Version& seen = seen_[ticket.text()];
        if (step.expect.of_journal()) {
            const auto commits = backend_.journal(ticket, seen);
            if (!commits) return fail(commits.error());
            check_journal(step.expect, *commits, failures);
        }
        if (step.expect.of_view() || !version) {
            const auto view = backend_.view(ticket, step.when);
            if (!view) return fail(view.error());
            check_view(step.expect, *view, pack_, failures);
            version = view->version;
        }
        seen = version.value_or(seen);
        return {};
    }

    const Pack& pack_;
    Backend& backend_;
    std::vector<TicketId> opened_;
    std::map<std::string, store::Version> seen_;
};

}  // namespace

std::vector<Failure> play(const Script& script, const Pack& pack, Backend& backend) {
    Player player(pack, backend);
    for (const ScriptStep& step : script.steps) {
        std::vector<Failure> failures;
        for (std::string& sentence : player.play(step))
            failures.push_back({step.at, step.number, std::move(sentence)});
        if (!failures.empty()) return failures;
    }
    return {};
}

Diagnostics check(const Pack& pack, const model::Scenario& scenario) {
    Diagnostics diagnostics;
    static_cast<void>(read_script(Names(pack), scenario, diagnostics));
    return diagnostics;
}

Report run(const Pack& pack, const model::Scenario& scenario, Backend& backend) {
    Report report{scenario.name, scenario.at, {}, {}};
    const Script script = read_script(Names(pack), scenario, report.mistakes);
    if (report.mistakes.empty()) report.failures = play(script, pack, backend);
    return report;
}

Report run(const std::shared_ptr<const Pack>& pack, const model::Scenario& scenario, Coverage* coverage) {
    const auto backend = make_core_backend(pack, coverage);
    return run(*pack, scenario, *backend);
}

}  // namespace itr::scenario
