#include <algorithm>
#include <itr/scenario.hpp>

#include "scenario/mutants.hpp"
#include "scenario/player.hpp"

namespace itr::scenario {
namespace {

/// A scenario with what it says, and the transitions that it takes on the unchanged pack.
struct Baseline {
    Script script;
    std::string words;
    std::vector<Location> taken;
};

std::string words_of(const model::Scenario& scenario) {
    std::string words = to_json(scenario.start);
    for (const model::Scenario::Step& step : scenario.steps) append_json(words, step.content);
    return words;
}

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
            Baseline baseline{read_script(names, scenario, ignored), words_of(scenario), {}};
            Coverage coverage;
            const auto backend = make_core_backend(pack, &coverage);
            static_cast<void>(play(baseline.script, *pack, *backend));
            for (CoveredTransition& transition : covered_transitions(*pack, coverage))
                if (transition.taken > 0) baseline.taken.push_back(std::move(transition.at));
            baselines_.push_back(std::move(baseline));
        }
    }

    [[nodiscard]] MutationReport run(const MutationOptions& options) {
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
    void try_mutant(std::size_t index, MutationReport& report) {
        model::Pack mutated = model_;
        Sites sites = sites_of(mutated);
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

    /// Those most likely to notice are tried first, so that most mutants die at once: who takes the changed
    /// transition, then who speaks of what is changed, then who noticed the mutant before.
    [[nodiscard]] bool is_noticed(const std::shared_ptr<const Pack>& pack, const Site& site) {
        std::vector<const Baseline*> order;
        for (const Baseline& baseline : baselines_) order.push_back(&baseline);
        std::ranges::stable_partition(order, [&](const Baseline* each) { return each == noticed_last_; });
        std::ranges::stable_partition(order, [&](const Baseline* each) {
            return !site.name.empty() && each->words.find(site.name) != std::string::npos;
        });
        std::ranges::stable_partition(order, [&](const Baseline* each) {
            return site.transition.line > 0 &&
                   std::ranges::find(each->taken, site.transition) != each->taken.end();
        });
        const auto first = std::ranges::find_if(order, [&](const Baseline* each) {
            const auto backend = make_core_backend(pack);
            return !play(each->script, *pack, *backend).empty();
        });
        if (first == order.end()) return false;
        noticed_last_ = *first;
        return true;
    }

    model::Pack model_;
    std::shared_ptr<const calendar::ZoneDatabase> zones_;
    std::vector<Baseline> baselines_;
    const Baseline* noticed_last_ = nullptr;
};

}  // namespace

std::string_view to_string(Mutation mutation) noexcept {
    switch (mutation) {
        case Mutation::remove_transition: return "transition removed";
        case Mutation::negate_guard: return "guard negated";
        case Mutation::shift_target: return "target shifted";
        case Mutation::remove_condition: return "condition removed";
        case Mutation::negate_condition: return "condition negated";
        case Mutation::remove_threshold: return "threshold removed";
        case Mutation::shift_threshold: return "threshold shifted";
        case Mutation::remove_row: return "row removed";
        case Mutation::negate_entry: return "entry negated";
        case Mutation::widen_senders: return "sent by anybody";
    }
    return "";
}

MutationReport mutate(const model::Pack& pack, const std::shared_ptr<const calendar::ZoneDatabase>& zones,
                      const MutationOptions& options) {
    return MutationRun(pack, zones).run(options);
}

}  // namespace itr::scenario
