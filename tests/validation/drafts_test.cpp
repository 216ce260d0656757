// A mistake that the loader finds in one document hides nothing that is wrong in the others, and what only
// follows from it is not told.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <itr/loader.hpp>
#include <itr/validation.hpp>
#include <set>

#include "support/packs.hpp"

namespace fs = std::filesystem;

namespace {

using namespace itr;

/// Documents that do without a pack document, with mistakes that validation finds. What is called certain is
/// told whatever else is damaged.
constexpr const char* other_half = R"yaml(
workflow: other-request
data: {other_kind: {type: enum, values: [high, low], required: true}}
events: {other_go: {role: other_desk}, other_end: {role: other_desk}}
initial: a
states:
  a: {on: {other_go: b}}
  b: {on: {other_end: c}}
  c: {type: final}
  nowhere: {on: {other_go: a}}                                     # certain: unreachable_state
---
agreement: other-terms
workflows: [other-request]
calendar: 24x7
clocks:
  other_answer: {start: "inState('b')", stop: "inState('b')"}      # certain: start_implies_stop
  other_call: {stop: "inState('c') &&"}                            # certain: expression.syntax
goals:
  - {other_answer: 4h, other_call: 4h}
  - {when: "ticket.other_kind == 'high'", other_answer: 1h}        # certain: unreachable_goal
  - {when: "ticket.other_kin == 'high'", other_answer: 1h}
thresholds:
  other_missing: {"50%": {notify: other_desk}}
---
workflow: other-calendar
calendar: other-office
events: {other_run: {role: other_dsk}}
initial: a
states: {a: {on: {other_run: b}}, b: {type: final}}
---
roles:
  other_desk: {rights: [open]}
)yaml";

Diagnostics found_in(const std::vector<loader::SourceText>& sources) {
    static const auto zones = calendar::ZoneDatabase::load_system().value();
    loader::Loaded loaded = loader::load(sources);
    Diagnostics all = std::move(loaded.diagnostics);
    const Diagnostics more =
        loaded.draft ? validation::validate(*loaded.draft, zones) : validation::validate(*loaded.pack, zones);
    all.insert(all.end(), more.begin(), more.end());
    sort_diagnostics(all);
    return all;
}

/// Without hints, which name what there is elsewhere; and that there is no pack document is told of some
/// file.
std::set<std::string> of_file(const Diagnostics& all, const std::string& file) {
    std::set<std::string> found;
    for (Diagnostic each : all) {
        each.hint.clear();
        if (each.at.file == file && each.code.text() != "pack.no_pack_document")
            found.insert(to_string(each));
    }
    return found;
}

/// The lines that are marked so, and the codes that are told of them.
bool tells_what_is_certain(const Diagnostics& all) {
    static const std::set<std::string> certain = {"validation.unreachable_state",
                                                  "validation.start_implies_stop", "expression.syntax",
                                                  "validation.unreachable_goal"};
    std::set<std::string> told;
    for (const Diagnostic& each : all)
        if (each.at.file == "other.yaml" && certain.contains(std::string(each.code.text())))
            told.emplace(each.code.text());
    return told == certain;
}

std::string text_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("whatever the loader finds wrong in a file, what is wrong in another is told as well") {
    const loader::SourceText other{"other.yaml", other_half};
    const auto alone =
        of_file(found_in({{"pack.yaml", "pack: sound\nversion: 1.0.0\n"}, other}), "other.yaml");
    REQUIRE(alone.size() >= 7);
    std::size_t damaged = 0;
    for (const auto& folder : fs::directory_iterator(fs::path(ITR_SOURCE_DIR) / "tests/validation/broken")) {
        const fs::path file = folder.path() / "pack.yaml";
        if (!fs::exists(file)) continue;
        const loader::SourceText broken{"pack.yaml", text_of(file)};
        if (!loader::load(std::vector{broken}).draft) continue;
        ++damaged;
        INFO(folder.path().filename().string());
        const Diagnostics together = found_in({other, broken});
        CHECK(tells_what_is_certain(together));
        for (const std::string& told : of_file(together, "other.yaml"))
            CHECK_MESSAGE(alone.contains(told), told);
        CHECK(of_file(together, "pack.yaml") == of_file(found_in({broken}), "pack.yaml"));
    }
    CHECK(damaged > 30);
}

TEST_CASE("a reference to a damaged document is none to a missing one") {
    const auto told = of_file(found_in({{"pack.yaml", R"yaml(
pack: half
version: 1.0.0
---
workflow: request
calendar: office
events: {go: {role: desk}, send: {role: dsk}}
initial: a
states: {a: {on: {go: b, send: b}}, b: {type: final}}
---
calendar: office
wek: {mon-fri: ["09:00-17:00"]}
---
agreement: terms
calendar: offce
clocks: {answer: {stop: "inState('b')"}}
goals: [{answer: 4h}]
---
roles: {desk: {rights: [open]}}
)yaml"}}),
                              "pack.yaml");
    std::string all;
    for (const auto& one : told) all += one + "\n";
    INFO(all);
    CHECK(all.find("unknown_key") != std::string::npos);
    CHECK(all.find("there is no calendar 'offce'") != std::string::npos);
    CHECK(all.find("there is no role 'dsk'") != std::string::npos);
    CHECK(told.size() == 3);
}

TEST_CASE("names that a file may define which cannot be read are not called missing") {
    const loader::SourceText cut{"cut.yaml", "roles: {desk: {rights: [open]}\n"};
    const loader::SourceText pack{"pack.yaml", R"yaml(
pack: half
version: 1.0.0
---
workflow: request
events: {go: {role: desk}}
initial: a
states: {a: {on: {go: b}}, b: {type: final}, lost: {on: {go: b}}}
)yaml"};
    const auto told = of_file(found_in({cut, pack}), "pack.yaml");
    REQUIRE(told.size() == 1);
    CHECK(told.begin()->find("unreachable_state") != std::string::npos);
}
