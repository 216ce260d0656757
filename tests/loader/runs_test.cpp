// Every byte of a text is found where its file has it, in whatever way YAML lets one write it.
#include "loader/runs.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <itr/loader.hpp>
#include <random>

#include "loader/reader.hpp"

using itr::loader::Context;
using itr::loader::Node;

namespace {

constexpr std::size_t npos = std::string::npos;

struct Style {
    char quote;  ///< none of a plain text
    bool escapes;
};

/// A text as a file may write it, and where each of its bytes is written; nowhere: it stands for a break.
struct Written {
    std::string yaml, text;
    std::vector<std::size_t> at;

    void put(std::string_view bytes, std::string_view as) {
        for (std::size_t i = 0; i < bytes.size(); ++i)
            at.push_back(yaml.size() + (bytes.size() == as.size() ? i : 0));
        text += bytes;
        yaml += as;
    }
    void put_nowhere(std::string_view bytes) {
        at.insert(at.end(), bytes.size(), npos);
        text += bytes;
    }
};

std::size_t up_to(std::size_t most) { return *rc::gen::inRange<std::size_t>(0, most + 1); }
std::string blanks() { return std::string(up_to(2), ' '); }
std::string line_end() { return *rc::gen::element("\n", "\n", "\r\n"); }

void put_folded(Written& to, std::size_t breaks, bool escaped) {
    to.yaml += escaped ? "\\" : *rc::gen::element("", "", "  ", "\t");
    for (std::size_t i = 0; i < breaks; ++i) to.yaml += (i > 0 ? blanks() : "") + line_end();
    to.yaml += "      " + blanks();
    to.put_nowhere(breaks > 1 ? std::string(breaks - 1, '\n') : escaped ? "" : " ");
}

void put_character(Written& to, Style style, bool first) {
    if (style.escapes && *rc::gen::inRange(0, 4) == 0) {
        using Pair = std::pair<std::string, std::string>;
        static const std::vector<Pair> escapes = {{"\"", "\\\""}, {"\\", "\\\\"},       {"\n", "\\n"},
                                                  {" ", "\\ "},   {"A", "\\x41"},       {"问", "\\u95ee"},
                                                  {"é", "\\xE9"}, {"😀", "\\U0001f600"}, {"/", "\\/"}};
        const auto& [read, written] = escapes[up_to(escapes.size() - 1)];
        return to.put(read, written);
    }
    if (style.quote == '\'' && *rc::gen::inRange(0, 4) == 0) return to.put("'", "''");
    const std::string c =
        first ? "a" : *rc::gen::element<std::string>("a", "b", "<", "问", "é", "😀", "=", ".");
    to.put(c, c);
}

/// A plain or quoted text: words, and between them blanks, breaks or nothing.
Written flow_text(Style style) {
    Written to;
    if (style.quote != '\0') to.yaml += style.quote;
    const int words = *rc::gen::inRange(1, 7);
    for (int word = 0; word < words; ++word) {
        if (word > 0) {
            const int way = *rc::gen::inRange(0, style.escapes ? 4 : 3);
            if (way == 0) to.put("  ", "  ");
            if (way == 1) put_folded(to, 1, false);
            if (way == 2) put_folded(to, 2 + up_to(1), false);
            if (way == 3) put_folded(to, 1 + up_to(1), true);
        }
        put_character(to, {style.quote, false}, word == 0 || style.quote == '\0');
        const int more = *rc::gen::inRange(0, 5);
        for (int i = 0; i < more; ++i) put_character(to, style, false);
        // An escape stands for itself before a break, and a blank that is none would not.
        put_character(to, {'\0', false}, true);
    }
    if (style.quote != '\0') to.yaml += style.quote;
    return to;
}

/// A literal or folded text. What is read of it follows from its lines: all their bytes but for blanks and
/// breaks.
std::string block_text(char style) {
    const bool explicit_indentation = *rc::gen::arbitrary<bool>();
    std::string yaml(1, style);
    if (explicit_indentation) yaml += "4";
    yaml += *rc::gen::element("", "-", "+");
    yaml += *rc::gen::element("", " # a comment") + line_end();
    const int lines = *rc::gen::inRange(1, 7);
    for (int line = 0; line < lines; ++line) {
        const int empty = *rc::gen::inRange(0, 3) == 0 ? *rc::gen::inRange(1, 3) : 0;
        for (int i = 0; i < empty; ++i) yaml += std::string(up_to(4), ' ') + line_end();
        yaml += "    ";
        if (line > 0 || explicit_indentation)
            yaml += std::string(*rc::gen::element<std::size_t>(0, 0, 1, 3), ' ');
        const int words = *rc::gen::inRange(1, 4);
        for (int word = 0; word < words; ++word)
            yaml += *rc::gen::element<std::string>("ab", "问", "a \"b\" ", "'x'", "\\n", "# d", "a\t");
        yaml += line_end();
    }
    return yaml;
}

std::size_t offset_of(std::string_view file, const itr::Location& at) {
    std::size_t begin = 0;
    for (std::uint32_t line = 1; line < at.line; ++line) begin = file.find('\n', begin) + 1;
    return begin + at.column - 1;
}

/// The first value of a file, and where each of its bytes is said to lie.
struct Read {
    std::string text;
    std::vector<std::size_t> at;
};
Read read(const std::string& file) {
    itr::Diagnostics diagnostics;
    const auto tree = itr::loader::parse(file, "pack.yaml", diagnostics);
    RC_ASSERT(diagnostics.empty());
    Context context("pack.yaml", file, diagnostics);
    const Node& node = *tree.documents.at(0)->first->next;
    const itr::TextLocation place = context.places(node, 0);
    Read read{std::string(node.text), {}};
    for (std::uint32_t i = 0; i < node.text.size(); ++i)
        read.at.push_back(offset_of(file, place.of(node.text, i)));
    return read;
}

void check_flow(Style style) {
    const Written written = flow_text(style);
    const std::string before = *rc::gen::element("x: ", "x:\n    ", "# é\n\n\"é\": ", "x: &a ");
    const std::string file = before + written.yaml + "\nlast: 1\n";
    const Read found = read(file);
    RC_LOG() << file;
    RC_ASSERT(found.text == written.text);
    for (std::size_t i = 0; i < found.at.size(); ++i)
        if (written.at[i] != npos && (static_cast<unsigned char>(found.text[i]) & 0xC0U) != 0x80U)
            RC_ASSERT(found.at[i] == before.size() + written.at[i]);
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r'; }

void check_block(char style) {
    const std::string before = *rc::gen::element("x: ", "# é\n\n\"é\": ", "x: &a ");
    const std::string file = before + block_text(style);
    const Read found = read(file);
    RC_LOG() << file;
    std::size_t written = file.find('\n', before.size());
    for (std::size_t i = 0; i < found.at.size(); ++i) {
        if (is_space(found.text[i])) continue;
        while (is_space(file[written])) ++written;
        RC_ASSERT(file[written] == found.text[i]);
        RC_ASSERT(found.at[i] == written++);
    }
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void each_scalar(const Node& node, const std::function<void(const Node&)>& visit) {
    if (node.kind == Node::Kind::scalar) visit(node);
    if (node.kind == Node::Kind::scalar || node.kind == Node::Kind::null) return;
    for (const Node* child = node.first; child != nullptr; child = child->next) each_scalar(*child, visit);
}

/// What is said of where the scalars of a file lie is true. How many of them could not be followed.
std::size_t check_scalars(std::string_view file) {
    itr::Diagnostics diagnostics;
    const auto tree = itr::loader::parse(file, "pack.yaml", diagnostics);
    if (file.starts_with("\xEF\xBB\xBF")) file.remove_prefix(3);
    std::vector<std::size_t> begins{0};
    for (std::size_t i = 0; i < file.size(); ++i)
        if (file[i] == '\n') begins.push_back(i + 1);
    std::size_t lost = 0;
    bool sound = true;
    const auto look = [&](const Node& node) {
        if (itr::loader::stands_as_it_reads(file, node)) return;
        const auto runs = itr::loader::runs_of(file, node);
        if (runs.size() == 1 && runs[0].bytes == 0 && !node.text.empty()) ++lost;
        for (const itr::TextRun& run : runs)
            sound = sound &&
                    (run.bytes == 0 || file.substr(begins.at(run.line - 1) + run.column - 1, run.bytes) ==
                                           node.text.substr(run.offset, run.bytes));
        sound = sound && std::ranges::is_sorted(runs, std::less_equal<>(), &itr::TextRun::offset);
    };
    for (const Node* document : tree.documents) each_scalar(*document, look);
    CHECK(sound);
    return lost;
}

std::vector<std::filesystem::path> files_below(std::initializer_list<const char*> folders) {
    std::vector<std::filesystem::path> files;
    for (const char* folder : folders)
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(std::filesystem::path(ITR_SOURCE_DIR) / folder))
            if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

}  // namespace

TEST_CASE("every byte of a plain, single or double quoted text is found, however its lines are folded") {
    CHECK(rc::check([] { check_flow({'\0', false}); }));
    CHECK(rc::check([] { check_flow({'\'', false}); }));
    CHECK(rc::check([] { check_flow({'"', true}); }));
}

TEST_CASE("every byte of a literal or folded block is found, however it is indented") {
    CHECK(rc::check([] { check_block('|'); }));
    CHECK(rc::check([] { check_block('>'); }));
}

TEST_CASE("every text of the packs at hand can be followed") {
    for (const auto& path : files_below({"examples/packs", "tests/packs"})) {
        CAPTURE(path);
        if (path.extension() == ".yaml") CHECK(check_scalars(bytes_of(path)) == 0);
    }
}

TEST_CASE("what is said of hostile files is true, or nothing is said") {
    std::mt19937 random(1);
    for (const auto& path : files_below({"tests/fuzz/corpus/loader", "tests/fuzz/corpus/pack"})) {
        CAPTURE(path);
        const std::string file = bytes_of(path);
        (void)check_scalars(file);
        if (file.empty() || file.size() > 100'000) continue;
        constexpr std::string_view harm = "\n\n \"'\\|>\r\t-x*&";
        for (int i = 0; i < 20; ++i) {
            std::string damaged = file;
            for (int j = 0; j < 3; ++j)
                damaged.insert(random() % damaged.size(), 1, harm[random() % harm.size()]);
            (void)check_scalars(damaged);
        }
    }
}

TEST_CASE("nothing is kept of a text that stands in its file as it reads") {
    itr::Diagnostics diagnostics;
    for (const std::string file :
         {"x: a b", "x: \"a 'b'\"", "x: 'a \"b\\n\"'", "x: |\n  a\n\n    b\n", "x: 问"}) {
        CAPTURE(file);
        const auto tree = itr::loader::parse(file, "pack.yaml", diagnostics);
        Context context("pack.yaml", file, diagnostics);
        CHECK(context.places(*tree.documents.at(0)->first->next, 0).runs == nullptr);
    }
}

TEST_CASE("what many aliases lead to is followed once, and an alias is told at its own place") {
    itr::Diagnostics diagnostics;
    const std::string scalar = "x: &x \"a\\\n  b\"\nz: *x\n";
    const auto tree = itr::loader::parse(scalar, "pack.yaml", diagnostics);
    REQUIRE(diagnostics.empty());
    Context context("pack.yaml", scalar, diagnostics);
    const Node& text = *tree.documents.at(0)->first->next;
    const Node& alias = *text.next->next;
    CHECK(context.places(text, 0).runs == context.places(text, 0).runs);
    CHECK(context.places(text, 0).of(text.text, 1) == itr::Location{"pack.yaml", 2, 3});
    CHECK(context.places(alias, 0).of(text.text, 1) == itr::Location{"pack.yaml", 3, 4});
}

TEST_CASE("a pack's identity does not tell how its expressions are written") {
    const auto identity = [](const std::string& guard) {
        const auto loaded = itr::loader::load(std::vector<itr::loader::SourceText>{
            {"pack.yaml",
             "pack: a\nversion: 1.0.0\n---\nworkflow: w\ninitial: a\nevents: {go: {}}\nstates:\n"
             "  a: {on: {go: [{to: b, when: " +
                 guard + "}]}}\n  b: {type: final}\n"}});
        REQUIRE(loaded.pack);
        const std::string canonical = itr::model::canonical(*loaded.pack);
        const auto again = itr::loader::load_canonical(canonical);
        REQUIRE(again);
        CHECK(itr::model::canonical(*again) == canonical);
        CHECK(again->workflows[0].root.states[0].handlers[0].transitions[0].when->at.runs == nullptr);
        return itr::model::identity(*loaded.pack);
    };
    CHECK(identity("\"1 < 2 && '问' != ''\"") == identity("\"1 < 2 \\\n      && '\\u95ee' != \\x27'\""));
}
