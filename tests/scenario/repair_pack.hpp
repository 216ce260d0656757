// A small repair shop: a clock, a child ticket and signals between the two. Scenarios of the tests run on it.
#pragma once

#include <itr/loader.hpp>
#include <itr/pack.hpp>
#include <itr/scenario.hpp>
#include <memory>
#include <string>
#include <vector>

namespace itr::test {

inline constexpr const char* repair_pack = R"yaml(
pack: repair
version: 1.0.0
---
roles:
  customer: {customer: true, rights: [open, comment]}
  desk: {rights: [open, comment, comment.internal, assign, set, clock, view, acknowledge]}
---
workflow: repair
data:
  device: {type: string, required: true}
  urgent: {type: bool, default: false}
  price: {type: int}
events:
  begin: {role: desk}
  order_part: {role: desk, data: {part: {type: string, required: true}}}
  part_arrived: {}
  finish: {role: desk, data: {price: {type: int}}}
initial: waiting
states:
  waiting:
    on:
      begin: {to: bench, when: "ticket.device != 'toaster'"}
    after: {"3h": {to: closed, do: [{notify: desk}]}}
  bench:
    initial: working
    states:
      working:
        on:
          order_part: {to: lacking, do: [{open: {workflow: order, with: {part: "event.part"}}}]}
          finish: {to: closed, do: [{set: {price: "event.price"}}, {notify: {to: customer, with: {device: "ticket.device"}}}]}
      lacking:
        tags: [waiting.part]
        on:
          part_arrived: working
  closed: {type: final, tags: [closed]}
---
workflow: order
data:
  part: {type: string, required: true}
events:
  delivered: {role: desk}
initial: ordered
states:
  ordered:
    on:
      delivered: {to: done, do: [{signal: {to: parent, event: part_arrived}}]}
  done: {type: final, tags: [closed]}
---
agreement: promise
kind: sla
workflows: [repair]
clocks:
  finish: {stop: "inState('closed')", pause: [{when: "tagged('waiting.part')", reason: parts}]}
goals:
  - {when: "ticket.urgent", finish: 1h}
  - {finish: 2h}
thresholds:
  finish:
    "50%": {notify: desk}
)yaml";

struct LoadedPack {
    std::shared_ptr<const Pack> pack;
    model::Pack model;
    std::string mistakes;
};

/// The repair shop with scenarios added to it.
inline LoadedPack repair_shop(const std::string& scenarios = {}) {
    const std::vector<loader::SourceText> sources{{"pack.yaml", repair_pack}, {"scenarios.yaml", scenarios}};
    LoadedPack result;
    loader::Loaded loaded =
        loader::load(scenarios.empty() ? std::span(sources).first(1) : std::span(sources));
    for (const Diagnostic& d : loaded.diagnostics) result.mistakes += to_string(d) + "\n";
    if (!loaded.pack) return result;
    result.model = *loaded.pack;
    Diagnostics diagnostics;
    result.pack = Pack::compile(*std::move(loaded.pack), *calendar::ZoneDatabase::load_system(), diagnostics);
    for (const Diagnostic& d : diagnostics) result.mistakes += to_string(d) + "\n";
    return result;
}

/// Runs the only scenario of a text on the core: "" if it passes, else each sentence with its line.
inline std::string outcome_of(const std::string& scenario) {
    const LoadedPack shop = repair_shop(scenario);
    if (!shop.pack) return "pack: " + shop.mistakes;
    const scenario::Report report = scenario::run(shop.pack, shop.model.scenarios.at(0));
    std::string text;
    for (const Diagnostic& d : report.mistakes) text += to_string(d) + "\n";
    for (const scenario::Failure& f : report.failures)
        text += f.at.file + ":" + std::to_string(f.at.line) + ": step " + std::to_string(f.step) + ": " +
                f.message + "\n";
    return text;
}

}  // namespace itr::test
