// What the door to C costs: the same lifecycle of twelve events (and its opening) on an engine with a memory
// store, called in C++ and through itr.h, by turns in the same run and in CPU time. Counters, medians of the
// turns in ns a command:
//   cpp      Engine::execute
//   parse    reading the command's JSON, and nothing else
//   c        itr_engine_execute with JSON in and out
//   share    c / (cpp + parse); limit: 1.3
#include <benchmark/benchmark.h>
#include <itr/itr.h>
#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <itr/document.hpp>
#include <itr/engine.hpp>
#include <itr/stores/memory.hpp>
#include <string>
#include <vector>

#include "lifecycle_pack.hpp"

namespace {

using namespace itr;

constexpr std::size_t tickets_a_turn = 200;
constexpr std::size_t commands_of_ticket = bench::lifecycle_events + 1;
constexpr double commands_a_turn = static_cast<double>(tickets_a_turn * commands_of_ticket);

double cpu_ns() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

/// What a command took in each turn.
class Times {
  public:
    template <typename Work>
    void turn(Work work) {
        const double begin = cpu_ns();
        work();
        ns_.push_back((cpu_ns() - begin) / commands_a_turn);
    }
    [[nodiscard]] double median() {
        const auto middle = ns_.begin() + static_cast<std::ptrdiff_t>(ns_.size() / 2);
        std::nth_element(ns_.begin(), middle, ns_.end());
        return *middle;
    }

  private:
    std::vector<double> ns_;
};

void require(bool holds) {
    if (!holds) std::abort();
}

/// The commands of new tickets, as values and as texts.
struct Turn {
    std::vector<Command> commands;
    std::vector<std::string> texts;
    std::vector<Instant> at;

    explicit Turn(std::size_t first) {
        const bench::Lifecycle script;
        for (std::size_t i = 0; i < tickets_a_turn; ++i) {
            const TicketId id("T-" + std::to_string(first + i));
            add(script.opening, id, script.start);
            for (std::size_t e = 0; e < script.events.size(); ++e)
                add(script.events[e], id, script.at(e + 1));
        }
    }
    void add(Command command, const TicketId& id, Instant when) {
        command.ticket = id;
        texts.push_back(to_json(document::to_value(command)));
        commands.push_back(std::move(command));
        at.push_back(when);
    }
};

struct Engines {
    std::unique_ptr<Engine> cpp;
    itr_engine c = 0;

    Engines() {
        EngineOptions options;
        options.store = store::make_memory_store();
        cpp = Engine::open(std::move(options)).value();
        const auto pack = bench::lifecycle_pack();
        require(cpp->deploy(pack, min_instant, {"host", {"system"}, {}}).has_value());
        itr_store store = 0;
        itr_pack handle = 0;
        itr_actor host = 0;
        const std::string actor = R"({"roles":["system"]})";
        require(itr_store_open_memory(&store, nullptr) == ITR_OK);
        require(itr_engine_open(store, 0, nullptr, 0, &c, nullptr) == ITR_OK);
        require(itr_pack_load_canonical(pack->canonical().data(), pack->canonical().size(), &handle,
                                        nullptr) == ITR_OK);
        require(itr_actor_open(actor.data(), actor.size(), &host, nullptr) == ITR_OK);
        require(itr_engine_deploy(c, handle, host, min_instant.ms, nullptr) == ITR_OK);
    }
};

void BM_command_through_c(benchmark::State& state) {
    const Engines engines;
    Times cpp, parse, c;
    std::size_t first = 0;
    for (auto _ : state) {
        const Turn turn(first);
        first += tickets_a_turn;
        cpp.turn([&] {
            for (std::size_t i = 0; i < turn.commands.size(); ++i)
                require(!engines.cpp->execute(turn.commands[i], turn.at[i])->rejection);
        });
        parse.turn([&] {
            for (const std::string& text : turn.texts) benchmark::DoNotOptimize(parse_json(text));
        });
        c.turn([&] {
            for (std::size_t i = 0; i < turn.texts.size(); ++i) {
                itr_bytes out{};
                require(itr_engine_execute(engines.c, turn.texts[i].data(), turn.texts[i].size(),
                                           turn.at[i].ms, &out, nullptr) == ITR_OK);
                require(itr_bytes_free(&out) == ITR_OK);
            }
        });
    }
    state.counters["cpp"] = cpp.median();
    state.counters["parse"] = parse.median();
    state.counters["c"] = c.median();
    state.counters["share"] = c.median() / (cpp.median() + parse.median());
    require(itr_engine_close(engines.c, nullptr) == ITR_OK);
}
BENCHMARK(BM_command_through_c)->Unit(benchmark::kMillisecond)->MinTime(2.0);

/// Twice through the door: one handle is found, one is made and closed.
void BM_door(benchmark::State& state) {
    itr_host host = 0;
    itr_decider decider = 0;
    require(itr_host_open(&host, nullptr) == ITR_OK);
    for (auto _ : state) {
        require(itr_decider_open(host, &decider, nullptr) == ITR_OK);
        require(itr_decider_close(decider, nullptr) == ITR_OK);
    }
    require(itr_host_close(host, nullptr) == ITR_OK);
}
BENCHMARK(BM_door);

}  // namespace
