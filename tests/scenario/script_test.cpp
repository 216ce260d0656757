// Mistakes in scenarios themselves: each with its code, its place, and what was meant.
#include <doctest/doctest.h>

#include "scenario/repair_pack.hpp"

namespace {

std::string mistakes_of(const std::string& scenario) {
    const auto shop = itr::test::repair_shop(scenario);
    if (!shop.pack) return "pack: " + shop.mistakes;
    std::string text;
    for (const itr::Diagnostic& d : itr::scenario::check(*shop.pack, shop.model.scenarios.at(0)))
        text += to_string(d) + "\n";
    return text;
}

std::string mistakes_of_step(const std::string& step) {
    return mistakes_of(
        "scenario: a test\nstart: {workflow: repair, at: 2026-03-02T09:00:00Z, data: {device: "
        "radio}}\nsteps:\n  - {at: +1h, comment: x}\n  - " +
        step + "\n");
}

}  // namespace

TEST_CASE("an unknown key of a step is reported with the key that was meant") {
    CHECK(mistakes_of_step("{sent: begin}") ==
          "scenarios.yaml:5:5: error[scenario.unknown_key]: expected a key of a step, but found 'sent' (did "
          "you mean 'send'?)\n");
    CHECK(mistakes_of_step("{expect: {sate: bench}}") ==
          "scenarios.yaml:5:5: error[scenario.unknown_key]: expected a key of expect, but found 'sate' (did "
          "you mean 'state'?)\n");
}

TEST_CASE("a name that the pack does not define is reported with the name that was meant") {
    CHECK(mistakes_of_step("{send: beginn, as: desk}") ==
          "scenarios.yaml:5:5: error[scenario.unknown_name]: expected the name of an event of the pack, but "
          "found 'beginn' (did you mean 'begin'?)\n");
    CHECK(mistakes_of_step("{send: begin, as: desc}") ==
          "scenarios.yaml:5:5: error[scenario.unknown_name]: expected the name of a role of the pack, but "
          "found 'desc' (did you mean 'desk'?)\n");
    CHECK(mistakes_of_step("{expect: {state: workin, clocks: {finish: runing}}}") ==
          "scenarios.yaml:5:5: error[scenario.unknown_name]: expected the name of a state of the pack, but "
          "found 'workin' (did you mean 'working'?)\n"
          "scenarios.yaml:5:5: error[scenario.unknown_name]: expected the state of a clock (idle, running, "
          "paused, met, missed, cancelled, "
          "superseded), but found 'runing' (did you mean 'running'?)\n");
}

TEST_CASE("an event that is expected to be refused need not exist") {
    CHECK(mistakes_of_step("{send: dance, expect: {rejected: true}}") == "");
}

TEST_CASE("a start without workflow or instant is reported") {
    CHECK(mistakes_of("scenario: a test\nstart: {data: {device: radio}}\nsteps: []\n") ==
          "scenarios.yaml:1:11: error[scenario.missing_key]: expected 'at' in the start, but it is missing\n"
          "scenarios.yaml:1:11: error[scenario.missing_key]: expected 'workflow' in the start, but it is "
          "missing\n");
}

TEST_CASE("instants and lengths of time that cannot be read are reported") {
    CHECK(mistakes_of_step("{at: soon}") ==
          "scenarios.yaml:5:5: error[scenario.invalid_time]: expected 'at' to be an instant or an offset "
          "from the start, but found 'soon' (write "
          "2026-03-02T09:00:00+08:00, or +1h30m)\n");
    CHECK(mistakes_of_step("{expect: {clocks: {finish: {elapsed: long}}}}") ==
          "scenarios.yaml:5:5: error[scenario.invalid_time]: expected 'elapsed' to be a length of time, but "
          "found 'long' (write 90s, 15m or 1h30m)\n");
}

TEST_CASE("a step cannot go back in time") {
    CHECK(mistakes_of_step("{at: +5m}") ==
          "scenarios.yaml:5:5: error[scenario.goes_back]: expected a step not before the one above it "
          "(2026-03-02T10:00:00Z), but found "
          "2026-03-02T09:05:00Z\n");
}

TEST_CASE("a step has at most one command") {
    CHECK(mistakes_of_step("{send: begin, comment: hello}") ==
          "scenarios.yaml:5:5: error[scenario.two_commands]: expected at most one command in a step, but "
          "found 'send' and 'comment' (make two steps "
          "of it)\n");
}

TEST_CASE("values of the wrong type are reported") {
    CHECK(mistakes_of_step("{expect: {status: ajar, clocks: 3}}") ==
          "scenarios.yaml:5:5: error[scenario.wrong_type]: expected 'clocks' to be a map, but found 3\n"
          "scenarios.yaml:5:5: error[scenario.wrong_type]: expected 'status' to be open or closed, but found "
          "'ajar'\n");
}

TEST_CASE("two tickets of a scenario cannot have one name") {
    CHECK(mistakes_of_step("{open: {workflow: repair, data: {device: tv}}}") ==
          "scenarios.yaml:5:5: error[scenario.name_taken]: expected a new name for another ticket, but "
          "'ticket' is taken (give it one: open: "
          "{workflow: …, name: second})\n");
}

TEST_CASE("a scenario has a bounded number of steps") {
    itr::model::Scenario scenario;
    scenario.start = itr::Value::map({});
    scenario.steps.resize(itr::scenario::max_steps + 1);
    const auto mistakes = itr::scenario::check(*itr::test::repair_shop().pack, scenario);
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].code.text() == "scenario.too_long");
}
