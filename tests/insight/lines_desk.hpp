// Tickets that pass from line to line, for tests of who consumed what.
#pragma once

#include "engine/desk.hpp"

namespace itr::test {

inline const std::string lines_yaml = R"yaml(
pack: lines
version: 1.2.0
---
workflow: fault
data:
  severity: {type: enum, values: [critical, minor], default: minor}
events:
  take: {role: any, data: {line: {type: string, required: true}}}
  ask: {role: any}
  answer: {role: any}
  hand_over: {role: any}
  take_back: {role: any}
  solve: {role: any}
initial: new
states:
  new: {on: {take: {to: working, do: [{assign: {line: "event.line", team: "'team of ' + event.line"}}]}}}
  working: {on: {take: {do: [{assign: {line: "event.line", team: "'team of ' + event.line"}}]}, ask: asking, hand_over: vendor, solve: solved}}
  asking: {tags: [waiting.customer], on: {answer: working}}
  vendor: {tags: [waiting.vendor], on: {take_back: working}}
  solved: {type: final}
---
agreement: gold
clocks:
  restore: {stop: "inState('solved')", pause: [{when: "tagged('waiting.customer')", reason: customer}]}
goals:
  - {when: "ticket.severity == 'critical'", restore: real 2h}
  - {restore: real 10h}
thresholds:
  restore: {"50%": {notify: lead}}
---
roles:
  agent: {rights: [open, comment, assign, set, clock, view]}
  lead: {includes: [agent]}
)yaml";

/// The same with a change window, up to the date in the field where that is said.
inline std::string lines_with_window(bool up_to_date) {
    std::string yaml = lines_yaml;
    const auto insert = [&](std::string_view before, const std::string& text) {
        yaml.insert(yaml.find(before), text);
    };
    insert("events:\n", "  window_ends: {type: timestamp}\n");
    insert("{when: \"tagged('waiting.customer')\"",
           std::string("{when: \"ticket.window_ends != null\", reason: window") +
               (up_to_date ? ", until: \"ticket.window_ends\"}, " : "}, "));
    return yaml;
}

struct LinesPacks final : PackSource {
    explicit LinesPacks(std::shared_ptr<const Pack> p) : only(std::move(p)) {}
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        return hash == only->hash() ? only : nullptr;
    }
    std::shared_ptr<const Pack> only;
};

/// One engine, one ticket, its journal.
struct LinesDesk {
    explicit LinesDesk(const std::string& yaml = lines_yaml) : pack(compile(yaml)), packs(pack) {
        engine = make_engine(store::make_memory_store());
        REQUIRE(engine->deploy(pack, at("2026-03-01T00:00:00Z"), host));
        CHECK_FALSE(
            run(*engine, host, command::Open{"fault", {}, {}, {}, {}, {}, {}, {}}, "2026-03-02T09:00:00Z")
                .rejection);
    }
    void take(const std::string& line, std::string_view when) {
        CHECK_FALSE(run(*engine, host, command::Send{"take", {{"line", Value(line)}}}, when).rejection);
    }
    void send(const std::string& event, std::string_view when) {
        CHECK_FALSE(run(*engine, host, command::Send{event, {}}, when).rejection);
    }
    void window_until(std::string_view end, std::string_view when) {
        const Value date = Value::instant(at(end));
        CHECK_FALSE(run(*engine, host, command::Set{{{"window_ends", date}}}, when).rejection);
    }
    [[nodiscard]] std::vector<store::Commit> journal() const {
        return engine->store().history({tenant, ticket}, 0, 1000).value();
    }

    std::shared_ptr<const Pack> pack;
    LinesPacks packs;
    std::unique_ptr<Engine> engine;
};

}  // namespace itr::test
