#include "ticket/reach.hpp"

#include <algorithm>
#include <string_view>

namespace itr::ticket {
namespace {

using ActionKind = model::Action::Kind;

class ReachFinder {
  public:
    explicit ReachFinder(const model::Pack& pack) : pack_(pack) {
        reach_.ladders.resize(pack.ladders.size());
        reach_.tables.resize(pack.tables.size());
    }

    void add_table(std::string_view name) { mark(pack_.tables, reach_.tables, name); }
    void add(const chart::Action& action) {
        if (!action.table.empty()) add_table(action.table);
        if (action.kind == ActionKind::ladder) add_ladder(action.name);
    }
    [[nodiscard]] Reach take() { return std::move(reach_); }

  private:
    /// Marks it; true the first time. An unknown name is a mistake that others report.
    template <typename Named>
    std::size_t mark(const std::vector<Named>& all, std::vector<bool>& marks, std::string_view name) {
        const auto at = std::ranges::find(all, name, &Named::name);
        const auto index = static_cast<std::size_t>(at - all.begin());
        if (at == all.end() || marks[index]) return all.size();
        marks[index] = true;
        return index;
    }
    void add_ladder(std::string_view name) {
        const std::size_t index = mark(pack_.ladders, reach_.ladders, name);
        if (index == pack_.ladders.size()) return;
        for (const model::LadderLevel& level : pack_.ladders[index].levels)
            for (const model::Action& action : level.actions) {
                if (action.table) add_table(action.table->text);
                if (action.kind == ActionKind::ladder) add_ladder(action.name.text);
            }
    }

    const model::Pack& pack_;
    Reach reach_;
};

}  // namespace

Reach reach_of(const model::Pack& pack, const chart::Chart& chart, const clock::Plan* plan) {
    ReachFinder finder(pack);
    for (const model::Field& field : chart.fields())
        if (field.from_table) finder.add_table(field.from_table->text);
    for (const chart::Action& action : chart.actions()) finder.add(action);
    if (plan != nullptr)
        for (const clock::Definition& definition : plan->clocks())
            for (const clock::Threshold& threshold : definition.thresholds)
                for (const chart::Action& action : threshold.actions) finder.add(action);
    return finder.take();
}

}  // namespace itr::ticket
