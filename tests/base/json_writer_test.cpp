// JSON written piece by piece, held against a writer that looks at one byte after the other.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <itr/value.hpp>
#include <string>

#include "base/json_writer.hpp"

using namespace itr;

namespace {

std::string quoted_slowly(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else if (c == '\n' || c == '\t' || c == '\r')
            out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
        else if (byte < 0x20)
            out += std::string("\\u00") + "0123456789abcdef"[byte >> 4] + "0123456789abcdef"[byte & 15];
        else
            out += c;
    }
    return out + "\"";
}

std::string written(std::string_view text) {
    std::string out;
    JsonWriter(out).text(text);
    return out;
}

std::string any_text() {
    auto text = *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(0, 40),
                                                 rc::gen::inRange<char>(0x20, 0x7F));
    if (*rc::gen::inRange(0, 8) == 0) text += *rc::gen::element<std::string>("问题", "é", "🙂");
    return text;
}

}  // namespace

TEST_CASE("a byte that needs an escape gets one wherever it stands in a text") {
    for (std::size_t length = 1; length <= 20; ++length)
        for (std::size_t place = 0; place < length; ++place)
            for (int byte = 1; byte < 256; ++byte) {
                std::string text(length, 'x');
                text[place] = static_cast<char>(byte);
                REQUIRE(written(text) == quoted_slowly(text));
            }
}

TEST_CASE("what is gathered before it is handed over is the same text, however long it becomes") {
    CHECK(rc::check("lists of texts, numbers and instants", [] {
        std::string out = "before ";
        std::string expected = "before [";
        JsonWriter json(out);
        json.begin_array();
        const int count = *rc::gen::inRange(0, 120);
        for (int i = 0; i < count; ++i) {
            if (i > 0) expected += ',';
            const std::int64_t number = *rc::gen::arbitrary<std::int64_t>();
            const Instant at{*rc::gen::inRange(min_instant.ms, max_instant.ms)};
            const std::string text = *rc::gen::inRange(0, 30) == 0
                                         ? std::string(*rc::gen::inRange<std::size_t>(900, 3000), 'y')
                                         : any_text();
            switch (*rc::gen::inRange(0, 4)) {
                case 0: json.number(number), expected += to_json(Value(number)); break;
                case 1: json.instant(at), expected += quoted_slowly(to_string(at)); break;
                case 2:
                    json.value(Value::list({Value(text)})), expected += "[" + quoted_slowly(text) + "]";
                    break;
                default: json.text(text), expected += quoted_slowly(text);
            }
        }
        json.end_array();
        RC_ASSERT(out == expected + "]");
        RC_ASSERT(parse_json(out.substr(7)).has_value());
    }));
}

TEST_CASE("members with nothing to say are left out, and names are those that were given") {
    std::string out;
    JsonWriter json(out);
    json.begin_object().text_if("a", "").number_if("b", 0).instant_if("c", never).flag("d", false);
    json.value_if("e", Value()).key(std::string_view("f\"")).boolean(false).key("g").number(7).end_object();
    CHECK(out == R"({"f\"":false,"g":7})");
}
