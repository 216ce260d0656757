#include <algorithm>
#include <itr/scenario.hpp>

#include "scenario/mutants.hpp"
#include "scenario/player.hpp"

namespace itr::scenario {
namespace {

/// A scenario with the transitions that it takes on the unchanged pack.
struct Baseline {
    Script script;
    std::vector<Location> taken;
};

class MutationRun {
  public:
    MutationRun(const model::Pack& model, const std::shared_ptr<const calendar::ZoneDatabase>& zones)
        : model_(model), zones_(zones) {
        model_.scenarios.clear();
        Diagnostics ignored;
        const auto pack = Pack::compile(model_, zones_, ignored);
        if (!pack) return;
        const Names names(*pack);
        for (const model::Scenario& scenario : model.scenarios) {
            Baseline baseline{read_script(names, scenario, ignored), {}};
            Coverage coverage;
            const auto backend = make_core_backend(pack, &coverage);
            static_cast<void>(play(baseline.script, *pack, *backend));
            for (CoveredTransition& transition : covered_transitions(*pack, coverage))
                if (transition.taken > 0) baseline.taken.push_back(std::move(transition.at));
            baselines_.push_back(std::move(baseline));
        }
    }

    [[nodiscard]] MutationReport run(const MutationOptions& options) const {
        MutationReport report;
        model::Pack counting = model_;
        report.total = sites_of(counting).size();
        for (std::size_t i = 0; i < report.total; ++i) {
            if (options.progress && !options.progress(i, report.total)) {
                report.complete = false;
                return report;
            }
            try_mutant(i, report);
        }
        return report;
    }

  private:
    void try_mutant(std::size_t index, MutationReport& report) const {
        model::Pack mutated = model_;
        std::vector<Site> sites = sites_of(mutated);
        Site& site = sites[index];
        site.apply();
        Diagnostics diagnostics;
        const auto pack = Pack::compile(std::move(mutated), zones_, diagnostics);
        if (!pack)
            ++report.stillborn;
        else if (is_noticed(pack, site))
            ++report.killed;
        else
            report.survivors.push_back(std::move(site.mutant));
    }

    /// Scenarios that take the changed transition are tried first: most mutants die at once.
    [[nodiscard]] bool is_noticed(const std::shared_ptr<const Pack>& pack, const Site& site) const {
        std::vector<const Baseline*> order;
        for (const Baseline& baseline : baselines_) order.push_back(&baseline);
        std::ranges::stable_partition(order, [&](const Baseline* baseline) {
            return site.transition.line > 0 &&
                   std::ranges::find(baseline->taken, site.transition) != baseline->taken.end();
        });
        return std::ranges::any_of(order, [&](const Baseline* baseline) {
            const auto backend = make_core_backend(pack);
            return !play(baseline->script, *pack, *backend).empty();
        });
    }

    model::Pack model_;
    std::shared_ptr<const calendar::ZoneDatabase> zones_;
    std::vector<Baseline> baselines_;
};

}  // namespace

std::string_view to_string(Mutation mutation) noexcept {
    switch (mutation) {
        case Mutation::remove_transition: return "transition removed";
        case Mutation::negate_guard: return "guard negated";
        case Mutation::shift_target: return "target shifted";
    }
    return "";
}

MutationReport mutate(const model::Pack& pack, const std::shared_ptr<const calendar::ZoneDatabase>& zones,
                      const MutationOptions& options) {
    return MutationRun(pack, zones).run(options);
}

}  // namespace itr::scenario
