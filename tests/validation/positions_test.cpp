// Where mistakes of expressions are told, in every way that YAML has to write a text.
#include <doctest/doctest.h>

#include <itr/pack.hpp>
#include <itr/validation.hpp>

#include "support/packs.hpp"

namespace {

const std::string head =
    "pack: a\nversion: 1.0.0\n---\n"
    "roles:\n  agent: {}\n---\n"
    "workflow: w\n"
    "data: {s: string, n: {type: int, default: 0}}\n"
    "events: {go: {role: agent}}\n"
    "initial: a\n"
    "states:\n"
    "  a:\n"
    "    on:\n"
    "      go:\n"
    "        - to: b\n";  // line 15
const std::string tail = "  b: {type: final}\n";

/// "line:column code" of the mistakes in a pack.
std::string mistakes(const std::string& pack) {
    const auto loaded = itr::test::load_text(pack);
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    itr::Diagnostics errors;
    for (itr::Diagnostic& d : itr::validation::validate(*loaded.pack))
        if (d.severity == itr::Severity::error) errors.push_back(std::move(d));
    return itr::test::codes(errors);
}
/// Of a guard written as `guard`; its first line is the pack's 16th.
std::string in_guard(const std::string& guard) {
    return mistakes(head + "          when: " + guard + "\n" + tail);
}

const std::string agreement =
    "---\n"
    "agreement: g\n"
    "clocks:\n"
    "  c:\n";  // line 20, behind head and tail

}  // namespace

TEST_CASE("a mistake in the second line of a folded block is told in that line") {
    CHECK(in_guard(">-\n            ticket.n > 1 &&\n            ticket.zzz") ==
          "18:20 expression.no_such_field");
    CHECK(in_guard(">\n            ticket.n > 1 &&\n\n            ticket.zzz\n\n") ==
          "19:20 expression.no_such_field");
    CHECK(in_guard(">\n            ticket.n > 1\n              && ticket.n < 7\n            && ticket.zzz") ==
          "19:23 expression.no_such_field");
    CHECK(in_guard(">2+\n            ticket.n > 1\n              && ticket.zzz") ==
          "18:25 expression.no_such_field");
}

TEST_CASE("a mistake behind a continued line is told in the next one") {
    CHECK(in_guard("\"ticket.n > 1 && \\\n             ticket.zzz\"") == "17:21 expression.no_such_field");
    CHECK(in_guard("\"ticket.n > 1   \\\n\n           \\  && ticket.zzz\"") ==
          "18:25 expression.no_such_field");
}

TEST_CASE("a mistake behind a doubled quotation mark is told with both of them counted") {
    CHECK(in_guard("'ticket.s == ''x'' && ticket.zzz'") == "16:46 expression.no_such_field");
}

TEST_CASE("a mistake behind escapes is told with all their characters counted") {
    CHECK(in_guard(R"("ticket.s == \"\u95ee\" && ticket.zzz")") == "16:51 expression.no_such_field");
    CHECK(in_guard(R"("ticket.s == '\U0001f600\x41\t' && ticket.zzz")") == "16:59 expression.no_such_field");
    CHECK(in_guard(R"("\x74icket.\x7Azz")") == "16:28 expression.no_such_field");
}

TEST_CASE("a mistake behind a folded line of a quoted or plain text is told in the next one") {
    CHECK(in_guard("\"ticket.n > 1 &&\n            ticket.zzz\"") == "17:20 expression.no_such_field");
    CHECK(in_guard("'ticket.n > 1 &&  \n\n  \n            ticket.zzz'") == "19:20 expression.no_such_field");
    CHECK(in_guard("ticket.n > 1 &&\n            ticket.zzz") == "17:20 expression.no_such_field");
    CHECK(in_guard("ticket.n > 1 &&\r\n\r\n            ticket.zzz") == "18:20 expression.no_such_field");
}

TEST_CASE("a literal block that begins with empty lines or blanks is told in its lines too") {
    CHECK(in_guard("|\n\n            ticket.n > 1 &&\n              ticket.zzz") ==
          "19:22 expression.no_such_field");
    CHECK(in_guard("|2\n              ticket.n > 1 &&\n            ticket.zzz") ==
          "18:20 expression.no_such_field");
}

TEST_CASE("what stands in its file as it reads is told as it was") {
    CHECK(in_guard("|\n            ticket.n > 1 &&\n              ticket.zzz") ==
          "18:22 expression.no_such_field");
    CHECK(in_guard("\"ticket.s == '问' && ticket.zzz\"") == "16:46 expression.no_such_field");
    CHECK(in_guard("ticket.s == '问' && ticket.zzz") == "16:45 expression.no_such_field");
}

TEST_CASE("an expression that ends too early is told where its last line ends") {
    CHECK(in_guard(">\n            ticket.n > 1 &&\n            ticket.n <\n") == "18:23 expression.syntax");
    CHECK(in_guard("\"ticket.s == \\\"a\\\" &&\"") == "16:38 expression.syntax");
}

TEST_CASE("a mistake in an anchored text is told within it, and in an alias at the alias") {
    const std::string two = head + "          when: &x \"ticket.n > 1 &&\n            ticket.zzz\"\n" +
                            "        - to: b\n          when: *x\n" + tail;
    CHECK(mistakes(two) == "17:20 expression.no_such_field\n19:17 expression.no_such_field");
}

TEST_CASE("the conditions of a clock, its goals and its thresholds tell the lines they are written in") {
    CHECK(mistakes(head + tail + agreement + "    stop: >\n      inState('b') ||\n      inState('zzz')\n" +
                   "goals:\n  - {c: real 4h}\n") == "23:15 chart.unknown_state");
    CHECK(mistakes(head + tail + agreement +
                   "    stop: inState('b')\ngoals:\n  - c: real 4h\n    when: >-\n" +
                   "      ticket.n > 1 &&\n      ticket.zzz\n  - {c: real 4h}\n") ==
          "26:14 expression.no_such_field");
    CHECK(
        mistakes(head + tail + agreement + "    stop: inState('b')\ngoals:\n  - {c: real 4h}\n" +
                 "thresholds:\n  c:\n    50%:\n      - when: 'ticket.s == ''x''\n          && ticket.zzz'\n" +
                 "        notify: agent\n") == "28:21 expression.no_such_field");
}

TEST_CASE("what is set, defaults and the inputs of tables tell the lines they are written in") {
    CHECK(mistakes(head +
                   "          do:\n            - set:\n                n: \"ticket.n +\n                  "
                   "ticket.zzz\"\n" +
                   tail) == "19:26 expression.no_such_field");
    CHECK(mistakes(head + tail +
                   "---\ntable: t\ninputs:\n  - >\n    ticket.n +\n    ticket.zzz\noutputs: {n: "
                   "int}\nrows:\n  - [1, 2]\n")
              .find("22:12 expression.no_such_field") != std::string::npos);
}

TEST_CASE("the default of a field tells the line it is written in, without its '='") {
    std::string pack = head + tail;
    pack.replace(pack.find("data: {s: string,"), 17,
                 "data: {s: {type: string, default: \"=ticket.n +\n  ticket.zzz\"},");
    const auto loaded = itr::test::load_text(pack);
    REQUIRE(loaded.pack);
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones);
    itr::Diagnostics found;
    CHECK(itr::Pack::compile(*loaded.pack, *zones, found) == nullptr);
    CHECK(itr::test::codes(found) == "9:10 expression.no_such_field");
}
