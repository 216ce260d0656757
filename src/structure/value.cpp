// A roll-up as a value.
#include <itr/structure.hpp>

#include "base/value_map.hpp"
#include "model/words.hpp"

namespace itr::structure {
namespace {

Value stage_value(const Stage& stage) {
    return ValueMap()
        .add("state", stage.id)
        .add("clock", stage.clock)
        .add("target", stage.target)
        .add("calendar", stage.calendar)
        .add("uses", list_value(stage.uses, [](const std::string& use) { return Value(use); }))
        .add("begins_ms", stage.begins)
        .add("ends_ms", stage.ends)
        .add("critical", Value(stage.critical))
        .done();
}

Value path_value(const Path& path) {
    return ValueMap()
        .add("kept", Value(path.kept))
        .add("slack_ms", path.slack)
        .add("taken_ms", path.taken)
        .add("cut_ms", path.cut ? Value(path.cut->ms) : Value())
        .add("arrival", to_string(path.arrival))
        .add("end", to_string(path.end))
        .add("due", to_string(path.due))
        .add("every_order", Value(path.every_order))
        .add("every_arrival", Value(path.every_arrival))
        .add("stages", list_value(path.stages, stage_value))
        .done();
}

}  // namespace

Value to_value(const Promise& promise) {
    return ValueMap()
        .add("workflow", promise.workflow)
        .add("agreement", promise.agreement)
        .add("clock", promise.clock)
        .add("kind", Value(model::word_of(model::agreement_kinds, promise.kind)))
        .add("row", Value(static_cast<std::int64_t>(promise.row + 1)))
        .add("when", promise.when)
        .add("target", promise.target)
        .add("calendar", promise.calendar)
        .add("kept", Value(promise.kept()))
        .add("hopeless", Value(promise.hopeless()))
        .add("complete", Value(promise.complete))
        .add("paths", list_value(promise.paths, path_value))
        .add("least", promise.least ? path_value(*promise.least) : Value())
        .add("without", list_value(promise.without, [](const std::string& state) { return Value(state); }))
        .done();
}

}  // namespace itr::structure
