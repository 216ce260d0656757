// What YAML makes of texts that people write without a thought: each trap is a diagnostic with its place, or
// reads as it looks.
#include <doctest/doctest.h>

#include <string>

#include "support/packs.hpp"

using namespace itr;

namespace {

/// The codes that a `when:` written like this is told, "none" if it reads as it looks.
std::string trap_of(std::string_view when, bool in_braces) {
    const std::string transition = in_braces ? "{when: " + std::string(when) + ", to: b}"
                                             : "\n          when: " + std::string(when) + "\n          to: b";
    const auto loaded = test::load_text(
        "workflow: w\n"
        "data: {note: string, a: bool}\n"
        "events: {go: {role: any}}\n"
        "initial: a\n"
        "states:\n"
        "  a:\n"
        "    on:\n"
        "      go: " +
        transition + "\n  b: {type: final}\n");
    std::string found;
    for (const Diagnostic& d : loaded.diagnostics) {
        CAPTURE(to_string(d));
        CHECK(d.at.line >= 8);
        CHECK(d.hint.find("quote") != std::string::npos);
        if (found.find(d.code.text()) == std::string::npos)
            found += (found.empty() ? "" : " ") + std::string(d.code.text());
    }
    return found.empty() ? "none" : found;
}

/// The codes that a field's default written like this is told.
std::string default_of(std::string_view type, std::string_view text) {
    const auto loaded = test::load_text("workflow: w\ndata:\n  f: {type: " + std::string(type) +
                                        ", default: " + std::string(text) + "}\ninitial: a\nstates: {a: }\n");
    std::string found;
    for (const Diagnostic& d : loaded.diagnostics)
        found += (found.empty() ? "" : " ") + std::string(d.code.text());
    return found.empty() ? "none" : found;
}

}  // namespace

TEST_CASE("an expression that YAML cuts short, takes for a tag or for something else is told to be quoted") {
    for (const bool in_braces : {false, true}) {
        CAPTURE(in_braces);
        CHECK(trap_of("\"ticket.note == '# 1' && !ticket.a\"", in_braces) == "none");
        CHECK(trap_of("ticket.note == 'a'", in_braces) == "none");
        CHECK(trap_of("!ticket.a", in_braces) == "yaml.explicit_tag");
        CHECK(trap_of("&ticket.a", in_braces) == "pack.wrong_type");
        CHECK(trap_of("*ticket.a", in_braces) == "yaml.syntax");
        CHECK(trap_of("[ticket.a]", in_braces) == "pack.wrong_type");
        CHECK(trap_of("'x' == ticket.note", in_braces) == "yaml.syntax");
        CHECK(trap_of("ticket.a ? true : false", in_braces) == "yaml.syntax");
        CHECK(trap_of("%a", in_braces) == "yaml.syntax");
        CHECK(trap_of("{'a': 1}.a == 1", in_braces) == "yaml.syntax");
    }
    CHECK(trap_of("ticket.note == ' # none'", false) == "yaml.expression_cut");
    CHECK(trap_of("ticket.a # why", false) == "yaml.expression_cut");
    CHECK(trap_of("max(1, 2) > 1", false) == "none");
    CHECK(trap_of("max(1, 2) > 1", true) == "yaml.expression_cut");
    // Within braces the comment takes the closing brace with it.
    CHECK(trap_of("ticket.note == ' # none'", true) == "yaml.syntax");
    CHECK(trap_of("ticket.a # why", true) == "yaml.syntax");
}

TEST_CASE("where a comment takes a closing bracket with it the hint says so, else it does not") {
    const auto hint_of = [](const std::string& line) {
        const auto loaded =
            test::load_text("workflow: w\ninitial: a\nstates:\n  a: " + line + "\n  b: {type: final}\n");
        return loaded.diagnostics.empty() ? "" : loaded.diagnostics.front().hint;
    };
    const std::string comment = "what follows ' #' in line 4 is a comment";
    for (const char* cut : {"{on: {go: {when: ticket.b # comment, to: b}}}",
                            "{on: {go: {when: ticket.c == 'a #b', to: b}}}", "{on: {go: [b, # or c]}}"})
        CHECK_MESSAGE(hint_of(cut).starts_with(comment), cut);
    for (const char* other :
         {"{on: {go: {when: \"ticket.c == 'a #b'\", to: b}}", "{on: {go: {to: b}} # later", "{on: [}"})
        CHECK_MESSAGE(hint_of(other).find(comment) == std::string::npos, other);
}

TEST_CASE("a comment is told of the expression that it follows, and of no other on its line") {
    const auto loaded = test::load_text(
        "workflow: w\n"
        "data: {note: string, n: int}\n"
        "events: {go: {role: any}}\n"
        "initial: a\n"
        "states:\n"
        "  a: {on: {go: {to: b, do: [{set: {note: ticket.note, n: ticket.n + 1 # more\n"
        "    }}]}}}\n"
        "  b: {type: final}\n");
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].message == "what follows ' #' is a comment, not part of 'ticket.n + 1'");
}

TEST_CASE(
    "words and figures that readers of older YAML take for something else are refused where it matters") {
    for (const char* word : {"yes", "no", "on", "off", "y", "N", "Yes", "NO"}) {
        CAPTURE(word);
        CHECK(default_of("bool", word) == "yaml.boolean_word");
    }
    CHECK(default_of("bool", "true") == "none");
    CHECK(default_of("string", "NO") == "none");  // Norway is a text where a text is expected
    for (const char* figure : {"010", "1_000", "1:30", "+7", "0x1F", "0o17"}) {
        CAPTURE(figure);
        CHECK(default_of("int", figure) == "yaml.number_form");
    }
    CHECK(default_of("int", "7") == "none");
    CHECK(default_of("int", "7.0") == "pack.wrong_type");
    CHECK(default_of("int", ".inf") == "pack.wrong_type");
    CHECK(default_of("double", ".nan") == "pack.wrong_type");
    CHECK(default_of("string", "1.10") == "none");  // stays as written
    CHECK(default_of("string", "!!str 7") == "yaml.explicit_tag");
    CHECK(default_of("string", "!include x") == "yaml.explicit_tag");
    CHECK(default_of("int", "!!int 7") == "yaml.explicit_tag");
}
