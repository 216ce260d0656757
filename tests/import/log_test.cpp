#include <doctest/doctest.h>
#include <zlib.h>

#include <fstream>
#include <itr/import.hpp>

#include "import/codes.hpp"
#include "support/temp_dir.hpp"

using namespace itr;
using namespace itr::event_log;

namespace {

const std::string map_text = R"yaml(
ticket: "INC-{case}"
time: {column: when, format: rfc3339}
open: {workflow: incident, data: {urgency: {value: "{urgency}", as: int}}}
event: "{status}/{detail}"
names: {Open/New: register, Open/Work: work, Done/OK: solve}
data: {team: "{team}", text: "{{{team}}} took it", seen: {value: "{seen}", as: bool}}
actor: {id: "{team}", roles: [agent, desk]}
)yaml";

const std::string header = "case,when,status,detail,team,urgency,seen\n";

Mapping mapping(const std::string& text = map_text) {
    auto read = read_mapping(text, "map.yaml");
    for (const auto& diagnostic : read.diagnostics) MESSAGE(to_string(diagnostic));
    REQUIRE(read.mapping);
    return *std::move(read.mapping);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    return text.replace(text.find(what), what.size(), by);
}

Diagnostics mistakes(const std::string& row) {
    return read_log(header + row, "log.csv", mapping()).diagnostics;
}

std::string first_mistake_of_map(const std::string& text) {
    const auto read = read_mapping(text, "map.yaml");
    CHECK_FALSE(read.mapping);
    return read.diagnostics.empty() ? "" : to_string(read.diagnostics.front());
}

}  // namespace

TEST_CASE("a row becomes an event of its ticket, with what the map takes from its columns") {
    const auto log = read_log(header + "7,2026-03-02T09:00:00Z,Open,New,net,3,true\n", "log.csv", mapping());
    REQUIRE(log.diagnostics.empty());
    REQUIRE(log.happenings.size() == 1);
    const Happening& happening = log.happenings.front();
    CHECK(happening.ticket == "INC-7");
    CHECK(happening.at == *parse_instant("2026-03-02T09:00:00Z"));
    CHECK(happening.event == "register");
    CHECK(happening.actor == "net");
    CHECK(happening.line == 2);
    CHECK((happening.open_data == Data{{"urgency", Value(3)}}));
    CHECK((happening.data ==
           Data{{"team", Value("net")}, {"text", Value("{net} took it")}, {"seen", Value(true)}}));
}

TEST_CASE("rows are put in the order of their instants, rows of one instant stay in theirs") {
    const auto log =
        read_log(header +
                     "1,2026-03-02T10:00:00Z,Open,Work,a,1,\n2,2026-03-02T09:00:00Z,Open,New,b,1,\n"
                     "3,2026-03-02T09:00:00Z,Open,New,c,1,\n",
                 "log.csv", mapping());
    REQUIRE(log.happenings.size() == 3);
    CHECK(log.happenings[0].ticket == "INC-2");
    CHECK(log.happenings[1].ticket == "INC-3");
    CHECK(log.happenings[2].ticket == "INC-1");
}

TEST_CASE("times may be seconds or milliseconds since 1970") {
    const auto at = [](const std::string& format, const std::string& time) {
        const auto map = mapping(replaced(map_text, "rfc3339", format));
        const auto log = read_log(header + "1," + time + ",Open,New,a,1,\n", "log.csv", map);
        return log.happenings.empty() ? Instant{-1} : log.happenings.front().at;
    };
    CHECK(at("epoch", "1270047582") == Instant{1'270'047'582'000});
    CHECK(at("epoch_ms", "1270047582001") == Instant{1'270'047'582'001});
    CHECK(at("epoch", "9999999999999999") == Instant{-1});
    CHECK(at("epoch", "12x") == Instant{-1});
}

TEST_CASE("each mistake of a row is reported with its line, and the row is left out") {
    CHECK(mistakes("1,2026-03-02T09:00:00Z,Open,New,a,1\n").front().code == log_bad_row);
    CHECK(mistakes("1,yesterday,Open,New,a,1,\n").front().code == log_bad_time);
    CHECK(mistakes("1,2026-03-02T09:00:00Z,Open,Lost,a,1,\n").front().code == log_unnamed_event);
    CHECK(mistakes("1,2026-03-02T09:00:00Z,Open,New,a,three,\n").front().code == log_bad_value);
    CHECK(mistakes("1,2026-03-02T09:00:00Z,Open,New,a,1,maybe\n").front().code == log_bad_value);
    CHECK(mistakes("1,2026-03-02T09:00:00Z,Open,New,\xFF,1,\n").front().code == log_bad_value);
    const auto both = mistakes("1,x,Open,New,a,1,\n\"2\"x\n");
    REQUIRE(both.size() == 2);
    CHECK(to_string(both[0]).starts_with("log.csv:2"));
    CHECK(both[1].code == log_bad_quote);
    CHECK(both[1].at.line == 3);
}

TEST_CASE("a log with a flood of mistakes stops early and says so") {
    std::string rows;
    for (std::size_t i = 0; i < 2 * max_diagnostics; ++i) rows += "x\n";
    const auto found = mistakes(rows);
    CHECK(found.size() == max_diagnostics + 1);
    CHECK(found.back().code == log_too_many_mistakes);
}

TEST_CASE("a column that the log does not have is found before any row is read") {
    const auto log =
        read_log("case,when,status,detail,teem,urgency,seen\n1,2,3,4,5,6,7\n", "log.csv", mapping());
    CHECK(log.happenings.empty());
    REQUIRE_FALSE(log.diagnostics.empty());
    CHECK(log.diagnostics.front().code == log_unknown_column);
    CHECK(log.diagnostics.front().hint == "did you mean 'teem'?");
    CHECK(read_log("", "log.csv", mapping()).diagnostics.front().code == log_bad_row);
}

TEST_CASE("a map may name the folder of its pack") {
    CHECK(mapping().pack.empty());
    CHECK(mapping(map_text + "pack: ../packs/desk\n").pack == "../packs/desk");
}

TEST_CASE("mistakes of a map have their place") {
    CHECK(first_mistake_of_map(replaced(map_text, "INC-{case}", "INC-{case"))
              .find("map.yaml:2:9: error[import.bad_template]") == 0);
    CHECK(first_mistake_of_map(replaced(map_text, "rfc3339", "stardate")).find("map.yaml:3:") == 0);
    CHECK(first_mistake_of_map(map_text + "nmaes: {}\n").find("pack.unknown_key") != std::string::npos);
    CHECK(first_mistake_of_map(replaced(map_text, "workflow: incident", "flow: incident"))
              .find("pack.missing_key") != std::string::npos);
    CHECK(first_mistake_of_map(map_text + "separator: ab\n").find("pack.wrong_type") != std::string::npos);
    CHECK(first_mistake_of_map("").find("expected one document") != std::string::npos);
}

TEST_CASE("without a table an event's name follows from the text") {
    CHECK(event_name("Accepted/Wait - User") == "accepted_wait_user");
    CHECK(event_name(" Done! ") == "done");
    auto map = mapping();
    map.names.clear();
    const auto log = read_log(header + "1,2026-03-02T09:00:00Z,In Progress,Re-opened,a,1,\n", "log.csv", map);
    REQUIRE(log.happenings.size() == 1);
    CHECK(log.happenings.front().event == "in_progress_re_opened");
}

TEST_CASE("a file is read whether it is compressed or not, and a damaged one is refused") {
    const itr::test::TempDir folder;
    const std::string text(100'000, 'x');
    std::ofstream(folder.file("plain.csv")) << text;
    CHECK(*read_file(folder.file("plain.csv")) == text);
    const std::string packed = folder.file("packed.csv.gz");
    const gzFile file = gzopen(packed.c_str(), "wb");
    REQUIRE(gzwrite(file, text.data(), static_cast<unsigned>(text.size())) == static_cast<int>(text.size()));
    gzclose(file);
    CHECK(*read_file(packed) == text);
    std::filesystem::resize_file(packed, std::filesystem::file_size(packed) / 2);
    const auto cut = read_file(packed);
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code == log_unreadable);
    CHECK(read_file(folder.file("nothing.csv")).error().code == log_unreadable);
}
