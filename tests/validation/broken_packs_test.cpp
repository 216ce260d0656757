// Each mistake has a pack that makes it, under broken/CODE: pack.yaml (or a folder pack/ beside packs that it
// imports) and expected.txt, the report. ITR_UPDATE_GOLDENS=1 writes the reports anew.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <itr/loader.hpp>
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
    "pack.file_too_large",     "pack.too_many_files",  "pack.unreadable_file", "pack.too_many_mistakes",
    "pack.too_many_imports",   "yaml.scalar_too_long",  // tests/loader/hostile_test.cpp
    "validation.unknown_days",                          // validation_test.cpp: needs a zone database
};

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The report of a broken pack, its paths relative to its folder.
std::string report_of(const fs::path& folder) {
    const bool has_imports = fs::is_directory(folder / "pack");
    auto loaded = itr::loader::load_folder(folder / (has_imports ? "pack" : "pack.yaml"));
    if (loaded.pack) {
        auto more = itr::validation::validate(*loaded.pack);
        loaded.diagnostics.insert(loaded.diagnostics.end(), more.begin(), more.end());
        itr::sort_diagnostics(loaded.diagnostics);
    }
    std::string text = itr::test::report(loaded.diagnostics);
    const std::string prefix = folder.generic_string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
        text.erase(at, prefix.size());
    return text;
}

std::set<std::string> declared_codes() {
    std::set<std::string> codes;
    for (const char* file : {"src/loader/codes.hpp", "src/model/codes.hpp", "src/validation/codes.hpp"}) {
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

TEST_CASE("every code of the loader, the model and the validation has a broken pack") {
    const auto codes = declared_codes();
    CHECK(codes.size() > 50);
    for (const std::string& code : codes) {
        CAPTURE(code);
        CHECK((shown_elsewhere.contains(code) || fs::exists(root / code / "expected.txt")));
    }
}
