// Guards and actions compiled against a chart whose names are known.
#pragma once

#include <itr/chart.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itr::chart {

/// Compiles expressions and resolves names; all mistakes are reported. The chart's fields, events and states
/// must be named.
class ContentCompiler {
  public:
    ContentCompiler(const Chart& chart, Diagnostics& diagnostics)
        : chart_(chart), diagnostics_(diagnostics) {}

    /// The ids that `cancel` may name; null: any (actions of another document than the workflow).
    void set_send_ids(const std::vector<std::string_view>* ids) noexcept { send_ids_ = ids; }

    [[nodiscard]] Action compile(const model::Action& action, const expression::Scope& scope);
    [[nodiscard]] std::optional<expression::Expression> compile(const model::Source& source,
                                                                const expression::Scope& scope,
                                                                std::optional<expression::Type> wanted);
    /// A delay is a length, a number of working days, or the date of a timestamp field.
    void check_delay(const calendar::Target& delay, const Location& at);

  private:
    void lower_set(const model::Action& from, const expression::Scope& scope, Action& to);
    void lower_event_data(const model::Action& from, const expression::Scope& scope, Action& to);
    [[nodiscard]] FieldIndex personal_field(std::string_view source) const;
    void lower_arguments(const model::Action& from, const expression::Scope& scope, Action& to);
    void report(Code code, const Location& at, std::string message, std::string hint = {});

    const Chart& chart_;
    Diagnostics& diagnostics_;
    const std::vector<std::string_view>* send_ids_ = nullptr;
};

[[nodiscard]] inline expression::Type boolean_type() {
    expression::Type type;
    type.of = expression::Type::Of::boolean;
    return type;
}
/// The static type of a field's value.
[[nodiscard]] expression::Type type_of(const model::Field& field);
/// "did you mean" among fields.
[[nodiscard]] std::string nearest_field(std::string_view name, std::span<const model::Field> fields);

}  // namespace itr::chart
