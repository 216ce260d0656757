// A desk whose tickets ask things of each other, and the engines that work on it.
#pragma once

#include <fmt/format.h>

#include "engine/desk.hpp"

namespace itr::test {

inline constexpr std::string_view signal_monday = "2026-03-02T09:00:00Z";
inline const Instant signal_nine = at(signal_monday);

inline constexpr const char* asking_yaml = R"yaml(
pack: asking
version: 1.0.0
---
workflow: asker
events:
  ask: {role: agent, data: {question: {type: string}}}
  tell: {role: agent}
  remind: {role: agent}
  first: {role: agent}
  second: {role: agent}
  both: {role: agent}
  inform: {role: agent}
data: {customer: {type: string, personal: true}}
initial: open
states:
  open:
    on:
      ask: {do: [{open: {workflow: task, with: {question: "event.question"}}}]}
      tell: {do: [{signal: {to: linked, event: told}}, {notify: lead}]}
      remind: {do: [{notify: lead}]}
      first: {do: [{signal: {to: linked, event: lock}}]}
      second: {do: [{signal: {to: linked, event: unlock}}]}
      both: {do: [{signal: {to: linked, event: lock}}, {signal: {to: linked, event: unlock}}]}
      inform: {do: [{ask: {host: crm, with: {customer: "ticket.customer"}}}]}
---
workflow: task
data: {question: {type: string, required: true}}
events:
  told: {}
  lock: {}
  unlock: {}
initial: open
states:
  open:
    on:
      told: {do: [{comment: {text: "'told'"}}]}
      lock: {do: [{comment: {text: "'lock'"}}]}
      unlock: {do: [{comment: {text: "'unlock'"}}]}
---
roles:
  agent: {rights: [open, comment, link, view]}
)yaml";

inline std::unique_ptr<Engine> asking_engine(const std::shared_ptr<store::Store>& store) {
    auto engine = make_engine(store);
    static const auto pack = compile(asking_yaml);
    REQUIRE(engine->deploy(pack, at("2026-03-01T00:00:00Z"), host));
    return engine;
}

inline Outcome give(Engine& engine, const std::string& id, command::Body body, std::string key = {}) {
    auto outcome =
        engine.execute({tenant, TicketId(id), agent, std::move(body), {}, std::move(key), {}}, signal_nine);
    REQUIRE(outcome);
    REQUIRE_FALSE(outcome->rejection);
    return *outcome;
}

inline command::Open opening_of(const char* workflow, Data data = {}) {
    command::Open open;
    open.workflow = workflow;
    open.data = std::move(data);
    return open;
}

/// A-1, linked with the task B-1.
inline void open_two(Engine& engine) {
    give(engine, "A-1", opening_of("asker"));
    give(engine, "B-1", opening_of("task", {{"question", Value("why?")}}));
    give(engine, "A-1", command::Link{"B-1", "about"});
}

/// The signals that a ticket has got, in order.
inline std::vector<std::string> told_to(Engine& engine, const std::string& id) {
    std::vector<std::string> told;
    const auto history = engine.history(tenant, TicketId(id), agent).value();
    for (const Value& commit : history)
        for (const char* event : {"told", "lock", "unlock"})
            if (to_json(commit).find(fmt::format("\"{}\"", event)) != std::string::npos)
                told.emplace_back(event);
    return told;
}

inline std::size_t times_told(Engine& engine, const std::string& id) { return told_to(engine, id).size(); }

}  // namespace itr::test
