// itr test: runs the scenarios of packs, and asks whether they would notice a change.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <itr/stores/memory.hpp>
#include <itr/stores/sqlite.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/engine_backend.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"
#include "cli/progress.hpp"
#include "cli/stop.hpp"
#include "cli/temporary_folder.hpp"
#include "cli/test_results.hpp"

namespace itr::cli {
namespace {

struct TestOptions {
    std::vector<std::string> packs, search_path;
    std::string format = "text", store = "core", filter;
    bool mutate = false;
};

/// Where the tickets of one scenario live.
class Backends {
  public:
    explicit Backends(std::string store) : store_(std::move(store)) {}

    Result<std::unique_ptr<scenario::Backend>> make(const std::shared_ptr<const Pack>& pack,
                                                    scenario::Coverage& coverage) {
        if (store_ == "core") return scenario::make_core_backend(pack, &coverage);
        if (store_ == "memory") return make_engine_backend(pack, store::make_memory_store());
        store::SqliteOptions options;
        options.synchronous = store::Synchronous::off;
        auto file =
            store::open_sqlite_store((folder_.path() / fmt::format("{}.db", ++files_)).string(), options);
        if (!file) return fail(file.error());
        return make_engine_backend(pack, *std::move(file));
    }

  private:
    std::string store_;
    TemporaryFolder folder_;
    std::size_t files_ = 0;
};

Status run_scenarios(const TestOptions& options, const std::shared_ptr<const Pack>& pack,
                     PackResult& result) {
    Backends backends(options.store);
    scenario::Coverage coverage;
    Progress progress("scenarios");
    const auto& scenarios = pack->model().scenarios;
    for (std::size_t i = 0; i < scenarios.size() && !stop_requested(); ++i) {
        progress.update(i, scenarios.size());
        if (!options.filter.empty() && scenarios[i].name.find(options.filter) == std::string::npos) continue;
        auto backend = backends.make(pack, coverage);
        if (!backend) return fail(backend.error());
        result.reports.push_back(scenario::run(*pack, scenarios[i], **backend));
    }
    // Transitions are counted on the bare core alone.
    if (options.store == "core") result.transitions = scenario::covered_transitions(*pack, coverage);
    return {};
}

scenario::MutationReport run_mutants(const Pack& pack) {
    Progress progress("mutants");
    scenario::MutationOptions options;
    options.progress = [&](std::size_t done, std::size_t total) {
        progress.update(done, total);
        return !stop_requested();
    };
    return scenario::mutate(pack.model(), pack.zones(), options);
}

void print_results(const std::string& format, const std::vector<PackResult>& results) {
    if (format == "tap") return print_tap(results);
    if (format == "junit") return print_junit(results);
    if (format == "json") return print_json(results);
    print_text(results);
}

/// A filter that fits nothing is a slip, not a success.
bool has_run_any(const TestOptions& options, const std::vector<PackResult>& results) {
    const auto is_empty = [](const PackResult& one) { return one.mistakes.empty() && one.reports.empty(); };
    return options.filter.empty() || !std::ranges::all_of(results, is_empty);
}

int test(const TestOptions& options) {
    if (options.mutate && !options.filter.empty())
        return fail_with({bad_value, "expected either --mutate, which needs all scenarios, or --filter"});
    watch_for_stop();
    std::vector<PackResult> results;
    bool good = true;
    for (const std::string& path : options.packs) {
        PackResult result{path, {}, {}, {}, {}};
        auto checked = check_pack(path, options.search_path);
        if (!checked) return fail_with(checked.error());
        if (!checked->pack) {
            result.mistakes = std::move(checked->diagnostics);
        } else {
            if (auto ok = run_scenarios(options, checked->pack, result); !ok) return fail_with(ok.error());
            if (options.mutate && result.failed() == 0) result.mutation = run_mutants(*checked->pack);
        }
        good &= result.mistakes.empty() && result.failed() == 0;
        good &= !result.mutation || (result.mutation->complete && result.mutation->survivors.empty());
        results.push_back(std::move(result));
    }
    if (stop_requested()) {
        if (options.format == "text") print_text(results);
        return fail_with({stopped, "stopped before all scenarios were run"});
    }
    if (!has_run_any(options, results))
        return fail_with(
            {bad_value, fmt::format("expected a scenario whose sentence contains '{}', but found none",
                                    options.filter)});
    print_results(options.format, results);
    return good ? exit_ok : exit_no;
}

}  // namespace

void add_test(Arguments& root) {
    const auto options = std::make_shared<TestOptions>();
    root.command("test", "Run the scenarios of packs; say which transitions they take",
                 [options] { return test(*options); })
        .positionals("pack", options->packs, "folders of packs, or single files")
        .list("--path", options->search_path, "where imported packs are looked for")
        .option("--filter", options->filter, "only scenarios whose sentence contains this")
        .flag("--mutate", options->mutate,
              "also change the pack, one thing at a time, and see whether a scenario notices")
        .choice("--store", options->store, {"core", "memory", "sqlite"},
                "run on the bare core, or through an engine and its store")
        .choice("--format", options->format, {"text", "tap", "junit", "json"}, "how to report")
        .footer(
            "--mutate removes transitions, clock conditions, thresholds and rows of tables; negates guards,\n"
            "conditions and entries of tables; shifts targets, delays and thresholds; and lets anybody send\n"
            "what only some may.\n"
            "Exit code 1 if a pack is invalid, a scenario fails, or a mutant survives.");
}

}  // namespace itr::cli
