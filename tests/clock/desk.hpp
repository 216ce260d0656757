// A service desk in small: one workflow, agreements as the test says, and time that the test moves.
#pragma once

#include <itr/clock.hpp>
#include <string>
#include <utility>
#include <vector>

namespace itr::test {

/// Monday to Friday 09:00-17:00 in UTC.
[[nodiscard]] const calendar::Calendar& office();
/// The same hours in a zone that changes its clocks: the second calendar of every plan.
[[nodiscard]] const calendar::Calendar& berlin();
/// The office, open from 08:00 on: the third calendar of every desk.
[[nodiscard]] const calendar::Calendar& early();
[[nodiscard]] Instant at(std::string_view text);
inline const Instant monday = at("2026-03-02T09:00:00Z");  ///< when most stories begin

[[nodiscard]] model::ClockDefinition clock_named(std::string name);
[[nodiscard]] model::Source cel(std::string text);
[[nodiscard]] model::PauseReason pause_when(std::string condition, std::string reason);
/// ("restore", "4h") …
[[nodiscard]] model::Goal goal(std::string when, std::vector<std::pair<std::string, std::string>> targets,
                               std::string calendar = {});
[[nodiscard]] model::Threshold percent(std::string clock, std::int64_t per_mille);
[[nodiscard]] model::Threshold offset(std::string clock, model::Threshold::At by, Duration offset);
/// With the name "gold" and the office's calendar.
[[nodiscard]] model::Agreement agreement(std::vector<model::ClockDefinition> clocks,
                                         std::vector<model::Goal> goals,
                                         std::vector<model::Threshold> thresholds = {});

/// Data: severity (string), level (string), reported_at and promised_at (timestamps, optional).
/// Events: hold, go, restored, escalate, wrote, replied, update, broken. States: queued, working, waiting
/// (tag waiting.customer), blocked (tag waiting.vendor), resolved.
[[nodiscard]] model::Pack pack_of(std::vector<model::Agreement> agreements);
[[nodiscard]] std::shared_ptr<const clock::Plan> plan_of(const model::Pack& pack, Diagnostics& diagnostics);

using Interval = calendar::Calendar::Interval;
/// The stretch runs, or it does not, whatever the periods said of it.
void put_right(std::vector<Interval>& periods, Interval stretch, bool counted);
[[nodiscard]] bool lies_in(const std::vector<Interval>& periods, Instant minute);

class Desk final : public expression::Frame, public clock::History {
  public:
    explicit Desk(model::Agreement agreement) : Desk(std::vector{std::move(agreement)}) {}
    explicit Desk(std::vector<model::Agreement> agreements);

    using Data = std::vector<std::pair<std::string, Value>>;
    /// Before the ticket is opened: its first data.
    void set(const Data& data);
    void open(Instant when);
    /// An event, the state it leads to (empty: none), and the data it sets. What was due by then fires first.
    void happen(Instant when, std::string event, std::string state = {}, const Data& data = {},
                Instant happened = never);
    /// Fires all that is due.
    void advance(Instant now);
    /// By command.
    void pause(Instant when, std::string_view clock);
    void resume(Instant when, std::string_view clock);
    void apply(const clock::Event& event);
    /// Another version of the agreement reaches the ticket. What was due by then fires first.
    void adopt(Instant when, model::Agreement version);

    [[nodiscard]] const clock::State& clock(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] Duration elapsed(std::string_view name, Instant now) const;
    [[nodiscard]] std::optional<Duration> remaining(std::string_view name, Instant now) const;
    [[nodiscard]] Instant next_fire() const;
    [[nodiscard]] const clock::Plan& plan() const { return *plan_; }
    [[nodiscard]] const std::vector<clock::Event>& log() const { return log_; }
    [[nodiscard]] const clock::States& clocks() const { return clocks_; }
    [[nodiscard]] const std::vector<Error>& problems() const { return problems_; }
    /// Of one kind, of the log.
    template <typename T>
    [[nodiscard]] std::vector<T> all() const {
        std::vector<T> found;
        for (const clock::Event& event : log_) {
            if (const T* one = std::get_if<T>(&event)) found.push_back(*one);
        }
        return found;
    }
    /// Thresholds whose actions were done, as "threshold@instant".
    [[nodiscard]] std::vector<std::string> fired() const;
    bool with_history = true;
    std::vector<clock::HostTarget> host{};  ///< what the host gives with every event
    bool events_first = false;              ///< what is due at the instant of an event fires after it

    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override;
    [[nodiscard]] Value call(std::uint32_t function, std::uint32_t argument) const override;
    /// Of the cycle that runs, by the log.
    [[nodiscard]] std::vector<calendar::Calendar::Interval> unpaused(clock::ClockIndex clock, Instant from,
                                                                     Instant to) const override;

  private:
    void pass(Instant when, Instant happened, bool opening, clock::ClockIndex resumed = clock::none);
    /// A pause has ended by itself: another reason may hold.
    void look_again(Instant when, clock::ClockIndex resumed);

    model::Pack pack_;
    std::shared_ptr<const chart::Chart> chart_;
    std::shared_ptr<const clock::Plan> plan_;
    std::vector<Value> data_, before_;
    chart::StateIndex state_ = chart::none, was_ = chart::none;
    chart::EventIndex event_ = chart::none;
    Value nothing_;
    clock::Signature touched_;
    clock::States clocks_;
    std::vector<clock::Event> log_;
    std::vector<Error> problems_;
};

}  // namespace itr::test
