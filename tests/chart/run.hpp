// A ticket without a ticket room: runs a chart under virtual time and writes down what happened.
#pragma once

#include <deque>
#include <itr/chart.hpp>
#include <string>
#include <vector>

namespace itr::test {

/// Lowers a workflow that is expected to have no mistakes; prints those it has.
[[nodiscard]] std::shared_ptr<const chart::Chart> lowered(const model::Workflow& workflow);
/// The codes of what is wrong with a workflow, in the order reported.
[[nodiscard]] std::vector<std::string> mistakes(const model::Workflow& workflow);

class Run final : public chart::Host, public expression::Frame {
  public:
    explicit Run(std::shared_ptr<const chart::Chart> chart);

    /// Each returns what the algorithm said.
    Status start();
    Result<chart::Taken> send(std::string_view event);
    /// Lets virtual time pass: delayed events that fall due are sent on their way. False if one failed.
    bool pass(Duration time);
    /// Goes on from where a ticket could be: in these atomic states, with a value for each field.
    Status settle_in(const std::vector<chart::StateIndex>& states, std::vector<Value> data);
    /// Works off events that a refused one left behind.
    Status settle();

    /// Ids of the active atomic states, in document order.
    [[nodiscard]] std::vector<std::string> active() const;
    [[nodiscard]] const chart::Configuration& configuration() const { return configuration_; }
    [[nodiscard]] const chart::Trace& trace() const { return trace_; }
    [[nodiscard]] const Value& data(std::string_view field) const { return data_[chart_->field(field)]; }

    /// Since it was last cleared: "enter ID", "exit ID", "raise E", "set F", "notify R" …, in order.
    std::vector<std::string> log;
    std::vector<std::string> roles;  ///< of the actor
    std::size_t guards_asked = 0;

    // chart::Host
    bool holds(const expression::Expression& guard) override;
    void execute(const chart::Action& action) override;
    chart::EventIndex next_internal() override;
    void entered(chart::StateIndex state) override;
    void exited(chart::StateIndex state) override;
    void done(chart::EventIndex event) override;
    bool permitted(const chart::Transition& transition) override;

    // expression::Frame
    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override;
    [[nodiscard]] Value call(std::uint32_t function, std::uint32_t argument) const override;

  private:
    struct Delayed {
        std::int64_t due_at_ms = 0;
        chart::EventIndex event = chart::none;
        std::string id;                         ///< send
        chart::StateIndex state = chart::none;  ///< after
    };
    Value evaluate(const expression::Expression& expression);

    std::shared_ptr<const chart::Chart> chart_;
    chart::Configuration configuration_;
    chart::Trace trace_;
    std::vector<Value> data_;
    std::deque<chart::EventIndex> internal_;
    std::vector<Delayed> delayed_;
    std::int64_t now_ms_ = 0;
    Value event_name_, nothing_;
};

}  // namespace itr::test
