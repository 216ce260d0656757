// Expressions.
#include <itr/itr.h>

#include <fmt/format.h>

#include <itr/expression.hpp>
#include <itr/type_notation.hpp>

#include "capi/codes.hpp"
#include "capi/objects.hpp"

namespace itr::capi {
namespace {

using expression::Expression;
using expression::Type;

constexpr std::size_t max_variables = 1000;  ///< of one expression

/// Document `scope`: the variables, and the type that the result must have.
struct ReadScope {
    expression::Scope scope;
    std::vector<std::pair<std::string, Type>> variables;
    std::optional<Type> wanted;

    explicit ReadScope(const Value& given) {
        document::Members m(given, "a scope");
        const Data named = m.data("variables");
        const auto type = m.optional_text("wanted");
        check(m.done());
        if (named.size() > max_variables)
            refuse(ITR_INVALID, capi_binding_invalid,
                   fmt::format("expected at most {} variables, but found {}", max_variables, named.size()));
        for (const auto& [name, notation] : named) {
            if (!notation.is(Kind::string))
                refuse(ITR_INVALID, capi_binding_invalid,
                       fmt::format("expected the type of '{}' as a text", name));
            Type read = value_of(expression::parse_type(notation.as_string()));
            read.nullable = true;
            const auto slot = static_cast<std::uint32_t>(variables.size());
            scope.variables.push_back({name, read, slot});
            variables.emplace_back(name, std::move(read));
        }
        if (type) wanted = value_of(expression::parse_type(*type));
    }
};

CompiledExpression compile(std::string_view source, const Value& given) {
    ReadScope read(given);
    Diagnostics diagnostics;
    auto compiled = Expression::compile(source, read.scope, {"expression", 1, 1}, diagnostics, read.wanted);
    if (!compiled) {
        std::string found = diagnostics.empty() ? "none" : to_string(diagnostics.front());
        throw Failure{ITR_INVALID,
                      {capi_expression_invalid, fmt::format("expected an expression, but found: {}", found)},
                      std::move(diagnostics)};
    }
    return {*std::move(compiled), std::move(read.variables)};
}

/// The values of an expression's variables.
class BoundValues final : public expression::Frame {
  public:
    BoundValues(const CompiledExpression& of, const Value& given) : values_(of.variables.size()) {
        document::Members m(given, "bindings");
        const Data bindings = m.data("bindings");
        check(m.done());
        for (const auto& [name, value] : bindings) bind(of, name, value);
    }
    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override { return values_[slot]; }
    [[nodiscard]] Value call(std::uint32_t /*function*/, std::uint32_t /*argument*/) const override {
        return {};
    }
    [[nodiscard]] const calendar::ZoneDatabase* zones() const noexcept override { return zones_.get(); }

  private:
    void bind(const CompiledExpression& of, std::string_view name, const Value& value) {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            if (of.variables[i].first != name) continue;
            if (!expression::is_of(value, of.variables[i].second))
                refuse(
                    ITR_INVALID, capi_binding_invalid,
                    fmt::format("expected a value of the type of '{}', but found {}", name, to_json(value)));
            values_[i] = value;
            return;
        }
        refuse(ITR_INVALID, capi_binding_invalid,
               fmt::format("expected a variable of the expression, but found '{}'", name));
    }

    std::vector<Value> values_;
    std::shared_ptr<const calendar::ZoneDatabase> zones_ = capi::zones();
};

}  // namespace
}  // namespace itr::capi

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

extern "C" {

itr_status itr_expression_compile(const char* source, uint64_t source_size, const char* scope,
                                  uint64_t scope_size, itr_expression* out, itr_error* err) {
    return door(err, out, [&](itr_expression& handle) {
        const auto wanted = text("source", source, source_size);
        handle = hold(
            std::make_shared<CompiledExpression>(compile(wanted, json_or_empty("scope", scope, scope_size))));
    });
}

itr_status itr_expression_evaluate(itr_expression expression, const char* bindings, uint64_t bindings_size,
                                   itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const auto by = held<CompiledExpression>(expression);
        const BoundValues frame(*by, json_or_empty("bindings", bindings, bindings_size));
        const Value value = value_of(by->expression.evaluate(frame));
        give(bytes,
             itr::document::Object().add("type", Value(cel_name(value.kind()))).add("value", value).done());
    });
}

itr_status itr_expression_close(itr_expression expression, itr_error* err) {
    return door(err, [&] { close<CompiledExpression>(expression); });
}
}
