#include "cli/test_results.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/output.hpp"

namespace itr::cli {
namespace {

std::string place(const Location& at) { return fmt::format("{}:{}", at.file, at.line); }

std::string coverage_line(const PackResult& result) {
    const std::size_t all = result.transitions.size();
    return fmt::format("transitions taken: {} of {} ({} %)", result.taken(), all,
                       all == 0 ? 100 : result.taken() * 100 / all);
}

std::string mutation_line(const scenario::MutationReport& m) {
    std::string line = fmt::format("mutants: {}, noticed {}, not compiled {}, survived {}", m.total, m.killed,
                                   m.stillborn, m.survivors.size());
    if (!m.complete) line += " (stopped early)";
    return line;
}

/// Coverage and mutants, each line with a prefix.
void print_figures(const PackResult& result, std::string_view prefix) {
    if (result.transitions.empty() && !result.mutation) return;
    if (!result.transitions.empty()) print_line(fmt::format("{}{}", prefix, coverage_line(result)));
    for (const auto& transition : result.transitions)
        if (transition.taken == 0)
            print_line(fmt::format("{}  {} {}: not taken: {}", prefix, place(transition.at),
                                   transition.workflow, transition.text));
    if (!result.mutation) return;
    print_line(fmt::format("{}{}", prefix, mutation_line(*result.mutation)));
    for (const scenario::Mutant& mutant : result.mutation->survivors)
        print_line(fmt::format("{}  {}: survived: {}", prefix, place(mutant.at), mutant.text));
}

std::string xml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\n': out += "&#10;"; break;
            default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return out;
}

Value value_of(const scenario::MutationReport& report) {
    const auto number = [](std::size_t n) { return Value(static_cast<std::int64_t>(n)); };
    std::vector<Value> survivors;
    for (const scenario::Mutant& m : report.survivors)
        survivors.push_back(MapValue()
                                .add("mutation", Value(scenario::to_string(m.mutation)))
                                .add("text", Value(m.text))
                                .add("at", document::to_value(m.at))
                                .done());
    return MapValue()
        .add("total", number(report.total))
        .add("noticed", number(report.killed))
        .add("not_compiled", number(report.stillborn))
        .add("complete", Value(report.complete))
        .add("survivors", Value::list(std::move(survivors)))
        .done();
}

Value value_of(const PackResult& result) {
    std::vector<Value> mistakes, scenarios, transitions;
    for (const Diagnostic& d : result.mistakes) mistakes.push_back(document::to_value(d));
    for (const auto& report : result.reports) scenarios.push_back(document::to_value(report));
    for (const auto& t : result.transitions)
        transitions.push_back(MapValue()
                                  .add("workflow", Value(t.workflow))
                                  .add("text", Value(t.text))
                                  .add("at", document::to_value(t.at))
                                  .add("taken", Value(static_cast<std::int64_t>(t.taken)))
                                  .done());
    MapValue map;
    map.add("path", Value(result.path)).add("mistakes", Value::list(std::move(mistakes)));
    map.add("scenarios", Value::list(std::move(scenarios)))
        .add("transitions", Value::list(std::move(transitions)));
    if (result.mutation) map.add("mutation", value_of(*result.mutation));
    return map.done();
}

}  // namespace

std::size_t PackResult::failed() const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(reports, [](const auto& r) { return !r.passed(); }));
}

std::size_t PackResult::taken() const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(transitions, [](const auto& t) { return t.taken > 0; }));
}

std::vector<std::string> sentences(const scenario::Report& report) {
    std::vector<std::string> all;
    for (const Diagnostic& mistake : report.mistakes) all.push_back(itr::to_string(mistake));
    for (const scenario::Failure& failure : report.failures)
        all.push_back(fmt::format("{}: {}", place(failure.at), failure.message));
    return all;
}

void print_text(const std::vector<PackResult>& results) {
    for (const PackResult& result : results) {
        for (const Diagnostic& mistake : result.mistakes) print_line(painted(mistake));
        for (const scenario::Report& report : result.reports) {
            const std::string verdict =
                report.passed() ? paint(Colour::green, "pass") : paint(Colour::red, "FAIL");
            print_line(fmt::format("{}  {}", verdict, report.name));
            for (const std::string& sentence : sentences(report)) print_line("      " + sentence);
        }
        print_line(fmt::format("{}: {} of {} scenarios passed", result.path,
                               result.reports.size() - result.failed(), result.reports.size()));
        print_figures(result, "");
    }
}

void print_tap(const std::vector<PackResult>& results) {
    std::size_t total = 0, number = 0;
    for (const PackResult& result : results)
        total += result.reports.size() + (result.mistakes.empty() ? 0 : 1);
    print_line("TAP version 13");
    print_line(fmt::format("1..{}", total));
    for (const PackResult& result : results) {
        if (!result.mistakes.empty()) {
            print_line(fmt::format("not ok {} - {} is a valid pack", ++number, result.path));
            for (const Diagnostic& mistake : result.mistakes) print_line("# " + itr::to_string(mistake));
        }
        for (const scenario::Report& report : result.reports) {
            print_line(fmt::format("{} {} - {}", report.passed() ? "ok" : "not ok", ++number, report.name));
            for (const std::string& sentence : sentences(report)) print_line("# " + sentence);
        }
        print_figures(result, "# ");
    }
}

void print_junit(const std::vector<PackResult>& results) {
    print_line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    print_line("<testsuites>");
    for (const PackResult& result : results) {
        print_line(fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
                               xml(result.path), result.reports.size(), result.failed(),
                               result.mistakes.empty() ? 0 : 1));
        for (const scenario::Report& report : result.reports) {
            print(fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                              xml(result.path), xml(report.name), xml(report.at.file), report.at.line));
            if (report.passed()) {
                print_line("/>");
                continue;
            }
            const auto all = sentences(report);
            print_line(">");
            print_line(fmt::format("      <failure message=\"{}\">{}</failure>", xml(all.front()),
                                   xml(fmt::format("{}", fmt::join(all, "\n")))));
            print_line("    </testcase>");
        }
        for (const Diagnostic& mistake : result.mistakes)
            print_line(fmt::format("    <system-err>{}</system-err>", xml(itr::to_string(mistake))));
        print_line("  </testsuite>");
    }
    print_line("</testsuites>");
}

void print_json(const std::vector<PackResult>& results) {
    std::vector<Value> packs;
    for (const PackResult& result : results) packs.push_back(value_of(result));
    print_json(Value::list(std::move(packs)));
}

}  // namespace itr::cli
