#include "cli/slack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/output.hpp"

namespace itr::cli {
namespace {

std::string steps_text(const structure::Path& path) {
    std::string text;
    for (const structure::Stage& stage : path.stages)
        text += fmt::format("{}{}{} {}", text.empty() ? "" : " > ", stage.critical ? "*" : "", stage.id,
                            stage.target);
    return text.empty() ? "(no step with a promise)" : text;
}

std::string verdict_text(const structure::Path& path) {
    if (path.kept) return paint(Colour::green, "kept");
    return paint(Colour::red, path.cut ? fmt::format("cut {}", itr::to_string(*path.cut)) : "late");
}

bool was_tried_throughout(const structure::Path& path) { return path.every_order && path.every_arrival; }

void add_paths(const structure::Promise& promise, std::vector<std::vector<std::string>>& rows) {
    for (const structure::Path& path : promise.paths)
        rows.push_back({"  " + slack_text(path.slack), verdict_text(path),
                        "from " + itr::to_string(path.arrival), steps_text(path)});
}

}  // namespace

std::vector<structure::Promise> promises_of(const Pack& pack) {
    std::vector<structure::Promise> all;
    for (const Flow& flow : pack.flows()) {
        auto promises = structure::roll_up(pack.model(), *flow.chart, *flow.plan);
        std::ranges::move(promises, std::back_inserter(all));
    }
    return all;
}

std::string slack_text(Duration slack) {
    return slack.ms < 0 ? "-" + itr::to_string(slack * -1) : "+" + itr::to_string(slack);
}

void print_promises(const std::vector<structure::Promise>& promises) {
    for (const structure::Promise& promise : promises) {
        const std::string time = promise.calendar.empty() ? "real time" : promise.calendar;
        print_line(fmt::format("{}  {} in {}{}", paint(Colour::bold, promise.agreement + "." + promise.clock),
                               promise.target, time,
                               promise.when.empty() ? "" : fmt::format(" when {}", promise.when)));
        std::vector<std::vector<std::string>> rows;
        add_paths(promise, rows);
        print(table(rows));
        if (promise.hopeless()) print_line(paint(Colour::red, "  no way keeps it"));
        if (!promise.complete) print_line("  there are more paths than were looked at");
        if (!std::ranges::all_of(promise.paths, was_tried_throughout))
            print_line(
                "  there are more arrivals, or orders of waiting steps, than were tried: a path may be "
                "worse");
        if (!promise.without.empty())
            print_line(
                fmt::format("  without a promise, counted as no time: {}", fmt::join(promise.without, ", ")));
    }
    if (promises.empty()) print_line("  no promise holds steps with promises of their own");
}

std::vector<diagram::Note> notes_of(const Flow& flow, const std::vector<structure::Promise>& promises) {
    struct Worst {
        std::string target;
        Duration slack;
        bool kept = true, critical = false;
    };
    std::map<chart::StateIndex, Worst> worst;
    for (const structure::Promise& promise : promises) {
        if (promise.workflow != flow.chart->workflow().name) continue;
        for (const structure::Path& path : promise.paths)
            for (const structure::Stage& stage : path.stages) {
                auto [at, fresh] = worst.try_emplace(
                    stage.state, Worst{stage.target, path.slack, path.kept, stage.critical});
                const bool worse =
                    std::tuple(path.kept, path.slack) < std::tuple(at->second.kept, at->second.slack);
                if (!fresh && worse) at->second = {stage.target, path.slack, path.kept, stage.critical};
            }
    }
    std::vector<diagram::Note> notes;
    notes.reserve(worst.size());
    for (const auto& [state, w] : worst)
        notes.push_back({state, fmt::format("{}, slack {}", w.target, slack_text(w.slack)),
                         w.kept ? diagram::Note::Kind::good : diagram::Note::Kind::bad});
    return notes;
}

}  // namespace itr::cli
