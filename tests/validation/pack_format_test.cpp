// The document about the pack format: its complete pack is sound, and its fragments are what the loader
// reads.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <itr/calendar.hpp>
#include <itr/loader.hpp>
#include <itr/validation.hpp>

#include "support/packs.hpp"

namespace {

std::string document() {
    std::ifstream in(std::filesystem::path(ITR_SOURCE_DIR) / "docs/pack-format.md", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The texts of the code blocks that are opened with "```" and `info`.
std::vector<std::string> blocks(const std::string& text, const std::string& info) {
    std::vector<std::string> found;
    const std::string open = "\n```" + info + "\n";
    for (std::size_t at = text.find(open); at != std::string::npos; at = text.find(open, at + 1)) {
        const std::size_t begin = at + open.size();
        found.push_back(text.substr(begin, text.find("\n```", begin) - begin + 1));
    }
    return found;
}

}  // namespace

TEST_CASE("the complete pack in docs/pack-format.md loads and is valid, without a remark") {
    const auto packs = blocks(document(), "yaml pack");
    REQUIRE(packs.size() == 1);
    const auto loaded = itr::test::load_text(packs[0]);
    CHECK(itr::test::report(loaded.diagnostics) == "");
    REQUIRE(loaded.pack.has_value());
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones.has_value());
    CHECK(itr::test::report(itr::validation::validate(*loaded.pack, *zones)) == "");
}

TEST_CASE("every fragment in docs/pack-format.md is read without an error") {
    const auto fragments = blocks(document(), "yaml fragment");
    REQUIRE(fragments.size() >= 8);
    for (const std::string& fragment : fragments) {
        CAPTURE(fragment);
        const auto resolve = [](std::string_view name) {
            const std::string text = "pack: " + std::string(name) + "\nversion: 1.2.0\n";
            return std::optional(std::vector<itr::loader::SourceText>{{"import.yaml", text}});
        };
        std::vector<itr::loader::SourceText> sources{{"fragment.yaml", fragment}};
        if (fragment.find("pack: ") == std::string::npos)
            sources.push_back({"pack.yaml", "pack: fragment\n"});
        CHECK(itr::test::report(itr::loader::load(sources, resolve).diagnostics) == "");
    }
}
