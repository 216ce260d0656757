// The clock pass of one macrostep.
#include "clock/turn.hpp"

namespace itr::clock {

void run_pass(const Plan& plan, std::span<const State> clocks, const Pass& pass, std::vector<Event>& events,
              std::vector<Error>& problems) {
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
    const auto touches = plan.touches();
    for (const ClockIndex index : plan.order()) {
        if (pass.opening || touches[index].meets(pass.touched)) Turn(round, index).take();
    }
}

}  // namespace itr::clock
