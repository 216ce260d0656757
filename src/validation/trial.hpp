// Values that a ticket could have, tried one after the other on the guards that read them.
#pragma once

#include <cstdint>
#include <itr/chart.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace itr::validation {

/// What guards may read that only an action changes while a ticket comes to rest: data that nothing derives,
/// whose ticket it is, who acts. By slot.
struct Readable {
    std::string name;  ///< "ticket.severity"
    expression::Type type;
};
using Readables = std::map<std::uint32_t, Readable>;
[[nodiscard]] Readables readables_of(const chart::Chart& chart);

/// All combinations of the values that tell guards apart: the literals that stand in them and their
/// neighbours, the words of enumerations, nothing. The first of them is set from the beginning.
class Trial final : public expression::Frame {
  public:
    /// Precondition: the guards read nothing but `readables`.
    Trial(const Readables& readables, const std::vector<const expression::Expression*>& guards);

    /// Sets the next one. False after the last, and after `max_trials`.
    [[nodiscard]] bool next();
    /// "ticket.n = 0, ticket.team = null"; "" of no slots.
    [[nodiscard]] std::string values_of(const std::set<std::uint32_t>& slots) const;

    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override;
    [[nodiscard]] Value call(std::uint32_t, std::uint32_t) const override { return {}; }

  private:
    static constexpr std::size_t max_trials = 4'096;

    struct Choice {
        std::string name;
        std::vector<Value> values;
        std::size_t at = 0;
    };
    std::map<std::uint32_t, Choice> choices_;
    std::size_t tried_ = 1;
    Value nothing_;
};

}  // namespace itr::validation
