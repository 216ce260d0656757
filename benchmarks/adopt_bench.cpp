// What a calendar edit costs: a million running clocks under the new version, on one core. Decided and
// applied to tickets in memory, their events made; stores and journal texts are measured elsewhere.
//   reproject   decide() and evolve() of the command adopt, a ticket with one running clock each
//   clocks      the clocks alone: run_adoption() and evolve()
// Counters: `ns` per clock, `million_s` for a million of them.
#include <benchmark/benchmark.h>

#include <itr/ticket.hpp>
#include <string>
#include <vector>

#include "count.hpp"
#include "lifecycle_pack.hpp"

namespace {

using namespace itr;

const std::size_t tickets = bench::count_or(1'000'000);

/// Hours of the office from `opens` on.
std::string yaml_of(const std::string& opens) {
    return R"yaml(
pack: reproject
version: 1.0.0
---
workflow: request
data: {severity: {type: enum, values: [major, minor], default: minor}, reported_at: timestamp}
events: {go: {role: desk}, wait: {role: desk}}
initial: new
states: {new: {on: {go: done, wait: waiting}}, waiting: {tags: [waiting.customer], on: {go: new}}, done: {type: final}}
---
calendar: office
zone: Asia/Shanghai
week: {mon-fri: [")yaml" +
           opens + R"yaml(-12:00", "13:00-18:00"]}
---
agreement: standard
calendar: office
clocks: {resolve: {anchor: "ticket.reported_at", stop: "inState('done')", pause: "tagged('waiting.customer')"}}
goals: [{when: "ticket.severity == 'major'", resolve: 4h}, {resolve: 40h}]
thresholds: {resolve: {"75%": {notify: desk}}}
---
roles: {desk: {rights: [open, set, view, migrate]}}
)yaml";
}

struct Versions final : PackSource {
    Versions() : now(bench::pack_of(yaml_of("09:00"))), next(bench::pack_of(yaml_of("10:00"))) {
        Diagnostics diagnostics;
        both = Pack::under(now, *next, diagnostics);
    }
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        return hash == next->hash() ? next : now;
    }
    [[nodiscard]] std::shared_ptr<const Pack> under(const std::shared_ptr<const Pack>& /*base*/,
                                                    const PackHash& /*terms*/) const override {
        return both;
    }
    std::shared_ptr<const Pack> now, next, both;
};

/// Tickets that were reported through a fortnight, each with its clock running.
struct World {
    World() {
        around.packs = &versions;
        around.number = "1";
        around.entropy = "sixteen bytes..!";
        all.reserve(tickets);
        for (std::size_t i = 0; i < tickets; ++i) {
            const Instant at = monday + minutes(static_cast<std::int64_t>(i % 1000) * 20);
            around.now = at;
            const Command open{
                TenantId("t"),
                TicketId("T-" + std::to_string(i)),
                {"desk", {"desk"}, {}},
                command::Open{"request", {{"reported_at", Value::instant(at)}}, {}, {}, {}, {}, {}, {}},
                {},
                {},
                {}};
            (void)decide(versions.now, nullptr, open, around, decision);
            all.push_back(blank_ticket(versions.now, 0, open.tenant, open.ticket));
            evolve(all.back(), decision.commit);
        }
        around.now = monday + hours(24 * 15);
        for (Ticket& ticket : all) wake(ticket);
    }

    /// What was due until now was told when it was due: an edit finds nothing of it.
    void wake(Ticket& ticket) {
        const Command command{
            TenantId("t"), ticket.id, {"engine", {"system"}, {}}, command::Wake{}, {}, {}, {}};
        if (decide(versions.now, &ticket, command, around, decision) == Verdict::decided)
            evolve(ticket, decision);
    }

    Versions versions;
    Instant monday = parse_instant("2026-03-02T01:00:00Z").value();
    Surroundings around;
    Decision decision;
    std::vector<Ticket> all;
};

void tell(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(tickets));
    const double clocks = static_cast<double>(state.iterations()) * static_cast<double>(tickets);
    const auto by_each = benchmark::Counter::kIsRate | benchmark::Counter::kInvert;
    state.counters["ns"] = benchmark::Counter(clocks * 1e-9, by_each);
    state.counters["million_s"] = benchmark::Counter(clocks * 1e-6, by_each);
}

void reproject(benchmark::State& state) {
    World world;
    const PackHash terms = world.versions.next->hash();
    Command adopt{
        TenantId("t"), {}, {"desk", {"desk"}, {}}, command::Adopt{terms, "works meeting"}, {}, {}, {}};
    std::vector<Ticket> all;
    std::size_t retargeted = 0;
    for (auto _ : state) {
        state.PauseTiming();
        all = world.all;
        state.ResumeTiming();
        for (Ticket& ticket : all) {
            adopt.ticket = ticket.id;
            if (decide(world.versions.now, &ticket, adopt, world.around, world.decision) != Verdict::decided)
                return state.SkipWithError("expected the terms to be adopted");
            if (world.decision.commit.steps.size() != 1)
                return state.SkipWithError("expected nothing else to be due");
            retargeted += world.decision.commit.events.size() - 1;
            evolve(ticket, world.decision);
        }
    }
    if (retargeted < static_cast<std::size_t>(state.iterations()) * tickets)
        return state.SkipWithError("expected every clock to be retargeted");
    tell(state);
}
BENCHMARK(reproject)->Unit(benchmark::kMillisecond);

/// Conditions that read nothing of a ticket but its severity.
class Minor final : public expression::Frame {
  public:
    [[nodiscard]] const Value& slot(std::uint32_t) const noexcept override { return minor_; }
    [[nodiscard]] Value call(std::uint32_t, std::uint32_t) const override { return Value(false); }

  private:
    Value minor_{"minor"};
};

void clocks(benchmark::State& state) {
    const World world;
    const clock::Plan& before = *world.versions.now->flows()[0].plan;
    const clock::Plan& plan = *world.versions.both->flows()[0].plan;
    const Minor frame;
    clock::Pass pass;
    pass.frame = &frame;
    pass.at = world.around.now;
    std::vector<clock::Event> events;
    std::vector<Error> problems;
    clock::States one;
    for (auto _ : state) {
        for (const Ticket& ticket : world.all) {
            events.clear();
            one = ticket.clocks;
            clock::run_adoption(before, plan, one, pass, events, problems);
            for (const clock::Event& event : events) clock::evolve(one, event);
            benchmark::DoNotOptimize(one.data());
        }
    }
    if (events.size() != 1 || !problems.empty())
        return state.SkipWithError("expected every clock to be retargeted");
    tell(state);
}
BENCHMARK(clocks)->Unit(benchmark::kMillisecond);

}  // namespace
