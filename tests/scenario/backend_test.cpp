// The core backend at its limits.
#include <doctest/doctest.h>

#include "scenario/repair_pack.hpp"

namespace {

/// A workflow whose tickets open another ticket of their own kind.
constexpr const char* endless_pack = R"yaml(
pack: endless
version: 1.0.0
---
workflow: rabbit
initial: born
states:
  born:
    entry: [{open: {workflow: rabbit}}]
)yaml";

}  // namespace

TEST_CASE("a ticket that the scenario does not have cannot be looked at") {
    const auto backend = itr::scenario::make_core_backend(itr::test::repair_shop().pack);
    const itr::TicketId nobody("nobody");
    const auto view = backend->view(nobody, itr::Instant{});
    REQUIRE_FALSE(view);
    CHECK(view.error().code.text() == "scenario.no_such_ticket");
    CHECK_FALSE(backend->journal(nobody, 0));
    CHECK(*backend->next_due() == itr::never);
}

TEST_CASE("tickets that open tickets without end meet a limit") {
    const std::vector<itr::loader::SourceText> sources{{"pack.yaml", endless_pack}};
    itr::loader::Loaded loaded = itr::loader::load(sources);
    REQUIRE(loaded.pack);
    itr::Diagnostics diagnostics;
    const auto pack =
        itr::Pack::compile(*std::move(loaded.pack), *itr::calendar::ZoneDatabase::load_system(), diagnostics);
    REQUIRE(pack);
    const auto backend = itr::scenario::make_core_backend(pack);
    itr::command::Open open;
    open.workflow = "rabbit";
    const auto answer = backend->execute(
        {itr::scenario::tenant(), itr::TicketId("r"), {"host", {"system"}, {}}, open, {}, {}, {}},
        itr::Instant{});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code.text() == "scenario.endless");
}
