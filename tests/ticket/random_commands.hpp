// Random commands on the desk's tickets: sensible ones, foolish ones, and jumps of time.
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "engine/desk.hpp"

namespace itr::test {

inline rc::Gen<command::Body> any_body() {
    using rc::gen::element;
    const auto text = element<std::string>("net", "", "a rather long name of a team", "问题");
    return rc::gen::oneOf(rc::gen::map(element<std::string>("dispatch", "ask", "answer", "solve", "confirm",
                                                            "refuse", "nothing"),
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
                          rc::gen::just(command::Body(command::ResumeClock{"resolve", "parts"})),
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
