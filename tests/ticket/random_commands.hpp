// Random commands on the desk's tickets: sensible ones, foolish ones, and jumps of time.
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "engine/desk.hpp"

namespace itr::test {

/// What a person may do to the promise of the desk's clocks: with a reason, and once without.
inline rc::Gen<command::Body> any_change_of_a_promise() {
    return rc::gen::map(
        rc::gen::tuple(rc::gen::inRange(0, 5), rc::gen::element<std::string>("respond", "resolve"),
                       rc::gen::element<std::string>("agreed", "agreed", "agreed", ""),
                       rc::gen::element(seconds(1), minutes(20), hours(3), hours(50)),
                       rc::gen::element(at("2026-03-02T01:20:00Z"), at("2026-03-04T02:00:00Z"),
                                        at("2026-03-28T17:00:00Z"))),
        [](const auto& drawn) -> command::Body {
            const auto& [which, clock, reason, length, due] = drawn;
            switch (which) {
                case 0: return command::ExtendClock{clock, length, reason};
                case 1: return command::PinClock{clock, due, reason};
                case 2: return command::PromiseClock{clock, length, reason};
                case 3: return command::WaiveClock{clock, reason};
                default: return command::CancelClock{clock, reason};
            }
        });
}

inline rc::Gen<command::Body> any_body() {
    using rc::gen::element;
    const auto text = element<std::string>("net", "", "a rather long name of a team", "问题");
    return rc::gen::oneOf(
        rc::gen::map(
            element<std::string>("dispatch", "ask", "answer", "solve", "confirm", "refuse", "nothing"),
            [](std::string event) -> command::Body {
                Data data;
                if (event == "dispatch") data = {{"team", Value("net")}};
                if (event == "solve") data = {{"cause", Value("dns")}};
                return command::Send{event, data};
            }),
        rc::gen::map(element<std::string>("dispatch", "ask", "answer", "solve", "confirm"),
                     [](std::string event) -> command::Body {
                         Data data;
                         if (event == "dispatch") data = {{"team", Value("field")}};
                         if (event == "solve") data = {{"cause", Value("")}};
                         return command::Send{event, data};
                     }),
        rc::gen::map(element<std::string>("high", "low", "none"),
                     [](std::string impact) -> command::Body {
                         return command::Set{{{"impact", Value(impact)}}};
                     }),
        rc::gen::map(text,
                     [](std::string s) -> command::Body {
                         return command::Set{{{"customer", Value(s)}, {"cause", Value(s)}}};
                     }),
        rc::gen::map(text,
                     [](std::string s) -> command::Body {
                         return command::Assign{s, std::nullopt, s, "because"};
                     }),
        rc::gen::map(text,
                     [](std::string s) -> command::Body {
                         return command::Comment{s, s.empty()};
                     }),
        rc::gen::just(command::Body(command::Link{"T-2", "caused_by"})),
        rc::gen::just(command::Body(command::Attach{"log", "file:///log", "", 12, false})),
        rc::gen::just(command::Body(command::PauseClock{"resolve", "parts"})),
        rc::gen::just(command::Body(command::ResumeClock{"resolve", "parts"})), any_change_of_a_promise(),
        rc::gen::just(command::Body(command::Acknowledge{"management"})),
        rc::gen::just(command::Body(command::Erase{{"data.customer"}, "asked"})),
        rc::gen::just(command::Body(command::Wake{})));
}

struct TimedCommand {
    Command command;
    Instant at;
};

/// An opening, then commands at instants that mostly advance and sometimes run backwards.
inline std::vector<TimedCommand> any_commands() {
    const auto count = *rc::gen::inRange(1, 25);
    std::vector<TimedCommand> commands;
    Instant now = *rc::gen::element(Instant{1'772'413'200'000}, Instant{1'772'800'000'000});
    commands.push_back({command_of(agent, open_request(*rc::gen::element<std::string>("high", "low"))), now});
    for (int i = 0; i < count; ++i) {
        now = now + milliseconds(*rc::gen::element<std::int64_t>(0, 1, 60'000, 900'000, 3'600'000, 86'400'000,
                                                                 -5'000, 400'000'000));
        Command command = command_of(*rc::gen::element(agent, host, customer), *any_body());
        if (*rc::gen::inRange(0, 4) == 0)
            command.idempotency_key = *rc::gen::element<std::string>("k1", "k2", "k3");
        if (*rc::gen::inRange(0, 6) == 0) command.happened_at = now - minutes(5);
        commands.push_back({std::move(command), now});
    }
    return commands;
}

}  // namespace itr::test
