// Any bytes are an expression, or are refused: checked against a scope, evaluated loosely, and through the
// batch door.
#include <array>
#include <cstdint>
#include <itr/expression.hpp>
#include <string>
#include <string_view>

namespace {

using namespace itr::expression;
using itr::Value;

Scope scope_of_a_ticket() {
    Type severity;
    severity.of = Type::Of::string;
    severity.values = {"low", "high", "critical"};
    Type count;
    count.of = Type::Of::integer;
    count.nullable = true;
    Scope scope;
    scope.objects.push_back({"ticket", {{"severity", severity, 0}, {"count", count, 1}, {"extra", {}, 2}}});
    Type ticket;
    ticket.of = Type::Of::object;
    scope.variables.push_back({"ticket", ticket, 0});
    scope.variables.push_back({"x", {}, 2});
    return scope;
}

class Ticket final : public Frame {
  public:
    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override { return values_[slot]; }
    [[nodiscard]] Value call(std::uint32_t, std::uint32_t) const override { return {}; }

  private:
    std::array<Value, 3> values_{Value("critical"), Value(),
                                 Value::list({Value(1), Value("two"), Value(3.0)})};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Scope scope = scope_of_a_ticket();
    static const Ticket ticket;
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    itr::Diagnostics diagnostics;
    const auto expression = Expression::compile(source, scope, {"fuzz.yaml", 1, 1}, diagnostics);
    if (expression.has_value() == itr::has_errors(diagnostics)) __builtin_trap();
    if (expression) {
        const auto value = expression->evaluate(ticket);
        const bool holds = expression->holds(ticket);
        if (holds != (value && value->is(itr::Kind::boolean) && value->as_bool())) __builtin_trap();
    }
    const std::array<Binding, 1> bindings{{{"x", Value(7)}}};
    (void)evaluate_once(source, bindings);
    (void)evaluate_line(source);
    std::string line = R"({"id":1,"expr":)";
    if (itr::is_utf8(source)) {
        itr::append_json_string(line, source);
        (void)evaluate_line(line + "}");
    }
    return 0;
}
