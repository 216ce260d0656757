#include "ticket/personal.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "ticket/data.hpp"

namespace itr::ticket {
namespace {

/// A row as rows_of() writes it: {"salt", "value"}; null where there is none.
Value stored_row(std::span<const store::Personal> personal, std::string_view slot) {
    const auto at = std::ranges::find(personal, slot, &store::Personal::slot);
    return at == personal.end() ? Value() : parse_json(at->text).value_or(Value());
}

Value value_in(const Value& row) {
    const Value* value = member(row, "value");
    return value == nullptr ? Value() : *value;
}

/// The slot that an event fills; "" for none.
std::string slot_of(const Event& event, const Flow& flow) {
    if (const auto* set = std::get_if<event::DataSet>(&event)) {
        const model::Field& field = flow.chart->fields()[set->field];
        return field.personal ? "data." + field.name : std::string();
    }
    if (const auto* comment = std::get_if<event::Commented>(&event))
        return "comment." + std::to_string(comment->number);
    return {};
}

void forget(Event& event) {
    if (auto* set = std::get_if<event::DataSet>(&event)) set->value = Value();
    if (auto* comment = std::get_if<event::Commented>(&event)) comment->text = Value();
}

}  // namespace

Value seal_of(std::string_view salt, const Value& value) {
    return Value(hash::sha256_hex(std::string(salt) + to_json(value)));
}

Value personal_value(std::span<const store::Personal> personal, std::string_view slot) {
    return value_in(stored_row(personal, slot));
}

Value sealed_value(std::span<const store::Personal> personal, std::string_view slot, const Value& seal) {
    const Value row = stored_row(personal, slot);
    Value value = value_in(row);
    return value.is_null() || seal_of(text_member(row, "salt"), value) != seal ? Value() : value;
}

Value fill_in(const Value& payload, const std::function<Value(const std::string& slot)>& value_of) {
    const Value* slots = member(payload, "personal");
    if (slots == nullptr || !slots->is(Kind::map)) return payload;
    std::vector<Value::Entry> filled;
    for (const auto& entry : payload.as_map()) {
        if (entry.key == Value("personal")) continue;
        filled.push_back(entry);
        if (entry.key != Value("with")) continue;
        Data with = data_of(&entry.value);
        for (const auto& slot : slots->as_map())
            with.emplace_back(text_or_empty(slot.key), value_of(text_or_empty(slot.value)));
        filled.back().value = map_of(with);
    }
    return Value::map(std::move(filled));
}

void forget_personal(std::vector<Commit>& commits, const Flow& flow) {
    Commit& last = commits.back();
    for (std::size_t i = 0; i < last.events.size(); ++i) {
        const auto* erased = std::get_if<event::Erased>(&last.events[i]);
        const bool replaces = std::holds_alternative<event::DataSet>(last.events[i]);
        if (erased == nullptr && !replaces) continue;
        const std::string slot = erased != nullptr ? erased->slot : slot_of(last.events[i], flow);
        if (slot.empty()) continue;
        for (Commit& commit : commits) {
            const std::size_t end = &commit == &last ? i : commit.events.size();
            for (std::size_t k = 0; k < end; ++k)
                if (slot_of(commit.events[k], flow) == slot) forget(commit.events[k]);
        }
    }
}

}  // namespace itr::ticket
