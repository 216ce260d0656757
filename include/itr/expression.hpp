// Guards, conditions and computed values: CEL (Common Expression Language), checked when a pack is loaded,
// compiled once, evaluated without allocation on the usual paths.
#pragma once

#include <cstdint>
#include <functional>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <itr/value.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr::calendar {
class ZoneDatabase;
}

namespace itr::expression {

/// A static type. `dynamic` is anything, decided at run time.
struct Type {
    enum class Of : std::uint8_t {
        dynamic,
        null,
        boolean,
        integer,
        unsigned_integer,
        floating,
        string,
        bytes,
        timestamp,
        duration,
        list,
        map,
        type,
        object
    };
    Of of = Of::dynamic;
    /// list: the element; map: key, value.
    std::vector<Type> parameters;
    /// object: index into Scope::objects (a record with known fields, such as `ticket`).
    std::uint32_t object = 0;
    /// May hold null as well as a value of the type (an optional data field that is not set).
    bool nullable = false;
    /// string: where not empty, the only values it can take (an enumeration); comparing it with a literal
    /// that is none of them is `expression.not_a_value`.
    std::vector<std::string> values;

    friend bool operator==(const Type&, const Type&) = default;
};

/// A record whose fields are known when the expression is checked: `ticket`, `event`, `actor` …
struct ObjectType {
    struct Field {
        std::string name;
        Type type;
        /// Where the value lies in the frame that is passed at run time.
        std::uint32_t slot = 0;
    };
    std::string name;
    std::vector<Field> fields;
};

/// A function that the pack's surroundings add to CEL's own: inState('handle'), on('restored'),
/// tagged('waiting'). Its one argument is a string literal, resolved to a number when the expression is
/// compiled, so that a call costs a bit test.
struct HostFunction {
    std::string name;
    Type result;
    /// Called once per call site at compile time; an Error becomes a diagnostic at the argument ("did you
    /// mean").
    std::function<Result<std::uint32_t>(std::string_view argument)> resolve;
    /// Passed to Frame::call with what resolve gave.
    std::uint32_t id = 0;
};

/// The names an expression may use.
struct Scope {
    struct Variable {
        std::string name;
        Type type;
        std::uint32_t slot = 0;  ///< ignored for objects, whose fields have slots
    };
    std::vector<Variable> variables;
    std::vector<ObjectType> objects;
    std::vector<HostFunction> functions;
};

/// What an evaluation reads. Implemented by whoever owns the data; called on the hot path.
class ITR_API Frame {
  public:
    virtual ~Frame() = default;
    /// The value in a slot; valid until the evaluation ends. Must not throw.
    [[nodiscard]] virtual const Value& slot(std::uint32_t slot) const noexcept = 0;
    /// Calls a host function.
    [[nodiscard]] virtual Value call(std::uint32_t function, std::uint32_t argument) const = 0;
    /// Where names of time zones are looked up (getHours('Asia/Shanghai')); without it only "UTC" and fixed
    /// offsets such as "+08:00" are known, and any other zone is `expression.unknown_zone`.
    [[nodiscard]] virtual const calendar::ZoneDatabase* zones() const noexcept { return nullptr; }
};

/// Named limits; exceeding one is a diagnostic (compilation) or an error result (evaluation), never a hang or
/// a crash.
inline constexpr std::size_t max_source_bytes = 16 * 1024;
inline constexpr std::size_t max_depth = 64;  ///< of nested sub-expressions
inline constexpr std::uint64_t default_cost_limit =
    100'000;  ///< steps of one evaluation: nodes visited, bytes of text made / 16

/// A checked, compiled expression: immutable, shared by copies, used by any number of threads at once.
class ITR_API Expression {
  public:
    /// Parses, checks and compiles. Positions in diagnostics follow from `at`, the place of `source` in its
    /// file. `wanted`, where given, is the type that the result must have. All mistakes that can be found are
    /// appended to `diagnostics`; returns nothing if any is an error.
    [[nodiscard]] static std::optional<Expression> compile(std::string_view source, const Scope& scope,
                                                           const TextLocation& at, Diagnostics& diagnostics,
                                                           std::optional<Type> wanted = std::nullopt);

    /// The value, or an error: `expression.no_such_field`, `expression.overflow`, `expression.cost_exceeded`
    /// ….
    [[nodiscard]] Result<Value> evaluate(const Frame& frame,
                                         std::uint64_t cost_limit = default_cost_limit) const;

    /// evaluate() for conditions, without building a Value for common comparisons. An error is false, and is
    /// stored in `*error` if given.
    [[nodiscard]] bool holds(const Frame& frame, Error* error = nullptr) const;
    /// Of a condition that is one question to its surroundings, such as on('restored'), as those of clocks
    /// mostly are: whether it holds, without an evaluation around it. Nothing for all others.
    [[nodiscard]] std::optional<bool> answer(const Frame& frame) const {
        if (!is_question_) return std::nullopt;
        const Value told = frame.call(asked_, argument_);
        return told.is(Kind::boolean) ? std::optional(told.as_bool()) : std::nullopt;
    }

    [[nodiscard]] const std::string& source() const noexcept;
    [[nodiscard]] const Type& type() const noexcept;
    /// The slots it may read, ascending, each once: what must change for its value to change.
    [[nodiscard]] std::span<const std::uint32_t> slots() const noexcept;
    /// The host functions it may call, as (function id, argument), each once.
    [[nodiscard]] std::span<const std::pair<std::uint32_t, std::uint32_t>> calls() const noexcept;
    /// Its value if it is the same for every frame (a constant-false guard).
    [[nodiscard]] const std::optional<Value>& constant() const noexcept;

  private:
    struct Program;
    explicit Expression(std::shared_ptr<const Program> program);
    std::shared_ptr<const Program> program_;
    // The program once more, where it is one call of a host function.
    std::uint32_t asked_ = 0, argument_ = 0;
    bool is_question_ = false;
};

/// Evaluates an expression against loose values without a static check: a name that is bound to nothing, or a
/// function that does not exist, is an error when it is reached. `declared` gives names a type by CEL's
/// notation ("int", "list(string)", "map(string, int)") that their values must have. Names may hold dots. For
/// tools and tests.
struct Binding {
    std::string name;
    Value value;
};
struct Declaration {
    std::string name;
    std::string type;
};
[[nodiscard]] ITR_API Result<Value> evaluate_once(std::string_view source, std::span<const Binding> bindings,
                                                  std::span<const Declaration> declared = {},
                                                  const calendar::ZoneDatabase* zones = nullptr);

/// One line of a batch: the JSON object {"id", "expr", "bindings": {name: value}, "declared": {name: type}}
/// in,
/// {"id", "value"} or {"id", "error"} out, without a line end. A value is {"type", "value"}: int and uint as
/// decimal strings, double as a number or "NaN", "Infinity", "-Infinity", bytes as "value_hex", a list as
/// values, a map as [key, value] pairs, a timestamp in RFC 3339, a duration in decimal seconds with "s", a
/// type by its name. Whatever is wrong with the line is told in "error".
[[nodiscard]] ITR_API std::string evaluate_line(std::string_view json,
                                                const calendar::ZoneDatabase* zones = nullptr);

/// CEL's equality: numbers compare across kinds, lists and maps element by element, NaN equals nothing.
[[nodiscard]] ITR_API bool equal(const Value& a, const Value& b) noexcept;

}  // namespace itr::expression
