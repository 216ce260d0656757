// One command being decided: the draft of the ticket, the facts made so far, and the statechart's host.
#pragma once

#include <deque>
#include <itr/ticket.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/text.hpp"
#include "ticket/clock_past.hpp"
#include "ticket/draft.hpp"
#include "ticket/frame.hpp"

namespace itr::ticket {

/// An event that waits within the macrostep.
struct Raised {
    chart::EventIndex event = chart::none;
    Data data;
};

/// Working memory that a Decision keeps from one command to the next.
struct Scratch {
    Draft ticket;
    Before before;
    TicketFrame frame;
    chart::Configuration configuration;
    chart::Trace trace;
    EventInHand in_hand;
    Raised raised;  ///< the event in hand, if it is none of the commit's
    std::deque<Raised> internal;
    std::vector<clock::Event> clock_events;
    std::vector<Error> problems;
    std::vector<clock::HostTarget> targets;  ///< that came with the command
};

class Turn final : public chart::Host {
  public:
    /// The draft `scratch.ticket` begins as `base`; facts go to `commit`. `rights` are the actor's.
    Turn(const Ticket& base, Scratch& scratch, Commit& commit, const Actor& actor, const Rights& rights,
         const Surroundings& around);

    // ---- steps

    /// Begins a step: facts emitted from here on belong to it. Its event is the one in hand.
    void begin_step(Cause cause, Instant at, chart::EventIndex event = chart::none,
                    std::span<const Data::value_type> data = {});
    /// The data of the step's event; whoever changes or adds to it does so before the event is run.
    [[nodiscard]] std::span<Data::value_type> event_data() noexcept {
        return std::span(commit_.data).subspan(commit_.steps.back().data.begin);
    }
    void add_event_data(const std::string& name, const Value& value);
    /// Ends it; a step without facts is dropped unless `keep`.
    void end_step(bool keep = true);

    /// Takes back all steps after the first `steps`.
    void undo_since(std::size_t steps);

    /// Lets the chart process the event of `scratch.in_hand` to quiescence, then the clock pass. Within a
    /// step. An event that nothing takes leaves no trace if it is `refusable`; otherwise what was raised
    /// beside it is still processed.
    [[nodiscard]] Result<chart::Taken> run_event(bool refusable);
    /// The same for an event that reports something done; a failure is recorded, and only what the event set
    /// off is undone.
    void run_notice(std::string_view event, Data data);
    /// Enters the initial configuration, then processes `ticket.opened` and the clock pass. Within a step.
    [[nodiscard]] Status run_start();

    /// Fires what is due up to `until`, each deadline as its own step; when the next one is, then.
    Instant work_off(Instant until) {
        return deadlines_changed_ || base_.next_due <= until ? fire_all(until) : base_.next_due;
    }
    /// The next deadline of all timers, clocks and ladders.
    [[nodiscard]] Instant next_deadline() const;

    // ---- facts

    /// Records a fact, made where the commit keeps it, and applies it to the draft.
    template <typename Fact, typename... Parts>
    void record(Parts&&... parts) {
        const Event& kept =
            commit_.events.emplace_back(std::in_place_type<Fact>, std::forward<Parts>(parts)...);
        const Fact& fact = *std::get_if<Fact>(&kept);
        note(fact);
        scratch_.ticket.apply(fact, *flow_, at_);
    }
    template <typename Fact>
    void emit(Fact fact) {
        record<Fact>(std::move(fact));
    }
    void set_field(chart::FieldIndex field, Value&& value);
    void set_fitting(chart::FieldIndex field, Value&& value);
    /// Gives a field of a new ticket what it begins with: what `expression` yields, if any, or the literal.
    void set_initial(chart::FieldIndex field, const Value& literal, const expression::Expression* expression);
    /// Computes the fields that tables give again where what they read has changed since `mark` facts.
    void derive(std::size_t mark) {
        if (!flow_->derived.empty()) derive_changed(mark);
    }
    void derive_all();
    void assign(const policy::Assignment& assignment);
    void request_effect(std::string kind, Value payload, Instant available_at, bool internal = true);
    void comment(const std::string& text, bool internal);
    void fail_action(std::string_view what, const Error& why);
    void queue(std::string_view event, Data data);

    /// Somebody has heard the level that a ladder is at. Within a step.
    void acknowledge_ladder(const LadderState& climb);
    /// Comes under `next`: clocks and delays follow. Within a step.
    void adopt(const PackHash& terms, std::shared_ptr<const Pack> next, const std::string& reason);

    /// A personal text goes away.
    void erase(std::string slot);
    /// Timers of active states whose date has changed in this macrostep.
    void move_date_timers() {
        if (!flow_->date_timers.empty()) move_changed_dates();
    }
    /// The salted hash of a personal value, and the salt for it.
    [[nodiscard]] Value seal(std::string_view slot, const Value& value) const;

    [[nodiscard]] const TicketId& id() const noexcept { return base_.id; }
    [[nodiscard]] const Draft& ticket() const noexcept { return scratch_.ticket; }
    [[nodiscard]] const Flow& flow() const noexcept { return *flow_; }
    [[nodiscard]] const chart::Chart& chart() const noexcept { return *flow_->chart; }
    [[nodiscard]] Scratch& scratch() noexcept { return scratch_; }
    [[nodiscard]] Instant at() const noexcept { return at_; }
    [[nodiscard]] std::string number() const { return std::string(around_.number); }
    [[nodiscard]] const Rights& rights() const noexcept { return rights_; }
    [[nodiscard]] const PackSource* packs() const noexcept { return around_.packs; }
    /// Null: nobody knows it.
    [[nodiscard]] const clock::History* past() const noexcept { return past_.known() ? &past_ : nullptr; }
    [[nodiscard]] bool deadlines_changed() const noexcept { return deadlines_changed_; }
    /// Why the ticket's past could not be read: then nothing of this turn may be kept.
    [[nodiscard]] const std::optional<Error>& failure() const noexcept { return past_.failure(); }

    // ---- chart::Host
    bool holds(const expression::Expression& guard) override;
    void execute(const chart::Action& action) override;
    chart::EventIndex next_internal() override;
    void entered(chart::StateIndex state) override;
    void exited(chart::StateIndex state) override;
    void done(chart::EventIndex event) override;
    bool permitted(const chart::Transition& transition) override;

  private:
    struct Deadline;
    [[nodiscard]] std::optional<Deadline> earliest() const;
    Instant fire_all(Instant until);
    void fire(const Deadline& deadline);
    void fire_clock(const Deadline& deadline);
    void fire_timer(const Deadline& deadline);
    void fire_ladder(const Deadline& deadline);
    void fire_prediction(const Deadline& deadline);
    void announce(clock::Event fired, clock::ClockIndex index, Instant at);
    void run_recorded();
    void restore_draft();
    void derive_changed(std::size_t mark);
    void move_changed_dates();

    void drop_step();
    void before_macrostep();
    void emit_moves();
    void reach_milestones();
    void run_clock_pass(bool opening);
    [[nodiscard]] bool touches_clocks() const;
    [[nodiscard]] clock::Pass pass_at(Instant happened, bool opening) const;
    void record_clock_events(const std::string& reason);
    // adopt.cpp
    void use_words_of_ticket();
    void move_delays(const Flow& before);
    /// The event in hand is the one that guards and actions see.
    void process_in_hand();
    void take_in_hand(Raised raised);
    void drop_internal() noexcept {
        if (!scratch_.internal.empty()) scratch_.internal.clear();
    }
    // What a fact is about to change: for clocks, deadlines and what was before.
    void note(const event::Moved& fact);
    void note(const event::Assigned& fact);
    void note(const event::Linked& fact);
    void note(const event::DataSet& fact) { touched_.add_field(fact.field); }
    void note(const event::ClockChanged&) { deadlines_changed_ = true; }
    void note(const event::TimerSet&) { deadlines_changed_ = true; }
    void note(const event::TimerCleared&) { deadlines_changed_ = true; }
    void note(const event::LadderRaised&) { deadlines_changed_ = true; }
    void note(const event::LadderAcknowledged&) { deadlines_changed_ = true; }
    void note(const event::Adopted&) { deadlines_changed_ = true; }
    template <typename Other>
    void note(const Other&) {}
    [[nodiscard]] Result<Value> evaluate(const expression::Expression& expression);
    [[nodiscard]] Data evaluate_all(const chart::Action& action);
    /// What an effect brings along: `with`, and under `personal` the slots of what is not to stand in it.
    [[nodiscard]] std::vector<Value::Entry> effect_data(const chart::Action& action);
    [[nodiscard]] Instant delay_end(const calendar::Target& delay, std::uint16_t calendar) const;
    void arm_timer(std::uint16_t timer, Instant due);
    template <typename Matches>
    void clear_timers(Matches matches) {
        for (std::size_t i = scratch_.ticket.timers().size(); i-- > 0;)
            if (matches(scratch_.ticket.timers()[i]))
                emit(event::TimerCleared{static_cast<std::uint16_t>(i), false});
    }

    void execute_set(const chart::Action& action);
    void execute_raise(const chart::Action& action);
    void execute_cancel(const chart::Action& action);
    void execute_comment(const chart::Action& action);
    void execute_send(const chart::Action& action);
    void execute_assign(const chart::Action& action);
    void execute_decide(const chart::Action& action);
    void execute_notify(const chart::Action& action);
    void execute_effect(const chart::Action& action, std::string_view kind);
    void execute_signal(const chart::Action& action);
    void execute_ladder(const chart::Action& action);
    void execute_adopt(const chart::Action& action);
    [[nodiscard]] std::optional<policy::Table::Outcome> ask_table(std::uint16_t table);
    // ladders.cpp
    /// Why a ladder rises, as its event records it.
    struct Rise {
        event::Trigger trigger = event::Trigger::command;
        std::string reason;
        clock::ClockIndex clock = clock::none;  ///< whose promise it is about
        std::uint16_t cycle = 0;
    };
    [[nodiscard]] const LadderState* climb_for(std::uint16_t ladder, clock::ClockIndex clock) const;
    [[nodiscard]] bool is_over(const LadderState& climb) const;
    [[nodiscard]] bool is_moot(const LadderState& climb) const;
    [[nodiscard]] const clock::State* clock_of(const LadderState& climb) const;
    void raise_ladder(std::uint16_t ladder, std::uint16_t level, std::uint16_t repeat, Rise why);
    [[nodiscard]] Rise rise(const chart::Action& action);
    void run_level(const Ladder& ladder, const LadderLevel& level, bool again);
    [[nodiscard]] bool is_passed_over(const event::LadderRaised& raised) const;
    // notices.cpp
    [[nodiscard]] Instant notice_at(const std::string& to) const;
    [[nodiscard]] Instant told_at(const std::string& to, Instant said, Instant now) const;
    [[nodiscard]] bool waits_already(const std::string& to) const;
    [[nodiscard]] Instant first_told(const Ladder& ladder, const LadderLevel& level);
    [[nodiscard]] Instant may_be_told(const std::string& to, Instant at) const;
    [[nodiscard]] const calendar::Calendar* work_of(const std::string& role) const;
    [[nodiscard]] const calendar::Calendar* calendar_here(std::uint16_t calendar) const;
    [[nodiscard]] policy::Snapshot snapshot() const;
    // policies.cpp
    void follow_route(const std::string& name);
    void propose_targets(bool opening);
    void forget_proposed_targets();
    [[nodiscard]] std::optional<policy::Assignment> propose_assignment(std::string_view name);
    [[nodiscard]] const policy::EscalationPolicy* escalation_policy(std::string_view name) const;
    void run_escalation(const Ladder& ladder, std::uint16_t level, const policy::Escalation& escalation);

    const Ticket& base_;
    Scratch& scratch_;
    Commit& commit_;
    const Actor& actor_;
    const Surroundings& around_;
    ClockPast past_;
    const Flow* flow_;
    Rights rights_;
    Instant at_{};
    clock::Signature touched_;
    bool deadlines_changed_ = false;
    bool carried_out_ = false;  ///< a step of the command's own has begun: what was due before it is done.
                                ///< Not that of new terms: their thresholds may be long past
    std::vector<clock::ClockIndex> proposed_;      ///< clocks whose targets in `scratch_` a policy gave
    const clock::Threshold* threshold_ = nullptr;  ///< whose actions are being done
    clock::ClockIndex speaking_ = clock::none;     ///< the clock whose threshold or breach is being announced
    clock::ClockIndex resumed_ = clock::none;      ///< the clock whose pause has ended by itself in this step
    /// While a ladder's level is being done: when its notices may go out.
    struct Notices {
        const model::Ladder* ladder = nullptr;
        const LadderLevel* level = nullptr;    ///< whose quiet hours count; null: none
        bool loud = false;                     ///< the level is not to be kept quiet
        std::optional<Instant> said_before{};  ///< in a repetition: when the same was said
    };
    [[nodiscard]] Notices notices_of(const Ladder& ladder, const LadderLevel* level) const;
    std::optional<Notices> notices_;
};

/// Converts a value from outside to a field's type where that loses nothing (a whole number for a double, a
/// text for a timestamp or duration); otherwise `data.wrong_type`.
[[nodiscard]] Status fit(const model::Field& field, Value& value);
/// A value that fit() would leave as it is; most are texts for fields of texts.
[[nodiscard]] inline bool is_plain_fit(const model::Field& field, const Value& value) noexcept {
    return field.type == model::FieldType::string && value.is(Kind::string) &&
           text::is_storable(value.as_string());
}

/// Index in Flow::tables of the table with this name, or chart::none.
[[nodiscard]] std::uint16_t find_table(const Flow& flow, const model::Pack& pack,
                                       std::string_view name) noexcept;

/// The salt of a personal value: unpredictable to those who lack the command's entropy, the same when rows
/// are written.
[[nodiscard]] std::string personal_salt(std::string_view entropy, std::string_view slot);

}  // namespace itr::ticket
