// New versions of a pack while tickets are open.
#include <functional>
#include <itr/stores/sqlite.hpp>

#include "engine/desk.hpp"
#include "support/temp_dir.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr const char* loan_yaml = R"yaml(
pack: loan
version: 1.0.0
---
workflow: loan
events: {hand_out: {role: desk}, inspect: {role: desk}, bring_back: {role: desk}}
initial: ordered
states:
  ordered: {on: {hand_out: lent}}
  lent: {on: {bring_back: closed}}
  closed: {type: final}
---
roles: {desk: {rights: [open, view]}}
)yaml";

constexpr std::string_view deploy_monday = "2026-03-02T01:00:00Z";
const Actor lender{"desk", {"desk"}, {}};

/// The next version looks at what comes back.
std::string loan_with_inspection() {
    std::string yaml = loan_yaml;
    const auto replace = [&](std::string_view from, std::string_view to) {
        yaml.replace(yaml.find(from), from.size(), to);
    };
    replace("1.0.0", "1.1.0");
    replace("lent: {on: {bring_back: closed}}",
            "lent: {on: {bring_back: inspected}}\n  inspected: {on: {inspect: closed}}");
    return yaml;
}

Outcome on_loan(Engine& engine, const char* which, command::Body body) {
    auto outcome =
        engine.execute({tenant, TicketId(which), lender, std::move(body), {}, {}, {}}, at(deploy_monday));
    REQUIRE(outcome);
    return *outcome;
}

command::Open a_loan() {
    command::Open open;
    open.workflow = "loan";
    return open;
}

std::vector<std::string> loan_states(Engine& engine, const char* which) {
    const auto view = engine.get(tenant, TicketId(which), lender, at(deploy_monday));
    REQUIRE(view);
    return view->states;
}

using States = std::vector<std::string>;
using OpenStore = std::function<std::shared_ptr<store::Store>()>;

/// Goes through the life of two tickets; `open_store` opens the same store again, as after a restart.
void deploy_between_two_tickets(const OpenStore& open_store) {
    {
        const auto engine = make_engine(open_store());
        REQUIRE(engine->deploy(compile(loan_yaml), at(deploy_monday), host));
        on_loan(*engine, "former", a_loan());
        REQUIRE(engine->deploy(compile(loan_with_inspection()), at(deploy_monday), host));
        on_loan(*engine, "later", a_loan());
        on_loan(*engine, "former", command::Send{"hand_out", {}});
        on_loan(*engine, "later", command::Send{"hand_out", {}});
    }
    const auto engine = make_engine(open_store());
    CHECK(on_loan(*engine, "former", command::Send{"inspect", {}}).rejection->code.text() ==
          "event.unexpected");
    on_loan(*engine, "former", command::Send{"bring_back", {}});
    on_loan(*engine, "later", command::Send{"bring_back", {}});
    CHECK(loan_states(*engine, "former") == States{"closed"});
    CHECK(loan_states(*engine, "later") == States{"inspected"});
    on_loan(*engine, "later", command::Send{"inspect", {}});
    CHECK(loan_states(*engine, "later") == States{"closed"});
    on_loan(*engine, "newest", a_loan());
    on_loan(*engine, "newest", command::Send{"hand_out", {}});
    on_loan(*engine, "newest", command::Send{"bring_back", {}});
    CHECK(loan_states(*engine, "newest") == States{"inspected"});
}

}  // namespace

TEST_CASE(
    "an open ticket goes on by the version it was opened under, a new one by the newest, also after a "
    "restart") {
    SUBCASE("in memory, where a restart is another engine on the same store") {
        const std::shared_ptr<store::Store> memory = store::make_memory_store();
        deploy_between_two_tickets([&] { return memory; });
    }
    SUBCASE("in a SQLite file that is opened again") {
        const TempDir folder;
        deploy_between_two_tickets([&]() -> std::shared_ptr<store::Store> {
            auto opened = store::open_sqlite_store(folder.file("loans.db"), {});
            REQUIRE(opened);
            return *std::move(opened);
        });
    }
}

TEST_CASE("a pack deployed again changes nothing for tickets, open or new") {
    const auto engine = make_engine(store::make_memory_store());
    const auto first = engine->deploy(compile(loan_yaml), at(deploy_monday), host);
    REQUIRE(first);
    on_loan(*engine, "former", a_loan());
    const auto before = engine->history(tenant, TicketId("former"), lender);
    const auto again = engine->deploy(compile(loan_yaml), at("2026-03-02T02:00:00Z"), host);
    REQUIRE(again);
    CHECK(*again == *first);
    const auto after = engine->history(tenant, TicketId("former"), lender);
    REQUIRE(before);
    REQUIRE(after);
    CHECK(*after == *before);
    CHECK(engine->pack_for("loan")->hash() == *first);
    on_loan(*engine, "former", command::Send{"hand_out", {}});
    CHECK(loan_states(*engine, "former") == States{"lent"});
    on_loan(*engine, "later", a_loan());
    CHECK(loan_states(*engine, "later") == States{"ordered"});
}

TEST_CASE("a former version deployed again is the newest once more") {
    const auto engine = make_engine(store::make_memory_store());
    for (const std::string& yaml : {std::string(loan_yaml), loan_with_inspection(), std::string(loan_yaml)})
        REQUIRE(engine->deploy(compile(yaml), at(deploy_monday), host));
    on_loan(*engine, "T-1", a_loan());
    on_loan(*engine, "T-1", command::Send{"hand_out", {}});
    on_loan(*engine, "T-1", command::Send{"bring_back", {}});
    CHECK(loan_states(*engine, "T-1") == States{"closed"});
}

TEST_CASE("large whole numbers and unseen characters of a pack do not keep its tickets from a restart") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    std::string yaml = loan_yaml;
    const std::string_view events = "events: ";
    yaml.insert(yaml.find(events),
                "title: \"lo\\x7Fan\"\ndata: {most: {type: int, default: 9007199254740993}}\n");
    const auto first = make_engine(memory);
    REQUIRE(first->deploy(compile(yaml), at(deploy_monday), host));
    on_loan(*first, "former", a_loan());
    const auto second = make_engine(memory);
    on_loan(*second, "former", command::Send{"hand_out", {}});
    CHECK(loan_states(*second, "former") == States{"lent"});
    CHECK_FALSE(on_loan(*second, "later", a_loan()).rejection);
}

TEST_CASE("a pack that would not be read as it is written is not deployed") {
    auto model = compile(loan_yaml)->model();
    model.title.texts.emplace_back("en",
                                   "lo\x85"
                                   "an");  // a program made it; no file says that
    Diagnostics diagnostics;
    const auto pack = Pack::compile(std::move(model), zones(), diagnostics);
    REQUIRE(pack);
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto engine = make_engine(memory);
    const auto deployed = engine->deploy(pack, at(deploy_monday), host);
    REQUIRE_FALSE(deployed.has_value());
    CHECK(deployed.error().code.text() == "engine.pack_broken");
    CHECK(memory->deployments()->empty());
    CHECK(engine->pack_for("loan") == nullptr);
}
