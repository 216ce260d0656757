// The clock pass of one macrostep.
#include <algorithm>

#include "clock/turn.hpp"

namespace itr::clock {

void run_pass(const Plan& plan, std::span<const State> clocks, const Pass& pass, std::vector<Event>& events,
              std::vector<Error>& problems) {
    const auto touches = plan.touches();
    const auto is_touched = [&](ClockIndex index) {
        return pass.opening || index == pass.resumed || touches[index].meets(pass.touched);
    };
    if (std::ranges::none_of(plan.order(), is_touched)) return;
    const Earlier earlier(plan, *pass.frame);
    const Steady steady(*pass.frame);
    Round round{plan,
                pass,
                clocks,
                events,
                events.size(),
                Judge(*pass.frame, problems),
                Judge(earlier, problems),
                Judge(steady, problems),
                problems};
    for (const ClockIndex index : plan.order())
        if (is_touched(index)) Turn(round, index).take();
}

}  // namespace itr::clock
