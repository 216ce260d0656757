// A roll-up as a value.
#include <itr/structure.hpp>

#include "model/words.hpp"

namespace itr::structure {
namespace {

class StructureMap {
  public:
    StructureMap& add(std::string_view key, Value value) {
        entries_.push_back({Value(key), std::move(value)});
        return *this;
    }
    StructureMap& add(std::string_view key, const std::string& text) { return add(key, Value(text)); }
    StructureMap& add(std::string_view key, Duration length) { return add(key, Value(length.ms)); }
    Value done() { return Value::map(std::move(entries_)); }

  private:
    std::vector<Value::Entry> entries_;
};

template <typename Item, typename Convert>
Value list_of(const std::vector<Item>& items, Convert convert) {
    std::vector<Value> values;
    values.reserve(items.size());
    for (const Item& item : items) values.push_back(convert(item));
    return Value::list(std::move(values));
}

Value stage_value(const Stage& stage) {
    return StructureMap()
        .add("state", stage.id)
        .add("clock", stage.clock)
        .add("target", stage.target)
        .add("calendar", stage.calendar)
        .add("uses", list_of(stage.uses, [](const std::string& use) { return Value(use); }))
        .add("begins_ms", stage.begins)
        .add("ends_ms", stage.ends)
        .add("critical", Value(stage.critical))
        .done();
}

Value path_value(const Path& path) {
    return StructureMap()
        .add("kept", Value(path.kept))
        .add("slack_ms", path.slack)
        .add("arrival", to_string(path.arrival))
        .add("end", to_string(path.end))
        .add("due", to_string(path.due))
        .add("every_order", Value(path.every_order))
        .add("stages", list_of(path.stages, stage_value))
        .done();
}

}  // namespace

Value to_value(const Promise& promise) {
    return StructureMap()
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
        .add("paths", list_of(promise.paths, path_value))
        .add("least", promise.least ? path_value(*promise.least) : Value())
        .add("without", list_of(promise.without, [](const std::string& state) { return Value(state); }))
        .done();
}

}  // namespace itr::structure
