#include <algorithm>

#include "structure/cases.hpp"
#include "validation/report.hpp"

namespace itr::validation {
namespace {

using chart::Chart;
using chart::Transition;
using structure::Term;

/// Of no ticket: what asks for nothing needs none.
class NoFrame final : public expression::Frame {
  public:
    [[nodiscard]] const Value& slot(std::uint32_t) const noexcept override { return nothing_; }
    [[nodiscard]] Value call(std::uint32_t, std::uint32_t) const override { return {}; }

  private:
    Value nothing_;
};

/// Why it fails whatever the ticket.
std::optional<std::string> failure_of(const expression::Expression& guard) {
    if (guard.constant() || !guard.slots().empty() || !guard.calls().empty()) return std::nullopt;
    const auto value = guard.evaluate(NoFrame());
    // Which zones there are is not known here.
    if (value || value.error().code.text() == "expression.unknown_zone") return std::nullopt;
    return value.error().message;
}

class Transitions {
  public:
    Transitions(const model::Pack& pack, const Chart& chart, Report& report)
        : pack_(pack), chart_(chart), report_(report), cases_(structure::ranges_of(chart.guard_scope())) {}

    void check() {
        for (const chart::State& state : chart_.states()) {
            const auto all = chart_.transitions().subspan(state.transitions.begin,
                                                          state.transitions.end - state.transitions.begin);
            guards_.clear();
            for (const Transition& transition : all)
                guards_.push_back(transition.guard ? structure::term_of(transition.guard->source()) : Term());
            for (std::size_t i = 0; i < all.size(); ++i) {
                check_guard(all[i], guards_[i]);
                check_shadowed(all, i);
            }
        }
        for (const model::EventType& event : chart_.workflow().events) {
            check_handled(event);
            check_sent(event);
        }
    }

  private:
    void check_guard(const Transition& t, const Term& guard) {
        if (!t.guard) return;
        if (const auto failure = failure_of(*t.guard))
            report_.warn(never_true, t.at,
                         fmt::format("the condition '{}' never holds: {}", t.guard->source(), *failure));
        if (t.guard->constant() == Value(false) || cases_.exclude(guard, guard))
            report_.warn(never_true, t.at, fmt::format("the condition '{}' never holds", t.guard->source()));
    }

    void check_shadowed(std::span<const Transition> all, std::size_t late) {
        for (std::size_t i = 0; i < late; ++i) {
            if (!shadows(all, i, late)) continue;
            report_.warn(shadowed_transition, all[late].at,
                         fmt::format("this transition is never taken: the one in line {} always comes first",
                                     all[i].at.line),
                         all[late].guard && !holds(all[i]) ? "put the narrower one first"
                                                           : "put the conditional ones first");
            return;
        }
    }

    [[nodiscard]] bool covers(const Transition& a, std::string_view event) const {
        if (a.eventless) return false;
        if (!a.prefix.empty()) return event == a.prefix || event.starts_with(a.prefix + ".");
        if (a.any) return true;
        return a.event != chart::none && chart_.events()[a.event].name == event;
    }

    static bool holds(const Transition& t) {
        return t.guard ? t.guard->constant() == Value(true) : !t.guard_unknown;
    }

    /// Whether the one, which stands before the other in the same state, is taken whenever that could be.
    [[nodiscard]] bool shadows(std::span<const Transition> all, std::size_t one, std::size_t other) {
        const Transition& a = all[one];
        const Transition& b = all[other];
        const bool follows = a.guard && b.guard && cases_.imply(guards_[other], guards_[one]);
        if ((!holds(a) && !follows) || (!a.roles.empty() && a.roles != b.roles)) return false;
        if (a.eventless || b.eventless) return a.eventless && b.eventless;
        const bool takes_all = a.any && a.prefix.empty();
        if (!b.prefix.empty()) return takes_all || (!a.prefix.empty() && covers(a, b.prefix));
        if (b.any) return takes_all;
        return b.event != chart::none && covers(a, chart_.events()[b.event].name);
    }

    void check_handled(const model::EventType& event) {
        for (const Transition& t : chart_.transitions())
            if (t.event_unknown || covers(t, event.name)) return;
        for (const model::Agreement& agreement : pack_.agreements)
            for (const model::ClockDefinition& clock : agreement.clocks)
                if (mentions(clock, event.name)) return;
        report_.warn(unhandled_event, event.at,
                     fmt::format("no state and no clock takes the event '{}'", event.name),
                     "remove it, or add it to the 'on' of a state");
    }

    static bool mentions(const model::ClockDefinition& clock, const std::string& event) {
        const auto in = [&](const std::optional<model::Source>& source) {
            return source && (source->text.find("'" + event + "'") != std::string::npos ||
                              source->text.find("\"" + event + "\"") != std::string::npos);
        };
        const auto in_pause = [&](const model::PauseReason& pause) { return in(pause.when); };
        return in(clock.start) || in(clock.stop) || in(clock.resume) || in(clock.cancel) || in(clock.reset) ||
               std::ranges::any_of(clock.pauses, in_pause);
    }

    /// An event without roles comes from the engine or the host. Without an `ask` nothing tells the host to
    /// send it.
    void check_sent(const model::EventType& event) {
        if (!event.roles.empty() || event.any_role) return;
        bool sent = false;
        const auto look = [&](const model::Action& action) {
            const bool by_policy = action.kind == model::Action::Kind::raise && action.event.text.empty();
            sent = sent || by_policy || action.kind == model::Action::Kind::ask ||
                   action.event.text == event.name;
        };
        // Of tickets of other workflows only signals that name it come here: the host answers whoever asked.
        const auto look_for_name = [&](const model::Action& action) {
            sent = sent || action.event.text == event.name;
        };
        for (const model::Workflow& workflow : pack_.workflows) {
            if (workflow.name == chart_.workflow().name)
                each_action(workflow.root, look);
            else
                each_action(workflow.root, look_for_name);
        }
        for (const model::Agreement& agreement : pack_.agreements) {
            if (speaks_of(agreement, chart_.workflow().name))
                each_action(agreement, look);
            else
                each_action(agreement, look_for_name);
        }
        for (const model::Ladder& ladder : pack_.ladders) each_action(ladder, look);
        if (!sent)
            report_.warn(nobody_sends, event.at,
                         fmt::format("nobody may send the event '{}', and nothing raises it", event.name),
                         "add 'role: …', or 'role: system' if the host sends it by itself");
    }

    const model::Pack& pack_;
    const Chart& chart_;
    Report& report_;
    std::vector<Term> guards_;  ///< of the transitions of one state
    structure::Cases cases_;
};

}  // namespace

void check_transitions(const model::Pack& pack, const Chart& chart, Report& report) {
    Transitions(pack, chart, report).check();
}

}  // namespace itr::validation
