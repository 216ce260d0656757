// What expressions give to what is no field that is set: the texts of comments and of who a ticket is given
// to, the instants of clocks, defaults. What is of another type is passed over when it comes, and nothing is
// done.
#include <algorithm>
#include <itr/expression.hpp>

#include "chart/content.hpp"
#include "validation/report.hpp"

namespace itr::validation {
namespace {

using expression::Scope;
using expression::Type;

Type nullable(Type::Of of) {
    Type type;
    type.of = of;
    type.nullable = true;
    return type;
}

class ResultChecks {
  public:
    ResultChecks(const model::Pack& pack, const chart::Chart& chart, Report& report)
        : pack_(pack), chart_(chart), report_(report) {}

    void check() {
        check_state(chart_.workflow().root);
        check_defaults(chart_.workflow().data);
        for (const model::Form& form : pack_.forms)
            if (form.workflow.text == chart_.workflow().name) check_defaults(form.fields);
        for (const model::Agreement& agreement : pack_.agreements)
            if (speaks_of(agreement, chart_.workflow().name)) check_agreement(agreement);
    }

  private:
    /// What else is wrong with it is told where it is compiled.
    void expect(const model::Source& source, const Scope& scope, Type wanted) {
        Diagnostics found;
        (void)expression::Expression::compile(source.text, scope, source.at, found, std::move(wanted));
        if (found.size() != 1) return;
        const std::string_view code = found.front().code.text();
        if (code == "expression.wrong_type" || code == "expression.not_a_value")
            report_.diagnostics().push_back(std::move(found.front()));
    }

    void check_state(const model::State& state) {
        check_actions(state.entry, chart::none);
        check_actions(state.exit, chart::none);
        if (state.initial) check_actions(state.initial->actions, chart::none);
        for (const model::Handler& handler : state.handlers)
            for (const model::Transition& transition : handler.transitions)
                check_actions(transition.actions, chart_.event(handler.event.text));
        for (const model::State& child : state.states) check_state(child);
    }

    void check_actions(const std::vector<model::Action>& actions, chart::EventIndex event) {
        for (const model::Action& action : actions) check_action(action, event);
    }

    void check_action(const model::Action& action, chart::EventIndex event) {
        using Kind = model::Action::Kind;
        if (action.with.empty() || (action.kind != Kind::comment && action.kind != Kind::assign)) return;
        const Scope scope = chart_.guard_scope(event);
        for (const auto& [name, source] : action.with) expect(source, scope, nullable(Type::Of::string));
    }

    void check_defaults(const std::vector<model::Field>& fields) {
        using Of = model::FieldType;
        constexpr Of told[] = {Of::boolean, Of::integer, Of::string, Of::enumeration};
        for (const model::Field& given : fields) {
            if (!given.initial || !given.initial->expression) continue;
            const chart::FieldIndex index = chart_.field(given.name);
            if (index == chart::none) continue;
            const model::Field& field = chart_.fields()[index];
            if (std::ranges::find(told, field.type) == std::end(told)) continue;
            Type wanted = chart::type_of(field);
            wanted.nullable = true;
            expect(*given.initial->expression, chart_.guard_scope(), std::move(wanted));
        }
    }

    void check_agreement(const model::Agreement& agreement) {
        for (const model::ClockDefinition& clock : agreement.clocks) {
            if (clock.anchor) expect(*clock.anchor, chart_.condition_scope(), nullable(Type::Of::timestamp));
            for (const model::PauseReason& pause : clock.pauses)
                if (pause.until)
                    expect(*pause.until, chart_.condition_scope(), nullable(Type::Of::timestamp));
        }
        each_action(agreement, [&](const model::Action& action) { check_action(action, chart::none); });
    }

    const model::Pack& pack_;
    const chart::Chart& chart_;
    Report& report_;
};

}  // namespace

void check_results(const model::Pack& pack, const Charts& charts, Report& report) {
    for (const chart::Sketch& sketch : charts)
        if (sketch.chart) ResultChecks(pack, *sketch.chart, report).check();
}

}  // namespace itr::validation
