#include <algorithm>
#include <itr/explain.hpp>

#include "insight/codes.hpp"
#include "insight/latest.hpp"
#include "insight/story.hpp"

namespace itr::insight {
namespace {

constexpr std::size_t tickets_between_calls = 64;

class ConsumptionCounter final : public store::Store::Visitor {
  public:
    ConsumptionCounter(const PackSource& packs, Instant as_of,
                       const std::function<bool(std::size_t)>& progress, ConsumptionReport& report)
        : packs_(packs), as_of_(as_of), progress_(progress), report_(report) {}

    Status visit(const TicketId& /*ticket*/, std::span<const store::Commit> commits) override {
        if (read_++ % tickets_between_calls == 0 && progress_ && !progress_(read_ - 1))
            return fail(report_stopped, "the consumption was stopped before its end");
        StoryTeller teller(packs_, {});
        for (const store::Commit& commit : commits)
            if (auto ok = teller.read(commit); !ok) return fail(ok.error());
        if (teller.ticket() == nullptr) return {};
        auto& clocks = report_[teller.ticket()->workflow().chart->workflow().name];
        for (const ClockStory& story : teller.tell(as_of_))
            for (const CycleStory& cycle : story.cycles) count(cycle, clocks[story.clock]);
        return {};
    }

  private:
    static void count(const CycleStory& cycle, ClockConsumption& into) {
        ++into.cycles;
        into.all.add(cycle.consumption);
        const bool missed = (cycle.breached || cycle.phase == clock::Phase::missed) && !cycle.waived;
        if (!missed) return;
        ++into.missed;
        into.of_missed.add(cycle.consumption);
        ++into.blamed_line[Consumption::most(cycle.consumption.by_line)];
        ++into.blamed_team[Consumption::most(cycle.consumption.by_team)];
        ++into.blamed_step[Consumption::most(cycle.consumption.by_step)];
        ++into.blamed_party[Consumption::most(cycle.consumption.by_party)];
    }

    const PackSource& packs_;
    Instant as_of_;
    const std::function<bool(std::size_t)>& progress_;
    ConsumptionReport& report_;
    std::size_t read_ = 0;
};

}  // namespace

Result<ConsumptionReport> consumption(store::Store& store, const TenantId& tenant, const PackSource& packs,
                                      Instant as_of, const std::function<bool(std::size_t)>& progress) {
    const auto until = as_of_or_latest(as_of, store, tenant);
    if (!until) return fail(until.error());
    ConsumptionReport report;
    ConsumptionCounter counter(packs, *until, progress, report);
    if (auto ok = store.each_ticket(tenant, counter); !ok) return fail(ok.error());
    return report;
}

}  // namespace itr::insight
