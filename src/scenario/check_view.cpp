#include "scenario/check_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/map_reader.hpp"
#include "scenario/match.hpp"

namespace itr::scenario {
namespace {

std::string when(Instant at) { return at == never ? std::string("never") : to_string(at); }

std::string quoted_list(const std::vector<std::string>& all) {
    if (all.empty()) return "none";
    return fmt::format("'{}'", fmt::join(all, "', '"));
}

/// A state is active if it is one of the active atomic states or holds one of them.
bool is_active(const TicketView& view, std::string_view id) {
    return std::ranges::any_of(view.states, [&](const std::string& active) {
        return active == id ||
               (active.starts_with(id) && active.size() > id.size() && active[id.size()] == '.');
    });
}

std::string full_id(const Pack& pack, const TicketView& view, const std::string& state) {
    const Flow* flow = pack.flow(view.workflow);
    const auto index = flow == nullptr ? chart::none : flow->chart->state(state);
    return index == chart::none ? state : flow->chart->states()[index].id;
}

void check_states(const Expectations& expect, const TicketView& view, const Pack& pack, Sentences& failures) {
    for (const std::string& state : expect.states)
        if (!is_active(view, full_id(pack, view, state)))
            failures.push_back(fmt::format("expected state '{}' to be active, but active is {}", state,
                                           quoted_list(view.states)));
    for (const std::string& state : expect.absent_states)
        if (is_active(view, full_id(pack, view, state)))
            failures.push_back(fmt::format("expected state '{}' not to be active, but active is {}", state,
                                           quoted_list(view.states)));
}

void check_data(const Expectations& expect, const TicketView& view, Sentences& failures) {
    for (const auto& [name, wanted] : expect.data) {
        const auto at = std::ranges::find(view.data, name, &Data::value_type::first);
        const Value found = at == view.data.end() ? Value() : at->second;
        if (!matches(wanted, found))
            failures.push_back(
                fmt::format("expected '{}' to be {}, but it is {}", name, show(wanted), show(found)));
    }
}

/// The latest cycle of the clock, by name or key.
const ClockView* find_clock(const TicketView& view, std::string_view name) {
    const ClockView* found = nullptr;
    for (const ClockView& clock : view.clocks)
        if ((clock.name == name || clock.key == name) && (found == nullptr || clock.cycle >= found->cycle))
            found = &clock;
    return found;
}

/// Compares one property of a clock.
class ClockCheck {
  public:
    ClockCheck(std::string_view clock, Sentences& failures) : clock_(clock), failures_(failures) {}

    void equal(std::string_view property, std::string_view wanted, std::string_view found) const {
        if (wanted != found)
            failures_.push_back(fmt::format("expected {} of clock '{}' to be {}, but it is {}", property,
                                            clock_, wanted, found));
    }
    void equal(std::string_view property, Duration wanted, std::optional<Duration> found) const {
        equal(property, to_string(wanted), found ? to_string(*found) : "unlimited");
    }
    void equal(std::string_view property, bool wanted, bool found) const {
        if (wanted == found) return;
        failures_.push_back(
            wanted ? fmt::format("expected clock '{}' to be {}, but it is not", clock_, property)
                   : fmt::format("expected clock '{}' not to be {}, but it is", clock_, property));
    }

  private:
    std::string_view clock_;
    Sentences& failures_;
};

void check_clock(const ClockExpectation& wanted, const TicketView& view, Sentences& failures) {
    const ClockView* clock = find_clock(view, wanted.clock);
    if (clock == nullptr) {
        if (wanted.phase != "idle")
            failures.push_back(
                fmt::format("expected clock '{}' to have been started, but it has not", wanted.clock));
        return;
    }
    const ClockCheck check(wanted.clock, failures);
    if (wanted.phase) check.equal("the state", *wanted.phase, clock::to_string(clock->phase));
    if (wanted.elapsed) check.equal("the elapsed time", *wanted.elapsed, clock->elapsed);
    if (wanted.remaining) check.equal("the remaining time", *wanted.remaining, clock->remaining);
    if (wanted.due) check.equal("the due instant", when(*wanted.due), when(clock->due));
    if (wanted.breached) check.equal("breached", *wanted.breached, clock->breached);
    if (wanted.waived) check.equal("waived", *wanted.waived, clock->waived);
    if (wanted.paused) check.equal("paused", *wanted.paused, clock->phase == clock::Phase::paused);
    if (wanted.pause_reason)
        check.equal("the reason of the pause", *wanted.pause_reason, clock->pause_reason);
}

void check_breached(const std::vector<std::string>& wanted, const TicketView& view, Sentences& failures) {
    const auto is_named = [](const ClockView& clock, const std::string& name) {
        return clock.name == name || clock.key == name;
    };
    std::vector<std::string> found;
    bool exact = true;
    for (const ClockView& clock : view.clocks) {
        if (!clock.breached) continue;
        found.push_back(clock.name);
        exact &= std::ranges::any_of(wanted, [&](const std::string& name) { return is_named(clock, name); });
    }
    for (const std::string& name : wanted)
        exact &= std::ranges::any_of(view.clocks,
                                     [&](const ClockView& c) { return c.breached && is_named(c, name); });
    if (!exact)
        failures.push_back(
            fmt::format("expected exactly these clocks to be breached: {}, but breached are: {}",
                        quoted_list(wanted), quoted_list(found)));
}

void check_text(std::string_view what, const std::optional<std::string>& wanted, const std::string& found,
                Sentences& failures) {
    if (!wanted || *wanted == found) return;
    const auto words = [](const std::string& text) {
        return text.empty() ? std::string("nobody") : fmt::format("'{}'", text);
    };
    failures.push_back(
        fmt::format("expected the {} to be {}, but it is {}", what, words(*wanted), words(found)));
}

}  // namespace

void check_view(const Expectations& expect, const TicketView& view, const Pack& pack, Sentences& failures) {
    check_states(expect, view, pack, failures);
    check_data(expect, view, failures);
    for (const ClockExpectation& clock : expect.clocks) check_clock(clock, view, failures);
    if (expect.breached) check_breached(*expect.breached, view, failures);
    check_text("owner", expect.owner, view.owner, failures);
    check_text("team", expect.team, view.team, failures);
    check_text("line", expect.line, view.line, failures);
    if (expect.open && *expect.open != view.open)
        failures.push_back(fmt::format("expected the ticket to be {}, but it is {}",
                                       *expect.open ? "open" : "closed", view.open ? "open" : "closed"));
    if (expect.next_due && *expect.next_due != view.next_due)
        failures.push_back(fmt::format("expected the ticket to be due next at {}, but it is at {}",
                                       when(*expect.next_due), when(view.next_due)));
}

}  // namespace itr::scenario
