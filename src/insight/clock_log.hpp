// What a ticket's clocks came to, run by run and firing by firing.
#pragma once

#include <itr/what_if.hpp>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace itr::insight {

inline constexpr std::size_t max_firings = 100'000;  ///< of one ticket that are worked out

class ClockLog {
  public:
    struct Firing {
        Instant due{};
        bool acts = false;
    };
    using RunKey = std::pair<std::string, std::uint16_t>;  ///< clock, cycle
    using FiringKey =
        std::tuple<std::string, std::uint16_t, std::string, std::uint32_t>;  ///< … threshold, count

    explicit ClockLog(const Flow& flow) : flow_(&flow) {}

    void take(const clock::Event& event);
    /// The flow as later versions of agreements have it: what had a number keeps it.
    void under(const Flow& flow) { flow_ = &flow; }
    /// Fires what is due up to `until`, each at its own instant. False: more than max_firings.
    [[nodiscard]] bool work_off(Instant until);
    struct Fired {
        Instant at{};
        clock::Event event;
    };
    /// Fires the first that is due up to `until`, if any is.
    std::optional<Fired> fire_next(Instant until);
    /// The runs as they are at `as_of`.
    [[nodiscard]] std::map<RunKey, Verdict> verdicts(Instant as_of) const;
    [[nodiscard]] const std::map<FiringKey, Firing>& firings() const { return firings_; }
    [[nodiscard]] clock::States& clocks() { return clocks_; }

  private:
    void note_firing(const clock::Event& event);
    [[nodiscard]] bool is_handled(std::string_view event) const;

    const Flow* flow_;
    clock::States clocks_;
    std::map<RunKey, clock::State> ended_;  ///< runs that gave way to another
    std::map<FiringKey, Firing> firings_;
};

}  // namespace itr::insight
