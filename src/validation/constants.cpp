#include "validation/constants.hpp"

#include <algorithm>

#include "structure/situations.hpp"
#include "validation/report.hpp"

namespace itr::validation {

using structure::Term;
using structure::term_of;

namespace {

/// What a pack does by itself with an event is not refused where nobody takes it.
class Doings {
  public:
    explicit Doings(const model::Pack& pack) {
        const auto note_action = [this](const model::Action& action) { note(action); };
        for (const model::Workflow& workflow : pack.workflows) each_action(workflow.root, note_action);
        for (const model::Agreement& agreement : pack.agreements) each_action(agreement, note_action);
        for (const model::Ladder& ladder : pack.ladders) each_action(ladder, note_action);
    }

    [[nodiscard]] structure::RefusedElsewhere refused_elsewhere(const chart::Chart& chart) const {
        structure::RefusedElsewhere refused;
        if (chart.workflow().ignore_unexpected || by_policy_) return refused;
        for (const model::EventType& event : chart.workflow().events)
            if (std::ranges::find(names_, event.name) == names_.end())
                refused.push_back(chart.event(event.name));
        return refused;
    }

  private:
    void note(const model::Action& action) {
        if (!action.event.text.empty())
            names_.push_back(action.event.text);
        else if (action.kind == model::Action::Kind::raise)
            by_policy_ = true;
    }

    std::vector<std::string_view> names_;
    bool by_policy_ = false;  ///< a policy may raise any event
};

}  // namespace

Constants::Constants(const model::Pack& pack, std::vector<const chart::Chart*> charts)
    : charts_(std::move(charts)) {
    const Doings doings(pack);
    steps_.reserve(charts_.size());
    for (const chart::Chart* chart : charts_) steps_.emplace_back(*chart, doings.refused_elsewhere(*chart));
}

bool Constants::in_all(const std::function<bool(const chart::Chart&, const structure::Steps&)>& test) const {
    if (charts_.empty()) return false;
    for (std::size_t i = 0; i < charts_.size(); ++i)
        if (!test(*charts_[i], steps_[i])) return false;
    return true;
}

std::optional<bool> Constants::of(const std::optional<model::Source>& source) const {
    if (!source) return std::nullopt;
    std::optional<bool> found;
    for (const chart::Chart* chart : charts_) {
        Diagnostics ignored;  // what does not compile is told by clock::Plan
        const auto compiled =
            expression::Expression::compile(source->text, chart->condition_scope(), source->at, ignored);
        const auto& constant = compiled ? compiled->constant() : std::nullopt;
        if (!constant || !constant->is(Kind::boolean)) return std::nullopt;
        if (found && *found != constant->as_bool()) return std::nullopt;
        found = constant->as_bool();
    }
    return found;
}

bool Constants::at_opening(const model::Source& source) const {
    const Term term = term_of(source.text);
    return !charts_.empty() && std::ranges::all_of(charts_, [&](const chart::Chart* chart) {
        return structure::truth(term, *chart, structure::opening_of(*chart)) == structure::Truth::yes;
    });
}

bool Constants::never(const std::optional<model::Source>& source, structure::Cases& cases) const {
    if (is(source, false)) return true;
    if (!source || charts_.empty()) return false;
    const Term term = term_of(source->text);
    return cases.exclude(term, term_of("true")) ||
           in_all([&](const chart::Chart& chart, const structure::Steps& steps) {
               return structure::never_holds_in_chart(term, chart, steps);
           });
}

bool Constants::implied(const model::Source& one, const model::Source& other, structure::Cases& cases) const {
    const Term first = term_of(one.text);
    const Term second = term_of(other.text);
    return cases.imply(first, second) ||
           in_all([&](const chart::Chart& chart, const structure::Steps& steps) {
               // Where steps are missing the one may never hold, and then it implies nothing.
               return steps.are_understood() &&
                      structure::implies_in_chart(first, second, chart, steps, cases);
           });
}

structure::Ranges Constants::ranges() const {
    structure::Ranges common;
    for (const chart::Chart* chart : charts_) {
        structure::Ranges own = structure::ranges_of(chart->condition_scope());
        if (chart == charts_.front()) {
            common = std::move(own);
            continue;
        }
        std::erase_if(common, [&](const auto& range) { return !own.contains(range.first); });
        for (auto& [name, values] : common) values.insert(values.end(), own[name].begin(), own[name].end());
    }
    return common;
}

}  // namespace itr::validation
