#include "cli/assignments.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/codes.hpp"

namespace itr::cli {
namespace {

bool is_text(std::span<const model::Field> fields, std::string_view name) {
    const auto field = std::ranges::find(fields, name, &model::Field::name);
    return field != fields.end() &&
           (field->type == model::FieldType::string || field->type == model::FieldType::enumeration);
}

}  // namespace

Result<std::vector<HostTarget>> read_targets(const std::vector<std::string>& words) {
    std::vector<HostTarget> targets;
    targets.reserve(words.size());
    for (const std::string& word : words) {
        const auto equals = word.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(bad_value, fmt::format("expected CLOCK=LENGTH, but found '{}'", word));
        const auto target = parse_duration(std::string_view(word).substr(equals + 1));
        if (!target) return fail(bad_value, fmt::format("'{}': {}", word, target.error().message));
        targets.push_back({word.substr(0, equals), *target});
    }
    return targets;
}

Result<Data> read_assignments(const std::vector<std::string>& words, std::span<const model::Field> fields) {
    Data data;
    for (const std::string& word : words) {
        const auto equals = word.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(bad_value, fmt::format("expected FIELD=VALUE, but found '{}'", word));
        std::string name = word.substr(0, equals);
        if (std::ranges::find(data, name, &Data::value_type::first) != data.end())
            return fail(bad_value, fmt::format("expected each field once, but found '{}' twice", name));
        const std::string text = word.substr(equals + 1);
        Value value = text.empty() ? Value() : Value(text);
        if (!text.empty() && !is_text(fields, name))
            if (auto json = parse_json(text)) value = *std::move(json);
        data.emplace_back(std::move(name), std::move(value));
    }
    return data;
}

}  // namespace itr::cli
