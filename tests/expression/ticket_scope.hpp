// What a guard sees in these tests: a ticket, the time, and the two host functions of a workflow.
#pragma once

#include <array>
#include <itr/expression.hpp>
#include <string>

namespace itr::test {

using expression::Expression;
using expression::Type;

inline Type type_of(Type::Of of, bool nullable = false) {
    Type type;
    type.of = of;
    type.nullable = nullable;
    return type;
}

enum Slot : std::uint32_t { severity, impact, count, title, opened_at, tags, extra, flag, now, slots };

inline expression::Scope ticket_scope() {
    using Of = Type::Of;
    Type severities = type_of(Of::string);
    severities.values = {"low", "high", "critical"};
    Type texts = type_of(Of::list);
    texts.parameters.push_back(type_of(Of::string));
    Type customer = type_of(Of::object);
    customer.object = 1;
    expression::Scope scope;
    scope.objects.push_back({"ticket",
                             {{"severity", severities, severity},
                              {"impact", severities, impact},
                              {"count", type_of(Of::integer, true), count},
                              {"title", type_of(Of::string), title},
                              {"opened_at", type_of(Of::timestamp), opened_at},
                              {"tags", texts, tags},
                              {"extra", Type{}, extra},
                              {"customer", customer, 0}}});
    scope.objects.push_back({"customer", {{"vip", type_of(Of::boolean, true), flag}}});
    scope.variables.push_back({"ticket", type_of(Of::object), 0});
    scope.variables.push_back({"now", type_of(Of::timestamp), now});
    const auto states = [](std::string_view name) -> Result<std::uint32_t> {
        if (name == "handle") return 7;
        return fail(Code{"state.unknown"}, "no state '" + std::string(name) + "'");
    };
    scope.functions.push_back({"inState", type_of(Of::boolean), states, 3});
    return scope;
}

class TicketFrame final : public expression::Frame {
  public:
    std::array<Value, slots> values{Value("critical"),
                                    Value("high"),
                                    Value(3),
                                    Value("Printer on fire, third floor"),
                                    Value(Timestamp{1'772'413'200, 0}),
                                    Value::list({Value("fire"), Value("printer")}),
                                    Value::map({{Value("floor"), Value(3)}}),
                                    Value(),
                                    Value(Timestamp{1'772'416'800, 0})};

    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override { return values[slot]; }
    [[nodiscard]] Value call(std::uint32_t function, std::uint32_t argument) const override {
        return Value(function == 3 && argument == 7);
    }
};

}  // namespace itr::test
