#include "cli/report_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/output.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

using insight::Figures;
using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t longest_list = 20;
constexpr std::int64_t day_ms = hours(24).ms;

/// The greatest first; the same number in the order of the keys.
template <typename Key>
std::vector<std::pair<Key, std::size_t>> greatest_first(const std::map<Key, std::size_t>& counts) {
    std::vector<std::pair<Key, std::size_t>> list(counts.begin(), counts.end());
    std::ranges::stable_sort(list, std::ranges::greater(), &std::pair<Key, std::size_t>::second);
    return list;
}

void print_list(const std::string& heading, Rows rows, std::size_t head_rows = 0) {
    const std::size_t all = rows.size() - head_rows;
    if (all == 0) return;
    print_line(paint(Colour::bold, heading));
    if (all > longest_list) rows.resize(head_rows + longest_list);
    for (auto& row : rows) row.front().insert(0, "  ");
    print(table(rows));
    if (all > longest_list) print_line(fmt::format("  and {} more", all - longest_list));
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string count_in(const std::map<std::string, std::size_t>& counts, const std::string& key,
                     std::size_t whole) {
    const auto found = counts.find(key);
    return found == counts.end() ? "" : words(found->second, whole);
}

void print_lines(const Figures& f) {
    std::set<std::string> lines;
    for (const auto* counts : {&f.only, &f.touched, &f.completed_by, &f.backlog_by_line})
        for (const auto& [line, n] : *counts) lines.insert(line);
    Rows rows{{"line", "alone", "touched", "first completed", "not completed"}};
    for (const std::string& line : lines)
        rows.push_back({or_dash(line), count_in(f.only, line, f.tickets),
                        count_in(f.touched, line, f.tickets), count_in(f.completed_by, line, f.tickets),
                        count_in(f.backlog_by_line, line, f.tickets)});
    rows.push_back({"never", "", "", words(f.never_completed, f.tickets), ""});
    print_list("lines", std::move(rows), 1);
}

void print_states(const Figures& f) {
    Rows rows{{"state", "events that led to it", "time in it"}};
    std::map<std::string, std::size_t> states = f.states;
    for (const auto& [state, time] : f.time_in_state) states.try_emplace(state, 0);
    for (const auto& [state, n] : greatest_first(states)) {
        const auto time = f.time_in_state.find(state);
        rows.push_back(
            {state, std::to_string(n), time == f.time_in_state.end() ? "" : itr::to_string(time->second)});
    }
    print_list("states", std::move(rows), 1);
}

void print_moves(const Figures& f) {
    Rows rows;
    for (const auto& [move, n] : greatest_first(f.moves))
        rows.push_back({move.first + " > " + move.second, std::to_string(n)});
    print_list(fmt::format("moves: {} kinds between {} states", f.moves.size(), f.states.size()),
               std::move(rows));
}

void print_clocks(const Figures& f) {
    Rows rows{{"clock", "cycles", "met", "missed", "cancelled", "running", "paused", "breached", "mean"}};
    for (const auto& [key, c] : f.clocks) {
        const std::size_t ended = c.met + c.missed;
        const Duration mean =
            seconds(ended == 0 ? 0 : c.consumed.ms / 1000 / static_cast<std::int64_t>(ended));
        rows.push_back({key, std::to_string(c.cycles), words(c.met, ended), words(c.missed, ended),
                        std::to_string(c.cancelled), std::to_string(c.running), std::to_string(c.paused),
                        std::to_string(c.breached), ended == 0 ? "" : itr::to_string(mean)});
    }
    print_list("clocks", std::move(rows), 1);
}

void print_backlog(const Figures& f) {
    if (f.open == 0) return;
    Rows rows;
    for (const auto& [below, tickets] : f.backlog)
        rows.push_back(
            {below == insight::unbounded ? "older" : fmt::format("younger than {}d", below.ms / day_ms),
             std::to_string(tickets)});
    print_list("not completed, by age", std::move(rows));
}

void print_refusals(const Figures& f) {
    Rows rows{{"code", "event", "state", "times"}};
    for (const auto& [refusal, n] : greatest_first(f.refusals))
        rows.push_back({refusal.code, refusal.event, refusal.state, std::to_string(n)});
    print_list("refused", std::move(rows), 1);
}

void print_workflow(const std::string& workflow, const Figures& f) {
    print_line("");
    print_line(paint(Colour::bold, workflow));
    print_line(fmt::format("{}, {} not completed; {}, of a ticket {} (median), at most {}",
                           counted(f.tickets, "ticket"), f.open, counted(f.events, "event"), f.median_events,
                           f.max_events));
    print_line(fmt::format("to and fro between teams: {}, in {} tickets", counted(f.ping_pong.times, "time"),
                           words(f.ping_pong.tickets, f.tickets)));
    print_line(fmt::format("reopened: {}, in {} tickets", counted(f.reopened.times, "time"),
                           words(f.reopened.tickets, f.tickets)));
    print_lines(f);
    print_states(f);
    print_moves(f);
    print_clocks(f);
    print_backlog(f);
    print_refusals(f);
}

}  // namespace

void print_counts(const std::string& heading, const std::map<std::string, std::size_t>& counts) {
    Rows rows;
    rows.reserve(counts.size());
    for (const auto& [key, n] : greatest_first(counts)) rows.push_back({key, std::to_string(n)});
    print_list(heading, std::move(rows));
}

void print_journals(const insight::Report& report) {
    print_line(fmt::format("\njournals as of {}", words(report.as_of)));
    for (const auto& [workflow, figures] : report.workflows) print_workflow(workflow, figures);
}

}  // namespace itr::cli
