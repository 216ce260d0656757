#include "ticket/turn.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "ticket/codes.hpp"
#include "ticket/personal.hpp"

namespace itr::ticket {
Turn::Turn(const Ticket& base, Scratch& scratch, Commit& commit, const Actor& actor, const Rights& rights,
           const Surroundings& around)
    : base_(base),
      scratch_(scratch),
      commit_(commit),
      actor_(actor),
      around_(around),
      past_(base, commit, around.history),
      flow_(&base.workflow()),
      rights_(rights) {
    scratch_.ticket.begin(base);
    scratch_.frame.bind(*flow_, scratch_.ticket, actor, around.now);
    drop_internal();
    scratch_.targets.clear();
    scratch_.in_hand = {};
}

// ---- steps

void Turn::begin_step(Cause cause, Instant at, chart::EventIndex event,
                      std::span<const Data::value_type> data) {
    at_ = std::max(at, scratch_.ticket.last_at());
    const auto events = static_cast<std::uint32_t>(commit_.events.size());
    const auto begin = static_cast<std::uint32_t>(commit_.data.size());
    for (const auto& named : data) commit_.data.push_back(named);
    const auto end = static_cast<std::uint32_t>(commit_.data.size());
    commit_.steps.push_back({at_, cause, event, {events, events}, {begin, end}});
    carried_out_ |= cause != Cause::due && cause != Cause::adopt;
    scratch_.in_hand.event = event;
    scratch_.in_hand.data = event_data();
    scratch_.frame.set_now(at_);
    before_macrostep();
}

void Turn::add_event_data(const std::string& name, const Value& value) {
    commit_.data.emplace_back(name, value);
    ++commit_.steps.back().data.end;
    scratch_.in_hand.data = event_data();
}

void Turn::end_step(bool keep) {
    Step& step = commit_.steps.back();
    step.events.end = static_cast<std::uint32_t>(commit_.events.size());
    if (!keep && step.events.empty()) return drop_step();
    scratch_.ticket.advance_to(step.at);
}

void Turn::drop_step() {
    commit_.data.resize(commit_.steps.back().data.begin);
    commit_.steps.pop_back();
}

void Turn::before_macrostep() {
    scratch_.before.begin(commit_.events.empty() ? &base_ : nullptr);
    scratch_.frame.set_before(&scratch_.before);
    touched_ = {};
}

Result<chart::Taken> Turn::run_event(bool refusable) {
    process_in_hand();
    scratch_.configuration = scratch_.ticket.configuration();
    scratch_.frame.set_running(&scratch_.trace);
    auto taken = chart::step(chart(), scratch_.configuration, scratch_.in_hand.event, *this, scratch_.trace);
    if (taken && *taken != chart::Taken::yes) {
        if (refusable)
            drop_internal();  // not even the error that a guard raised stays behind
        else if (auto settled = chart::settle(chart(), scratch_.configuration, *this, scratch_.trace);
                 !settled)
            taken = fail(settled.error());
    }
    scratch_.frame.set_running(nullptr);
    if (!taken || (*taken != chart::Taken::yes && refusable)) return taken;
    emit_moves();
    move_date_timers();
    run_clock_pass(false);
    return taken;
}

void Turn::run_notice(std::string_view event, Data data) {
    take_in_hand({chart().event(event), std::move(data)});
    run_recorded();
}

void Turn::run_recorded() {
    const std::size_t mark = commit_.events.size();
    const auto taken = run_event(false);
    if (taken) return;
    commit_.events.erase(commit_.events.begin() + static_cast<std::ptrdiff_t>(mark), commit_.events.end());
    restore_draft();
    emit(event::Failed{std::string(taken.error().code.text()), taken.error().message});
    // What the command itself did stands: timers and clocks follow it, as if the event had not been sent.
    scratch_.before.processed.clear();
    move_date_timers();
    run_clock_pass(false);
}

void Turn::undo_since(std::size_t steps) {
    if (commit_.steps.size() > steps) {
        const Step& first = commit_.steps[steps];
        commit_.events.erase(commit_.events.begin() + first.events.begin, commit_.events.end());
        commit_.data.erase(commit_.data.begin() + first.data.begin, commit_.data.end());
        commit_.steps.resize(steps);
    }
    restore_draft();
}

/// Applies what the commit holds by now to a fresh draft; the last step may still be open.
void Turn::restore_draft() {
    scratch_.ticket.begin(base_);
    drop_internal();
    for (std::size_t s = 0; s < commit_.steps.size(); ++s) {
        const Step& step = commit_.steps[s];
        const std::size_t end =
            s + 1 < commit_.steps.size() ? commit_.steps[s + 1].events.begin : commit_.events.size();
        for (std::size_t i = step.events.begin; i < end; ++i)
            scratch_.ticket.apply(commit_.events[i], scratch_.ticket.workflow(), step.at);
        scratch_.ticket.advance_to(step.at);
    }
    if (flow_ != &scratch_.ticket.workflow()) use_words_of_ticket();
}

Status Turn::run_start() {
    queue("ticket.opened", {});
    scratch_.trace.clear();
    scratch_.configuration = scratch_.ticket.configuration();
    scratch_.frame.set_running(&scratch_.trace);
    auto status = chart::start(chart(), scratch_.configuration, *this, scratch_.trace);
    scratch_.frame.set_running(nullptr);
    if (!status) return status;
    emit_moves();
    move_date_timers();
    run_clock_pass(true);
    return {};
}

void Turn::emit_moves() {
    for (const chart::Microstep& micro : scratch_.trace.view()) {
        if (around_.taken != nullptr)
            around_.taken->insert(around_.taken->end(), micro.taken.begin(), micro.taken.end());
        if (!micro.exited.empty() || !micro.entered.empty())
            record<event::Moved>(micro.event, micro.exited, micro.entered);
    }
}

/// An instant that is on record stays there; what is reported late is reached when it happened.
void Turn::reach_milestones() {
    const std::size_t mark = commit_.events.size();
    for (const Milestone& milestone : flow_->milestones) {
        if (!scratch_.ticket.field(milestone.field).is_null()) continue;
        Error error{action_failed, {}};
        if (milestone.when.holds(scratch_.frame, &error))
            set_field(milestone.field, Value::instant(std::min(at_, commit_.happened_at.value_or(never))));
        if (!error.message.empty()) emit(event::Failed{std::string(error.code.text()), error.message});
    }
    derive(mark);
}

void Turn::run_clock_pass(bool opening) {
    if (!flow_->milestones.empty()) reach_milestones();
    const clock::Plan* plan = flow_->plan.get();
    if (plan == nullptr || plan->clocks().empty()) return;
    for (const auto event : scratch_.before.processed)
        if (event != chart::none) touched_.add_event(event);
    if (!opening && resumed_ == clock::none && !touches_clocks()) return;
    propose_targets(opening);
    // A deadline is no late report: it takes effect when it was due.
    const bool reported = commit_.steps.back().cause != Cause::due;
    const clock::Pass pass = pass_at(reported ? commit_.happened_at.value_or(never) : never, opening);
    scratch_.clock_events.clear();
    scratch_.problems.clear();
    clock::run_pass(*plan, scratch_.ticket.clocks(), pass, scratch_.clock_events, scratch_.problems);
    record_clock_events({});
    forget_proposed_targets();
}

/// Whether the macrostep may have changed anything that a clock hangs on: mostly it has not.
bool Turn::touches_clocks() const {
    return std::ranges::any_of(flow_->plan->touches(),
                               [&](const clock::Signature& clock) { return clock.meets(touched_); });
}

clock::Pass Turn::pass_at(Instant happened, bool opening) const {
    return {&scratch_.frame, touched_, at_, happened, opening, past(), scratch_.targets, resumed_};
}

void Turn::record_clock_events(const std::string& reason) {
    for (const Error& problem : scratch_.problems)
        emit(event::Failed{std::string(problem.code.text()), problem.message});
    for (const clock::Event& change : scratch_.clock_events) record<event::ClockChanged>(change, reason);
}

// ---- facts

void Turn::note(const event::Moved& fact) {
    scratch_.before.keep_configuration(scratch_.ticket);
    for (const auto state : fact.exited) touched_.add_state(state);
    for (const auto state : fact.entered) touched_.add_state(state);
    // Breaches are foreseen from the states that are active, and a closed ticket's ladders call nobody.
    deadlines_changed_ |= !flow_->ahead.empty() || !scratch_.ticket.ladders().empty();
}

void Turn::note(const event::Linked& fact) {
    if (!names_parent(fact)) return;
    scratch_.before.keep_parent(scratch_.ticket);
    touched_.add_builtin(chart::slot::ticket_parent);
}

void Turn::note(const event::Assigned&) {
    scratch_.before.keep_assignment(scratch_.ticket);
    for (const auto slot : {chart::slot::ticket_owner, chart::slot::ticket_team, chart::slot::ticket_line})
        touched_.add_builtin(slot);
}

void Turn::set_field(chart::FieldIndex field, Value&& value) {
    const Value& old = scratch_.ticket.field(field);
    if (old == value) return;
    scratch_.before.keep(field, old);
    const model::Field& declared = chart().fields()[field];
    Value seal_value = declared.personal && !value.is_null() ? seal("data." + declared.name, value) : Value();
    record<event::DataSet>(field, std::move(value), std::move(seal_value));
}

void Turn::derive_changed(std::size_t mark) {
    for (const DerivedField& derived : flow_->derived) {
        const auto reads = flow_->tables[derived.table].reads();
        const auto changed = [&](const Event& e) {
            const auto* set = std::get_if<event::DataSet>(&e);
            return set != nullptr && std::ranges::binary_search(reads, set->field);
        };
        if (std::none_of(commit_.events.begin() + static_cast<std::ptrdiff_t>(mark), commit_.events.end(),
                         changed))
            continue;
        if (const auto outcome = ask_table(derived.table))
            set_fitting(derived.field, Value(outcome->outputs[derived.output]));
    }
}

void Turn::derive_all() {
    for (const DerivedField& derived : flow_->derived)
        if (const auto outcome = ask_table(derived.table))
            set_fitting(derived.field, Value(outcome->outputs[derived.output]));
}

void Turn::set_initial(chart::FieldIndex field, const Value& literal,
                       const expression::Expression* expression) {
    const model::Field& declared = chart().fields()[field];
    Value value = literal;
    if (expression != nullptr) {
        auto computed = evaluate(*expression);
        if (!computed) return fail_action(declared.name, computed.error());
        value = *std::move(computed);
    }
    if (auto ok = fit(declared, value); !ok) return fail_action(declared.name, ok.error());
    set_field(field, std::move(value));
}

void Turn::assign(const policy::Assignment& wanted) {
    const auto pick = [](const std::optional<std::string>& text, const Value& present) {
        return !text ? present : text->empty() ? Value() : Value(*text);
    };
    const Draft& t = scratch_.ticket;
    event::Assigned assigned{pick(wanted.owner, t.owner()), pick(wanted.team, t.team()),
                             pick(wanted.line, t.line()), wanted.reason};
    if (assigned.owner == t.owner() && assigned.team == t.team() && assigned.line == t.line()) return;
    Value payload = Value::map({{Value("owner"), assigned.owner},
                                {Value("team"), assigned.team},
                                {Value("line"), assigned.line},
                                {Value("reason"), Value(wanted.reason)}});
    emit(std::move(assigned));
    request_effect("assign", std::move(payload), at_);
}

void Turn::request_effect(std::string kind, Value payload, Instant available_at, bool internal) {
    emit(event::EffectRequested{scratch_.ticket.effects() + 1, std::move(kind), std::move(payload),
                                available_at, internal});
}

void Turn::erase(std::string slot) {
    constexpr std::string_view prefix = "data.";
    if (slot.starts_with(prefix))
        if (const auto field = chart().field(std::string_view(slot).substr(prefix.size()));
            field != chart::none)
            scratch_.before.keep(field, scratch_.ticket.field(field));
    emit(event::Erased{std::move(slot)});
}

void Turn::comment(const std::string& text, bool internal) {
    const std::uint32_t number = scratch_.ticket.comments() + 1;
    Value value(text);
    Value sealed = seal("comment." + std::to_string(number), value);
    emit(event::Commented{number, internal, std::move(value), std::move(sealed)});
}

void Turn::fail_action(std::string_view what, const Error& why) {
    emit(event::Failed{std::string(why.code.text()), std::string(what) + ": " + why.message});
    queue("error.execution", {{"code", Value(why.code.text())}, {"message", Value(why.message)}});
}

void Turn::queue(std::string_view name, Data data) {
    const auto event = chart().event(name);
    if (event == chart::none) return;  // nothing in this chart can take it
    scratch_.internal.push_back({event, std::move(data)});
}

Value Turn::seal(std::string_view slot, const Value& value) const {
    return seal_of(personal_salt(around_.entropy, slot), value);
}

// ---- chart::Host

void Turn::take_in_hand(Raised raised) {
    scratch_.raised = std::move(raised);
    scratch_.in_hand.event = scratch_.raised.event;
    scratch_.in_hand.data = scratch_.raised.data;
}

void Turn::process_in_hand() {
    scratch_.before.processed.push_back(scratch_.in_hand.event);
    scratch_.frame.set_event(&scratch_.in_hand);
}

chart::EventIndex Turn::next_internal() {
    if (scratch_.internal.empty()) return chart::none;
    take_in_hand(std::move(scratch_.internal.front()));
    scratch_.internal.pop_front();
    process_in_hand();
    return scratch_.in_hand.event;
}

bool Turn::holds(const expression::Expression& guard) {
    Error error{action_failed, {}};
    const bool yes = guard.holds(scratch_.frame, &error);
    if (!yes && !error.message.empty())
        queue("error.execution", {{"code", Value(error.code.text())}, {"message", Value(error.message)}});
    return yes;
}

void Turn::entered(chart::StateIndex state) {
    const auto timers = chart().timers();
    for (std::size_t i = 0; i < timers.size(); ++i) {
        if (timers[i].state != state) continue;
        if (scratch_.ticket.timers().size() >= max_timers)
            return fail_action("after", {ticket_too_many_timers, "expected at most 256 waiting timers"});
        arm_timer(static_cast<std::uint16_t>(i), delay_end(timers[i].delay, flow_->timer_calendar[i]));
    }
}

void Turn::exited(chart::StateIndex state) {
    if (scratch_.ticket.timers().empty()) return;
    clear_timers([&](const PendingTimer& t) {
        return t.timer != chart::none && chart().timers()[t.timer].state == state;
    });
}

void Turn::done(chart::EventIndex event) { scratch_.internal.push_back({event, {}}); }

bool Turn::permitted(const chart::Transition& transition) {
    if (transition.roles.empty() || rights_.system) return true;
    const auto index = static_cast<std::size_t>(&transition - chart().transitions().data());
    return (flow_->may_take[index] & rights_.roles) != 0;
}

std::uint16_t find_table(const Flow& flow, const model::Pack& pack, std::string_view name) noexcept {
    const auto at = std::ranges::find(pack.tables, name, &model::Table::name);
    return at == pack.tables.end() ? chart::none
                                   : flow.table_of[static_cast<std::size_t>(at - pack.tables.begin())];
}

std::string personal_salt(std::string_view entropy, std::string_view slot) {
    return hash::sha256_hex(std::string(entropy) + "\n" + std::string(slot)).substr(0, 32);
}

}  // namespace itr::ticket
