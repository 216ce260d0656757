#include <fmt/core.h>

#include <algorithm>
#include <itr/expression.hpp>

#include "base/spelling.hpp"
#include "expression/binder.hpp"
#include "expression/codes.hpp"
#include "expression/evaluator.hpp"
#include "expression/parser.hpp"

namespace itr::expression {

struct Expression::Program {
    std::string source;
    Type type;
    expression::Program program;
    Reads reads;
    std::optional<Value> constant;
};

namespace {

/// The result of a run of the whole program.
Result<Value> evaluate_program(const Program& program, const Frame& frame, std::uint64_t cost_limit) {
    const Node& root = program.nodes[program.root];
    if (root.op == Op::slot && cost_limit > 0) return frame.slot(root.a);  // what most actions set
    Run run(frame, cost_limit);
    Value room;
    const Value* value = Evaluator(program, run).value(program.root, room);
    if (value == nullptr) return fail(*std::move(run.error()));
    return *value;
}

void check_result(const Binder::Compiled& compiled, const Type& wanted, const Scope& scope, Report& report) {
    const Program& program = compiled.program;
    if (!fits(wanted, compiled.type)) {
        report.error(expression_wrong_type, 0,
                     fmt::format("expected a result of type {}, but found {}", to_string(wanted, scope),
                                 to_string(compiled.type, scope)));
    } else if (!wanted.values.empty() && program.is_constant(program.root) &&
               program.constant(program.root).is(Kind::string)) {
        const std::string text(program.constant(program.root).as_string());
        if (std::ranges::count(wanted.values, text) == 0)
            report.error(expression_not_a_value, 0,
                         fmt::format("expected one of its values, but found '{}'", text),
                         spelling::did_you_mean(text, wanted.values));
    }
}

}  // namespace

std::optional<Expression> Expression::compile(std::string_view source, const Scope& scope,
                                              const TextLocation& at, Diagnostics& diagnostics,
                                              std::optional<Type> wanted) {
    Report report(source, at, diagnostics);
    const auto tree = parse(source);
    if (!tree) {
        report.error(tree.error().code, tree.error().at, tree.error().message);
        return std::nullopt;
    }
    auto compiled = Binder(*tree, scope, &report).run();
    if (wanted && !report.failed()) check_result(compiled, *wanted, scope, report);
    if (report.failed()) return std::nullopt;
    auto program = std::make_shared<Program>();
    program->source = source;
    program->type = std::move(compiled.type);
    program->reads = reads_of(compiled.program);
    if (compiled.program.is_constant(compiled.program.root))
        program->constant = compiled.program.constant(compiled.program.root);
    program->program = std::move(compiled.program);
    return Expression(std::move(program));
}

Result<Value> Expression::evaluate(const Frame& frame, std::uint64_t cost_limit) const {
    return evaluate_program(program_->program, frame, cost_limit);
}

Expression::Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {
    const Node& root = program_->program.nodes[program_->program.root];
    if (root.op != Op::host_call) return;
    asked_ = root.a;
    argument_ = root.b;
    is_question_ = true;
}

bool Expression::holds(const Frame& frame, Error* error) const {
    if (const auto answered = answer(frame)) return *answered;
    const expression::Program& program = program_->program;
    Run run(frame, default_cost_limit);
    const Truth truth = Evaluator(program, run).truth(program.root);
    if (truth == Truth::failed && error != nullptr) *error = *std::move(run.error());
    return truth == Truth::yes;
}

const std::string& Expression::source() const noexcept { return program_->source; }
const Type& Expression::type() const noexcept { return program_->type; }
std::span<const std::uint32_t> Expression::slots() const noexcept { return program_->reads.slots; }
std::span<const std::pair<std::uint32_t, std::uint32_t>> Expression::calls() const noexcept {
    return program_->reads.calls;
}
const std::optional<Value>& Expression::constant() const noexcept { return program_->constant; }

// ---- loose evaluation

namespace {

class LooseFrame final : public Frame {
  public:
    LooseFrame(std::span<const Binding> bindings, const calendar::ZoneDatabase* zones)
        : bindings_(bindings), zones_(zones) {}

    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override {
        return bindings_[slot].value;
    }
    [[nodiscard]] Value call(std::uint32_t /*function*/, std::uint32_t /*argument*/) const override {
        return {};
    }
    [[nodiscard]] const calendar::ZoneDatabase* zones() const noexcept override { return zones_; }

  private:
    std::span<const Binding> bindings_;
    const calendar::ZoneDatabase* zones_;
};

Status check_declared(std::span<const Binding> bindings, const Declaration& declared) {
    const auto type = parse_type(declared.type);
    if (!type) return fail(type.error());
    const auto bound = std::ranges::find(bindings, declared.name, &Binding::name);
    if (bound == bindings.end() || is_of(bound->value, *type)) return {};
    return fail(expression_wrong_type,
                fmt::format("expected '{}' to be of type {}, but found {}", declared.name, declared.type,
                            cel_name(bound->value.kind())));
}

}  // namespace

Result<Value> evaluate_once(std::string_view source, std::span<const Binding> bindings,
                            std::span<const Declaration> declared, const calendar::ZoneDatabase* zones) {
    for (const Declaration& declaration : declared)
        if (auto ok = check_declared(bindings, declaration); !ok) return fail(ok.error());
    const auto tree = parse(source);
    if (!tree)
        return fail(tree.error().code, fmt::format("at byte {}: {}", tree.error().at, tree.error().message));
    Scope scope;
    for (std::uint32_t i = 0; i < bindings.size(); ++i) scope.variables.push_back({bindings[i].name, {}, i});
    const auto compiled = Binder(*tree, scope, nullptr).run();
    return evaluate_program(compiled.program, LooseFrame(bindings, zones), default_cost_limit);
}

}  // namespace itr::expression
