// Packs made to harm: they meet named limits, quickly, and never take the process down.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <itr/loader.hpp>

#include "support/packs.hpp"

using itr::loader::load;
using itr::loader::SourceText;
using itr::test::codes;
using itr::test::load_text;

namespace {

std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

/// While it lives, the process may open so many files more.
class FilesLeft {
  public:
    explicit FilesLeft(rlim_t count) {
        const int next = open("/dev/null", O_RDONLY);
        close(next);
        getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit few{static_cast<rlim_t>(next) + count, before_.rlim_max};
        setrlimit(RLIMIT_NOFILE, &few);
    }
    ~FilesLeft() { setrlimit(RLIMIT_NOFILE, &before_); }
    FilesLeft(const FilesLeft&) = delete;
    FilesLeft& operator=(const FilesLeft&) = delete;

  private:
    rlimit before_{};
};

}  // namespace

TEST_CASE("nesting of ten thousand levels stops at the limit, in flow and in block style") {
    for (const std::string& text :
         {repeat("[", 10'000), repeat("{a: ", 10'000), repeat("- ", 10'000) + "x"}) {
        const auto loaded = load_text("pack: a\ntitle:\n  " + text);
        REQUIRE(loaded.diagnostics.size() == 1);
        CHECK(loaded.diagnostics[0].code.text() == "yaml.too_deep");
    }
    const std::string fifty = repeat("[", 50) + repeat("]", 50);
    CHECK(codes(load_text("pack: a\ntitle: " + fifty).diagnostics) == "2:8 pack.wrong_type");
}

TEST_CASE("a bracket that closes nothing is told at its place, and reading ends there") {
    for (const char* bracket : {"}", "]", "},", "]]"}) {
        CAPTURE(bracket);
        CHECK(codes(load_text(std::string("pack: a\nversion: 1.0.0\n---\n") + bracket).diagnostics) ==
              "4:1 yaml.syntax");
        CHECK_FALSE(itr::loader::load_canonical(std::string("[]") + bracket));
    }
}

TEST_CASE("aliases that would grow to a billion values stop at the limit") {
    std::string text = "pack: a\nversion:\n  - &l0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i)
        text += "  - &l" + std::to_string(i) + " [" + repeat("*l" + std::to_string(i - 1) + ", ", 9) + "*l" +
                std::to_string(i - 1) + "]\n";
    CHECK(codes(load_text(text).diagnostics).ends_with("yaml.too_many_nodes"));
}

TEST_CASE("an alias may not deepen the nesting beyond the limit either") {
    std::string text = "pack: a\nversion:\n  - &l0 " + repeat("[", 20) + repeat("]", 20) + "\n";
    for (int i = 1; i < 5; ++i)
        text += "  - &l" + std::to_string(i) + " " + repeat("[", 20) + "*l" + std::to_string(i - 1) +
                repeat("]", 20) + "\n";
    CHECK(codes(load_text(text).diagnostics).ends_with("yaml.too_deep"));
}

TEST_CASE("a text of a megabyte is refused") {
    CHECK(codes(load_text("pack: a\ntitle: \"" + repeat("x", 1 << 20) + "\"\n").diagnostics) ==
          "2:8 yaml.scalar_too_long");
}

TEST_CASE("a file beyond its limit is not parsed") {
    CHECK(codes(load_text("pack: a\n#" + repeat("x", itr::loader::max_file_bytes)).diagnostics)
              .find("0:0 pack.file_too_large") != std::string::npos);
}

TEST_CASE("bytes that are not UTF-8 are found before the parser sees them") {
    CHECK(codes(load_text("pack: a\ntitle: \"\xff\"\n").diagnostics).find("2:9 yaml.not_utf8") !=
          std::string::npos);
    CHECK(codes(load_text("pack: a\ntitle: \xed\xa0\x80\n").diagnostics).find("2:8 yaml.not_utf8") !=
          std::string::npos);
}

TEST_CASE("a zero byte is a control character with a place") {
    const std::string text("pack: a\ntitle: b\0c\n", 19);
    CHECK(codes(load_text(text).diagnostics).find("2:9 yaml.control_character") != std::string::npos);
    CHECK(codes(load_text("pack: a\ntitle: \"b\\0c\"\n").diagnostics).find("2:8 yaml.control_character") !=
          std::string::npos);
}

TEST_CASE("an escape that would not be stored as UTF-8 is refused at its place") {
    for (const char* escape : {"\\N", "\\_"}) {
        CAPTURE(escape);
        const auto loaded = load_text("pack: a\ntitle: \"b" + std::string(escape) + "c\"\n");
        CHECK(codes(loaded.diagnostics) == "2:8 yaml.not_utf8");
    }
    CHECK(load_text("pack: a\ntitle: \"b\\x85\\xA0c\"\n").diagnostics.empty());
}

TEST_CASE("an empty file, a comment alone and a byte order mark are no documents") {
    CHECK(codes(load_text("").diagnostics).empty());
    CHECK(codes(load_text("# nothing\n---\n# nothing\n").diagnostics).empty());
    CHECK(codes(load_text("\xEF\xBB\xBFpack: a\n").diagnostics).empty());
    CHECK(codes(load({}).diagnostics) == "0:0 pack.no_pack_document");
}

TEST_CASE("a map of fifty thousand keys is read in time, its repeated key found") {
    std::string text = "pack: a\n---\nscenario: many\nsteps: []\nstart:\n";
    for (int i = 0; i < 50'000; ++i) text += "  k" + std::to_string(i) + ": 1\n";
    text += "  k7: 2\n";
    CHECK(codes(load_text(text).diagnostics) == "50006:3 yaml.duplicate_key");
}

TEST_CASE("a file with a thousand mistakes shows the first ones and says how many follow") {
    std::string text = "pack: a\n---\nroles:\n";
    for (int i = 0; i < 1000; ++i) text += "  Role" + std::to_string(i) + ":\n";
    const auto loaded = load_text(text);
    REQUIRE(loaded.diagnostics.size() == itr::loader::max_diagnostics + 1);
    CHECK(loaded.diagnostics.front().code.text() == "pack.too_many_mistakes");
    CHECK(loaded.diagnostics.front().message == "800 more mistakes are not shown");
}

TEST_CASE("a pack of more files than the limit is refused") {
    const std::vector<SourceText> sources(itr::loader::max_files + 1, SourceText{"a.yaml", ""});
    CHECK(codes(load(sources).diagnostics) == "0:0 pack.too_many_files");
}

TEST_CASE("packs that import each other are refused, and so is a chain without end") {
    const auto circle = [](std::string_view name) {
        return std::optional(
            std::vector<SourceText>{{"x.yaml", "pack: " + std::string(name) + "\nimports: [a]\n"}});
    };
    const std::vector<SourceText> a{{"a.yaml", "pack: a\nimports: [b]\n"}};
    const auto loaded = load(a, circle);
    CHECK(codes(loaded.diagnostics) == "2:11 pack.import_cycle");
    CHECK(loaded.diagnostics.front().message == "a cycle of imports: a → b → a");
    int n = 0;
    const auto chain = [&](std::string_view name) {
        return std::optional(std::vector<SourceText>{
            {"x.yaml", "pack: " + std::string(name) + "\nimports: [n" + std::to_string(++n) + "]\n"}});
    };
    CHECK(codes(load(a, chain).diagnostics) == "2:11 pack.too_many_imports");
}

TEST_CASE("a pack that two packs import is drawn in once") {
    const auto resolve = [](std::string_view name) -> std::optional<std::vector<SourceText>> {
        if (name == "base")
            return std::vector<SourceText>{
                {"base.yaml", "pack: base\nversion: 1.2.0\n---\nroles: {desk: {}}\n"}};
        return std::vector<SourceText>{{"x.yaml", "pack: " + std::string(name) + "\nimports: [base]\n"}};
    };
    const std::vector<SourceText> a{{"a.yaml", "pack: a\nimports: [b, c, {pack: base, version: 1.2.0}]\n"}};
    const auto loaded = load(a, resolve);
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    REQUIRE(loaded.pack->roles.size() == 1);
    CHECK(loaded.pack->roles[0].at.file == "base.yaml");
}

TEST_CASE("a folder that is not there is told, and an import cannot lead out of the search path") {
    CHECK(codes(itr::loader::load_folder("no/such/folder").diagnostics) == "0:0 pack.unreadable_file");
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / "itr_loader_test" / "a";
    fs::create_directories(folder);
    std::ofstream(folder / "pack.yaml") << "pack: a\nimports: [\"../a\"]\n";
    CHECK(codes(itr::loader::load_folder(folder).diagnostics) == "2:12 pack.import_not_found");
    fs::remove_all(folder.parent_path());
}

TEST_CASE("a pack of which a part cannot be looked into is no pack, and the part is named") {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / "itr_loader_test_parts" / "a";
    fs::create_directories(folder / "1" / "2" / "3" / "4" / "5" / "6");
    std::ofstream(folder / "pack.yaml") << "pack: a\n";
    std::ofstream(folder / "1" / "2" / "3" / "4" / "5" / "6" / "more.yaml") << "roles: {desk: {}}\n";
    CHECK(itr::loader::load_folder(folder).pack);
    {
        const FilesLeft five(5);
        const auto loaded = itr::loader::load_folder(folder);
        CHECK_FALSE(loaded.pack);
        REQUIRE(codes(loaded.diagnostics) == "0:0 pack.unreadable_file");
        CHECK(loaded.diagnostics[0].at.file.find("/1/2/3") != std::string::npos);
    }
    fs::create_symlink("nowhere.yaml", folder / "link.yaml");
    const auto dangling = itr::loader::load_folder(folder);
    CHECK_FALSE(dangling.pack);
    CHECK(codes(dangling.diagnostics) == "0:0 pack.unreadable_file");
    fs::remove_all(folder.parent_path());
}

TEST_CASE("a pipe among the files of a pack is named and not waited for") {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / "itr_loader_test_pipe" / "a";
    fs::create_directories(folder);
    std::ofstream(folder / "pack.yaml") << "pack: a\n";
    REQUIRE(mkfifo((folder / "more.yaml").c_str(), 0600) == 0);
    const auto loaded = itr::loader::load_folder(folder);
    CHECK_FALSE(loaded.pack);
    REQUIRE(codes(loaded.diagnostics) == "0:0 pack.unreadable_file");
    CHECK(loaded.diagnostics[0].at.file.find("more.yaml") != std::string::npos);
    fs::remove_all(folder.parent_path());
}

TEST_CASE("of a name that is there thousands of times the first place is told once") {
    const auto loaded =
        load_text("pack: a\n" + repeat("---\nworkflow: w\nstates: {a: {type: final}}\n", 3000));
    CHECK(std::ranges::count(loaded.diagnostics, itr::Severity::note, &itr::Diagnostic::severity) <= 1);
}
