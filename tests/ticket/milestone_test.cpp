// Milestones that a pack cannot have.
#include <doctest/doctest.h>

#include <itr/pack.hpp>

using namespace itr;

namespace {

std::vector<std::string> mistakes(const char* field, const char* condition) {
    model::Pack pack;
    pack.name = "milestones";
    model::Workflow workflow;
    workflow.name = "fault";
    model::Field reported;
    reported.name = "reported_at";
    reported.type = model::FieldType::timestamp;
    model::Field cause;
    cause.name = "cause";
    cause.type = model::FieldType::string;
    workflow.data = {reported, cause};
    model::State open;
    open.name = "open";
    workflow.root.kind = model::StateKind::compound;
    workflow.root.states = {open};
    workflow.milestones = {{{field, {}}, {condition, {}}}};
    pack.workflows = {workflow};
    Diagnostics diagnostics;
    const auto compiled =
        Pack::compile(std::move(pack), calendar::ZoneDatabase::load_system().value(), diagnostics);
    std::vector<std::string> codes;
    for (const Diagnostic& one : diagnostics) codes.emplace_back(one.code.text());
    CHECK(codes.empty() == (compiled != nullptr));
    return codes;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("a milestone is a timestamp of the ticket and a condition") {
    CHECK(mistakes("reported_at", "entered('open')").empty());
    CHECK(mistakes("cause", "entered('open')") == Codes{"pack.bad_milestone"});
    CHECK(mistakes("restored_at", "entered('open')") == Codes{"pack.bad_milestone"});
    CHECK(mistakes("reported_at", "ticket.cause") == Codes{"expression.wrong_type"});
}
