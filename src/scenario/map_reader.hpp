// Reading the map of a step: keys are asked for by name, and those never asked for are mistakes.
#pragma once

#include <itr/diagnostic.hpp>
#include <itr/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/names.hpp"

namespace itr::scenario {

/// Where mistakes of one step go.
struct Trouble {
    const Location& at;
    Diagnostics& diagnostics;

    void say(Code code, std::string message, std::string hint = {}) const {
        diagnostics.push_back({code, Severity::error, at, std::move(message), std::move(hint)});
    }
};

/// A value for messages: 'text', 2026-03-02T01:00:00Z, 1h30m, or JSON.
[[nodiscard]] std::string show(const Value& value);

/// The instant that a text names: absolute, or an offset such as "+5m" from `start`. Reports what is wrong.
[[nodiscard]] std::optional<Instant> instant_of(const Value& value, std::string_view what, Instant start,
                                                const Trouble& trouble);

/// Reports a name that the pack does not define.
void check_known(const Names::Set& known, std::string_view kind, std::string_view name,
                 const Trouble& trouble);

class MapReader {
  public:
    /// `what` for messages: "a step". Reports a value that is no map and then reads as an empty one.
    MapReader(const Value& map, std::string what, const Trouble& trouble);

    [[nodiscard]] const Value* get(std::string_view key);
    [[nodiscard]] const Value* need(std::string_view key);
    [[nodiscard]] std::optional<std::string> text(std::string_view key);
    [[nodiscard]] std::string text_or(std::string_view key, std::string fallback = {}) {
        return text(key).value_or(std::move(fallback));
    }
    [[nodiscard]] std::optional<bool> truth(std::string_view key);
    [[nodiscard]] std::optional<Duration> length(std::string_view key);
    /// A list of texts, or one text.
    [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key);
    /// A list, or one item.
    [[nodiscard]] std::vector<Value> items(std::string_view key);
    /// The pairs of a map under `key`.
    [[nodiscard]] std::vector<std::pair<std::string, Value>> pairs(std::string_view key);
    void wrong(std::string_view key, std::string_view expected, const Value& found) const;
    /// Reports the keys that nobody asked for.
    void finish() const;

  private:
    const Value* map_ = nullptr;
    std::string what_;
    const Trouble& trouble_;
    std::vector<std::string> asked_;
};

}  // namespace itr::scenario
