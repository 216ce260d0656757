// Builds map values key by key.
#pragma once

#include <cstdint>
#include <itr/time.hpp>
#include <itr/value.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace itr {

class ValueMap {
  public:
    ValueMap& add(std::string_view key, Value value) {
        entries_.push_back({Value(key), std::move(value)});
        return *this;
    }
    ValueMap& add(std::string_view key, const std::string& text) { return add(key, Value(text)); }
    ValueMap& add(std::string_view key, std::size_t n) {
        return add(key, Value(static_cast<std::int64_t>(n)));
    }
    ValueMap& add(std::string_view key, Duration length) { return add(key, Value(length.ms)); }
    /// Null for never.
    ValueMap& add(std::string_view key, Instant at) {
        return add(key, at == never ? Value() : Value(to_string(at)));
    }
    [[nodiscard]] Value done() { return Value::map(std::move(entries_)); }

  private:
    std::vector<Value::Entry> entries_;
};

template <typename Item, typename Convert>
Value list_value(const std::vector<Item>& items, Convert convert) {
    std::vector<Value> values;
    values.reserve(items.size());
    for (const Item& item : items) values.push_back(convert(item));
    return Value::list(std::move(values));
}

}  // namespace itr
