// What a compiled calendar keeps in memory.
#include "time/timeline.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace itr;
using namespace itr::calendar;

namespace {

/// Open on every other day; knows how often it was asked, and for how much time at most.
class EveryOtherDay final : public Source {
  public:
    struct Asked {
        int times = 0;
        Duration longest;
    };
    explicit EveryOtherDay(Asked& asked) : asked_(asked) {}

    [[nodiscard]] Intervals intervals(Instant from, Instant to) const override {
        ++asked_.times;
        asked_.longest = std::max(asked_.longest, to - from);
        constexpr std::int64_t day = hours(24).ms;
        Intervals found;
        for (std::int64_t d = from.ms / day - 1; d * day < to.ms; ++d) {
            const Instant opens = std::max(from, Instant{d * day});
            const Instant closes = std::min(to, Instant{(d + 1) * day});
            if (d % 2 == 0 && opens < closes) found.push_back({opens, closes});
        }
        return found;
    }

  private:
    Asked& asked_;
};

Instant new_year(int year) { return parse_instant(std::to_string(year) + "-01-01T00:00:00Z").value(); }

}  // namespace

TEST_CASE("a calendar keeps each stretch of its time once, and no more than from 1900 to 2200") {
    EveryOtherDay::Asked asked;
    const Timeline timeline(std::make_unique<EveryOtherDay>(asked));
    for (int round = 0; round < 3; ++round)
        for (int year = 1900; year <= 2200; ++year) {
            (void)timeline.position(new_year(year));
            (void)timeline.position(new_year(4100 - year));
            (void)timeline.forward(new_year(year), hours(24 * 365).ms);
        }
    // 301 years in stretches of 2^35 ms.
    constexpr int stretches = 277;
    CHECK(asked.times <= stretches);
    CHECK(asked.times >= stretches - 1);
    CHECK(asked.longest.ms == std::int64_t{1} << 35);
}

TEST_CASE("a calendar compiles no more than what lies between the instants that were asked for") {
    EveryOtherDay::Asked asked;
    const Timeline timeline(std::make_unique<EveryOtherDay>(asked));
    (void)timeline.position(new_year(2026));
    CHECK(asked.times == 1);
    (void)timeline.position(new_year(2028));
    CHECK(asked.times <= 3);
    (void)timeline.position(new_year(2027));
    CHECK(asked.times <= 3);
}
