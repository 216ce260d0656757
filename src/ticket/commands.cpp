#include "ticket/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.hpp"
#include "base/spelling.hpp"
#include "ticket/clock_commands.hpp"
#include "ticket/clocks.hpp"
#include "ticket/codes.hpp"
#include "ticket/opening.hpp"
#include "ticket/sendable.hpp"
#include "ticket/signal.hpp"

namespace itr::ticket {
namespace {

using Refused = std::optional<Rejection>;

Rejection from(const Error& error) { return {error.code, error.message}; }

/// Gives what an event of the type begins with where it was not given, and asks for what it needs.
Refused fill_event_data(Turn& turn, const model::EventType& type) {
    for (const model::Field& field : type.data) {
        if (!field.required && !field.initial) continue;
        const auto data = turn.event_data();
        const auto given = std::ranges::find(data, field.name, &Data::value_type::first);
        const bool absent = given == data.end() || given->second.is_null();
        if (absent && field.initial && !field.initial->expression)
            turn.add_event_data(field.name, field.initial->literal);
        else if (absent && field.required)
            return Rejection{data_missing, fmt::format("expected '{}' with event '{}', but it is missing",
                                                       field.name, type.name)};
    }
    return std::nullopt;
}

Refused check_event_data(Turn& turn, const chart::EventInfo& info) {
    const model::EventType& type = *info.type;
    for (auto& [name, value] : turn.event_data()) {
        const auto field =
            std::ranges::find_if(type.data, [&](const model::Field& f) { return bytes::same(f.name, name); });
        if (field == type.data.end())
            return Rejection{
                data_unknown,
                fmt::format("expected data that event '{}' declares, but found '{}'", type.name, name)};
        if (is_plain_fit(*field, value)) continue;
        if (auto ok = fit(*field, value); !ok) return from(ok.error());
    }
    return info.fills_data ? fill_event_data(turn, type) : std::nullopt;
}

std::string active_states(const Turn& turn) {
    std::string names;
    for (const auto state : turn.ticket().configuration().atomic) {
        if (!names.empty()) names += ", ";
        names += turn.chart().states()[state].id;
    }
    return names;
}

Rejection why_not_taken(const Turn& turn, chart::Taken taken, const std::string& event) {
    const std::string where = active_states(turn);
    switch (taken) {
        case chart::Taken::guards_refused:
            return {event_guarded,
                    fmt::format("expected a guard for event '{}' to hold in state {}, but none does", event,
                                where)};
        case chart::Taken::roles_refused:
            return {event_not_permitted,
                    fmt::format("expected a role that may cause '{}' in state {}, but the actor has none",
                                event, where)};
        default: {
            const auto expected = sendable_events(turn.flow(), turn.ticket().configuration(), turn.rights());
            return {event_unexpected, fmt::format("expected one of [{}] in state {}, but found event '{}'",
                                                  fmt::join(expected, ", "), where, event)};
        }
    }
}

/// The nearest is named of those that the actor may send: what others do is not his to know.
ITR_COLD Rejection unknown_event(const Turn& turn, const std::string& word) {
    const auto events = turn.chart().events();
    std::vector<std::string_view> names;
    for (chart::EventIndex event = 0; event < events.size(); ++event)
        if (events[event].type != nullptr && may_send(turn.flow(), event, turn.rights()))
            names.push_back(events[event].name);
    const std::string hint = spelling::did_you_mean(word, names);
    return {event_unknown, fmt::format("expected an event of workflow '{}', but found '{}'{}{}{}",
                                       turn.chart().workflow().name, word, hint.empty() ? "" : " (", hint,
                                       hint.empty() ? "" : ")")};
}

Refused send(Turn& turn, const command::Send& c, Instant now) {
    const auto event = turn.chart().event(c.event);
    const chart::EventInfo* info = event == chart::none ? nullptr : &turn.chart().events()[event];
    if (info == nullptr || info->type == nullptr) return unknown_event(turn, c.event);
    if (!may_send(turn.flow(), event, turn.rights()))
        return Rejection{event_not_permitted,
                         fmt::format("expected a role that may send '{}', but the actor has none", c.event)};
    if (turn.ticket().configuration().done)
        return Rejection{ticket_closed,
                         fmt::format("expected an open ticket, but '{}' has ended", turn.id().text())};
    turn.begin_step(Cause::send, now, event, c.data);
    if (auto refused = check_event_data(turn, *info)) return refused;
    const auto taken = turn.run_event(!turn.chart().workflow().ignore_unexpected);
    if (!taken) return from(taken.error());
    if (*taken != chart::Taken::yes && !turn.chart().workflow().ignore_unexpected)
        return why_not_taken(turn, *taken, c.event);
    turn.end_step();
    return std::nullopt;
}

Refused assign(Turn& turn, const command::Assign& c, Instant now) {
    if (auto refused = need(turn, Right::assign)) return refused;
    turn.begin_step(Cause::assign, now);
    turn.assign({c.team, c.owner, c.line, c.reason});
    turn.run_notice("ticket.assigned", {});
    turn.end_step();
    return std::nullopt;
}

Refused set(Turn& turn, const command::Set& c, Instant now) {
    if (auto refused = need(turn, Right::set)) return refused;
    turn.begin_step(Cause::set, now);
    if (auto refused = set_data(turn, c.data)) return refused;
    turn.run_notice("ticket.changed", {});
    turn.end_step();
    return std::nullopt;
}

Refused comment(Turn& turn, const command::Comment& c, Instant now) {
    if (auto refused = need(turn, c.internal ? Right::comment_internal : Right::comment)) return refused;
    if (auto ok = check_storable(Value(c.text)); !ok) return from(ok.error());
    turn.begin_step(Cause::comment, now);
    turn.comment(c.text, c.internal);
    turn.run_notice("ticket.commented",
                    {{"internal", Value(c.internal)}, {"customer", Value(turn.rights().customer)}});
    turn.end_step();
    return std::nullopt;
}

Refused link(Turn& turn, const command::Link& c, Instant now) {
    if (auto refused = need(turn, Right::link)) return refused;
    if (auto ok = check_name("ticket id", c.to); !ok) return from(ok.error());
    if (auto ok = check_name("relation", c.relation); !ok) return from(ok.error());
    if (c.to == turn.id().text())
        return Rejection{command_invalid,
                         fmt::format("expected another ticket to link to, but found '{}' itself", c.to)};
    const auto links = turn.ticket().links();
    const bool known = std::ranges::find(links, TicketLink{c.to, c.relation, c.incoming}) != links.end();
    if (!known && links.size() >= max_links)
        return Rejection{link_too_many,
                         fmt::format("expected at most {} links of a ticket, but found one more", max_links)};
    turn.begin_step(Cause::link, now);
    if (!known) {
        turn.emit(event::Linked{c.to, c.relation, c.incoming});
        if (!c.incoming) turn.request_effect("link", link_payload(c.to, c.relation), turn.at());
        turn.run_notice(
            "ticket.linked",
            {{"to", Value(c.to)}, {"relation", Value(c.relation)}, {"incoming", Value(c.incoming)}});
    }
    turn.end_step();
    return std::nullopt;
}

bool is_sha256(std::string_view text) {
    constexpr std::size_t digits = 64;
    return text.size() == digits &&
           text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

Refused attach(Turn& turn, const command::Attach& c, Instant now) {
    if (auto refused = need(turn, Right::attach)) return refused;
    for (const std::string* text : {&c.name, &c.uri, &c.sha256})
        if (auto ok = check_storable(Value(*text)); !ok) return from(ok.error());
    if (c.uri.empty() || c.size < 0)
        return Rejection{command_invalid, "expected an attachment with a URI and a size, but found none"};
    if (!c.sha256.empty() && !is_sha256(c.sha256))
        return Rejection{
            command_invalid,
            fmt::format("expected a SHA-256 of 64 hexadecimal digits, but found '{:.64}'", c.sha256)};
    turn.begin_step(Cause::attach, now);
    // What a customer brings is his to see.
    turn.emit(event::Attached{c.name, c.uri, c.sha256, c.size, c.internal && !turn.rights().customer});
    turn.end_step();
    return std::nullopt;
}

/// Whoever answers a ladder answers all it has called about.
bool acknowledge_climbs(Turn& turn, std::string_view ladder, Instant now) {
    const auto climbed = turn.ticket().ladders();
    std::vector<LadderState> waiting;
    std::ranges::copy_if(climbed, std::back_inserter(waiting), [&](const LadderState& climb) {
        return turn.flow().ladders[climb.ladder].source->name == ladder && !climb.acknowledged;
    });
    if (waiting.empty()) return false;
    turn.begin_step(Cause::acknowledge, now);
    for (const LadderState& climb : waiting) turn.acknowledge_ladder(climb);
    turn.end_step();
    return true;
}

Refused acknowledge(Turn& turn, const command::Acknowledge& c, Instant now) {
    if (auto refused = need(turn, Right::acknowledge)) return refused;
    if (acknowledge_climbs(turn, c.ladder, now)) return std::nullopt;
    if (const clock::State* clock = find_clock(*turn.flow().plan, turn.ticket().clocks(), c.ladder);
        clock != nullptr) {
        auto heard = clock::acknowledge(*turn.flow().plan, *clock);
        if (!heard) return from(heard.error());
        turn.begin_step(Cause::acknowledge, now);
        turn.emit(event::ClockChanged{*std::move(heard), {}});
        turn.end_step();
        return std::nullopt;
    }
    return Rejection{
        ladder_unknown,
        fmt::format("expected a ladder that waits for acknowledgement, but '{}' does not", c.ladder)};
}

std::vector<std::string> personal_slots(Turn& turn) {
    std::vector<std::string> slots;
    for (const model::Field& field : turn.chart().fields())
        if (field.personal) slots.push_back("data." + field.name);
    for (std::uint32_t n = 1; n <= turn.ticket().comments(); ++n)
        slots.push_back(fmt::format("comment.{}", n));
    return slots;
}

Refused erase(Turn& turn, const command::Erase& c, Instant now) {
    if (auto refused = need(turn, Right::erase)) return refused;
    const auto known = personal_slots(turn);
    for (const std::string& slot : c.slots)
        if (std::ranges::find(known, slot) == known.end())
            return Rejection{slot_unknown,
                             fmt::format("expected a personal slot of the ticket, but found '{}'", slot)};
    turn.begin_step(Cause::erase, now);
    for (const std::string& slot : c.slots.empty() ? known : c.slots) turn.erase(slot);
    turn.move_date_timers();
    turn.end_step();
    return std::nullopt;
}

}  // namespace

Refused need(const Turn& turn, Right right) {
    if (turn.rights().has(right)) return std::nullopt;
    return Rejection{
        right_missing,
        fmt::format("expected an actor with the right '{}', but none of the actor's roles has it",
                    to_string(right))};
}

Refused carry_out(Turn& turn, const Command& command, Instant now) {
    if (!command.targets.empty())
        if (auto refused = give_targets(turn, command.targets)) return refused;
    struct Visitor {
        Turn& turn;
        const Command& command;
        Instant now;
        Refused operator()(const command::Open& c) const { return open(turn, c, command, now); }
        Refused operator()(const command::Send& c) const { return send(turn, c, now); }
        Refused operator()(const command::Assign& c) const { return assign(turn, c, now); }
        Refused operator()(const command::Set& c) const { return set(turn, c, now); }
        Refused operator()(const command::Comment& c) const { return comment(turn, c, now); }
        Refused operator()(const command::Link& c) const { return link(turn, c, now); }
        Refused operator()(const command::Attach& c) const { return attach(turn, c, now); }
        Refused operator()(const command::PauseClock& c) const { return pause_clock(turn, c, now); }
        Refused operator()(const command::ResumeClock& c) const { return resume_clock(turn, c, now); }
        Refused operator()(const command::ExtendClock& c) const { return extend_clock(turn, c, now); }
        Refused operator()(const command::PinClock& c) const { return pin_clock(turn, c, now); }
        Refused operator()(const command::PromiseClock& c) const { return promise_clock(turn, c, now); }
        Refused operator()(const command::WaiveClock& c) const { return waive_clock(turn, c, now); }
        Refused operator()(const command::CancelClock& c) const { return cancel_clock(turn, c, now); }
        Refused operator()(const command::CorrectClock& c) const { return correct_clock(turn, c, now); }
        Refused operator()(const command::Acknowledge& c) const { return acknowledge(turn, c, now); }
        Refused operator()(const command::Erase& c) const { return erase(turn, c, now); }
        Refused operator()(const command::Adopt& c) const { return adopt(turn, c, now); }
        Refused operator()(const command::Wake&) const { return std::nullopt; }
    };
    return std::visit(Visitor{turn, command, now}, command.body);
}

}  // namespace itr::ticket
