// Who held a ticket when.
#pragma once

#include <functional>
#include <itr/explain.hpp>
#include <string>
#include <vector>

namespace itr::insight {

/// From `from` on, until the next one.
struct Holder {
    Instant from{};
    std::string line, team, owner, step;
    std::string party;  ///< "own", "customer", "vendor"
    friend bool operator==(const Holder&, const Holder&) = default;
};

class Holders {
  public:
    /// After a step: the ticket as it now is.
    void note(const Ticket& ticket, Instant at);

    /// Who held it at an instant; before the opening whoever has it first.
    [[nodiscard]] Holder at(Instant at) const;

    /// Splits a stretch of time among those who held the ticket; `counted(a, b)` is the clock's time between.
    void share(Instant from, Instant to, const std::function<Duration(Instant, Instant)>& counted,
               Consumption& into) const;
    /// A pause is the affair of whom its reason names, whoever holds the ticket meanwhile.
    void rest(Instant from, Instant to, const std::string& reason, Consumption& into) const;

  private:
    void each(Instant from, Instant to,
              const std::function<void(const Holder&, Instant, Instant)>& visit) const;
    std::vector<Holder> holders_;
};

}  // namespace itr::insight
