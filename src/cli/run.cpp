// itr run: commands as JSON lines in, results out (docs/cli.md): the door for scripts.
#include <fmt/format.h>

#include <cstdio>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/lines.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"
#include "cli/run_line.hpp"
#include "cli/session.hpp"
#include "cli/stop.hpp"
#include "cli/store_choice.hpp"

namespace itr::cli {
namespace {

struct RunOptions {
    std::vector<std::string> packs, search_path, roles;
    std::string now, tenant = "default", audit_keys;
    StoreChoice store;
    bool memory = false;
};

int deploy_packs(const RunOptions& options, Engine& engine, Instant now) {
    for (const std::string& path : options.packs) {
        int exit_code = exit_ok;
        const auto pack = load_pack(path, options.search_path, exit_code);
        if (!pack) return exit_code;
        if (auto hash = engine.deploy(pack, now, {"system", {"system"}, {}}); !hash)
            return fail_with(hash.error());
    }
    return exit_ok;
}

int run(const RunOptions& options) {
    if (options.memory != options.store.db.empty())
        return fail_with({bad_value, "expected either --db FILE or --memory"});
    watch_for_stop();
    const auto now = now_of(options.now);
    if (!now) return fail_with(now.error());
    auto store = open_store(options.store);
    if (!store) return fail_with(store.error());
    EngineOptions engine_options;
    engine_options.store = *std::move(store);
    if (!options.audit_keys.empty()) {
        auto keys = read_keys(options.audit_keys);
        if (!keys) return fail_with(keys.error());
        engine_options.audit = std::make_shared<const audit::Keys>(*std::move(keys));
    }
    auto engine = Engine::open(std::move(engine_options));
    if (!engine) return fail_with(engine.error());
    if (const int failed = deploy_packs(options, **engine, *now); failed != exit_ok) return failed;

    LineRunner runner(**engine, TenantId(options.tenant), options.roles,
                      options.now.empty() ? std::nullopt : std::optional(*now));
    answer_lines([&](const std::string& line) { return to_json(runner.run(line)); });
    return exit_ok;
}

}  // namespace

void add_run(Arguments& root) {
    const auto options = std::make_shared<RunOptions>();
    Arguments command = root.command("run", "Carry out commands given as JSON lines on standard input",
                                     [options] { return run(*options); });
    command.option("--db", options->store.db, "the SQLite file with the tickets; made if it is not there")
        .flag("--memory", options->memory, "keep the tickets in memory, as long as the program runs")
        .list("--pack", options->packs, "packs to deploy first")
        .list("--path", options->search_path, "where imported packs are looked for")
        .list("--as", options->roles, "roles of lines that name no actor (default: system)")
        .option("--now", options->now,
                "instant of lines before the first that has one (default: the clock on the wall)")
        .option("--tenant", options->tenant, "of lines that name none")
        .option("--audit-keys", options->audit_keys,
                "the file with the audit's keys: what is written is linked")
        .footer(
            "The form of a line: docs/cli.md. Refused commands are answered with \"ok\":false and do not end "
            "the run.");
    add_synchronous_option(command, options->store);
}

}  // namespace itr::cli
