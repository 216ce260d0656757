// Each mistake has a pack that makes it, under broken/CODE: pack.yaml (or a folder pack/ beside packs that it
// imports) and expected.txt, the report as `itr validate` gives it. ITR_UPDATE_GOLDENS=1 writes the reports
// anew.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <itr/loader.hpp>
#include <itr/pack.hpp>
#include <itr/scenario.hpp>
#include <itr/validation.hpp>
#include <set>
#include <string>

#include "support/packs.hpp"

namespace fs = std::filesystem;

namespace {

/// Absolute, because the places of imported packs are.
const fs::path root = fs::canonical(fs::path(ITR_SOURCE_DIR) / "tests/validation/broken");

/// Codes that no pack of a few lines can show, and the test that does. (Why each of these three lists is one:
/// docs/contributing.md, "a mistake in a pack".)
const std::set<std::string> shown_elsewhere = {
    "pack.file_too_large",   "pack.too_many_files",  "pack.unreadable_file", "pack.too_many_mistakes",
    "pack.too_many_imports", "yaml.scalar_too_long",  // tests/loader/hostile_test.cpp
    "chart.limit_exceeded",                           // tests/chart/lowering_test.cpp
    "expression.too_long",                            // tests/expression/hostile_test.cpp
    "scenario.too_long",                              // tests/scenario
    "table.too_large",                                // tests/policy
};

/// Mistakes in a model that a program made: in YAML the loader or the validation finds them first, with a
/// code of its own.
const std::set<std::string> found_before = {
    "chart.duplicate_state", "chart.duplicate_event",    "chart.duplicate_field",  "chart.reserved_event",
    "chart.reserved_field",  "chart.bad_delay",          "chart.bad_descriptor",   "clock.duplicate",
    "table.row_width",       "calendar.no_working_time", "clock.unknown_calendar", "pack.unknown_calendar",
};

/// What goes wrong while a ticket, a table or a scenario runs, or on the machine.
const std::set<std::string> while_running = {
    "chart.endless",
    "clock.not_running",
    "clock.nothing_to_correct",
    "clock.not_paused",
    "clock.not_breached",
    "clock.no_promise",
    "clock.condition_failed",
    "clock.anchor_unusable",
    "clock.pause_end_unusable",
    "clock.no_history",
    "clock.share_without_target",
    "clock.too_many_cycles",
    "clock.zone_not_told",
    "table.not_unique",
    "table.not_any",
    "table.not_a_number",
    "table.overflow",
    "scenario.no_such_ticket",
    "scenario.endless",
    "expression.no_such_key",
    "expression.duplicate_key",
    "expression.overflow",
    "expression.division_by_zero",
    "expression.out_of_range",
    "expression.invalid_argument",
    "expression.unknown_zone",
    "expression.cost_exceeded",
    "zones.unavailable",
};

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::shared_ptr<const itr::calendar::ZoneDatabase> zones() {
    static const auto loaded = itr::calendar::ZoneDatabase::load_system().value();
    return loaded;
}

/// All that is wrong with a pack that loads, each mistake once.
void check_all(const itr::model::Pack& model, itr::Diagnostics& diagnostics) {
    const auto append = [&](itr::Diagnostics more) {
        diagnostics.insert(diagnostics.end(), more.begin(), more.end());
    };
    append(itr::validation::validate(model, zones()));
    itr::Diagnostics compiling;
    const auto pack = itr::Pack::compile(model, zones(), compiling);
    append(compiling);
    if (pack)
        for (const auto& scenario : model.scenarios) append(itr::scenario::check(*pack, scenario));
    itr::validation::drop_repeated(diagnostics);
}

/// What else is wrong where the loader has found something.
void check_rest(const itr::model::Draft& draft, itr::Diagnostics& diagnostics) {
    const auto more = itr::validation::validate(draft, zones());
    diagnostics.insert(diagnostics.end(), more.begin(), more.end());
    itr::sort_diagnostics(diagnostics);
}

/// The report of a broken pack, its paths relative to its folder.
std::string report_of(const fs::path& folder) {
    const bool has_imports = fs::is_directory(folder / "pack");
    auto loaded = itr::loader::load_folder(folder / (has_imports ? "pack" : "pack.yaml"));
    if (loaded.pack) check_all(*loaded.pack, loaded.diagnostics);
    if (loaded.draft) check_rest(*loaded.draft, loaded.diagnostics);
    std::string text = itr::test::report(loaded.diagnostics);
    const std::string prefix = folder.generic_string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
        text.erase(at, prefix.size());
    return text;
}

/// Every `Code x{"…"}` of a header.
std::set<std::string> codes_of(const char* file) {
    std::set<std::string> codes;
    const std::string text = read(fs::path(ITR_SOURCE_DIR) / file);
    for (std::size_t at = text.find("{\""); at != std::string::npos; at = text.find("{\"", at + 1))
        codes.insert(text.substr(at + 2, text.find('"', at + 2) - at - 2));
    return codes;
}

std::set<std::string> declared_codes() {
    std::set<std::string> codes;
    for (const char* file : {"src/loader/codes.hpp", "src/model/codes.hpp", "src/validation/codes.hpp",
                             "src/chart/codes.hpp", "src/clock/codes.hpp", "src/policy/codes.hpp",
                             "src/time/codes.hpp", "src/expression/codes.hpp", "src/scenario/codes.hpp"})
        codes.merge(codes_of(file));
    // Of the ticket room those of the pack as a whole; the others refuse commands.
    for (const std::string& code : codes_of("src/ticket/codes.hpp"))
        if (code.starts_with("pack.")) codes.insert(code);
    return codes;
}

}  // namespace

TEST_CASE("every broken pack is reported as its golden says") {
    const char* update = std::getenv("ITR_UPDATE_GOLDENS");
    for (const auto& entry : fs::directory_iterator(root)) {
        const std::string code = entry.path().filename().string();
        CAPTURE(code);
        const std::string report = report_of(entry.path());
        const fs::path golden = entry.path() / "expected.txt";
        if (update != nullptr) std::ofstream(golden, std::ios::binary) << report;
        CHECK(report.find("[" + code + "]") != std::string::npos);
        CHECK(report == read(golden));
    }
}

TEST_CASE("mistakes of every kind are told at once, whatever expression cannot be compiled") {
    const fs::path folder = fs::path(ITR_SOURCE_DIR) / "tests/validation/all_at_once";
    const std::string report = report_of(folder);
    if (std::getenv("ITR_UPDATE_GOLDENS") != nullptr)
        std::ofstream(folder / "expected.txt", std::ios::binary) << report;
    CHECK(report == read(folder / "expected.txt"));
}

TEST_CASE("every code of a mistake in a pack has a broken pack") {
    const auto codes = declared_codes();
    CHECK(codes.size() > 100);
    for (const std::string& code : codes) {
        CAPTURE(code);
        const bool needs_none =
            shown_elsewhere.contains(code) || found_before.contains(code) || while_running.contains(code);
        CHECK(needs_none != fs::exists(root / code / "expected.txt"));
    }
}
