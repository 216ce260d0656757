#include "insight/rerun.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "chart/codes.hpp"
#include "insight/codes.hpp"
#include "insight/occasion.hpp"
#include "ticket/clock_past.hpp"

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

/// When the clock spoke up whose step this is; nothing: another step.
std::optional<Instant> spoke_at(const Step& step, const OnRecord& recorded) {
    if (step.cause != Cause::due || !recorded.began_with_clock) return std::nullopt;
    const Value& first = recorded.clock_events.front();
    // Of a clock that goes on, `due` is what it then promises.
    const auto spoke = parse_instant(member_text(first, first.find("at") != nullptr ? "at" : "due"));
    return spoke ? std::min(*spoke, step.at) : step.at;
}

/// What a merged ticket brought along, as the action `adopt` records it.
bool is_of_merge(const Step& step, const Value& recorded) {
    return step.cause != Cause::adopt && !is_on_clock(step.cause) &&
           member_text(recorded, "type") == "clock.retargeted" && member_text(recorded, "reason") == "adopt";
}

bool is_promise(const Value& recorded) {
    const std::string type = member_text(recorded, "type");
    return type == "clock.started" || type == "clock.retargeted";
}

Duration length_of(const Value& recorded) {
    const Value* target = recorded.find("target_ms");
    return {target != nullptr && target->is(Kind::integer) ? target->as_int() : 0};
}

/// The date that was agreed on.
Result<clock::Event> agreed_again(const clock::Plan& plan, const clock::State& clock, const Step& step,
                                  const Value& recorded) {
    const auto due = parse_instant(member_text(recorded, "due"));
    return due ? clock::promise_date(plan, clock, step.at, *due) : fail(due.error());
}

/// A command on a clock, read from what it came to; `promised`: the target on record before it.
Result<clock::Event> done_again(const clock::Plan& plan, const clock::State& clock, const Step& step,
                                const Value& recorded, std::int64_t promised, const clock::History& past) {
    switch (step.cause) {
        case Cause::pause_clock: return clock::pause(plan, clock, step.at);
        case Cause::resume_clock: return clock::resume(plan, clock, step.at);
        case Cause::extend_clock:
            // An agreed date that is put off is another agreed date: its length does not tell by how much.
            if (recorded.find("pinned") != nullptr) return agreed_again(plan, clock, step, recorded);
            return clock::extend(plan, clock, step.at, length_of(recorded) - Duration{promised});
        case Cause::pin_clock: return agreed_again(plan, clock, step, recorded);
        case Cause::promise_clock: return clock::promise(plan, clock, step.at, length_of(recorded));
        case Cause::waive_clock: return clock::waive(plan, clock, step.at);
        case Cause::correct_clock: {
            const auto from = parse_instant(member_text(recorded, "from"));
            const auto to = parse_instant(member_text(recorded, "to"));
            if (!from || !to) return fail(from ? to.error() : from.error());
            return clock::correct(plan, clock, step.at, {*from, *to, recorded.find("counted") != nullptr},
                                  &past);
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

/// What was told so far, as a clock asks for it.
class Told final : public History {
  public:
    explicit Told(std::span<const Commit> commits) : commits_(commits) {}
    [[nodiscard]] Result<std::span<const Commit>> commits() const override { return commits_; }

  private:
    std::span<const Commit> commits_;
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
        OnRecord& recorded = facts.recorded.emplace_back();
        const Value* events = step.is(Kind::map) ? step.find("events") : nullptr;
        for (const Value& event : events == nullptr ? std::span<const Value>() : events->as_list()) {
            const std::string type = member_text(event, "type");
            const bool of_clock = type.starts_with("clock.");
            if (&event == events->as_list().data()) recorded.began_with_clock = of_clock;
            if (std::ranges::find(fact_types, type) != fact_types.end())
                kept.push_back(event);
            else if (of_clock)
                recorded.clock_events.push_back(event);
        }
        kept_steps.push_back(with_member(step, "events", Value::list(std::move(kept))));
    }
    facts.json = to_json(with_member(*parsed, "steps", Value::list(std::move(kept_steps))));
    return facts;
}

Rerun::Rerun(const std::shared_ptr<const Pack>& other, const Flow& flow, const store::TicketKey& ticket,
             std::set<std::string>& notes)
    : pack_(other),
      flow_(flow),
      notes_(notes),
      blank_(blank_ticket(other, flow.index, ticket.tenant, ticket.ticket)),
      log_(flow) {
    ticket_.begin(blank_);
}

Status Rerun::read(std::string_view commit_json, std::span<const store::Personal> personal,
                   std::span<const Given> given) {
    const auto facts = facts_of(commit_json);
    if (!facts) return fail(facts.error());
    const auto commit = read_commit(facts->json, OnePack(pack_), vocabulary_, personal);
    if (!commit) return fail(commit.error());
    begin_told(*commit);
    for (std::size_t s = 0; s < commit->steps.size(); ++s) {
        std::vector<clock::HostTarget> targets;
        for (const Given& one : given)
            if (const auto clock = flow_.plan->find(one.clock); one.step == s && clock != clock::none)
                targets.push_back({clock, one.target});
        take(*commit, commit->steps[s], facts->recorded[s], targets);
        for (const auto& [clock, target] : targets) given_[clock] = target;
    }
    told_.push_back(std::move(telling_));
    in_hand_ = {};  // what it refers to goes away with the commit
    return {};
}

void Rerun::take(const Commit& commit, const Step& step, const OnRecord& recorded,
                 std::span<const clock::HostTarget> targets) {
    // What a clock set off comes with that one firing; before anything else all that is due has fired.
    const auto spoke = spoke_at(step, recorded);
    work_off(spoke ? *spoke - milliseconds(1) : step.at);
    begin_told(step);
    if (spoke)
        if (const auto fired = log_.fire_next(step.at)) tell_fired(fired->event);
    begin_macrostep(commit, step);
    apply_facts(commit, step);
    for (const Value& event : recorded.clock_events) {
        if (member_text(event, "type") == "clock.acknowledged") acknowledge(event);
        if (is_of_merge(step, event)) merge(step, event);
    }
    if (!is_on_clock(step.cause))
        run_pass(commit, step, recorded, targets);
    else if (!recorded.clock_events.empty())
        carry_out(step, recorded.clock_events.front());
    for (const Value& event : recorded.clock_events) remember(event);
    end_told();
}

void Rerun::begin_macrostep(const Commit& commit, const Step& step) {
    ticket_.advance_to(step.at);
    touched_ = {};
    before_.begin();
    frame_.bind(flow_, ticket_, commit.actor, step.at);
    frame_.set_before(&before_);
    in_hand_ = {};
}

/// What fires where nothing did on record is a step of its own.
void Rerun::work_off(Instant until) {
    for (std::size_t n = 0; n < max_firings; ++n) {
        const auto fired = log_.fire_next(until);
        if (!fired) return;
        Step step;
        step.at = std::max(fired->at, ticket_.last_at());
        step.cause = Cause::due;
        begin_told(step);
        tell_fired(fired->event);
        if (resumed_ != clock::none) {
            const Commit nobody;
            begin_macrostep(nobody, step);
            run_pass(nobody, step, {}, {});
            in_hand_ = {};
        }
        end_told();
    }
    notes_.insert(fmt::format("more than {} firings of one ticket", max_firings));
}

void Rerun::apply_facts(const Commit& commit, const Step& step) {
    const auto facts =
        std::span(commit.events).subspan(step.events.begin, step.events.end - step.events.begin);
    for (const Event& event : facts) apply(event, step);
    const auto is = [&](const auto& test) { return std::ranges::any_of(facts, test); };
    const auto gave_up = [](const Event& event) {
        const auto* failed = std::get_if<event::Failed>(&event);
        return failed != nullptr && failed->code == chart::endless.text();
    };
    const auto links = [](const Event& event) { return std::holds_alternative<event::Linked>(event); };
    // What never came to rest is as if nothing had been sent; a link that was known already, too.
    const bool sent = !is(gave_up) && (step.cause != Cause::link || is(links));
    if (sent) process(step.event != chart::none ? step.event : flow_.chart->event(notice_of(step.cause)));
    for (const Event& event : facts)
        if (const auto* moved = std::get_if<event::Moved>(&event)) process(moved->event);
    in_hand_.event = before_.processed.empty() ? step.event : before_.processed.back();
    if (in_hand_.event == step.event)
        in_hand_.data = std::span(commit.data).subspan(step.data.begin, step.data.end - step.data.begin);
}

void Rerun::apply(const Event& event, const Step& step) {
    if (const auto* set = std::get_if<event::DataSet>(&event)) {
        before_.keep(set->field, ticket_.field(set->field));
        touched_.add_field(set->field);
    } else if (const auto* moved = std::get_if<event::Moved>(&event)) {
        before_.keep_configuration(ticket_);
        for (const auto state : moved->exited) touched_.add_state(state);
        for (const auto state : moved->entered) touched_.add_state(state);
    } else if (std::holds_alternative<event::Assigned>(event)) {
        before_.keep_assignment(ticket_);
        for (const auto slot :
             {chart::slot::ticket_owner, chart::slot::ticket_team, chart::slot::ticket_line})
            touched_.add_builtin(slot);
    } else if (const auto* linked = std::get_if<event::Linked>(&event);
               linked != nullptr && ticket::names_parent(*linked)) {
        before_.keep_parent(ticket_);
        touched_.add_builtin(chart::slot::ticket_parent);
    }
    ticket_.apply(event, flow_, step.at);
    telling_.events.push_back(event);
}

void Rerun::process(chart::EventIndex event) {
    if (event == chart::none || (!before_.processed.empty() && before_.processed.back() == event)) return;
    before_.processed.push_back(event);
    touched_.add_event(event);
}

void Rerun::run_pass(const Commit& commit, const Step& step, const OnRecord& recorded,
                     std::span<const clock::HostTarget> targets) {
    frame_.set_event(&in_hand_);
    std::vector<clock::Event> events;
    std::vector<Error> problems;
    const bool reported = step.cause != Cause::due;
    const Told told(told_);
    const ticket::ClockPast past(blank_, telling_, &told);
    clock::Pass pass{&frame_,
                     touched_,
                     step.at,
                     reported ? commit.happened_at.value_or(never) : never,
                     step.cause == Cause::open,
                     &past,
                     targets,
                     resumed_};
    clock::run_pass(*flow_.plan, log_.clocks(), pass, events, problems);
    std::vector<clock::HostTarget> host(targets.begin(), targets.end());
    if (give_again(recorded, events, host)) {
        events.clear();
        problems.clear();
        pass.host = host;
        clock::run_pass(*flow_.plan, log_.clocks(), pass, events, problems);
    }
    for (const Error& problem : problems) notes_.insert(problem.message);
    for (const clock::Event& event : events) {
        log_.take(event);
        tell(event);
    }
}

/// A length that the host gave stands where the journal says nothing of the clock's promise: had the host
/// given none, it would say so, and had it given the same, there was nothing to say.
bool Rerun::give_again(const OnRecord& recorded, std::span<const clock::Event> events,
                       std::vector<clock::HostTarget>& host) const {
    const std::size_t before = host.size();
    for (const clock::Event& event : events) {
        const auto clock = lacking_length(*flow_.plan, event);
        const auto given = clock ? given_.find(*clock) : given_.end();
        if (given == given_.end()) continue;
        const bool on_record = std::ranges::any_of(recorded.clock_events, [&](const Value& told) {
            return is_promise(told) && member_text(told, "clock") == flow_.plan->clocks()[*clock].key;
        });
        if (!on_record) host.push_back({*clock, given->second});
    }
    return host.size() > before;
}

/// The clock of that name, as it stands under the other pack; null: it never ran there.
const clock::State* Rerun::clock_of(const Value& recorded) {
    const auto index = flow_.plan->find(member_text(recorded, "clock"));
    const auto known = std::ranges::find(log_.clocks(), index, &clock::State::definition);
    return known == log_.clocks().end() ? nullptr : &*known;
}

void Rerun::keep(const Result<clock::Event>& event) {
    if (!event) {
        notes_.insert(event.error().message);
        return;
    }
    log_.take(*event);
    tell(*event);
}

/// What a person did to a clock is done to the clock of that name.
void Rerun::carry_out(const Step& step, const Value& recorded) {
    const clock::State* clock = clock_of(recorded);
    if (clock == nullptr) return;
    const Told told(told_);
    const ticket::ClockPast past(blank_, telling_, &told);
    keep(done_again(*flow_.plan, *clock, step, recorded, promised_[member_text(recorded, "clock")], past));
}

void Rerun::acknowledge(const Value& recorded) {
    if (const clock::State* clock = clock_of(recorded)) keep(clock::acknowledge(*flow_.plan, *clock));
}

/// A merged ticket brought an earlier origin, a stricter due instant, or both. Where only the origin is
/// another one and the promise is as long as before, the due instant merely followed.
void Rerun::merge(const Step& step, const Value& recorded) {
    const clock::State* clock = clock_of(recorded);
    const std::string name = member_text(recorded, "clock");
    const auto origin = parse_instant(member_text(recorded, "origin"));
    const auto due = parse_instant(member_text(recorded, "due"));
    const bool moved = origin_[name] != member_text(recorded, "origin");
    const bool stricter = due && (!moved || length_of(recorded) != Duration{promised_[name]});
    remember(recorded);
    if (clock == nullptr) return;
    const auto event =
        clock::adopt(*flow_.plan, *clock, step.at, origin ? *origin : clock->origin, stricter ? *due : never);
    if (!event)
        keep(fail(event.error()));
    else if (*event)
        keep(**event);
}

void Rerun::remember(const Value& recorded) {
    if (!is_promise(recorded)) return;
    const std::string name = member_text(recorded, "clock");
    promised_[name] = length_of(recorded).ms;
    origin_[name] = member_text(recorded, "origin");
}

void Rerun::begin_told(const Commit& commit) {
    blank_.version = commit.version - 1;
    telling_ = commit;
    telling_.steps.clear();
    telling_.events.clear();
}

void Rerun::begin_told(const Step& step) {
    const auto begin = static_cast<std::uint32_t>(telling_.events.size());
    telling_.steps.push_back(step);
    telling_.steps.back().events = {begin, begin};
    resumed_ = clock::none;
}

void Rerun::tell(const clock::Event& event) { telling_.events.emplace_back(event::ClockChanged{event, {}}); }

void Rerun::tell_fired(const clock::Event& event) {
    if (const auto* resumed = std::get_if<clock::Resumed>(&event)) resumed_ = resumed->clock;
    tell(event);
}

void Rerun::end_told() {
    telling_.steps.back().events.end = static_cast<std::uint32_t>(telling_.events.size());
}

}  // namespace itr::insight
