// Another product's tests of its escalations, run on tickets of an agreement that says how that product
// counts. What is its own is said by the agreement; how its words map to ours, and in which order it tells
// things, is said here.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <itr/loader.hpp>
#include <itr/ticket.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <support/packs.hpp>
#include <support/shared.hpp>

using namespace itr;
using nlohmann::json;

namespace {

constexpr std::string_view desk_pack = R"yaml(
workflow: request
calendar: office
events: {{to_new: {{}}, to_open: {{}}, to_pending: {{}}, to_closed: {{}}, customer_wrote: {{}}, agent_wrote: {{}},
  responded: {{}}, solved: {{}}, begin_span: {{}}}}
initial: new
states:
  new: {{}}
  open: {{}}
  pending: {{}}
  closed: {{}}
on: {{to_new: new, to_open: open, to_pending: pending, to_closed: closed, customer_wrote: {{}}, agent_wrote: {{}},
  responded: {{}}, solved: {{}}, begin_span: {{}}}}
---
agreement: support
calendar: office
clocks:
  respond:
    stop: "on('responded')"
    pause: [{{when: "inState('pending')", reason: customer}}, {{when: "inState('closed')", reason: closed}}]
    pause_resolution: 1m
    land: next_opening
  update:    # from the first contact of the customer that nobody has answered yet
    start: "on('customer_wrote')"
    stop: "on('agent_wrote')"
    cycle: repeat
    pause: [{{when: "inState('pending')", reason: customer}}, {{when: "inState('closed')", reason: closed}}]
    pause_resolution: 1m
    land: next_opening
  solve:
    stop: "on('solved')"
    pause: [{{when: "inState('pending')", reason: customer}}, {{when: "inState('closed')", reason: closed}}]
    pause_resolution: 1m
    land: next_opening
  span:      # working time from any instant on
    start: "on('begin_span')"
    stop: "on('solved')"
    pause: [{{when: "inState('pending')", reason: customer}}, {{when: "inState('closed')", reason: closed}}]
    pause_resolution: 1m
    land: next_opening
goals:
  - {goal}
---
calendar: office
zone: {zone}
week: {week}
closed: {closed}
)yaml";

Instant told_at(const json& text) { return parse_instant(text.get<std::string>()).value(); }

std::string target(std::string_view clock, const json& policy, const char* key) {
    if (policy.is_null() || !policy.contains(key) || policy[key].is_null() || policy[key] == 0) return {};
    return fmt::format("{}: {}m, ", clock, policy[key].get<int>());
}

std::shared_ptr<const Pack> pack_of(const json& entry) {
    json policy = entry["policy"];
    for (const json& step : entry["timeline"])
        if (step.contains("expect") && step["expect"].contains("args") &&
            step["expect"]["args"].contains("minutes"))
            policy["span"] = step["expect"]["args"]["minutes"];
    std::string week;
    for (const auto& [day, windows] : entry["calendar"]["hours"].items())
        for (const json& window : windows)
            week += fmt::format("{}: [\"{}-{}\"], ", day, window[0].get<std::string>(),
                                window[1].get<std::string>());
    std::string closed;
    for (const json& date : entry["calendar"]["holidays"]) closed += date.get<std::string>() + ", ";
    const std::string goal = target("respond", policy, "first_response_min") +
                             target("update", policy, "update_min") +
                             target("solve", policy, "solution_min") + target("span", policy, "span");
    const auto loaded = test::load_text(
        fmt::format(desk_pack, fmt::arg("goal", "{" + goal + "}"), fmt::arg("week", "{" + week + "}"),
                    fmt::arg("closed", "[" + closed + "]"),
                    fmt::arg("zone", entry["calendar"]["time_zone"].get<std::string>())));
    REQUIRE_MESSAGE(loaded.pack.has_value(), test::report(loaded.diagnostics));
    Diagnostics diagnostics;
    auto pack = Pack::compile(*loaded.pack, calendar::ZoneDatabase::load_system().value(), diagnostics);
    REQUIRE_MESSAGE(pack != nullptr, test::report(diagnostics));
    return pack;
}

/// What a step tells, as events of the desk's workflow. Fields that the product keeps are set by the fact
/// they stand for.
struct Told {
    Instant at;
    std::string event;
};

const std::map<std::string, std::string> facts{{"first_response_at", "responded"},
                                               {"last_contact_agent_at", "agent_wrote"},
                                               {"last_contact_customer_at", "customer_wrote"},
                                               {"close_at", "solved"}};

void tell(const json& step, std::vector<Told>& told) {
    const std::string what = step["do"];
    if (what == "create" || what == "state") {
        told.push_back(
            {told_at(step["at"]), "to_" + step[what == "create" ? "state" : "to"].get<std::string>()});
    } else if (what == "article" && step["by"] == "customer") {
        told.push_back({told_at(step["at"]), "customer_wrote"});
    } else if (what == "article" && step["outbound"].get<bool>()) {
        told.push_back({told_at(step["at"]), "responded"});
        told.push_back({told_at(step["at"]), "agent_wrote"});
    } else if (what == "set") {
        told.push_back({told_at(step["value"]), facts.at(step["field"])});
    }
}

/// The desk's ticket after all that was told, in the order in which it happened.
class SupportDesk {
  public:
    SupportDesk(std::shared_ptr<const Pack> pack, std::vector<Told> told)
        : pack_(std::move(pack)), ticket_(blank_ticket(pack_, 0, tenant(), id())) {
        std::ranges::stable_sort(told, {}, &Told::at);
        send(command::Open{"request", {}, {}, {}, {}, {}, {}, {}}, told.front().at);
        for (const Told& one : told) send(command::Send{one.event, {}}, one.at);
        last_ = told.back().at;
    }

    [[nodiscard]] const clock::Plan& plan() const { return *ticket_.workflow().plan; }
    [[nodiscard]] clock::States& clocks() { return ticket_.clocks; }
    [[nodiscard]] Instant last() const { return last_; }
    [[nodiscard]] const clock::State* find(std::string_view name) const {
        const auto index = plan().find(name);
        const auto* state = std::ranges::find(ticket_.clocks, index, &clock::State::definition);
        return state == ticket_.clocks.end() ? nullptr : &*state;
    }
    /// The product shows no target while nothing runs towards it.
    [[nodiscard]] Instant target(std::string_view name) const {
        const clock::State* state = find(name);
        return state == nullptr || state->phase != clock::Phase::running ? never : state->due;
    }
    /// The longest measure that came to its end; null without one, and without a promise.
    [[nodiscard]] const clock::Stopped* stopped(std::string_view name) const {
        const auto found = stopped_.find(plan().find(name));
        return found == stopped_.end() || find(name)->due == never ? nullptr : &found->second;
    }
    struct Span {
        Instant from, to;
    };
    [[nodiscard]] const std::vector<Span>& pauses() const { return pauses_; }

  private:
    static TenantId tenant() { return TenantId("t"); }
    static TicketId id() { return TicketId("1"); }

    void send(command::Body body, Instant now) {
        Command command;
        command.tenant = tenant();
        command.ticket = id();
        command.actor = {"host", {"system"}, ""};
        command.body = std::move(body);
        Surroundings around;
        around.now = now;
        around.number = "1";
        around.entropy = "0123456789abcdef";
        Decision decision;
        const Ticket* before = ticket_.version == 0 ? nullptr : &ticket_;
        const Verdict verdict = decide(pack_, before, command, around, decision);
        REQUIRE_MESSAGE(verdict == Verdict::decided,
                        (decision.rejection ? decision.rejection->message : "not decided"));
        for (const Event& event : decision.commit.events)
            if (const auto* change = std::get_if<event::ClockChanged>(&event)) note(change->change);
        evolve(ticket_, decision.commit);
    }

    void note(const clock::Event& change) {
        if (const auto* stop = std::get_if<clock::Stopped>(&change)) {
            // Of several measures the product keeps the longest.
            const auto [longest, first] = stopped_.emplace(stop->clock, *stop);
            if (!first && stop->consumed > longest->second.consumed) longest->second = *stop;
        }
        if (const auto* pause = std::get_if<clock::Paused>(&change);
            pause && pause->clock == plan().find("solve"))
            paused_at_ = pause->at;
        if (const auto* resume = std::get_if<clock::Resumed>(&change);
            resume && resume->clock == plan().find("solve"))
            pauses_.push_back({paused_at_, resume->at});
    }

    std::shared_ptr<const Pack> pack_;
    Ticket ticket_;
    Instant last_{};
    Instant paused_at_{};
    std::map<clock::ClockIndex, clock::Stopped> stopped_;
    std::vector<Span> pauses_;
};

json instant_or_null(Instant instant) { return instant == never ? json() : json(to_string(instant)); }

json minutes_of(Duration length) { return length.ms / 60'000; }

/// The product's figure for a measure that has ended: minutes used, and those that were left.
json used(const SupportDesk& desk, std::string_view clock) {
    const clock::Stopped* stop = desk.stopped(clock);
    return stop == nullptr ? json() : minutes_of(stop->consumed);
}
json left(const SupportDesk& desk, std::string_view clock) {
    const clock::Stopped* stop = desk.stopped(clock);
    if (stop == nullptr) return json();
    return minutes_of(desk.find(clock)->target).get<std::int64_t>() -
           minutes_of(stop->consumed).get<std::int64_t>();
}

Instant next_escalation(const SupportDesk& desk) {
    return std::min({desk.target("respond"), desk.target("update"), desk.target("solve")});
}

json field(const SupportDesk& desk, const std::string& name) {
    static const std::map<std::string, std::string> clocks{
        {"first_response", "respond"}, {"update", "update"}, {"close", "solve"}};
    if (name == "next_escalation_at") return instant_or_null(next_escalation(desk));
    if (name == "first_response_at") return instant_or_null(desk.stopped("respond")->at);
    for (const auto& [prefix, clock] : clocks) {
        if (name == prefix + "_escalation_at") return instant_or_null(desk.target(clock));
        if (name == prefix + "_in_min") return used(desk, clock);
        if (name == prefix + "_diff_in_min") return left(desk, clock);
    }
    return "an unknown field";
}

/// Pauses as parts of local days: {"2021-03-03": {"12:15": "12:30"}}.
json pauses_by_day(const SupportDesk& desk) {
    const calendar::Calendar& office = desk.plan().calendars().front();
    const auto minute = [](int m) { return fmt::format("{:02}:{:02}", m / 60, m % 60); };
    json days = json::object();
    for (const SupportDesk::Span& pause : desk.pauses()) {
        for (Instant from = pause.from; from < pause.to;) {
            const calendar::Date date = office.local_date(from);
            const Instant midnight = office.at_local(date, 1440);
            const int end = midnight <= pause.to ? 1440 : office.local_minute(pause.to);
            days[to_string(date)][minute(office.local_minute(from))] = minute(end);
            from = midnight;
        }
    }
    return days;
}

/// Adds what the arguments of a function tell.
void tell_arguments(const json& asked, std::vector<Told>& told) {
    const json& args = asked["args"];
    for (const auto& [name, event] : facts)
        if (args.contains(name)) told.push_back({told_at(args[name]), event});
    if (args.contains("start")) told.push_back({told_at(args["start"]), "begin_span"});
    if (args.contains("to"))
        std::erase_if(told, [&](const Told& one) { return one.at > told_at(args["to"]); });
}

json call(const std::shared_ptr<const Pack>& pack, const json& asked, std::vector<Told> told) {
    tell_arguments(asked, told);
    SupportDesk desk(pack, std::move(told));
    const std::string name = asked["function"];
    const auto due = [&](const char* clock) {
        const clock::State* state = desk.find(clock);
        return instant_or_null(state == nullptr ? never : state->due);
    };
    if (name == "target_update") return due("update");
    if (name == "target_close") return due("solve");
    if (name == "pause_spans_by_local_date") return pauses_by_day(desk);
    if (name == "add_working_minutes")
        return instant_or_null(due_if_resumed(desk.plan(), *desk.find("span"), desk.last()));
    if (name == "working_minutes_clamped_to_ticket_life")
        return minutes_of(elapsed(desk.plan(), *desk.find("solve"), told_at(asked["args"]["to"])));
    if (name == "stat_update") {
        if (desk.stopped("update") == nullptr) return json();
        return {{"in_min", used(desk, "update")}, {"diff_in_min", left(desk, "update")}};
    }
    return "an unknown function";
}

/// Due instants that somebody else has worked out: each is negotiated, in our words.
void pin(SupportDesk& desk, const json& values) {
    for (const auto& [field, clock] :
         {std::pair{"first_response_escalation_at", "respond"}, std::pair{"update_escalation_at", "update"},
          std::pair{"close_escalation_at", "solve"}}) {
        const auto promised =
            clock::promise_date(desk.plan(), *desk.find(clock), desk.last(), told_at(values[field]));
        REQUIRE(promised.has_value());
        clock::evolve(desk.clocks(), *promised);
    }
}

void check(const std::shared_ptr<const Pack>& pack, const json& expected, std::vector<Told> told,
           const json& pinned) {
    if (expected.contains("function")) {
        CHECK(call(pack, expected, std::move(told)).dump() == expected["result"].dump());
        return;
    }
    if (!pinned.is_null()) told.push_back({told.back().at, "customer_wrote"});
    SupportDesk desk(pack, std::move(told));
    if (!pinned.is_null()) pin(desk, pinned);
    for (const auto& [name, value] : expected.items()) {
        CAPTURE(name);
        CHECK(field(desk, name).dump() == value.dump());
    }
}

}  // namespace

TEST_CASE("escalations fall due as another product's own tests say, given an agreement that counts like it") {
    const auto path = test::shared("conformance/sla_escalation.json");
    if (!path) return;
    std::ifstream in(*path);
    const json suite = json::parse(in);
    int checkpoints = 0;
    for (const json& entry : suite["cases"]) {
        CAPTURE(entry["id"].get<std::string>());
        const auto pack = pack_of(entry);
        std::vector<Told> told;
        json pinned;
        for (const json& step : entry["timeline"]) {
            if (step.contains("expect")) {
                ++checkpoints;
                check(pack, step["expect"], told, pinned);
            } else if (step["do"] == "set_many") {
                pinned = step["values"];
            } else {
                tell(step, told);
            }
        }
    }
    CHECK(suite["cases"].size() == 32);
    CHECK(checkpoints == 37);
    MESSAGE("escalations: ", suite["cases"].size(), " cases, ", checkpoints, " checkpoints");
}
