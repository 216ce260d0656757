#include "insight/rerun.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "insight/codes.hpp"

namespace itr::insight {
namespace {

/// What happened, as against what the rules made of it.
constexpr std::array<std::string_view, 9> fact_types{"opened", "set",      "moved",  "assigned", "commented",
                                                     "linked", "attached", "erased", "failed"};

std::string member_text(const Value& map, std::string_view key) {
    const Value* value = map.is(Kind::map) ? map.find(key) : nullptr;
    return value != nullptr && value->is(Kind::string) ? std::string(value->as_string()) : std::string();
}

/// A map with one member replaced.
Value with_member(const Value& map, std::string_view key, Value value) {
    std::vector<Value::Entry> entries;
    for (const auto& entry : map.as_map())
        if (entry.key != Value(key)) entries.push_back(entry);
    entries.push_back({Value(key), std::move(value)});
    return Value::map(std::move(entries));
}

/// The events that the engine itself processes when a command does something.
std::string_view notice_of(Cause cause) {
    switch (cause) {
        case Cause::open: return "ticket.opened";
        case Cause::assign: return "ticket.assigned";
        case Cause::set: return "ticket.changed";
        case Cause::comment: return "ticket.commented";
        case Cause::link: return "ticket.linked";
        default: return {};
    }
}

bool is_on_clock(Cause cause) {
    switch (cause) {
        case Cause::pause_clock:
        case Cause::resume_clock:
        case Cause::extend_clock:
        case Cause::pin_clock:
        case Cause::promise_clock:
        case Cause::waive_clock:
        case Cause::correct_clock:
        case Cause::cancel_clock: return true;
        default: return false;
    }
}

Duration length_of(const Value& recorded) {
    const Value* target = recorded.find("target_ms");
    return {target != nullptr && target->is(Kind::integer) ? target->as_int() : 0};
}

/// A command on a clock, read from what it came to; `promised`: the target on record before it.
Result<clock::Event> done_again(const clock::Plan& plan, const clock::State& clock, const Step& step,
                                const Value& recorded, std::int64_t promised) {
    switch (step.cause) {
        case Cause::pause_clock: return clock::pause(plan, clock, step.at);
        case Cause::resume_clock: return clock::resume(plan, clock, step.at);
        case Cause::extend_clock:
            return clock::extend(plan, clock, step.at, length_of(recorded) - Duration{promised});
        case Cause::pin_clock: {
            const auto due = parse_instant(member_text(recorded, "due"));
            return due ? clock::promise_date(plan, clock, step.at, *due) : fail(due.error());
        }
        case Cause::promise_clock: return clock::promise(plan, clock, step.at, length_of(recorded));
        case Cause::waive_clock: return clock::waive(plan, clock, step.at);
        case Cause::correct_clock: {
            const auto from = parse_instant(member_text(recorded, "from"));
            const auto to = parse_instant(member_text(recorded, "to"));
            if (!from || !to) return fail(from ? to.error() : from.error());
            return clock::correct(plan, clock, step.at, {*from, *to, recorded.find("counted") != nullptr});
        }
        default: return clock::cancel(plan, clock, step.at);
    }
}

/// Every PackHash means the other pack.
class OnePack final : public PackSource {
  public:
    explicit OnePack(const std::shared_ptr<const Pack>& pack) : pack_(pack) {}
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& /*hash*/) const override { return pack_; }

  private:
    const std::shared_ptr<const Pack>& pack_;
};

}  // namespace

Result<Facts> facts_of(std::string_view commit_json) {
    auto parsed = parse_json(commit_json);
    if (!parsed) return fail(parsed.error());
    Facts facts;
    const Value* steps = parsed->is(Kind::map) ? parsed->find("steps") : nullptr;
    std::vector<Value> kept_steps;
    for (const Value& step : steps == nullptr ? std::span<const Value>() : steps->as_list()) {
        std::vector<Value> kept;
        facts.clock_events.emplace_back();
        const Value* events = step.is(Kind::map) ? step.find("events") : nullptr;
        for (const Value& event : events == nullptr ? std::span<const Value>() : events->as_list()) {
            const std::string type = member_text(event, "type");
            if (std::ranges::find(fact_types, type) != fact_types.end())
                kept.push_back(event);
            else if (type.starts_with("clock."))
                facts.clock_events.back().push_back(event);
        }
        kept_steps.push_back(with_member(step, "events", Value::list(std::move(kept))));
    }
    facts.json = to_json(with_member(*parsed, "steps", Value::list(std::move(kept_steps))));
    return facts;
}

Rerun::Rerun(const std::shared_ptr<const Pack>& other, const Flow& flow, std::set<std::string>& notes)
    : pack_(other), flow_(flow), notes_(notes), blank_(blank_ticket(other, flow.index, {}, {})), log_(flow) {
    ticket_.begin(blank_);
}

Status Rerun::read(std::string_view commit_json, std::span<const store::Personal> personal) {
    const auto facts = facts_of(commit_json);
    if (!facts) return fail(facts.error());
    const auto commit = read_commit(facts->json, OnePack(pack_), vocabulary_, personal);
    if (!commit) return fail(commit.error());
    for (std::size_t s = 0; s < commit->steps.size(); ++s)
        take(*commit, commit->steps[s], facts->clock_events[s]);
    in_hand_ = {};  // what it refers to goes away with the commit
    return {};
}

void Rerun::take(const Commit& commit, const Step& step, const std::vector<Value>& recorded) {
    // What a clock set off comes with that one firing; before anything else all that is due has fired.
    const bool from_clock = step.cause == Cause::due && step.event != chart::none &&
                            flow_.chart->events()[step.event].name.starts_with("clock.");
    if (!log_.work_off(from_clock ? step.at - milliseconds(1) : step.at))
        notes_.insert(fmt::format("more than {} firings of one ticket", max_firings));
    if (from_clock) log_.fire_next(step.at);
    ticket_.advance_to(step.at);
    touched_ = {};
    before_.begin();
    frame_.bind(flow_, ticket_, commit.actor, step.at);
    frame_.set_before(&before_);
    in_hand_ = {};
    apply_facts(commit, step);
    if (!is_on_clock(step.cause))
        run_pass(commit, step);
    else if (!recorded.empty())
        carry_out(step, recorded.front());
    for (const Value& event : recorded)
        if (const Value* target = event.find("target_ms"); target != nullptr && target->is(Kind::integer))
            promised_[member_text(event, "clock")] = target->as_int();
}

void Rerun::apply_facts(const Commit& commit, const Step& step) {
    for (std::uint32_t i = step.events.begin; i < step.events.end; ++i) {
        const Event& event = commit.events[i];
        if (const auto* set = std::get_if<event::DataSet>(&event)) {
            before_.keep(set->field, ticket_.field(set->field));
            touched_.add_field(set->field);
        } else if (const auto* moved = std::get_if<event::Moved>(&event)) {
            before_.keep_configuration(ticket_);
            for (const auto state : moved->exited) touched_.add_state(state);
            for (const auto state : moved->entered) touched_.add_state(state);
            if (moved->event != chart::none && moved->event != step.event) process(moved->event);
        } else if (std::holds_alternative<event::Assigned>(event)) {
            before_.keep_assignment(ticket_);
            for (const auto slot :
                 {chart::slot::ticket_owner, chart::slot::ticket_team, chart::slot::ticket_line})
                touched_.add_builtin(slot);
        }
        ticket_.apply(event, flow_, step.at);
    }
    if (const auto notice = notice_of(step.cause); !notice.empty()) process(flow_.chart->event(notice));
    if (step.event == chart::none) return;
    process(step.event);
    in_hand_.event = step.event;
    in_hand_.data = std::span(commit.data).subspan(step.data.begin, step.data.end - step.data.begin);
}

void Rerun::process(chart::EventIndex event) {
    if (event == chart::none) return;
    before_.processed.push_back(event);
    touched_.add_event(event);
}

void Rerun::run_pass(const Commit& commit, const Step& step) {
    frame_.set_event(&in_hand_);
    std::vector<clock::Event> events;
    std::vector<Error> problems;
    const bool reported = step.cause != Cause::due;
    const clock::Pass pass{&frame_,
                           touched_,
                           step.at,
                           reported ? commit.happened_at.value_or(never) : never,
                           step.cause == Cause::open,
                           nullptr,
                           {}};
    clock::run_pass(*flow_.plan, log_.clocks(), pass, events, problems);
    for (const Error& problem : problems) notes_.insert(problem.message);
    for (const clock::Event& event : events) log_.take(event);
}

/// What a person did to a clock is done to the clock of that name.
void Rerun::carry_out(const Step& step, const Value& recorded) {
    const std::string name = member_text(recorded, "clock");
    const auto* known = std::ranges::find(log_.clocks(), flow_.plan->find(name), &clock::State::definition);
    if (known == log_.clocks().end()) return;
    const auto event = done_again(*flow_.plan, *known, step, recorded, promised_[name]);
    if (event)
        log_.take(*event);
    else
        notes_.insert(event.error().message);
}

}  // namespace itr::insight
