#include <algorithm>
#include <itr/explain.hpp>

#include "insight/story.hpp"

namespace itr::insight {
namespace {

/// When the store was last written.
class LastWritten final : public store::Store::Visitor {
  public:
    Status visit(const TicketId& /*ticket*/, std::span<const store::Commit> commits) override {
        for (const store::Commit& commit : commits) at = std::max(at, commit.at);
        return {};
    }
    Instant at{};
};

class ConsumptionCounter final : public store::Store::Visitor {
  public:
    ConsumptionCounter(const PackSource& packs, Instant as_of, ConsumptionReport& report)
        : packs_(packs), as_of_(as_of), report_(report) {}

    Status visit(const TicketId& ticket, std::span<const store::Commit> commits) override {
        (void)ticket;
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
    ConsumptionReport& report_;
};

}  // namespace

Result<ConsumptionReport> consumption(store::Store& store, const TenantId& tenant, const PackSource& packs,
                                      Instant as_of) {
    if (as_of == never) {
        LastWritten last;
        if (auto ok = store.each_ticket(tenant, last); !ok) return fail(ok.error());
        as_of = last.at;
    }
    ConsumptionReport report;
    ConsumptionCounter counter(packs, as_of, report);
    if (auto ok = store.each_ticket(tenant, counter); !ok) return fail(ok.error());
    return report;
}

}  // namespace itr::insight
