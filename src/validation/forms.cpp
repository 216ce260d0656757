// Forms: the workflow they open, and defaults that its fields can take.
#include <algorithm>

#include "validation/literals.hpp"
#include "validation/report.hpp"

namespace itr::validation {

void check_forms(const model::Pack& pack, Report& report) {
    const Names names = names_of(pack);
    for (const model::Form& form : pack.forms) {
        report.need(form.workflow, names.workflows, "workflow", unknown_workflow);
        const auto workflow = std::ranges::find(pack.workflows, form.workflow.text, &model::Workflow::name);
        if (workflow == pack.workflows.end()) continue;
        std::vector<std::string_view> fields;
        for (const model::Field& field : workflow->data) fields.push_back(field.name);
        for (const model::Field& field : form.fields) {
            report.need({field.name, field.at}, fields, "data field", unknown_field);
            const auto declared = std::ranges::find(workflow->data, field.name, &model::Field::name);
            if (declared == workflow->data.end() || !field.initial || field.initial->expression) continue;
            if (!fits(*declared, field.initial->literal))
                report.error(unfit_default, field.initial->at,
                             fmt::format("expected {} as the default of '{}', but found {}",
                                         what_fits(*declared), field.name, to_json(field.initial->literal)));
        }
    }
}

}  // namespace itr::validation
