#include "validation/constants.hpp"

#include <algorithm>

#include "structure/situations.hpp"

namespace itr::validation {

using structure::Term;
using structure::term_of;

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
           std::ranges::all_of(charts_, [&](const chart::Chart* chart) {
               return structure::never_holds_in_chart(term, *chart);
           });
}

bool Constants::implied(const model::Source& one, const model::Source& other, structure::Cases& cases) const {
    const Term first = term_of(one.text);
    const Term second = term_of(other.text);
    return cases.imply(first, second) ||
           (!charts_.empty() && std::ranges::all_of(charts_, [&](const chart::Chart* chart) {
               return structure::implies_in_chart(first, second, *chart, cases);
           }));
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
