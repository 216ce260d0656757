// Pictures are texts: compared whole with the files under tests/diagram/golden.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <itr/diagram.hpp>
#include <sstream>

#include "chart/run.hpp"
#include "chart/sample.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// A state of every kind, titles in two languages, every kind of arrow, and letters that a picture's language
/// gives a meaning.
[[nodiscard]] model::Workflow service() {
    auto waiting = with(atomic("waiting"), {on("answer", {to({"back"})}), after(hours(2), "locating")});
    waiting.title.texts = {{"en", "Waiting; \"customer\""}, {"zh", "等待客户"}};
    auto escalate = to({"recovery"}, "1 > 0 && 'a' != 'b'");
    escalate.roles = {word("l1"), word("l2")};
    auto diagnosis = compound(
        "diagnosis", {history("back", false, "locating"),
                      with(atomic("locating"), {on("ask", "waiting"), on("escalate", {escalate})}), waiting});
    auto recovery = compound("recovery", {with(atomic("assessing"), {always({to({"running"}, "2 > 1")})}),
                                          final_state("running")});
    auto handle = with(parallel("handle", {diagnosis, recovery}),
                       {on("done.state.handle", "closed"), on("error.*", "closed"),
                        on("note", {doing({}, {notify("desk")})})});
    handle.title.texts = {{"en", "Handle"}, {"zh", "处理"}};
    auto closed = final_state("closed");
    closed.title.texts = {{"zh", "已关闭"}};
    auto flow = workflow({with(atomic("accept"), {on("dispatch", "handle")}), handle, closed},
                         {"dispatch", "ask", "answer", "escalate", "note"});
    flow.events[0].title.texts = {{"en", "Dispatch"}, {"zh", "派单"}};
    return flow;
}

/// Compares with the golden; ITR_UPDATE_GOLDENS=1 writes it instead.
void check_golden(const std::string& name, const std::string& text) {
    const std::string path = std::string(ITR_SOURCE_DIR) + "/tests/diagram/golden/" + name;
    if (std::getenv("ITR_UPDATE_GOLDENS") != nullptr) std::ofstream(path) << text;
    std::ifstream file(path);
    REQUIRE_MESSAGE(file.good(), path);
    std::stringstream golden;
    golden << file.rdbuf();
    CHECK(golden.str() == text);
}

}  // namespace

TEST_CASE("a workflow is drawn for Mermaid and for Graphviz") {
    const auto chart = lowered(service());
    REQUIRE(chart);
    check_golden("service.mmd", diagram::mermaid(*chart));
    check_golden("service.dot", diagram::dot(*chart));
}

TEST_CASE("a ticket's states are highlighted, and titles are in the language asked for") {
    const auto chart = lowered(service());
    REQUIRE(chart);
    Run run(chart);
    REQUIRE(run.start());
    REQUIRE(run.send("dispatch"));
    REQUIRE(run.send("ask"));
    const diagram::Options options{"zh", &run.configuration()};
    check_golden("ticket.mmd", diagram::mermaid(*chart, options));
    check_golden("ticket.dot", diagram::dot(*chart, options));
}
