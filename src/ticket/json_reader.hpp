// Reads members of a stored object; the first thing that is not as expected is remembered, and everything
// after is idle.
#pragma once

#include <algorithm>
#include <itr/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace itr::ticket {

class JsonReader {
  public:
    explicit JsonReader(const Value& object) : object_(object) {
        if (!object.is(Kind::map)) problem_ = "expected an object";
    }

    [[nodiscard]] const Value* find(std::string_view name) const {
        return object_.is(Kind::map) ? object_.find(name) : nullptr;
    }
    [[nodiscard]] const Value& need(std::string_view name, Kind kind) {
        static const Value none;
        const Value* v = find(name);
        if (v != nullptr && v->is(kind)) return *v;
        refuse(std::string("expected '") + std::string(name) + "' of type " + std::string(cel_name(kind)));
        return none;
    }
    [[nodiscard]] std::string text(std::string_view name) {
        const Value& v = need(name, Kind::string);
        return v.is(Kind::string) ? std::string(v.as_string()) : std::string();
    }
    [[nodiscard]] std::string text_or(std::string_view name) {
        const Value* v = find(name);
        return v != nullptr && v->is(Kind::string) ? std::string(v->as_string()) : std::string();
    }
    [[nodiscard]] Value value_or_null(std::string_view name) const {
        const Value* v = find(name);
        return v != nullptr ? *v : Value();
    }
    [[nodiscard]] std::int64_t number(std::string_view name) {
        const Value& v = need(name, Kind::integer);
        return v.is(Kind::integer) ? v.as_int() : 0;
    }
    [[nodiscard]] std::int64_t number_or(std::string_view name, std::int64_t otherwise) {
        return find(name) == nullptr ? otherwise : number(name);
    }
    /// A number that fits an unsigned T.
    template <typename T>
    [[nodiscard]] T index(std::string_view name) {
        const std::int64_t n = number(name);
        if (n < 0 || static_cast<std::uint64_t>(n) > std::numeric_limits<T>::max())
            refuse("a number out of range");
        return static_cast<T>(n);
    }
    [[nodiscard]] bool flag(std::string_view name) {
        const Value* v = find(name);
        return v != nullptr && v->is(Kind::boolean) && v->as_bool();
    }
    [[nodiscard]] Instant instant(std::string_view name) {
        const auto read = parse_instant(text(name));
        if (!read) refuse(read.error().message);
        return read.value_or(Instant{});
    }
    [[nodiscard]] Instant instant_or_never(std::string_view name) {
        return find(name) == nullptr ? never : instant(name);
    }
    [[nodiscard]] std::span<const Value> list_or_empty(std::string_view name) {
        const Value* v = find(name);
        if (v == nullptr) return {};
        if (!v->is(Kind::list))
            return refuse(std::string("expected a list under '") + std::string(name) + "'"),
                   std::span<const Value>();
        return v->as_list();
    }
    /// The position of a word in a table of words.
    [[nodiscard]] std::size_t word(std::string_view name, std::span<const std::string_view> words) {
        const std::string found = text(name);
        const auto at = std::ranges::find(words, found);
        if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
        refuse("an unknown word '" + found + "' under '" + std::string(name) + "'");
        return 0;
    }

    void refuse(std::string problem) {
        if (problem_.empty()) problem_ = std::move(problem);
    }
    [[nodiscard]] bool failed() const { return !problem_.empty(); }
    [[nodiscard]] const std::string& problem() const { return problem_; }

  private:
    const Value& object_;
    std::string problem_;
};

}  // namespace itr::ticket
