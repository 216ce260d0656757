// Circles of eventless transitions that are told of are those that a ticket never leaves.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <itr/validation.hpp>
#include <set>

#include "chart/run.hpp"
#include "chart/sample.hpp"

using namespace itr;
using namespace itr::test;

namespace {

[[nodiscard]] int below(int n) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, n)); }
[[nodiscard]] bool one_in(int n) { return below(n) == 0; }

/// What a chart may have that hides some of its circles.
struct Shape {
    bool acts = false, regions = false, asks_states = false;
};

constexpr int low = -1, high = 3;  ///< of x and y: all that the guards below can tell apart

class Builder {
  public:
    explicit Builder(Shape shape) : shape_(shape) {}

    /// Begins in a state where nothing moves; "to_s1" leads into "s1" from wherever the ticket is.
    model::Workflow build() {
        std::vector<model::State> all{atomic("begin")};
        for (int n = 2 + below(3); n > 0; --n) all.push_back(state(0, false));
        std::vector<std::string> events;
        for (const std::string& name : names_) events.push_back("to_" + name);
        model::Workflow made = workflow(std::move(all), events);
        made.data = {integer_field("x", 0), integer_field("y", 0)};
        for (model::State& each : made.root.states)
            if (each.name != "begin") furnish(each);
        for (const std::string& name : names_) made.root.handlers.push_back(on("to_" + name, name));
        return made;
    }

  private:
    model::State state(int depth, bool in_parallel) {
        const std::string name = fmt::format("s{}", names_.size() + 1);
        names_.push_back(name);
        if (depth < 2 && one_in(3)) {
            const bool side_by_side = shape_.regions && one_in(2);
            std::vector<model::State> inner{state(depth + 1, side_by_side), state(depth + 1, side_by_side)};
            return side_by_side ? parallel(name, std::move(inner)) : compound(name, std::move(inner));
        }
        return !in_parallel && one_in(6) ? final_state(name) : atomic(name);
    }

    void furnish(model::State& s) {
        if (s.kind != model::StateKind::final) {
            std::vector<model::Transition> ways;
            for (int n = below(4); n > 0; --n) ways.push_back(way());
            if (!ways.empty()) s.handlers.push_back(always(std::move(ways)));
            if (shape_.acts && one_in(5)) s.entry = {action()};
            if (shape_.acts && one_in(5)) s.exit = {action()};
        }
        for (model::State& child : s.states) furnish(child);
    }

    model::Transition way() {
        const std::string target = names_[static_cast<std::size_t>(below(static_cast<int>(names_.size())))];
        model::Transition made = one_in(8) ? to({}) : to({target});
        if (!one_in(6)) made.when = source(guard());
        made.internal = one_in(4);
        if (shape_.acts && one_in(4)) made.actions = {action()};
        return made;
    }

    std::string guard() {
        const std::string name = one_in(2) ? "ticket.x" : "ticket.y";
        switch (below(shape_.asks_states ? 8 : 7)) {
            case 0: return fmt::format("{} == {}", name, below(3));
            case 1: return fmt::format("{} != {}", name, below(3));
            case 2: return fmt::format("{} < {}", name, below(3));
            case 3: return fmt::format("ticket.x > {} && ticket.y <= {}", below(3), below(3));
            case 4: return fmt::format("!({} > {}) || ticket.x == ticket.y", name, below(3));
            case 5: return fmt::format("1 / {} == 1", name);  // cannot always be evaluated
            case 6: return "false";
            default: return "inState('s2')";
        }
    }

    model::Action action() { return one_in(3) ? set("x", "0") : set("y", "ticket.y + 1"); }

    Shape shape_;
    std::vector<std::string> names_;
};

/// The atomic states of a ticket that is in one of them: elsewhere it is where it would begin.
std::vector<chart::StateIndex> place_with(const chart::Chart& chart, chart::StateIndex leaf) {
    const auto states = chart.states();
    std::set<chart::StateIndex> leaves{leaf};
    const auto add_defaults = [&](const auto& self, chart::StateIndex s) -> void {
        if (states[s].children.empty())
            leaves.insert(s);
        else if (states[s].kind == model::StateKind::parallel)
            for (const chart::StateIndex region : states[s].children) self(self, region);
        else
            self(self, states[s].children.front());
    };
    for (chart::StateIndex s = leaf; states[s].parent != chart::none; s = states[s].parent) {
        if (states[states[s].parent].kind != model::StateKind::parallel) continue;
        for (const chart::StateIndex region : states[states[s].parent].children)
            if (region != s) add_defaults(add_defaults, region);
    }
    return {leaves.begin(), leaves.end()};
}

/// Whether a ticket with these values that is there never comes to rest.
bool goes_on(const std::shared_ptr<const chart::Chart>& chart, int x, int y, chart::StateIndex leaf) {
    return !Run(chart).settle_in(place_with(*chart, leaf), {Value(x), Value(y)});
}

bool goes_on_somewhere(const std::shared_ptr<const chart::Chart>& chart) {
    for (chart::StateIndex s = 0; s < chart->states().size(); ++s)
        for (int x = low; x <= high; ++x)
            for (int y = low; y <= high; ++y)
                if (chart->states()[s].children.empty() && goes_on(chart, x, y, s)) return true;
    return false;
}

/// The first of the places that a message names; of a parallel state, one within it.
chart::StateIndex place_told(const chart::Chart& chart, const std::string& message) {
    const std::string places = message.substr(message.rfind(": ") + 2);
    chart::StateIndex s = chart.state(places.substr(0, places.find(',')));
    while (!chart.states()[s].children.empty()) s = chart.states()[s].children.front();
    return s;
}

/// What a message says of a field, 0 where nothing.
int told_of(const std::string& message, const std::string& field) {
    const std::size_t at = message.find(field + " = ");
    return at == std::string::npos ? 0 : std::stoi(message.substr(at + field.size() + 3));
}

std::string described(const model::State& s) {
    std::string text = fmt::format("{} kind {} {{", s.name, static_cast<int>(s.kind));
    for (const model::Handler& handler : s.handlers)
        for (const model::Transition& each : handler.transitions)
            if (handler.event.text.empty())
                text += fmt::format(" [{}]{}{} -> {};", each.when ? each.when->text : "",
                                    each.internal ? " internal" : "", each.actions.empty() ? "" : " acts",
                                    each.to.empty() ? "" : each.to.front().text);
    if (!s.entry.empty() || !s.exit.empty()) text += " acts;";
    for (const model::State& child : s.states) text += " " + described(child);
    return text + "}";
}

struct Statistics {
    int charts = 0, always = 0, with_values = 0, silent = 0;
};

model::Pack pack_of(Builder builder) {
    model::Pack pack;
    pack.name = "p";
    pack.workflows.push_back(builder.build());
    RC_LOG() << described(pack.workflows.front().root) << "\n";
    return pack;
}

Diagnostics circles_told_of(const model::Pack& pack) {
    Diagnostics found = validation::validate(pack, nullptr);
    std::erase_if(found, [](const auto& each) { return each.code.text() != "validation.endless_loop"; });
    for (const Diagnostic& each : found) RC_LOG() << to_string(each) << "\n";
    return found;
}

void check_what_is_told(Statistics& seen) {
    const model::Pack pack =
        pack_of(Builder({.acts = one_in(2), .regions = one_in(3), .asks_states = one_in(3)}));
    const auto chart = lowered(pack.workflows.front());
    const Diagnostics told = circles_told_of(pack);
    for (const Diagnostic& each : told) {
        ++(each.severity == Severity::error ? seen.always : seen.with_values);
        RC_ASSERT(goes_on(chart, told_of(each.message, "ticket.x"), told_of(each.message, "ticket.y"),
                          place_told(*chart, each.message)));
    }
    ++seen.charts;
    seen.silent += told.empty() && goes_on_somewhere(chart);
}

}  // namespace

TEST_CASE("a chart that is said to go round for ever does so with the values that are told") {
    Statistics seen;
    CHECK(rc::check([&] { check_what_is_told(seen); }));
    MESSAGE(fmt::format("{} charts: {} circles for every ticket, {} with values, {} not told of", seen.charts,
                        seen.always, seen.with_values, seen.silent));
    CHECK(seen.always > 0);
    CHECK(seen.with_values > seen.charts / 2);
}

TEST_CASE("where nothing is done on the way and no state is asked for, every endless circle is told of") {
    CHECK(rc::check([] {
        const model::Pack pack = pack_of(Builder(Shape{}));
        RC_ASSERT(circles_told_of(pack).empty() != goes_on_somewhere(lowered(pack.workflows.front())));
    }));
}
