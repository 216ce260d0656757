// itr replay: the event log of another system through a pack (docs/replay.md).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <itr/import.hpp>
#include <limits>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"
#include "cli/progress.hpp"
#include "cli/replay_result.hpp"
#include "cli/session.hpp"
#include "cli/stop.hpp"
#include "cli/store_choice.hpp"

namespace itr::cli {
namespace {

struct ReplayOptions {
    std::string map, log, tenant = "default", format = "text";
    std::int64_t shuffle = 0;
    std::vector<std::string> packs, search_path;
    StoreChoice store{{}, "normal"};
    bool strict = false;
};

const Actor replay_host{"system", {"system"}, {}};

class EngineTarget final : public event_log::Target {
  public:
    explicit EngineTarget(Engine& engine) : engine_(engine) {}

    Result<std::optional<Rejection>> execute(const Command& command, Instant now) override {
        auto outcome = engine_.execute(command, now);
        if (!outcome) return fail(outcome.error());
        return std::move(outcome->rejection);
    }

  private:
    Engine& engine_;
};

/// The exit code, if the command ends here.
using Ended = std::optional<int>;

class ReplayRun {
  public:
    explicit ReplayRun(const ReplayOptions& options) : options_(options) {}

    int run() {
        if (options_.map.empty()) return fail_with({bad_value, "expected a map of the log (--map MAP)"});
        if (options_.tenant.empty()) return fail_with({bad_value, "expected a tenant's name, but found ''"});
        watch_for_stop();
        for (const auto step : {&ReplayRun::read_map, &ReplayRun::read_log, &ReplayRun::open_engine,
                                &ReplayRun::deploy_packs, &ReplayRun::replay})
            if (const Ended ended = (this->*step)()) return *ended;
        const ReplayResult result{log_.happenings.size(), *done_};
        options_.format == "json" ? print_json(to_value(result)) : print_replay(result);
        const bool good = done_->complete && (!options_.strict || done_->refused.events == 0);
        return good ? exit_ok : exit_no;
    }

  private:
    Ended read_map() {
        const auto text = event_log::read_file(options_.map);
        if (!text) return fail_with(text.error());
        auto read = event_log::read_mapping(*text, options_.map);
        if (!read.mapping) return fail_with("a map", read.diagnostics);
        mapping_ = *std::move(read.mapping);
        return {};
    }

    Ended read_log() {
        const auto text = event_log::read_file(options_.log);
        if (!text) return fail_with(text.error());
        Progress progress("bytes of the log");
        log_ = event_log::read_log(*text, options_.log, mapping_, [&](std::size_t done, std::size_t total) {
            progress.update(done, total);
            return !stop_requested();
        });
        if (!log_.diagnostics.empty()) return fail_with("a log", log_.diagnostics);
        if (stop_requested())
            return fail_with({stopped, "stopped before the log was read: nothing was replayed"});
        if (options_.shuffle != 0)
            event_log::shuffle_within_tickets(log_.happenings, static_cast<std::uint64_t>(options_.shuffle));
        return {};
    }

    Ended open_engine() {
        auto store = open_store(options_.store);
        if (!store) return fail_with(store.error());
        EngineOptions how;
        how.store = *std::move(store);
        auto engine = Engine::open(std::move(how));
        if (!engine) return fail_with(engine.error());
        engine_ = *std::move(engine);
        return {};
    }

    Ended deploy_packs() {
        std::vector<std::string> paths = options_.packs;
        if (paths.empty() && !mapping_.pack.empty())
            paths.push_back((std::filesystem::path(options_.map).parent_path() / mapping_.pack).string());
        const Instant at = log_.happenings.empty() ? min_instant : log_.happenings.front().at;
        for (const std::string& path : paths) {
            int exit_code = exit_ok;
            const auto pack = load_pack(path, options_.search_path, exit_code);
            if (!pack) return exit_code;
            if (auto hash = engine_->deploy(pack, at, replay_host); !hash) return fail_with(hash.error());
        }
        if (engine_->pack_for(mapping_.workflow)) return {};
        return fail_with(
            {bad_value,
             fmt::format("expected a pack with the workflow '{}' (--pack PACK, or `pack:` in the map)",
                         mapping_.workflow)});
    }

    Ended replay() {
        const auto began = std::chrono::steady_clock::now();
        Progress progress("events");
        EngineTarget target(*engine_);
        auto done = event_log::replay(log_.happenings, mapping_, TenantId(options_.tenant), target,
                                      [&](std::size_t sent, std::size_t total) {
                                          progress.update(sent, total);
                                          return !stop_requested();
                                      });
        if (!done) return fail_with(done.error());
        // What fell due after the last events belongs to the picture at the end of the log.
        for (bool more = done->complete && done->events > 0; more && !stop_requested();) {
            const auto advanced = engine_->advance(done->last);
            if (!advanced) return fail_with(advanced.error());
            more = advanced->more;
        }
        tell_speed(done->events, std::chrono::steady_clock::now() - began);
        done_ = *std::move(done);
        return {};
    }

    static void tell_speed(std::size_t events, std::chrono::steady_clock::duration took) {
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
        if (ms < 1000) return;
        print_aside(fmt::format("{} events in {}.{} s: {} a second\n", events, ms / 1000, ms % 1000 / 100,
                                static_cast<std::int64_t>(events) * 1000 / ms));
    }

    const ReplayOptions& options_;
    event_log::Mapping mapping_;
    event_log::Log log_;
    std::unique_ptr<Engine> engine_;
    std::optional<event_log::Replayed> done_;
};

}  // namespace

void add_replay(Arguments& root) {
    const auto options = std::make_shared<ReplayOptions>();
    Arguments command = root.command("replay", "Run the event log of another system through a pack",
                                     [options] { return ReplayRun(*options).run(); });
    command.positional("log", options->log, "CSV with a header, plain or compressed with gzip")
        .option("--map", options->map, "which column is what (docs/replay.md)")
        .list("--pack", options->packs, "packs to deploy first (default: the map's)")
        .list("--path", options->search_path, "where imported packs are looked for")
        .option("--db", options->store.db,
                "the SQLite file for the tickets; made if it is not there (default: in memory)")
        .option("--tenant", options->tenant, "whose tickets they become")
        .number(
            "--shuffle", options->shuffle, 0, std::numeric_limits<std::int64_t>::max(),
            "put each ticket's events in an order of chance, the same for the same number; 0: as they were")
        .flag("--strict", options->strict, "exit code 1 if anything is refused")
        .choice("--format", options->format, {"text", "json"}, "for people or for machines")
        .footer(
            "What is refused is counted by reason and passed over. Exit code 1 if the map or the log has "
            "mistakes (then nothing is replayed), or if it was stopped before its end. `itr report` has the "
            "figures of the file.");
    add_synchronous_option(command, options->store);
}

}  // namespace itr::cli
