// Values that a pack would give to tickets, and that no ticket can hold: told now, and not when one is
// opened.
#include <itr/value.hpp>

#include "validation/report.hpp"

namespace itr::validation {
namespace {

class StorableChecks {
  public:
    explicit StorableChecks(Report& report) : report_(report) {}

    void check_defaults(const std::vector<model::Field>& fields) {
        for (const model::Field& field : fields)
            if (field.initial && !field.initial->expression)
                check(field.initial->literal, field.initial->at,
                      fmt::format("as the default of '{}'", field.name));
    }

    void check_table(const model::Table& table) {
        const std::string what = fmt::format("that the table '{}' gives", table.name);
        for (const model::TableRow& row : table.rows)
            for (const Value& output : row.outputs) check(output, row.at, what);
        if (!table.otherwise) return;
        for (const Value& output : *table.otherwise) check(output, table.at, what);
    }

  private:
    void check(const Value& value, const Location& at, const std::string& what) {
        if (const auto ok = check_storable(value); !ok)
            report_.error(
                not_storable, at, fmt::format("no ticket can hold {} {}", ok.error().message, what),
                value.is(Kind::integer) ? "make it a string, if it is a number that nobody counts with" : "");
    }

    Report& report_;
};

}  // namespace

void check_storable_values(const model::Pack& pack, Report& report) {
    StorableChecks checks(report);
    for (const model::Workflow& workflow : pack.workflows) {
        checks.check_defaults(workflow.data);
        for (const model::EventType& event : workflow.events) checks.check_defaults(event.data);
    }
    for (const model::Form& form : pack.forms) checks.check_defaults(form.fields);
    for (const model::Table& table : pack.tables) checks.check_table(table);
}

}  // namespace itr::validation
