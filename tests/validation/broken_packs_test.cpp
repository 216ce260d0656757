// Each mistake has a pack that makes it, under broken/CODE: pack.yaml (or a folder pack/ beside packs that it
// imports) and expected.txt, the report as `itr validate` gives it. ITR_UPDATE_GOLDENS=1 writes the reports anew.
#include <doctest/doctest.h>

#include <algorithm>
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

/// Codes that no pack of a few lines can show, and the test that does.
const std::set<std::string> shown_elsewhere = {
    "pack.file_too_large",   "pack.too_many_files",  "pack.unreadable_file", "pack.too_many_mistakes",
    "pack.too_many_imports", "yaml.scalar_too_long",  // tests/loader/hostile_test.cpp
};

/// Codes of rooms behind the loader that are no mistakes in a pack, or that a mistake in YAML cannot reach
/// because the loader finds it first.
const std::set<std::string> no_mistakes_in_packs = {
    "chart.duplicate_state", "chart.duplicate_event", "chart.duplicate_field",  // keys of maps: the loader's
    "chart.reserved_event", "chart.reserved_field",                             // names: the loader's
    "chart.limit_exceeded",                                                     // tests/chart
    "chart.endless", "clock.not_running", "clock.not_paused", "clock.condition_failed", "clock.anchor_unusable",
    "clock.no_history", "clock.share_without_target",  // while a ticket runs
    "table.not_unique", "table.not_any", "table.not_a_number", "table.overflow",  // while a table is asked
    "scenario.no_such_ticket", "scenario.endless",                                // while a scenario runs
    "zones.unavailable",                                                          // of the machine
};

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// All that is wrong with a pack that loads, each mistake once.
void check_all(const itr::model::Pack& model, itr::Diagnostics& diagnostics) {
    static const auto zones = itr::calendar::ZoneDatabase::load_system().value();
    const auto append = [&](itr::Diagnostics more) {
        diagnostics.insert(diagnostics.end(), more.begin(), more.end());
    };
    append(itr::validation::validate(model, zones));
    itr::Diagnostics compiling;
    const auto pack = itr::Pack::compile(model, zones, compiling);
    append(compiling);
    if (pack)
        for (const auto& scenario : model.scenarios) append(itr::scenario::check(*pack, scenario));
    itr::sort_diagnostics(diagnostics);
    const auto same = [](const itr::Diagnostic& a, const itr::Diagnostic& b) {
        return a.at == b.at && a.code == b.code && a.message == b.message;
    };
    diagnostics.erase(std::ranges::unique(diagnostics, same).begin(), diagnostics.end());
}

/// The report of a broken pack, its paths relative to its folder.
std::string report_of(const fs::path& folder) {
    const bool has_imports = fs::is_directory(folder / "pack");
    auto loaded = itr::loader::load_folder(folder / (has_imports ? "pack" : "pack.yaml"));
    if (loaded.pack) check_all(*loaded.pack, loaded.diagnostics);
    std::string text = itr::test::report(loaded.diagnostics);
    const std::string prefix = folder.generic_string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
        text.erase(at, prefix.size());
    return text;
}

std::set<std::string> declared_codes() {
    std::set<std::string> codes = {"pack.too_many_roles", "pack.unknown_calendar"};
    for (const char* file : {"src/loader/codes.hpp", "src/model/codes.hpp", "src/validation/codes.hpp",
                             "src/chart/codes.hpp", "src/clock/codes.hpp", "src/policy/codes.hpp",
                             "src/time/codes.hpp", "src/expression/codes.hpp", "src/scenario/codes.hpp"}) {
        const std::string text = read(fs::path(ITR_SOURCE_DIR) / file);
        for (std::size_t at = text.find("{\""); at != std::string::npos; at = text.find("{\"", at + 1))
            codes.insert(text.substr(at + 2, text.find('"', at + 2) - at - 2));
    }
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

TEST_CASE("every code of a mistake in a pack has a broken pack") {
    const auto codes = declared_codes();
    CHECK(codes.size() > 100);
    for (const std::string& code : codes) {
        CAPTURE(code);
        const bool needs_none = shown_elsewhere.contains(code) || no_mistakes_in_packs.contains(code);
        CHECK(needs_none != fs::exists(root / code / "expected.txt"));
    }
}
