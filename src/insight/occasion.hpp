// The step in which a clock changed: what the journal tells of the cause.
#pragma once

#include <itr/event.hpp>
#include <itr/ticket.hpp>
#include <map>
#include <string>

namespace itr::insight {

/// Whether people do it to a clock.
[[nodiscard]] bool is_on_clock(Cause cause);

/// The fields that a step has set by now, as they were before it.
using Former = std::map<chart::FieldIndex, Value>;

/// A pass leaves its changes of a clock one behind the other, and what people do to a clock is a step of its
/// own: what stands beside a change tells which condition it was.
class Occasion {
  public:
    /// `position`: of the change in the commit's events; `ticket`: before it.
    Occasion(const Ticket& ticket, const Commit& commit, const Step& step, std::uint32_t position,
             const Former& former)
        : ticket_(ticket), commit_(commit), step_(step), position_(position), former_(former) {}

    [[nodiscard]] const Flow& flow() const { return ticket_.workflow(); }
    [[nodiscard]] Instant at() const { return step_.at; }
    [[nodiscard]] const event::ClockChanged& change() const { return change_at(position_); }

    [[nodiscard]] bool is_opening() const { return step_.cause == Cause::open; }
    /// Somebody did it to this clock.
    [[nodiscard]] bool is_command() const { return is_on_clock(step_.cause); }
    /// The clock did it when its time had come.
    [[nodiscard]] bool is_due() const;
    /// A merged ticket brought it along.
    [[nodiscard]] bool is_merge() const;
    /// An end that makes room for the next cycle.
    [[nodiscard]] bool is_reset() const;
    /// A beginning that follows such an end.
    [[nodiscard]] bool follows_reset() const { return just_ended<clock::Cancelled>(); }
    /// A beginning that rolls on from a stop.
    [[nodiscard]] bool follows_stop() const { return just_ended<clock::Stopped>(); }
    /// A beginning in which another agreement's clock of the same name ends.
    [[nodiscard]] bool is_succession() const;
    /// The fields that have changed and whose change has this policy for the clock's promise: "level,
    /// severity"; "" = none.
    [[nodiscard]] std::string fields_with(model::Retarget policy) const;
    /// The date that an expression gives of the ticket as the step has left it; never: none.
    [[nodiscard]] Instant date_of(const expression::Expression& expression) const;

  private:
    [[nodiscard]] const event::ClockChanged& change_at(std::uint32_t position) const {
        return std::get<event::ClockChanged>(commit_.events[position]);
    }
    [[nodiscard]] const clock::Definition& definition() const;
    /// The neighbour in this step, if it is another change of the same clock.
    [[nodiscard]] const clock::Event* neighbour(std::uint32_t position) const;
    template <typename End>
    [[nodiscard]] bool just_ended() const {
        const clock::Event* before = neighbour(position_ - 1);
        return before != nullptr && std::holds_alternative<End>(*before);
    }

    const Ticket& ticket_;
    const Commit& commit_;
    const Step& step_;
    std::uint32_t position_;
    const Former& former_;
};

}  // namespace itr::insight
