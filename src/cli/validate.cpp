// itr validate: everything that is wrong with packs, at once.
#include <fmt/format.h>

#include <algorithm>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"
#include "cli/progress.hpp"
#include "cli/slack.hpp"
#include "cli/stop.hpp"

namespace itr::cli {
namespace {

struct ValidateOptions {
    std::vector<std::string> packs, search_path;
    std::string format = "text";
    bool strict = false, agreements = false;
};

void print_text(const std::string& path, const CheckedPack& checked) {
    for (const Diagnostic& diagnostic : checked.diagnostics) print_line(painted(diagnostic));
    const auto errors = static_cast<std::size_t>(
        std::ranges::count(checked.diagnostics, Severity::error, &Diagnostic::severity));
    const auto warnings = static_cast<std::size_t>(
        std::ranges::count(checked.diagnostics, Severity::warning, &Diagnostic::severity));
    const std::string verdict = errors == 0 ? paint(Colour::green, "valid") : paint(Colour::red, "invalid");
    print_line(fmt::format("{}: {} ({}, {})", path, verdict, counted(errors, "error"),
                           counted(warnings, "warning")));
}

bool all_kept(const std::vector<structure::Promise>& promises) {
    return std::ranges::all_of(promises, &structure::Promise::kept);
}

Value report_of(const std::string& path, const CheckedPack& checked, bool valid,
                const std::optional<std::vector<structure::Promise>>& promises) {
    std::vector<Value> diagnostics;
    for (const Diagnostic& diagnostic : checked.diagnostics)
        diagnostics.push_back(document::to_value(diagnostic));
    MapValue report;
    report.add("path", Value(path))
        .add("valid", Value(valid))
        .add("diagnostics", Value::list(std::move(diagnostics)));
    if (checked.model)
        report.add("pack", Value(checked.model->name)).add("version", Value(checked.model->version));
    if (checked.pack) report.add("hash", Value(checked.pack->hash().text()));
    if (promises) {
        std::vector<Value> values;
        values.reserve(promises->size());
        for (const structure::Promise& promise : *promises) values.push_back(structure::to_value(promise));
        report.add("promises", Value::list(std::move(values)));
    }
    return report.done();
}

int validate(const ValidateOptions& options) {
    watch_for_stop();
    std::vector<Value> reports;
    bool all_valid = true;
    Progress progress("packs");
    std::size_t done = 0;
    for (const std::string& path : options.packs) {
        if (stop_requested()) return fail_with({stopped, fmt::format("stopped before the pack {}", path)});
        progress.update(done++, options.packs.size());
        const auto checked = check_pack(path, options.search_path);
        if (!checked) return fail_with(checked.error());
        const bool warned = std::ranges::any_of(
            checked->diagnostics, [](const Diagnostic& d) { return d.severity == Severity::warning; });
        std::optional<std::vector<structure::Promise>> promises;
        if (options.agreements && checked->compiled) promises = promises_of(*checked->compiled);
        const bool broken = promises && !all_kept(*promises);
        const bool valid = checked->pack != nullptr && !(options.strict && (warned || broken));
        all_valid &= valid;
        if (options.format == "json") {
            reports.push_back(report_of(path, *checked, valid, promises));
            continue;
        }
        print_text(path, *checked);
        if (promises) print_promises(*promises);
    }
    if (options.format == "json") print_json(Value::list(std::move(reports)));
    return all_valid ? exit_ok : exit_no;
}

}  // namespace

void add_validate(Arguments& root) {
    const auto options = std::make_shared<ValidateOptions>();
    root.command("validate", "Report every mistake in packs, with its place and a hint",
                 [options] { return validate(*options); })
        .positionals("pack", options->packs, "folders of packs, or single files")
        .list("--path", options->search_path, "where imported packs are looked for")
        .flag("--strict", options->strict, "warnings make a pack invalid too")
        .flag("--agreements", options->agreements,
              "also add up the promises of the steps within each promise, path by path")
        .choice("--format", options->format, {"text", "json"}, "how to report")
        .footer(
            "Exit code 1 if a pack is invalid; with --agreements --strict also if a promise is not kept on "
            "every path.");
}

}  // namespace itr::cli
