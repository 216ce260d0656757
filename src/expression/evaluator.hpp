// Runs a compiled program over a frame.
#pragma once

#include "expression/program.hpp"
#include "expression/run.hpp"

namespace itr::expression {

enum class Truth : std::uint8_t { no, yes, failed };

class Evaluator {
  public:
    Evaluator(const Program& program, Run& run) : program_(program), run_(run) {}

    /// The value of a node: `room`, or a value that lives elsewhere as long as the evaluation; null pointer
    /// with the error noted in the run.
    [[nodiscard]] const Value* value(NodeId id, Value& room);
    /// The same for a condition; a value that is no truth value fails.
    [[nodiscard]] Truth truth(NodeId id);

  private:
    /// The variable of a macro, and those around it.
    struct Local {
        const Value* value;
        const Local* outer;
    };

    const Value* compute(const Node& node, Value& room);
    Truth condition(const Node& node);

    const Value* local(std::uint32_t levels) const;
    const Value* select(const Node& node, Value& room);
    const Value* index(const Node& node, Value& room);
    const Value* element(const Value& of, const Value& key);
    const Value* list(const Node& node, Value& room);
    const Value* map(const Node& node, Value& room);
    const Value* calculated(const Node& node, Value& room);
    const Value* negated(const Node& node, Value& room);
    const Value* call(const Node& node, Value& room);
    const Value* transform(const Node& node, Value& room);
    const Value* filter(const Node& node, Value& room);

    Truth quick(NodeId id);
    Truth deeper(NodeId id);
    Truth as_truth(const Value& value);
    Truth joined(const Node& node, Truth decisive);
    Truth absorbing(const Node& node, std::uint32_t next, Truth decisive);
    Truth compared(const Node& node);
    Truth relation(Operator what, const Value& a, const Value& b);
    Truth slot_ordered(const Node& node);
    Truth contained(const Node& node);
    Truth has_key(const Node& node);
    Truth matches(const Node& node);
    Truth any(const Node& node, Truth decisive);
    Truth exactly_one(const Node& node);

    /// Calls `body(item)` for each element of a list or key of a map, bound as the variable of a macro, until
    /// it returns false. False if it did, or if the range is none.
    template <typename Body>
    bool each(NodeId range, Body body);

    const Program& program_;
    Run& run_;
    const Local* locals_ = nullptr;
};

}  // namespace itr::expression
