// The fast algorithm and the literal one agree, step for step.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <cstdlib>

#include "chart/random_workflow.hpp"
#include "chart/run.hpp"
#include "chart/scxml_oracle.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// The workflow as text, for the report of a failure.
void describe(const model::State& s, int depth, std::string& out) {
    constexpr const char* kinds[] = {"atomic", "compound", "parallel", "final", "shallow", "deep"};
    const auto words = [](const std::vector<model::Word>& list) {
        std::string text;
        for (const auto& word : list) text += " " + word.text;
        return text;
    };
    const auto actions = [](const std::vector<model::Action>& list) {
        std::string text;
        for (const auto& a : list)
            text += " /" + a.event.text + a.name.text +
                    (a.with.empty() ? "" : a.with.front().first.text + "=" + a.with.front().second.text);
        return text;
    };
    const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    out += fmt::format("{}{} {}{}{}{}\n", indent, kinds[static_cast<int>(s.kind)], s.name,
                       s.initial ? " initial" + words(s.initial->to) + actions(s.initial->actions) : "",
                       s.entry.empty() ? "" : " entry" + actions(s.entry),
                       s.exit.empty() ? "" : " exit" + actions(s.exit));
    for (const auto& h : s.handlers) {
        for (const auto& t : h.transitions) {
            out +=
                fmt::format("{}  on '{}' [{}] ->{}{}{}\n", indent, h.event.text, t.when ? t.when->text : "",
                            words(t.to), t.internal ? " internal" : "", actions(t.actions));
        }
    }
    for (const auto& child : s.states) describe(child, depth + 1, out);
}

/// The oracle with the surroundings that Run gives the chart.
struct Literal {
    explicit Literal(const model::Workflow& workflow)
        : interpreter(workflow, {[this](const std::string& guard) { return holds(guard); },
                                 [this](const model::Action& action) { execute(action); },
                                 [this](const std::string& line) { log.push_back(line); }}) {}

    /// The few guards that random_workflow writes.
    bool holds(const std::string& guard) {
        const std::string less = "ticket.x < ";
        const std::string in = "inState('";
        if (guard.starts_with(less)) return x < std::stoi(guard.substr(less.size()));
        if (guard.starts_with(in))
            return interpreter.in(guard.substr(in.size(), guard.size() - in.size() - 2));
        if (guard.starts_with("!" + in)) return !holds(guard.substr(1));
        interpreter.raise("error.execution");
        return false;
    }
    void execute(const model::Action& action) {
        switch (action.kind) {
            case model::Action::Kind::raise:
                log.push_back("raise " + action.event.text);
                interpreter.raise(action.event.text);
                break;
            case model::Action::Kind::set:
                log.push_back("set x");
                ++x;
                break;
            default: log.push_back("do " + action.name.text); break;
        }
    }

    int x = 0;
    std::vector<std::string> log;
    oracle::Interpreter interpreter;
};

struct Statistics {
    int charts = 0, events = 0, taken = 0, endless = 0, done = 0, histories = 0;
};

/// True while both go on.
bool agree(bool endless, const Run& run, const Literal& literal) {
    RC_ASSERT(endless == literal.interpreter.endless());
    if (endless) return false;
    RC_ASSERT(run.log == literal.log);
    RC_ASSERT(run.active() == literal.interpreter.atomic_states());
    RC_ASSERT(run.configuration().done != literal.interpreter.running());
    RC_ASSERT(run.data("x").as_int() == literal.x);
    return !run.configuration().done;
}

void compare(Statistics& seen) {
    const model::Workflow workflow = random_workflow();
    std::string text;
    describe(workflow.root, 0, text);
    Diagnostics diagnostics;
    auto chart = chart::Chart::lower(workflow, {}, diagnostics);
    if (!chart) RC_LOG() << to_string(diagnostics.front()) << "\n";
    RC_LOG() << text;
    RC_ASSERT(chart != nullptr);

    Run run(chart);
    Literal literal(workflow);
    literal.interpreter.start();
    const bool started = run.start().has_value();
    ++seen.charts;
    bool goes_on = agree(!started, run, literal);
    for (int n = 0; goes_on && n < 12; ++n) {
        const std::string event = *rc::gen::elementOf(random_events());
        RC_LOG() << "send " << event << "\n";
        literal.interpreter.process(event);
        auto result = run.send(event);
        bool endless = !result;
        // What a refused event leaves in the queue SCXML works off; a ticket's host may.
        if (result && *result != chart::Taken::yes) endless = !run.settle();
        ++seen.events;
        seen.taken += result && *result == chart::Taken::yes;
        seen.endless += endless;
        goes_on = agree(endless, run, literal);
    }
    seen.done += run.configuration().done;
    seen.histories += !run.configuration().history.empty();
}

}  // namespace

TEST_CASE("random charts under random events run as the recommendation's own algorithm does") {
    Statistics seen;
    CHECK(rc::check([&] { compare(seen); }));
    MESSAGE(fmt::format("{} charts, {} events, {} taken, {} endless, {} done, {} with history", seen.charts,
                        seen.events, seen.taken, seen.endless, seen.done, seen.histories));
    // A generator that makes only trivial charts would prove nothing.
    CHECK(seen.taken > seen.charts / 4);
    CHECK(seen.histories > 0);
    CHECK(seen.done > 0);
}
