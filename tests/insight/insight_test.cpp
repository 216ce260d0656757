// Figures of a small log that can be counted by hand.
#include <doctest/doctest.h>

#include <itr/engine.hpp>
#include <itr/import.hpp>
#include <itr/insight.hpp>
#include <itr/loader.hpp>
#include <itr/stores/memory.hpp>

#include "insight/codes.hpp"
#include "support/engine_target.hpp"

using namespace itr;

namespace {

const char* const pack_text = R"yaml(
pack: small
version: 1.0.0
---
workflow: incident
data: {impact: string}
events:
  work: &move {role: agent, data: {team: {type: string, required: true}, line: {type: string, required: true}}}
  wait: *move
  solve: *move
  refused: {role: agent, data: {event: string, code: string}}
initial: new
on: {refused: {do: []}}
states:
  new: {on: {work: working}}
  working:
    entry: &take [{assign: {team: "event.team", line: "event.line"}}]
    on: {work: working, wait: waiting, solve: solved}
  waiting: {entry: *take, on: {work: working, solve: solved}}
  solved: {entry: *take, tags: [completed], on: {work: working}}
---
agreement: promise
clocks:
  restore: {start: "!tagged('completed')", stop: "tagged('completed')", pause: "inState('waiting')", reopen: new_cycle}
goals: [{restore: real 2h}]
---
roles: {agent: {rights: [open, view]}}
)yaml";

const char* const map_text = R"yaml(
ticket: "{case}"
time: {column: hour, format: epoch}
open: {workflow: incident}
event: "{event}"
data: {team: "{team}", line: "{line}"}
actor: {id: clerk, roles: [agent]}
refused: refused
)yaml";

// Times are hours, written as seconds: the header's zeros.
const char* const log_text = R"(case,hour,event,team,line
a,0,work,north,L1
a,3600,solve,north,L1
b,0,work,north,L1
b,3600,work,south,L2
b,7200,work,north,L1
b,10800,work,south,L2
b,14400,solve,south,L2
b,18000,work,south,L2/L3
b,21600,solve,south,L2/L3
c,0,work,east,L3
c,3600,wait,east,L3
c,36000,solve,east,L3
d,7200,solve,west,L1
)";

class Packs final : public PackSource {
  public:
    explicit Packs(std::shared_ptr<const Pack> pack) : pack_(std::move(pack)) {}
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& /*hash*/) const override { return pack_; }

  private:
    std::shared_ptr<const Pack> pack_;
};

class Desk {
  public:
    Desk() {
        const std::vector<loader::SourceText> sources{{"pack.yaml", pack_text}};
        auto loaded = loader::load(sources);
        REQUIRE(loaded.pack);
        EngineOptions options;
        options.zones = *calendar::ZoneDatabase::load_system();
        Diagnostics diagnostics;
        pack = Pack::compile(*std::move(loaded.pack), options.zones, diagnostics);
        for (const auto& diagnostic : diagnostics) MESSAGE(to_string(diagnostic));
        REQUIRE(pack);
        options.store = store::make_memory_store();
        options.entropy = [] { return std::string(32, 'e'); };
        auto opened = Engine::open(std::move(options));
        REQUIRE(opened);
        engine = *std::move(opened);
        REQUIRE(engine->deploy(pack, Instant{0}, Actor{"host", {"system"}, {}}));
        const auto mapping = event_log::read_mapping(map_text, "map.yaml");
        REQUIRE(mapping.mapping);
        const auto log = event_log::read_log(log_text, "log.csv", *mapping.mapping);
        REQUIRE(log.diagnostics.empty());
        test::EngineTarget target(*engine);
        REQUIRE(event_log::replay(log.happenings, *mapping.mapping, TenantId("t"), target));
    }
    [[nodiscard]] Result<insight::Report> report(const insight::Options& options = {}) const {
        return insight::report(engine->store(), TenantId("t"), Packs(pack), options);
    }

    std::shared_ptr<const Pack> pack;
    std::unique_ptr<Engine> engine;
};

using Counts = std::map<std::string, std::size_t>;

}  // namespace

TEST_CASE("figures are counted from the journal alone") {
    const Desk desk;
    const auto report = desk.report();
    REQUIRE(report);
    CHECK(report->as_of == Instant{36'000'000});
    const insight::Figures& f = report->workflows.at("incident");
    CHECK(f.tickets == 4);
    CHECK(f.events == 12);
    CHECK(f.open == 1);
    CHECK(f.median_events == 2);
    CHECK(f.max_events == 7);
    CHECK(f.touched == Counts{{"L1", 2}, {"L2", 1}, {"L3", 2}});
    CHECK(f.only == Counts{{"L1", 1}, {"L3", 1}});
    CHECK(f.completed_by == Counts{{"L1", 1}, {"L2", 1}, {"L3", 1}});
    CHECK(f.never_completed == 1);
    CHECK(f.ping_pong == insight::Repeats{1, 2});
    CHECK(f.reopened == insight::Repeats{1, 1});
    CHECK(f.states == Counts{{"solved", 4}, {"waiting", 1}, {"working", 7}});
    CHECK(f.moves.size() == 5);
    CHECK(f.moves.at({"working", "working"}) == 3);
    CHECK(f.moves.at({"solved", "working"}) == 1);
}

TEST_CASE("time is counted by state, and promises by clock") {
    const Desk desk;
    const auto report = desk.report();
    REQUIRE(report);
    const insight::Figures& f = report->workflows.at("incident");
    CHECK(f.time_in_state.at("working") == hours(1 + 4 + 1 + 1));
    CHECK(f.time_in_state.at("waiting") == hours(9));
    CHECK(f.time_in_state.at("solved") == hours(1));
    CHECK(f.time_in_state.at("new") == hours(8));
    const insight::ClockFigures& c = f.clocks.at("promise.restore");
    CHECK(c.cycles == 5);
    CHECK(c.met == 3);
    CHECK(c.missed == 1);
    CHECK(c.running == 1);
    CHECK(c.paused == 0);
    CHECK(c.consumed == hours(1 + 4 + 1 + 1));
}

TEST_CASE("what was refused is known by its reason and by the state it met") {
    const Desk desk;
    const auto report = desk.report();
    REQUIRE(report);
    const auto& refusals = report->workflows.at("incident").refusals;
    REQUIRE(refusals.size() == 1);
    CHECK((refusals.begin()->first == insight::Refusal{"event.unexpected", "solve", "new"}));
    CHECK(refusals.begin()->second == 1);
}

TEST_CASE("what is not completed is backlog, by its age and line") {
    const Desk desk;
    insight::Options options;
    options.as_of = Instant{7'200'000} + hours(24 * 10);
    const auto report = desk.report(options);
    REQUIRE(report);
    const insight::Figures& f = report->workflows.at("incident");
    REQUIRE(f.backlog.size() == 6);
    CHECK(f.backlog[2].tickets == 1);
    CHECK(f.backlog_by_line == Counts{{"", 1}});
    CHECK(f.time_in_state.at("new") == hours(24 * 10));
}

TEST_CASE("a report can be stopped") {
    const Desk desk;
    insight::Options options;
    options.progress = [](std::size_t) { return false; };
    const auto report = desk.report(options);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == insight::report_stopped);
}

TEST_CASE("a report's value has every figure under its name") {
    const Desk desk;
    const auto report = desk.report();
    REQUIRE(report);
    const Value value = insight::to_value(*report);
    const Value* incident = value.find("workflows")->find("incident");
    REQUIRE(incident != nullptr);
    CHECK(incident->find("events")->as_int() == 12);
    CHECK(incident->find("only")->find("L1")->as_int() == 1);
    CHECK(incident->find("ping_pong")->find("times")->as_int() == 2);
    CHECK(incident->find("clocks")->find("promise.restore")->find("met")->as_int() == 3);
    CHECK(incident->find("refusals")->as_list().size() == 1);
    CHECK(incident->find("backlog")->as_list().back().find("below_ms")->is_null());
}
