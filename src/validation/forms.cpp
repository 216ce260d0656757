// Forms: the workflow they open, and defaults that its fields can take.
#include <algorithm>

#include "validation/report.hpp"

namespace itr::validation {
namespace {

/// Whether a form's literal can become a value of the field when a ticket is opened.
bool fits(const model::Field& field, const Value& value) {
    switch (field.type) {
        case model::FieldType::boolean: return value.is(Kind::boolean);
        case model::FieldType::integer: return value.is(Kind::integer);
        case model::FieldType::floating: return value.is(Kind::integer) || value.is(Kind::floating);
        case model::FieldType::string: return value.is(Kind::string);
        case model::FieldType::enumeration:
            return value.is(Kind::string) &&
                   std::ranges::find(field.values, value.as_string()) != field.values.end();
        case model::FieldType::timestamp:
            return value.is(Kind::timestamp) ||
                   (value.is(Kind::string) && parse_instant(value.as_string()).has_value());
        case model::FieldType::duration:
            return value.is(Kind::duration) ||
                   (value.is(Kind::string) && parse_duration(value.as_string()).has_value());
        case model::FieldType::list: return value.is(Kind::list);
        case model::FieldType::map: return value.is(Kind::map);
    }
    return true;
}

std::string kind_of_default(const model::Field& field) {
    switch (field.type) {
        case model::FieldType::boolean: return "true or false";
        case model::FieldType::integer: return "a whole number";
        case model::FieldType::floating: return "a number";
        case model::FieldType::string: return "a text";
        case model::FieldType::enumeration: return fmt::format("one of {}", fmt::join(field.values, ", "));
        case model::FieldType::timestamp: return "an instant such as 2026-03-02T09:00:00+08:00";
        case model::FieldType::duration: return "a length of time such as 1h30m";
        case model::FieldType::list: return "a list";
        case model::FieldType::map: return "a map";
    }
    return "a value";
}

}  // namespace

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
                report.error(
                    unfit_default, field.initial->at,
                    fmt::format("expected {} as the default of '{}', but found {}",
                                kind_of_default(*declared), field.name, to_json(field.initial->literal)));
        }
    }
}

}  // namespace itr::validation
