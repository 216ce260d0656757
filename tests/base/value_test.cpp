#include <doctest/doctest.h>

#include <itr/value.hpp>

using itr::Kind;
using itr::Value;

TEST_CASE("a value keeps what was put in, short or long") {
    CHECK(Value().is_null());
    CHECK(Value(true).as_bool());
    CHECK(Value(-7).as_int() == -7);
    CHECK(Value(std::uint64_t{7}).as_uint() == 7);
    CHECK(Value("14 bytes: fits").as_string() == "14 bytes: fits");
    CHECK(Value("15 bytes: shared").as_string() == "15 bytes: shared");
    CHECK(Value(itr::Timestamp{-1, 999'999'999}).as_timestamp() == itr::Timestamp{-1, 999'999'999});
}

TEST_CASE("copies of a long value share one block, and the last one frees it") {
    Value a("a text that is longer than fourteen bytes");
    Value b = a;
    Value c;
    c = b;
    a = Value(1);
    b = std::move(c);
    CHECK(b.as_string() == "a text that is longer than fourteen bytes");
    CHECK(b.heap_bytes() > 40);
}

TEST_CASE("values are the same when kind and content are, wherever the content lies") {
    const std::string text = "a text that is longer than fourteen bytes";
    CHECK(Value(text) == Value(text));
    CHECK_FALSE(Value(text) == Value(text + "."));
    CHECK_FALSE(Value(text) == Value::bytes(text));
    CHECK_FALSE(Value("short") == Value::bytes("short"));
    CHECK_FALSE(Value(1) == Value(1.0));
    CHECK_FALSE(Value(0.0) == Value(-0.0));
    CHECK_FALSE(Value("") == Value());
    CHECK(Value::list({Value(text), Value(1)}) == Value::list({Value(text), Value(1)}));
    CHECK_FALSE(Value::list({}) == Value::map({}));
    CHECK(Value(itr::Timestamp{-1, 5}) == Value(itr::Timestamp{-1, 5}));
}

TEST_CASE("a map is ordered by key, and the last of equal keys stays") {
    const Value map = Value::map({{Value("b"), Value(1)}, {Value("a"), Value(2)}, {Value("b"), Value(3)}});
    REQUIRE(map.as_map().size() == 2);
    CHECK(map.find("a")->as_int() == 2);
    CHECK(map.find("b")->as_int() == 3);
    CHECK(map.find("c") == nullptr);
    const Value numbers = Value::map({{Value(1), Value("one")}});
    CHECK(numbers.find_key(Value(std::uint64_t{1}))->as_string() == "one");
}

TEST_CASE("canonical JSON says the same value in one way, and reads back the same") {
    const Value value = Value::map({
        {Value("z"), Value::list({Value(1), Value(1.0), Value(0.1), Value(), Value(false)})},
        {Value("a"), Value("quote \" line \n bell \x07 问题")},
        {Value("t"), Value(itr::Timestamp{1'772'413'200, 250'000'000})},
        {Value("d"), Value(itr::TimeSpan{-1, -500'000'000})},
        {Value("u"), Value(std::uint64_t{18'446'744'073'709'551'615U})},
        {Value("b"), Value::bytes(std::string_view("\x00\xff", 2))},
        {Value("big"), Value(std::int64_t{9'007'199'254'740'993})},
        {Value("m"), Value::map({{Value(2), Value("two")}})},
        {Value("k"), Value::type(Kind::integer)},
    });
    const std::string json = itr::to_json(value);
    CHECK(
        json ==
        R"({"a":"quote \" line \n bell \u0007 问题","b":{"$bytes":"00ff"},"big":{"$int":"9007199254740993"},)"
        R"("d":{"$duration":"-1.5s"},"k":{"$type":"int"},"m":{"$map":[[2,"two"]]},)"
        R"("t":{"$time":"2026-03-02T01:00:00.250Z"},"u":{"$uint":18446744073709551615},"z":[1,1.0,0.1,null,false]})");
    const auto back = itr::parse_json(json);
    REQUIRE(back.has_value());
    CHECK(*back == value);
}

TEST_CASE("a map that looks like a tagged value is not taken for one") {
    const Value map = Value::map({{Value("$time"), Value("noon")}});
    CHECK(itr::to_json(map) == R"({"$map":[["$time","noon"]]})");
    CHECK(itr::parse_json(itr::to_json(map)) == map);
}

TEST_CASE("JSON that the journal could not keep is refused with its reason") {
    const auto reason = [](std::string_view text) {
        const auto result = itr::parse_json(text);
        return result ? std::string("accepted") : result.error().message;
    };
    CHECK(itr::parse_json("{").error().code.text() == "json.invalid");
    CHECK(reason("{") == "not well-formed JSON at byte 2");
    CHECK(reason(R"({"a":1,"a":2})") == "the same key twice in one object");
    CHECK(reason(R"("\u0000")") == "U+0000 in a string");
    CHECK(reason("99999999999999999999") == "an integer beyond 64 bits");
    CHECK(reason(std::string(65, '[')) == "nesting beyond 64 levels");
    CHECK(reason("\"\xc0\x80\"") == "not well-formed JSON at byte 2");
}

TEST_CASE("only what every JSON reader keeps exactly may be stored") {
    CHECK(itr::check_storable(Value(std::int64_t{9'007'199'254'740'991})).has_value());
    CHECK_FALSE(itr::check_storable(Value(std::int64_t{9'007'199'254'740'992})).has_value());
    CHECK(itr::check_storable(Value(1.0 / 0.0)).error().code.text() == "value.not_storable");
    CHECK_FALSE(itr::check_storable(Value(std::string_view("\xff"))).has_value());
    CHECK_FALSE(itr::check_storable(Value(itr::Timestamp{100'000'000'000, 0})).has_value());
}
