#include "cli/replay_result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/codes.hpp"
#include "cli/output.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

using event_log::Replayed;

/// A case this long has an order that a model can know: shorter ones come out right by chance.
constexpr std::size_t long_case_events = 5;

std::vector<std::pair<Replayed::Reason, Replayed::Count>> most_frequent_first(const Replayed& done) {
    std::vector<std::pair<Replayed::Reason, Replayed::Count>> reasons(done.reasons.begin(),
                                                                      done.reasons.end());
    std::ranges::stable_sort(reasons, std::ranges::greater(),
                             [](const auto& each) { return each.second.events; });
    return reasons;
}

}  // namespace

void print_replay(const ReplayResult& result) {
    const Replayed& done = result.done;
    if (!done.complete)
        print_line(paint(Colour::yellow, fmt::format("stopped after {} of {} events [{}]", done.events,
                                                     result.events_of_log, stopped.text())));
    if (done.events == 0) return print_line("the log has no events");
    print_line(fmt::format("{}, {} from {} to {}", counted(done.tickets.size(), "ticket"),
                           counted(done.events, "event"), words(done.first), words(done.last)));
    const auto share = done.with_events(long_case_events);
    print_line(fmt::format("refused: {} of {} events; {} of {} tickets, {} of {} with {} events or more",
                           words(done.refused.events, done.events), done.events,
                           words(done.refused.tickets, done.tickets.size()), done.tickets.size(),
                           words(share.refused, share.tickets), share.tickets, long_case_events));
    if (done.lost_notes > 0)
        print_line(paint(
            Colour::yellow,
            fmt::format("{} notes of refusals were refused themselves: reports miss them", done.lost_notes)));
    if (done.reasons.empty()) return;
    std::vector<std::vector<std::string>> rows{{"  refused", "event", "events", "tickets"}};
    for (const auto& [reason, count] : most_frequent_first(done))
        rows.push_back(
            {"  " + reason.code, reason.event, std::to_string(count.events), std::to_string(count.tickets)});
    print(table(rows));
}

Value to_value(const ReplayResult& result) {
    const Replayed& done = result.done;
    std::vector<Value> reasons;
    reasons.reserve(done.reasons.size());
    for (const auto& [reason, count] : most_frequent_first(done))
        reasons.push_back(MapValue()
                              .add("code", Value(reason.code))
                              .add("event", Value(reason.event))
                              .add("events", count.events)
                              .add("tickets", count.tickets)
                              .done());
    const auto share = done.with_events(long_case_events);
    const bool any = done.events > 0;
    MapValue answer;
    answer.add("ok", Value(done.complete));
    if (!done.complete) answer.add("code", Value(stopped.text()));
    return answer.add("complete", Value(done.complete))
        .add("tickets", done.tickets.size())
        .add("events", done.events)
        .add("events_of_log", result.events_of_log)
        .add("first", any ? Value(words(done.first)) : Value())
        .add("last", any ? Value(words(done.last)) : Value())
        .add("refused_tickets", done.refused.tickets)
        .add("refused_events", done.refused.events)
        .add("long_tickets", share.tickets)
        .add("refused_long_tickets", share.refused)
        .add("lost_notes", done.lost_notes)
        .add("reasons", Value::list(std::move(reasons)))
        .done();
}

}  // namespace itr::cli
