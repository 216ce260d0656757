// What tables give to the fields of a workflow.
#include <algorithm>
#include <itr/validation.hpp>

#include "validation/literals.hpp"
#include "validation/report.hpp"

namespace itr::validation {
namespace {

using model::Field;
using model::Table;

/// Of the others the outputs are lists, or are added up.
bool gives_what_its_rows_say(const Table& table) {
    using model::HitPolicy;
    return table.hit == HitPolicy::unique || table.hit == HitPolicy::first || table.hit == HitPolicy::any ||
           table.hit == HitPolicy::priority;
}

class OutputChecks {
  public:
    OutputChecks(const model::Pack& pack, const model::Workflow& workflow, Report& report)
        : pack_(pack), workflow_(workflow), report_(report) {}

    void check() {
        for (const Field& field : workflow_.data)
            if (field.from_table) check_derived(field);
        each_action(workflow_.root, [&](const model::Action& action) {
            if (action.kind == model::Action::Kind::decide) check_decided(action);
        });
    }

  private:
    [[nodiscard]] const Table* table(std::string_view name) const {
        const auto found = std::ranges::find(pack_.tables, name, &Table::name);
        return found == pack_.tables.end() ? nullptr : &*found;
    }

    /// The output of the field's name gives it its value, else the first one.
    void check_derived(const Field& field) {
        const Table* asked = table(field.from_table->text);
        if (asked == nullptr) return;
        const auto named = std::ranges::find(asked->outputs, field.name, &Field::name);
        const auto column = named == asked->outputs.end() ? 0 : named - asked->outputs.begin();
        check_column(*asked, static_cast<std::size_t>(column), field);
    }

    void check_decided(const model::Action& action) {
        const Table* asked = table(action.name.text);
        if (asked == nullptr) return;
        std::vector<std::string_view> fields;
        for (const Field& field : workflow_.data) fields.push_back(field.name);
        for (std::size_t column = 0; column < asked->outputs.size(); ++column) {
            const Field& output = asked->outputs[column];
            const auto field = std::ranges::find(workflow_.data, output.name, &Field::name);
            if (field != workflow_.data.end())
                check_column(*asked, column, *field);
            else
                report_.error(unknown_field, action.name.at,
                              fmt::format("the output '{}' of the table '{}' is no data field of '{}'",
                                          output.name, asked->name, workflow_.name),
                              spelling::did_you_mean(output.name, fields));
        }
    }

    void check_column(const Table& asked, std::size_t column, const Field& field) {
        if (!gives_what_its_rows_say(asked)) return;
        for (const model::TableRow& row : asked.rows)
            if (column < row.outputs.size()) check_value(asked, row.outputs[column], row.at, field);
        if (asked.otherwise && column < asked.otherwise->size())
            check_value(asked, (*asked.otherwise)[column], asked.at, field);
    }

    void check_value(const Table& asked, const Value& value, const Location& at, const Field& field) {
        if (value.is_null() || fits(field, value)) return;
        report_.error(unfit_output, at,
                      fmt::format("expected {} for '{}' of '{}', but the table '{}' gives {}",
                                  what_fits(field), field.name, workflow_.name, asked.name, to_json(value)));
    }

    const model::Pack& pack_;
    const model::Workflow& workflow_;
    Report& report_;
};

}  // namespace

void check_outputs(const model::Pack& pack, Report& report) {
    for (const model::Workflow& workflow : pack.workflows) OutputChecks(pack, workflow, report).check();
}

}  // namespace itr::validation
