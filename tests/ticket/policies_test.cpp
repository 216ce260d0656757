// What the host's policies propose becomes facts: routing, targets of promises, escalation.
#include <itr/restore.hpp>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr const char* policies_yaml = R"yaml(
pack: policies
version: 1.0.0
---
workflow: request
data: {product: {type: string, default: router}, remark: string}
events:
  sort: {role: agent}
  to_field: {role: system, data: {remark: string}}
  to_desk: {role: system}
  done: {role: agent}
initial: new
states:
  new:
    on: {sort: {do: {raise: {policy: by_product}}}, to_field: {to: field, do: {set: {remark: "event.remark"}}}, to_desk: desk}
  field: {on: {done: closed}}
  desk: {on: {done: closed}}
  closed: {type: final}
---
agreement: negotiable
calendar: 24x7
clocks:
  restore: {stop: "inState('closed')"}
  visit: {start: "inState('field')", stop: "inState('closed')"}
goals: [{restore: host, visit: host}]
thresholds: {restore: {"100%": {ladder: duty}}}
---
ladder: duty
levels: [{notify: nobody_is_asked}]
---
roles:
  agent: {rights: [open, set, clock, view]}
)yaml";

/// Routers go to the field, everything else stays at the desk; what it does not know it leaves alone.
struct ByProduct final : policy::RoutingPolicy {
    [[nodiscard]] std::optional<policy::Route> propose(const policy::Snapshot& ticket) const override {
        const auto product = ticket.frame->slot(chart::slot::data + ticket.chart->field("product"));
        if (product == Value("router")) return policy::Route{"to_field", {{"remark", Value("bring one")}}};
        if (product == Value("phone")) return policy::Route{"to_desk", {}};
        if (product == Value("riddle")) return policy::Route{"to_the_moon", {}};
        return std::nullopt;
    }
};

/// Four hours, two of them for a visit, and nothing that is no promise.
struct ByClock final : policy::TargetPolicy {
    [[nodiscard]] std::optional<Duration> propose(const policy::Snapshot& ticket,
                                                  std::string_view clock) const override {
        const auto product = ticket.frame->slot(chart::slot::data + ticket.chart->field("product"));
        if (product == Value("riddle")) return hours(24 * 36'500);
        if (product == Value("favour")) return std::nullopt;
        return clock == "negotiable.visit" ? hours(2) : hours(4);
    }
};

/// The one on call, then nobody.
struct OnCall final : policy::EscalationPolicy {
    [[nodiscard]] std::optional<policy::Escalation> propose(const policy::Snapshot& ticket,
                                                            int level) const override {
        if (level > 1) return std::nullopt;
        policy::Escalation escalation;
        escalation.notify = {"on_call"};
        escalation.assignment = policy::Assignment{"night", std::nullopt, std::nullopt, "it is late"};
        escalation.raise = ticket.team.empty() ? std::optional<std::string>("to_desk") : std::nullopt;
        return escalation;
    }
};

struct PolicyDesk {
    explicit PolicyDesk(bool with_policies = true) {
        EngineOptions options;
        options.store = store;
        options.zones = zones();
        options.entropy = [] { return std::string("sixteen bytes..!"); };
        if (with_policies) {
            options.policies.routing.emplace_back("by_product", std::make_shared<ByProduct>());
            options.policies.target.emplace_back("restore", std::make_shared<ByClock>());
            options.policies.target.emplace_back("negotiable.visit", std::make_shared<ByClock>());
            options.policies.escalation.emplace_back("duty", std::make_shared<OnCall>());
        }
        engine = Engine::open(std::move(options)).value();
        REQUIRE(engine->deploy(compile(policies_yaml), at("2026-03-01T00:00:00Z"), host));
    }
    TicketView open(const std::string& product, std::vector<HostTarget> targets = {}) {
        const command::Open body{"request", {{"product", Value(product)}}, {}, {}, {}, {}, {}, {}};
        const auto outcome =
            engine->execute({tenant, ticket, agent, body, {}, {}, {}, std::move(targets)}, now).value();
        REQUIRE_FALSE(outcome.rejection);
        return view();
    }
    TicketView sort() {
        run(*engine, agent, command::Send{"sort", {}}, "2026-03-02T08:00:00Z");
        return view();
    }
    [[nodiscard]] TicketView view() const { return engine->get(tenant, ticket, host, now).value(); }
    [[nodiscard]] std::string journal() const {
        std::string text;
        const auto commits = store->history({tenant, ticket}, 0, 100).value();
        for (const store::Commit& commit : commits) text += commit.text;
        return text;
    }

    Instant now = at("2026-03-02T08:00:00Z");
    std::shared_ptr<store::Store> store = store::make_memory_store();
    std::unique_ptr<Engine> engine;
};

const ClockView& clock_by_key(const TicketView& view, std::string_view key) {
    const auto found = std::ranges::find(view.clocks, key, &ClockView::key);
    REQUIRE(found != view.clocks.end());
    return *found;
}

}  // namespace

TEST_CASE("a routing policy says where a ticket goes, and with what") {
    PolicyDesk desk;
    desk.open("router");
    const auto view = desk.sort();
    CHECK(view.states == std::vector<std::string>{"field"});
    CHECK(std::ranges::find(view.data, std::string("remark"), &Data::value_type::first)->second ==
          Value("bring one"));
}

TEST_CASE("a routing policy that proposes nothing leaves the ticket where it is") {
    PolicyDesk desk;
    desk.open("favour");
    CHECK(desk.sort().states == std::vector<std::string>{"new"});
    CHECK(desk.journal().find("action.failed") == std::string::npos);
}

TEST_CASE("a routing policy that is missing, or proposes an unknown event, is reported and moves nothing") {
    for (const bool with_policies : {false, true}) {
        PolicyDesk desk(with_policies);
        desk.open("riddle");
        CHECK(desk.sort().states == std::vector<std::string>{"new"});
        CHECK(desk.journal().find("action.failed") != std::string::npos);
    }
}

TEST_CASE("a target policy gives the promise that the command does not bring") {
    PolicyDesk desk;
    CHECK(clock_by_key(desk.open("router"), "negotiable.restore").due == at("2026-03-02T12:00:00Z"));
    CHECK(clock_by_key(desk.sort(), "negotiable.visit").target == hours(2));
}

TEST_CASE("what the command promises goes before the policy, and without either nothing is promised") {
    PolicyDesk told;
    CHECK(clock_by_key(told.open("router", {{"restore", hours(1)}}), "negotiable.restore").target ==
          hours(1));
    PolicyDesk silent;
    CHECK(clock_by_key(silent.open("favour"), "negotiable.restore").due == never);
    PolicyDesk none(false);
    CHECK(clock_by_key(none.open("router"), "negotiable.restore").due == never);
}

TEST_CASE("a target policy that proposes no length of this world is reported, and nothing is promised") {
    PolicyDesk desk;
    CHECK(clock_by_key(desk.open("riddle"), "negotiable.restore").due == never);
    CHECK(desk.journal().find("10 years") != std::string::npos);
}

TEST_CASE("an escalation policy stands for the ladder of its name: it calls, assigns and raises") {
    PolicyDesk desk;
    desk.open("router");
    desk.now = at("2026-03-02T12:00:01Z");
    REQUIRE(desk.engine->advance(desk.now));
    const auto view = desk.view();
    CHECK(view.team == "night");
    CHECK(desk.journal().find("nobody_is_asked") == std::string::npos);
    CHECK(desk.journal().find("on_call") != std::string::npos);
}

TEST_CASE("what policies proposed is in the journal: who has none reads the same ticket from it") {
    PolicyDesk desk;
    desk.open("router");
    desk.sort();
    const std::string before = to_json(to_value(desk.view()));
    EngineOptions options;
    options.store = desk.store;
    options.zones = zones();
    const auto bare = Engine::open(std::move(options)).value();
    CHECK(to_json(to_value(bare->get(tenant, ticket, host, desk.now).value())) == before);
}
