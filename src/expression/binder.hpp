// Syntax tree to program: names resolved, types checked, constants folded.
#pragma once

#include <optional>
#include <string>

#include "expression/program.hpp"
#include "expression/report.hpp"
#include "expression/syntax.hpp"
#include "expression/types.hpp"

namespace itr::expression {

class Binder {
  public:
    /// With a report every mistake is told there. Without one types are left to the evaluation, and what does
    /// not exist becomes an error where it is reached.
    Binder(const SyntaxTree& tree, const Scope& scope, Report* report)
        : tree_(tree), scope_(scope), report_(report) {}

    struct Compiled {
        Program program;
        Type type;
    };
    [[nodiscard]] Compiled run();

  private:
    struct Bound {
        NodeId node = none;  ///< none: a record, which has fields but no value of its own
        Type type;
        bool pure = true;        ///< reads no slot and calls nothing
        std::uint32_t free = 0;  ///< how many macros around it its variables need
    };
    struct Variable {
        const std::string& name;
        const Type& type;
    };

    // binder.cpp: names, fields, literals, macros
    Bound bind(SyntaxId id);
    Bound bind_value(SyntaxId id);
    Bound bind_name(SyntaxId id);
    Bound bind_select(SyntaxId id);
    Bound bind_has(SyntaxId id);
    Bound bind_index(SyntaxId id);
    Bound bind_list(SyntaxId id);
    Bound bind_map(SyntaxId id);
    Bound bind_macro(SyntaxId id);
    std::optional<Bound> bind_local(const Syntax& name);
    std::optional<Bound> bind_dotted(const std::string& name);
    const ObjectType::Field* find_field(const Bound& record, const Syntax& select);
    [[nodiscard]] bool is_local_root(SyntaxId id) const;
    [[nodiscard]] std::string dotted(SyntaxId id) const;
    [[nodiscard]] std::vector<std::string> visible_names() const;
    [[nodiscard]] Type range_element(const Bound& range, std::uint32_t at);

    // binder_operators.cpp: operators, conditions, functions
    Bound bind_joined(SyntaxId id);
    Bound bind_ternary(SyntaxId id);
    Bound bind_unary(SyntaxId id);
    Bound bind_binary(SyntaxId id);
    Bound bind_comparison(const Syntax& node, const Bound& a, const Bound& b);
    Bound bind_in(const Syntax& node, const Bound& a, const Bound& b);
    Bound bind_call(SyntaxId id);
    Bound bind_host_call(SyntaxId id, const HostFunction& function);
    Bound bind_matches(const Syntax& node, std::span<const Bound> arguments);
    std::optional<Node> slot_comparison(Operator op, const Bound& a, const Bound& b) const;
    void check_enumerated(const Bound& enumerated, const Bound& literal, std::uint32_t at);
    Type check_overload(const Syntax& node, const Function& function, std::span<const Bound> arguments);
    void need_condition(const Bound& operand, std::uint32_t at);

    // emission
    Bound emit(Node node, Type type, std::initializer_list<const Bound*> parts, bool foldable);
    Bound emit(Node node, Type type, std::span<const Bound> parts, bool foldable);
    Bound constant(Value value, Type type);
    /// Tells the mistake; what stands in its place can be anything.
    Bound mistake(Code code, std::uint32_t at, std::string message, std::string hint = {});
    void tell(Code code, std::uint32_t at, std::string message, std::string hint = {});
    void no_overload(std::uint32_t at, std::string_view operation, std::span<const Bound> operands);
    std::uint32_t add_operands(std::span<const Bound> parts);
    std::uint32_t add_constant(Value value);
    void fold(Bound& bound);
    [[nodiscard]] bool is_constant(const Bound& bound) const {
        return bound.node != none && program_.is_constant(bound.node);
    }

    const SyntaxTree& tree_;
    const Scope& scope_;
    Report* report_;
    Program program_;
    std::vector<Variable> locals_;
};

}  // namespace itr::expression
