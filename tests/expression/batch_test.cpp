#include <doctest/doctest.h>

#include <itr/expression.hpp>
#include <string>

using itr::expression::evaluate_line;

TEST_CASE("a line of a batch gives its value with the type, under the same id") {
    CHECK(evaluate_line(R"({"id":"a","expr":"x + 1","bindings":{"x":{"type":"int","value":"41"}}})") ==
          R"({"id":"a","value":{"type":"int","value":"42"}})");
    CHECK(
        evaluate_line(R"({"id":7,"expr":"[null, 1u, 1.0, b'\\x01', duration('90s'), int]"})") ==
        R"({"id":7,"value":{"type":"list","value":[{"type":"null","value":null},{"type":"uint","value":"1"},)"
        R"({"type":"double","value":1.0},{"type":"bytes","value_hex":"01"},{"type":"duration","value":"90s"},)"
        R"({"type":"type","value":"int"}]}})");
    CHECK(
        evaluate_line(R"({"expr":"{'t': timestamp(0), 'f': 0.0 / 0.0}"})") ==
        R"({"id":null,"value":{"type":"map","value":[[{"type":"string","value":"f"},{"type":"double","value":"NaN"}],)"
        R"([{"type":"string","value":"t"},{"type":"timestamp","value":"1970-01-01T00:00:00Z"}]]}})");
}

TEST_CASE("every kind of value crosses the batch door unchanged") {
    for (const char* typed :
         {R"({"type":"null","value":null})", R"({"type":"bool","value":true})",
          R"({"type":"int","value":"-9"})", R"({"type":"uint","value":"18446744073709551615"})",
          R"({"type":"double","value":-0.5})", R"({"type":"double","value":"-Infinity"})",
          R"({"type":"double","value":"Infinity"})", R"({"type":"string","value":"问题"})",
          R"({"type":"bytes","value_hex":"00ff"})", R"({"type":"timestamp","value":"2026-03-02T01:00:00Z"})",
          R"({"type":"duration","value":"-1.5s"})", R"({"type":"type","value":"list"})",
          R"({"type":"list","value":[{"type":"int","value":"1"}]})",
          R"({"type":"map","value":[[{"type":"bool","value":false},{"type":"string","value":""}]]})"}) {
        CAPTURE(typed);
        const std::string line = std::string(R"({"id":1,"expr":"x","bindings":{"x":)") + typed + "}}";
        CHECK(evaluate_line(line) == std::string(R"({"id":1,"value":)") + typed + "}");
    }
}

TEST_CASE("whatever is wrong with a line is told as its error") {
    const auto error_of = [](std::string_view line) {
        const std::string answer = evaluate_line(line);
        const std::size_t at = answer.find("\"error\":\"");
        return at == std::string::npos ? answer : answer.substr(at + 9, answer.find(':', at + 9) - at - 9);
    };
    CHECK(error_of("{") == "expression.invalid_argument");
    CHECK(error_of("[]") == "expression.invalid_argument");
    CHECK(error_of(R"({"expr":1})") == "expression.invalid_argument");
    CHECK(error_of(R"({"expr":"x","bindings":[]})") == "expression.invalid_argument");
    CHECK(error_of(R"({"expr":"x","declared":{"x":1}})") == "expression.invalid_argument");
    CHECK(error_of(R"({"expr":"x","bindings":{"x":{"type":"int","value":1}}})") ==
          "expression.invalid_argument");
    CHECK(
        error_of(
            R"({"expr":"x","bindings":{"x":{"type":"map","value":[[{"type":"null"},{"type":"null"}]]}}})") ==
        "expression.invalid_argument");
    CHECK(error_of(R"-({"expr":"x","bindings":{"x":{"type":"null"}},"declared":{"x":"list(int)"}})-") ==
          "expression.wrong_type");
    CHECK(error_of(R"-({"expr":"x","declared":{"x":"lisst(int)"}})-") == "expression.syntax");
    CHECK(error_of(R"-({"expr":"1 +"})-") == "expression.syntax");
    CHECK(error_of(R"-({"expr":"y"})-") == "expression.unknown_name");
    CHECK(error_of(R"-({"expr":"y()"})-") == "expression.unknown_function");
    CHECK(error_of(std::string(100'000, '[')) == "expression.invalid_argument");
}

TEST_CASE("a long line costs what it is long, however many objects it has") {
    std::string line = "{\"id\":1,\"expr\":\"size(x)\",\"bindings\":{\"x\":{\"type\":\"list\",\"value\":[";
    for (int i = 0; i < 100'000; ++i) line += i == 0 ? "{\"type\":\"null\"}" : ",{\"type\":\"null\"}";
    // Within the time limit of a test: with the parser's own callback it took minutes.
    CHECK(evaluate_line(line + "]}}}") == "{\"id\":1,\"value\":{\"type\":\"int\",\"value\":\"100000\"}}");
    CHECK(evaluate_line(
              "{\"id\":2,\"expr\":\"x\",\"bindings\":{\"x\":{\"type\":\"string\",\"value\":\"\\\"[[[\"}}}") ==
          "{\"id\":2,\"value\":{\"type\":\"string\",\"value\":\"\\\"[[[\"}}");
    const std::string deep = "{\"expr\":\"1\",\"x\":" + std::string(200, '[') + std::string(200, ']') + "}";
    CHECK(evaluate_line(deep).find("expected less nesting in the line") != std::string::npos);
}
