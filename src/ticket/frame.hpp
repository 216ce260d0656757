// What expressions see while a command is decided: the ticket, the event in hand, the actor, the time.
#pragma once

#include <array>
#include <deque>
#include <itr/chart.hpp>
#include <itr/command.hpp>
#include <itr/expression.hpp>
#include <span>
#include <vector>

#include "ticket/draft.hpp"

namespace itr::ticket {

/// The event that is being processed, and its data by name.
struct EventInHand {
    chart::EventIndex event = chart::none;
    std::span<const Data::value_type> data;  ///< another's
};

/// The ticket as it was before the macrostep. Before the first of a commit it was what the draft was begun
/// on, and that stays as it is; of what facts have made since, whoever is about to change something says so
/// first.
class Before {
  public:
    std::vector<chart::EventIndex> processed;  ///< events of the macrostep so far

    /// A macrostep begins: all is as it was. `whole`, if given, is the ticket as it is now, and stays so.
    void begin(const Ticket* whole = nullptr) noexcept;
    void keep(chart::FieldIndex field, const Value& value) {
        if (whole_ == nullptr) keep_part(field, value);
    }
    void keep_configuration(const Draft& ticket) {
        if (whole_ == nullptr) keep_part(ticket.configuration());
    }
    void keep_assignment(const Draft& ticket);
    void keep_parent(const Draft& ticket);

    /// The former value of a field that may have been set since; null pointer for others.
    [[nodiscard]] const Value* of(chart::FieldIndex field) const noexcept;
    // As they were, given the ticket as it is now.
    [[nodiscard]] const Value& owner(const Draft& now) const noexcept;
    [[nodiscard]] const Value& team(const Draft& now) const noexcept;
    [[nodiscard]] const Value& line(const Draft& now) const noexcept;
    [[nodiscard]] const Value& parent(const Draft& now) const noexcept;
    [[nodiscard]] const chart::Configuration& configuration(const Draft& now) const noexcept;

  private:
    void keep_part(chart::FieldIndex field, const Value& value);
    void keep_part(const chart::Configuration& configuration);
    [[nodiscard]] const Value& part(Value Ticket::*member, bool kept, const Value& was,
                                    const Value& now) const noexcept;

    const Ticket* whole_ = nullptr;  ///< null: what was is below, as far as it has changed
    std::vector<std::pair<chart::FieldIndex, Value>> fields_;
    Value owner_, team_, line_, parent_;
    chart::Configuration configuration_;
    bool assigned_ = false;
    bool moved_ = false;
    bool parented_ = false;
};

class TicketFrame final : public expression::Frame {
  public:
    /// References are kept; `ticket` may change between evaluations.
    void bind(const Flow& flow, const Draft& ticket, const Actor& actor, Instant now) noexcept;
    void set_event(const EventInHand* event) noexcept;
    void set_now(Instant now) noexcept;
    /// For clock conditions; null: guards.
    void set_before(const Before* before) noexcept { before_ = before; }
    /// While the chart runs, the trace knows which states are active; null: the ticket's configuration does.
    void set_running(const chart::Trace* trace) noexcept { running_ = trace; }

    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override;
    [[nodiscard]] Value call(std::uint32_t function, std::uint32_t argument) const override;

  private:
    [[nodiscard]] const Value& builtin(std::uint32_t slot) const;
    [[nodiscard]] const Value& event_value(std::uint32_t position) const noexcept;
    [[nodiscard]] const Value& before_value(std::uint32_t slot) const noexcept;
    [[nodiscard]] const Value& clock_value(std::uint32_t index) const;
    void forget_clocks() noexcept {
        if (!clock_values_.empty()) clock_values_.clear();
    }
    [[nodiscard]] Value compute_builtin(std::uint32_t slot) const;
    [[nodiscard]] bool is_active(std::uint32_t state) const noexcept;
    [[nodiscard]] bool is_tagged(std::uint32_t tag) const noexcept;
    [[nodiscard]] bool was_processed(std::uint32_t event) const noexcept;
    [[nodiscard]] bool has_changed(std::uint32_t field) const noexcept;

    const Flow* flow_ = nullptr;
    const Draft* ticket_ = nullptr;
    const Actor* actor_ = nullptr;
    const EventInHand* event_ = nullptr;
    const Before* before_ = nullptr;
    const chart::Trace* running_ = nullptr;
    Instant now_{};
    // Columns become Values when first asked for: most guards ask for none.
    mutable std::array<Value, chart::slot::builtin_count> builtin_;
    mutable std::uint32_t filled_ = 0;
    mutable std::deque<Value> clock_values_;
};

}  // namespace itr::ticket
