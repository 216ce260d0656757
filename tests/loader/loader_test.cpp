#include <doctest/doctest.h>

#include <algorithm>
#include <itr/loader.hpp>

#include "support/packs.hpp"
#include "support/sample_pack.hpp"

using itr::test::codes;
using itr::test::load_text;
using namespace itr::model;

namespace {

const Pack& sample() {
    static const auto loaded = load_text(itr::test::sample_pack);
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    return *loaded.pack;
}

}  // namespace

TEST_CASE("a pack document gives name, version as written, and titles by language") {
    CHECK(sample().name == "sample");
    CHECK(sample().version == "1.10");
    CHECK(sample().title.in("zh") == "样例");
}

TEST_CASE("fields are typed, and a default is read by the type of its field") {
    const auto& data = sample().workflows[0].data;
    REQUIRE(data.size() == 12);
    CHECK(data[0].personal);
    CHECK(data[1].initial->literal == itr::Value(false));
    CHECK(data[2].values == std::vector<std::string>{"high", "low"});
    CHECK(data[3].from_table->text == "severity");
    CHECK(data[4].initial->expression->text == "now");
    CHECK(data[5].initial->literal == itr::Value(itr::Timestamp{1'772'413'200, 0}));
    CHECK(data[6].initial->literal == itr::Value(itr::TimeSpan{5400, 0}));
    CHECK(data[7].initial->literal == itr::Value(0.5));
    CHECK(data[8].initial->literal == itr::Value::list({itr::Value(1), itr::Value(2)}));
    CHECK(data[9].initial->literal.find("colour")->as_string() == "red");
    CHECK(data[10].internal);
}

TEST_CASE("states nest, and handlers keep the order in which they stand") {
    const State& root = sample().workflows[0].root;
    REQUIRE(root.states.size() == 3);
    CHECK(root.initial->to[0].text == "accept");
    CHECK(root.initial->actions.size() == 1);
    const State& registering = root.states[0].states[0];
    REQUIRE(registering.handlers.size() == 5);
    CHECK(registering.handlers[0].event.text == "register");
    CHECK(registering.handlers[1].event.text == "error.*");
    CHECK(registering.handlers[2].after->days == 2);
    CHECK(registering.handlers[3].transitions[0].roles[0].text == "lead");
    CHECK(registering.handlers[4].event.text.empty());
    CHECK(root.states[0].handlers[0].event.text == "done.state.accept");
    CHECK(root.states[0].states[2].kind == StateKind::deep_history);
    CHECK(root.states[1].kind == StateKind::parallel);
    CHECK(root.states[1].handlers[0].transitions[0].to.size() == 2);
    CHECK(root.states[1].handlers[0].transitions[1].to.empty());
    CHECK(root.states[1].ola->first.length == itr::hours(2));
}

TEST_CASE("every kind of action is read") {
    const State& handle = sample().workflows[0].root.states[1];
    const auto& actions = handle.handlers[0].transitions[1].actions;
    REQUIRE(actions.size() == 2);
    CHECK(actions[0].kind == Action::Kind::raise);
    CHECK(actions[1].delay->length == itr::minutes(30));
    CHECK(actions[1].id.text == "reminder");
    CHECK(actions[1].with[0].second.text == "'x'");
    const auto& entry = handle.states[0].states[1].entry;
    CHECK(entry[0].name.text == "parent");
    CHECK(entry[1].level == 2);
    CHECK(entry[2].level == 0);
    CHECK(sample().workflows[0].root.states[0].exit[0].id.text == "reminder");
}

TEST_CASE("events name who may send them") {
    const auto& events = sample().workflows[0].events;
    CHECK(events[0].roles[0].text == "desk");
    CHECK(events[1].roles.size() == 2);
    CHECK(events[2].any_role);
    CHECK(events[2].roles.empty());
    CHECK(events[3].roles.empty());
}

TEST_CASE("an agreement has clocks with all their policies, goals and thresholds") {
    const Agreement& gold = sample().agreements[0];
    REQUIRE(gold.clocks.size() == 3);
    const ClockDefinition& restore = gold.clocks[1];
    CHECK(restore.pauses[0].reason == "customer");
    CHECK(restore.pauses[1].reason == "other");
    CHECK(restore.reopen == Reopen::new_cycle_reopen_target);
    CHECK(restore.reopen_within->days == 5);
    CHECK(restore.retarget_by_field[0].second == Retarget::restart);
    CHECK(gold.clocks[2].reopen_target->length == itr::hours(1));
    CHECK(gold.goals[1].targets[2].second.reference == "restore");
    CHECK(gold.thresholds[0].key == "restore 75.5%");
    CHECK(gold.thresholds[0].per_mille == 755);
    CHECK(gold.thresholds[2].actions.size() == 2);
    CHECK(gold.thresholds[3].every == itr::hours(1));
    CHECK(gold.thresholds[3].times == 10);
}

TEST_CASE("a calendar has its week, closed and open days, breaks and rules") {
    const auto& office = sample().calendars[1].definition;
    CHECK(office.week[3].size() == 2);
    CHECK(office.week[4].size() == 1);
    CHECK(office.week[5].empty());
    CHECK(office.days.size() == 4);
    CHECK(office.breaks.size() == 2);
    REQUIRE(office.rules.size() == 4);
    CHECK(office.rules[0].observed == itr::calendar::Rule::Observed::next_monday);
    CHECK(office.rules[2].month == 5);
    CHECK(office.rules[3].offset == -2);
    CHECK(sample().calendars[0].definition.always);
}

TEST_CASE("the cells of a table are literals, lists, negations and ranges") {
    const Table& severity = sample().tables[1];
    CHECK(severity.rows[0].inputs[1].values[0] == itr::Value(true));
    CHECK(severity.rows[1].inputs[0].kind == Cell::Kind::one_of);
    CHECK(severity.rows[1].inputs[1].kind == Cell::Kind::any);
    CHECK(severity.rows[2].inputs[0].kind == Cell::Kind::none_of);
    CHECK(severity.rows[3].inputs[0].values[0] == itr::Value("_"));
    CHECK((*severity.otherwise)[0] == itr::Value("minor"));
    const Table& points = sample().tables[0];
    CHECK(points.aggregate == Aggregate::sum);
    CHECK(points.rows[0].inputs[0].high_open);
    CHECK(points.rows[0].inputs[1].high == itr::Value(5));
    CHECK(points.rows[0].inputs[3].low_open);
    CHECK(points.rows[1].outputs[0] == itr::Value(2.5));
}

TEST_CASE("ladders, roles, forms and scenarios are read") {
    const Ladder& ladder = sample().ladders[0];
    REQUIRE(ladder.levels.size() == 3);
    CHECK(ladder.levels[1].quiet == itr::calendar::Window{22 * 60, 7 * 60});
    CHECK(ladder.levels[1].until_acknowledged);
    CHECK(ladder.levels[2].actions.size() == 2);
    REQUIRE(sample().roles.size() == 5);
    CHECK(sample().roles[1].name == "customer");
    CHECK(sample().forms[0].fields[2].initial->literal == itr::Value(1.5));
    REQUIRE(sample().scenarios.size() == 1);
    CHECK(sample().scenarios[0].steps[0].content.find("at")->as_string() == "+5m");
}

TEST_CASE("the place of an expression is that of its first character") {
    const State& handle = sample().workflows[0].root.states[1];
    const auto& when = handle.handlers[0].transitions[0].when;
    const std::string_view text = itr::test::sample_pack;
    const auto before = text.substr(0, text.find("event.team != ''"));
    const auto line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1);
    CHECK(when->at ==
          itr::Location{"pack.yaml", line, static_cast<std::uint32_t>(before.size() - before.rfind('\n'))});
    const auto block = load_text(
        "pack: a\n---\nworkflow: w\nstates:\n  a:\n    always:\n      when: |\n        1 < 2\n      to: a\n");
    REQUIRE(block.pack);
    CHECK(block.pack->workflows[0].root.states[0].handlers[0].transitions[0].when->at.line == 8);
    CHECK(block.pack->workflows[0].root.states[0].handlers[0].transitions[0].when->at.column == 9);
}

TEST_CASE("aliases stand for what they name") {
    const auto loaded =
        load_text("pack: a\n---\nroles:\n  one: &both {rights: [open, view]}\n  two: *both\n");
    REQUIRE(loaded.pack);
    CHECK(loaded.pack->roles[1].rights[1].text == "view");
}

TEST_CASE("all mistakes of all files are reported at once") {
    const std::vector<itr::loader::SourceText> sources{
        {"a.yaml", "pack: a\ncolour: red\n"},
        {"b.yaml", "table: t\ninputs: x\nrows: 1\n---\nladder: Up\nlevels: []\n"},
        {"c.yaml", "a: [\n"}};
    const auto loaded = itr::loader::load(sources);
    CHECK_FALSE(loaded.pack);
    CHECK(codes(loaded.diagnostics) ==
          "2:1 pack.unknown_key\n3:7 pack.wrong_type\n5:9 pack.invalid_name\n2:1 yaml.syntax");
}
