// A mistake hides no other one, and makes none: every broken pack is damaged in one document after the other.
// What is then told must be the mistake that was made, and otherwise only what was told before.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <itr/loader.hpp>
#include <itr/validation.hpp>
#include <set>
#include <string>
#include <vector>

namespace {

using itr::Diagnostic;
using itr::Diagnostics;

/// The documents of a pack, each a file of its own.
using Documents = std::vector<itr::loader::SourceText>;

Documents documents_of(const std::string& text) {
    Documents documents;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find("\n---\n", at), text.size());
        documents.push_back({fmt::format("{:02}", documents.size()), text.substr(at, end - at) + "\n"});
        at = end + 5;
    }
    return documents;
}

/// Packs of a size that a person writes, by name.
std::vector<std::pair<std::string, Documents>> small_broken_packs() {
    constexpr std::size_t most_bytes = 20'000;
    std::vector<std::pair<std::string, Documents>> packs;
    const auto folder = std::filesystem::path(ITR_SOURCE_DIR) / "tests/validation";
    std::vector<std::filesystem::path> folders{folder / "all_at_once"};
    for (const auto& entry : std::filesystem::directory_iterator(folder / "broken"))
        folders.push_back(entry.path());
    for (const std::filesystem::path& each : folders) {
        std::ifstream in(each / "pack.yaml", std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        if (!text.empty() && text.size() < most_bytes)
            packs.emplace_back(each.filename().string(), documents_of(text));
    }
    std::ranges::sort(packs, {}, [](const auto& pack) { return pack.first; });
    return packs;
}

Diagnostics all_of(const Documents& documents) {
    static const auto zones = itr::calendar::ZoneDatabase::load_system().value();
    auto loaded = itr::loader::load(documents);
    Diagnostics found = std::move(loaded.diagnostics);
    std::ranges::move(loaded.pack ? itr::validation::validate(*loaded.pack, zones)
                                  : itr::validation::validate(*loaded.draft, zones),
                      std::back_inserter(found));
    itr::validation::drop_repeated(found);
    return found;
}

/// The place and the code: messages tell names, and one of them is damaged.
std::string line_of(const Diagnostic& each) {
    return fmt::format("{}:{}:{} {}", each.at.file, each.at.line, each.at.column, each.code.text());
}

struct Damage {
    const char* name;
    const char* code;                                ///< of the mistake that it is
    std::function<std::string(std::string)> damage;  ///< of a document's text
};

const std::array<Damage, 5> damages{{
    {"an unknown key", "pack.unknown_key", [](std::string text) { return text + "zzz: 1\n"; }},
    {"a key twice", "yaml.duplicate_key",
     [](std::string text) { return text + text.substr(0, text.find(':')) + ": zzz\n"; }},
    {"an unknown kind", "pack.unknown_document", [](std::string text) { return text[0] = 'Z', text; }},
    {"a bad name", "pack.invalid_name",
     [](std::string text) {
         const std::size_t end = text.find('\n');
         const bool named = std::string_view(":}]").find(text[end - 1]) == std::string_view::npos;
         const bool has_rule = !text.starts_with("pack:") && !text.starts_with("scenario:");
         return named && has_rule ? text.insert(end, "Z") : text;
     }},
    {"bad syntax", "yaml.syntax", [](std::string text) { return text + "]\n"; }},
}};

bool is_map(const std::string& document) { return document[0] >= 'a' && document[0] <= 'z'; }

}  // namespace

TEST_CASE("a mistake in a document makes no mistake of another one") {
    for (const auto& [name, documents] : small_broken_packs()) {
        std::set<std::string> before;
        for (const Diagnostic& each : all_of(documents)) before.insert(line_of(each));
        for (const Damage& damage : damages)
            for (std::size_t i = 0; i < documents.size(); ++i) {
                Documents damaged = documents;
                if (is_map(documents[i].text)) damaged[i].text = damage.damage(damaged[i].text);
                if (damaged[i].text == documents[i].text) continue;
                for (const Diagnostic& each : all_of(damaged)) {
                    if (each.at.file == damaged[i].path && each.code.text() == damage.code) continue;
                    CHECK_MESSAGE(before.contains(line_of(each)),
                                  fmt::format("{} + {} in {}: {}", name, damage.name, damaged[i].path,
                                              to_string(each)));
                }
            }
    }
}
