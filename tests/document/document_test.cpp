#include <doctest/doctest.h>

#include <itr/document.hpp>
#include <string>
#include <vector>

namespace itr {
namespace {

Value json_of(const std::string& text) { return parse_json(text).value(); }

std::string code_of(const std::string& command) {
    const auto read = document::read_command(json_of(command));
    return read ? "" : std::string(read.error().code.text());
}

Command command_with(command::Body body) {
    Command command{
        TenantId("t"), TicketId("T-1"), {"li", {"agent", "lead"}, "acme"}, std::move(body), {}, {}, {}};
    command.expected_version = 3;
    command.idempotency_key = "k";
    command.happened_at = parse_instant("2026-03-02T09:00:00Z").value();
    command.targets = {{"restore", hours(4)}};
    return command;
}

std::vector<command::Body> one_of_each() {
    const Instant at = parse_instant("2026-03-02T10:00:00Z").value();
    const Data data{{"n", Value(1)}, {"at", Value::instant(at)}};
    return {command::Open{"request", data, "acme", "17", "T-0", "fault", "router", "hotline"},
            command::Send{"dispatch", data},
            command::Assign{"ann", "", std::nullopt, "why"},
            command::Set{data},
            command::Comment{"hello", false},
            command::Link{"T-2", "caused_by", true},
            command::Attach{"log", "s3://x", "ab", 12, false},
            command::PauseClock{"restore", "parts"},
            command::ResumeClock{"restore", "came"},
            command::Acknowledge{"duty"},
            command::Erase{{"data.customer", "comment.1"}, "asked"},
            command::Wake{},
            command::ExtendClock{"restore", hours(1), "agreed"},
            command::PinClock{"restore", at, "agreed"},
            command::PromiseClock{"restore", minutes(90), "agreed"},
            command::WaiveClock{"restore", "strike"},
            command::CancelClock{"restore", "test"},
            command::Adopt{PackHash(std::string(64, 'a')), "new hours"},
            command::CorrectClock{"restore", at, at + hours(1), true, "the site was open"}};
}

}  // namespace

TEST_CASE("every command is read as it was written") {
    const auto bodies = one_of_each();
    CHECK(bodies.size() == std::variant_size_v<command::Body>);
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        CAPTURE(i);
        CHECK(bodies[i].index() == i);
        const Value written = document::to_value(command_with(bodies[i]));
        const auto read = document::read_command(written);
        REQUIRE_MESSAGE(read, to_json(written));
        CHECK(read->body.index() == i);
        CHECK(to_json(document::to_value(*read)) == to_json(written));
    }
}

TEST_CASE("a command that is not as it must be is told which member is wrong") {
    const std::string head = R"({"actor":{"roles":["agent"]},"op":)";
    CHECK(code_of("[]") == "document.invalid");
    CHECK(code_of(R"({"op":"send","event":"x"})") == "document.invalid");
    CHECK(code_of(R"({"op":"send","event":"x","actor":"me"})") == "document.invalid");
    CHECK(code_of(head + R"("send"})") == "document.invalid");
    CHECK(code_of(head + R"("send","event":7})") == "document.invalid");
    CHECK(code_of(head + R"("send","event":"x","data":[]})") == "document.invalid");
    CHECK(code_of(head + R"("send","event":"x","expected_version":-1})") == "document.invalid");
    CHECK(code_of(head + R"("send","event":"x","evnt":"y"})") == "document.unknown_member");
    CHECK(code_of(head + R"("send","event":"x","v":2})") == "document.newer_version");
    CHECK(code_of(head + R"("dance"})") == "document.unknown_op");
    CHECK(code_of(head + R"("extend","clock":"c","by":"much"})") == "duration.invalid");
    CHECK(code_of(head + R"("send","event":"x","targets":{"restore":true}})") == "document.invalid");
    CHECK(code_of(head + R"("pin","clock":"c","to":"soon"})") == "time.invalid");
    CHECK(code_of(head + R"("pin","clock":"c","to":9999999999999999})") == "document.invalid");
    const auto wrong = document::read_command(json_of(head + R"("send","event":"x","evnt":"y"})"));
    CHECK(wrong.error().message.find("'evnt'") != std::string::npos);
}

namespace {

std::string general(const std::string& text) {
    const auto document = parse_json(text);
    if (!document) return {};
    const auto read = document::read_command(*document);
    return read ? to_json(document::to_value(*read)) : std::string();
}

/// Empty where the text is left to the general reader.
std::string plain(const std::string& text) {
    const auto read = document::read_plain_command(text);
    return read ? to_json(document::to_value(*read)) : std::string();
}

}  // namespace

TEST_CASE("the usual commands are read in one pass as their values are") {
    for (const auto& body : one_of_each()) {
        const std::string written = to_json(document::to_value(command_with(body)));
        CHECK(plain(written) == written);
    }
    // As Python writes them: in any order, with blanks, escapes, numbers and values within values.
    for (
        const char* text :
        {R"({"op":"send","tenant":"t","ticket":"T","actor":{"id":"a","roles":["x"],"party":""},"event":"e"})",
         R"({"v":1,"op":"send","actor":{"v":1,"roles":"x"},"event":"e","data":{"b":[1,{"c":null}],"a":-1.5e3}})",
         R"( {"event" : "\u00e9\n", "actor" : {}, "op" : "send", "data" : {}, "key" : "k",
               "expected_version" : 0, "happened_at" : 5} )",
         R"({"op":"send","actor":{},"event":"e","data":{"t":{"$time":"2026-03-02T09:00:00Z"},"$u":{"$uint":7}}})",
         R"({"op":"promise","actor":{},"clock":"c","target":5400000,"targets":{"x":"1h"}})"}) {
        CAPTURE(text);
        CHECK(plain(text) == general(text));
        CHECK(!plain(text).empty());
    }
}

TEST_CASE("whatever is not usual is left to the reader that says what is wrong") {
    const std::string head = R"({"actor":{"roles":["agent"]},"op":"send","event":"x")";
    std::string deep = head + R"(,"data":{"d":)";
    deep += std::string(70, '[') + std::string(70, ']') + "}}";
    for (const std::string& text : {std::string(),
                                    std::string("[]"),
                                    std::string("7"),
                                    std::string("\"send\""),
                                    head,
                                    deep,
                                    head + R"(,"event":"y"})",
                                    head + R"(,"evnt":"y"})",
                                    head + R"(,"v":2})",
                                    head + R"(,"v":"1"})",
                                    head + "} x",
                                    head + R"(,"key":null})",
                                    head + R"(,"key":7})",
                                    head + R"(,"data":[]})",
                                    head + R"(,"data":"x"})",
                                    head + R"(,"data":{"a":1,"a":2}})",
                                    head + R"(,"data":{"a":"\u0000"}})",
                                    head + R"(,"data":{"a":18446744073709551615}})",
                                    head + R"(,"data":{"a":1e999}})",
                                    head + R"(,"data":{"a":{"$x":"y"}}})",
                                    head + R"(,"data":{"$time":"2026-03-02T09:00:00Z"}})",
                                    head + R"(,"expected_version":-1})",
                                    head + R"(,"happened_at":"soon"})",
                                    head + R"(,"happened_at":9999999999999999})",
                                    head + R"(,"targets":{"restore":true}})",
                                    head + R"(,"actor":{}})",
                                    head + R"(,"a_member_with_a_long_name":1})",
                                    std::string(R"({"op":"send","event":"x"})"),
                                    std::string(R"({"op":"send","event":"x","actor":null})"),
                                    std::string(R"({"op":"send","event":"x","actor":{"rolls":[]}})"),
                                    std::string(R"({"op":"send","event":"x","actor":{"roles":[1]}})"),
                                    std::string(R"({"op":"send","event":"x","actor":{"roles":[["a"]]}})"),
                                    std::string(R"({"op":"send","event":"x","actor":{"id":{}}})"),
                                    std::string(R"({"op":"send","actor":{}})"),
                                    std::string(R"({"op":"dance","actor":{}})"),
                                    std::string(R"({"op":"comment","text":"x","public":1,"actor":{}})"),
                                    std::string(R"({"op":"erase","slots":[1],"actor":{}})")}) {
        CAPTURE(text);
        CHECK(plain(text).empty());
        CHECK(general(text).empty());
    }
}

TEST_CASE("a text read in one pass is read alike by both readers, whatever became of its bytes") {
    std::uint64_t state = 1;
    const auto random = [&](std::size_t below) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(state >> 33U) % below;
    };
    const std::string_view bytes = "{}[]\",:$v1e-.\\u0 \n\xC3\xA9xa";
    std::size_t readable = 0;
    for (const auto& body : one_of_each()) {
        const std::string whole = to_json(document::to_value(command_with(body)));
        for (int i = 0; i < 400; ++i) {
            std::string text = whole;
            for (std::size_t changes = 1 + random(3); changes > 0; --changes) {
                const std::size_t at = random(text.size());
                const char byte = bytes[random(bytes.size())];
                if (const auto how = random(3); how == 0)
                    text[at] = byte;
                else if (how == 1)
                    text.insert(at, 1, byte);
                else
                    text.erase(at, 1 + random(6));
            }
            const std::string read = plain(text);
            if (read.empty()) continue;
            ++readable;
            CHECK_MESSAGE(read == general(text), text);
        }
    }
    CHECK(readable > 100);
}

TEST_CASE("data of a text are those of its value, in order of names") {
    for (const char* text : {"{}", R"({"b":"x","a":[1,{"c":2}],"n":-7,"f":1.5,"e":null,"y":true})",
                             R"({"v":2})", R"({"$b":{"$bytes":"00ff"},"a":{"$map":[[1,2]]}})"}) {
        const auto read = document::read_plain_data(text);
        REQUIRE_MESSAGE(read, text);
        CHECK(*read == document::read_data(json_of(text)).value());
    }
    for (const char* other : {"", "[]", "7", "null", "\"x\"", R"({"a":1,"a":1})", R"({"$map":[[1,2]]})",
                              R"({"$time":"2026-03-02T09:00:00Z"})", R"({"a":1} 2)", R"({"a":)"})
        CHECK_MESSAGE(!document::read_plain_data(other), other);
}

TEST_CASE("instants are texts or milliseconds, lengths of time too") {
    for (const char* at :
         {R"("2026-03-02T09:00:00+00:00")", "1772442000000", R"({"$time":"2026-03-02T09:00:00Z"})"}) {
        const Value given = json_of(std::string(R"({"at":)") + at + "}");
        document::Members m(given, "a test");
        CHECK(m.instant("at") == parse_instant("2026-03-02T09:00:00Z").value());
        CHECK(m.done());
    }
    for (const char* by : {R"("90m")", "5400000", R"({"$duration":"5400s"})"}) {
        const Value given = json_of(std::string(R"({"by":)") + by + "}");
        document::Members m(given, "a test");
        CHECK(m.length("by") == minutes(90));
        CHECK(m.done());
    }
}

TEST_CASE("a complaint shows the beginning of a value in whole characters") {
    std::string longer = R"({"n":")";
    for (int i = 0; i < 100; ++i) longer += "问";
    const Value given = json_of(longer + "\"}");
    document::Members m(given, "a test");
    CHECK(m.number("n", 7, 0, 9) == 7);
    const auto told = m.done();
    REQUIRE(!told);
    CHECK(is_utf8(told.error().message));
    CHECK(told.error().message.size() < 200);
}

TEST_CASE("an outcome is written as its value is, with the version of documents") {
    Outcome outcome;
    outcome.ticket = TicketId("T-\"1\"");
    outcome.version = 3;
    CHECK(document::write_outcome(outcome) == R"({"ok":true,"ticket":"T-\"1\"","v":1,"version":3})");
    outcome.number = "17";
    outcome.repeated = true;
    outcome.rejection = Rejection{Code{"event.unknown"}, "expected an event"};
    const std::string text = document::write_outcome(outcome);
    CHECK(text == R"({"code":"event.unknown","message":"expected an event","number":"17","ok":false,)"
                  R"("repeated":true,"ticket":"T-\"1\"","v":1,"version":3})");
    CHECK(to_json(json_of(text)) == text);
    const std::string value = to_json(document::to_value(outcome));
    CHECK(document::write_outcomes(std::vector<Outcome>{outcome, outcome}) ==
          R"({"outcomes":[)" + value + "," + value + R"(],"v":1})");
}

TEST_CASE("data are values by field name, and nothing else") {
    const auto read = document::read_data(json_of(R"({"n":1,"at":{"$duration":"5s"},"v":2})"));
    REQUIRE(read);
    CHECK(*read == Data{{"at", Value(TimeSpan{5, 0})}, {"n", Value(1)}, {"v", Value(2)}});
    for (const char* other : {"[]", "7", R"({"$map":[[1,2]]})"})
        CHECK(document::read_data(json_of(other)).error().code.text() == "document.invalid");
}

TEST_CASE("a member that is asked for twice is known once") {
    const Value given = json_of(R"({"a":1,"b":2})");
    document::Members m(given, "a test");
    CHECK(m.find("a") != nullptr);
    CHECK(m.find("a") != nullptr);
    const auto told = m.done();
    REQUIRE(!told);
    CHECK(told.error().message == "expected a test with the members v, a, but found 'b'");
}

TEST_CASE("of commands in a list the first that is wrong is told by its number") {
    const auto read = document::read_commands(
        json_of(R"({"commands":[{"op":"wake","actor":{}},{"op":"dance","actor":{}}]})"));
    REQUIRE(!read);
    CHECK(read.error().message.substr(0, 10) == "command 2:");
}

TEST_CASE("a query names its conditions, and no others") {
    const Value given = json_of(R"({"where":{"state":"handling","open":true},"limit":5,"due_before":0})");
    document::Members m(given, "a query");
    const store::Query query = document::read_query(m);
    CHECK(m.done());
    CHECK(query.state == "handling");
    CHECK(query.open == true);
    CHECK(query.limit == 5);
    CHECK(query.due_before == Instant{0});
    const Value strange = json_of(R"({"where":{"colour":"red"}})");
    document::Members other(strange, "a query");
    static_cast<void>(document::read_query(other));
    CHECK(other.done().error().code.text() == "document.unknown_member");
}

TEST_CASE("a stored ticket has a snapshot and its version, or neither") {
    CHECK(document::read_stored(json_of(R"({"tenant":"t","ticket":"T-1"})")));
    CHECK(document::read_stored(
        json_of(R"({"tenant":"t","ticket":"T-1","snapshot":"{}","snapshot_version":2})")));
    CHECK(!document::read_stored(json_of(R"({"tenant":"t","ticket":"T-1","snapshot":"{}"})")));
    CHECK(!document::read_stored(json_of(R"({"tenant":"t","ticket":"T-1","snapshot_version":2})")));
    CHECK(!document::read_stored(json_of(R"({"ticket":"T-1"})")));
    const auto stored = document::read_stored(
        json_of(R"({"tenant":"t","ticket":"T-1","commits":[{"version":1,"at":5,"text":"{}"}]})"));
    REQUIRE(stored);
    CHECK(stored->loaded.tail.front() == store::Commit{1, Instant{5}, "{}"});
    CHECK(!document::read_history(json_of(R"({"commits":[{"version":0,"at":5,"text":"{}"}]})")));
}

}  // namespace itr
