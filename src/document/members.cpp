// Reading the members of an object.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <itr/document.hpp>

#include "document/codes.hpp"

namespace itr::document {
namespace {

constexpr std::size_t max_shown = 80;  ///< bytes of a value in a complaint

/// The beginning of a value's text, in whole characters.
std::string shown(const Value& value) {
    std::string text = to_json(value);
    if (text.size() <= max_shown) return text;
    std::size_t end = max_shown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
    return text.substr(0, end) + "…";
}

/// Nothing where it is something else than an object with names.
std::optional<Data> named_values(const Value& value) {
    if (!value.is(Kind::map)) return std::nullopt;
    Data data;
    data.reserve(value.as_map().size());
    for (const auto& entry : value.as_map()) {
        if (!entry.key.is(Kind::string)) return std::nullopt;
        data.emplace_back(std::string(entry.key.as_string()), entry.value);
    }
    return data;
}

}  // namespace

Members::Members(const Value& object, std::string_view what) : object_(object), what_(what) {
    if (!object.is(Kind::map)) {
        refuse(
            {document_invalid, fmt::format("expected {} as an object, but found {}", what, shown(object))});
        return;
    }
    if (const Value* v = find("v"); v != nullptr && (!v->is(Kind::integer) || v->as_int() != version))
        refuse({document_newer_version,
                fmt::format("expected {} of version {}, but found {}", what, version, to_json(*v))});
}

const Value* Members::find(std::string_view name) {
    if (failed()) return nullptr;
    if (asked_count_ < max_members) asked_[asked_count_++] = name;
    const Value* value = object_.find(name);
    if (value == nullptr) return nullptr;
    const auto entries = object_.as_map();
    const auto place = static_cast<std::size_t>(
        std::ranges::lower_bound(entries, value, std::less<>(), [](const auto& e) { return &e.value; }) -
        entries.begin());
    if (place < found_.size()) found_.set(place);
    return value;
}

void Members::refuse(Error error) {
    if (!problem_) problem_ = std::move(error);
}

void Members::mistaken(std::string_view name, std::string_view expected, const Value& found) {
    refuse({document_invalid,
            fmt::format("expected '{}' of {} to be {}, but found {}", name, what_, expected, shown(found))});
}

std::optional<std::string> Members::optional_text(std::string_view name) {
    const Value* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is(Kind::string)) return mistaken(name, "a text", *value), std::nullopt;
    return std::string(value->as_string());
}

std::string Members::text(std::string_view name) { return optional_text(name).value_or(std::string()); }

void Members::missing(std::string_view name) {
    refuse({document_invalid, fmt::format("expected {} with '{}', but it has none", what_, name)});
}

std::string Members::needed_text(std::string_view name) {
    auto given = optional_text(name);
    if (!given) missing(name);
    return std::move(given).value_or(std::string());
}

bool Members::flag(std::string_view name, bool otherwise) {
    const Value* value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is(Kind::boolean)) return mistaken(name, "true or false", *value), otherwise;
    return value->as_bool();
}

std::int64_t Members::number(std::string_view name, std::int64_t otherwise, std::int64_t least,
                             std::int64_t most) {
    const Value* value = find(name);
    if (value == nullptr) return otherwise;
    if (value->is(Kind::integer) && value->as_int() >= least && value->as_int() <= most)
        return value->as_int();
    mistaken(name, fmt::format("a whole number from {} to {}", least, most), *value);
    return otherwise;
}

Data Members::data(std::string_view name) {
    const Value* value = find(name);
    if (value == nullptr) return {};
    auto data = named_values(*value);
    if (!data) mistaken(name, "an object with names", *value);
    return std::move(data).value_or(Data());
}

std::vector<std::string> Members::texts(std::string_view name) {
    const Value* value = find(name);
    if (value == nullptr) return {};
    if (value->is(Kind::string)) return {std::string(value->as_string())};
    const bool fits =
        value->is(Kind::list) && value->as_list().size() <= max_items &&
        std::ranges::all_of(value->as_list(), [](const Value& v) { return v.is(Kind::string); });
    if (!fits) return mistaken(name, "a text or a list of texts", *value), std::vector<std::string>();
    std::vector<std::string> all;
    all.reserve(value->as_list().size());
    for (const Value& each : value->as_list()) all.emplace_back(each.as_string());
    return all;
}

std::span<const Value> Members::items(std::string_view name) {
    const Value* value = find(name);
    if (value == nullptr) return {};
    if (!value->is(Kind::list) || value->as_list().size() > max_items)
        return mistaken(name, fmt::format("a list of at most {}", max_items), *value),
               std::span<const Value>();
    return value->as_list();
}

std::optional<Duration> Members::length(std::string_view name) {
    const Value* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is(Kind::integer)) return milliseconds(value->as_int());
    if (value->is(Kind::duration)) return to_duration(value->as_duration());
    if (!value->is(Kind::string))
        return mistaken(name, "a length of time such as \"1h30m\", or milliseconds", *value), std::nullopt;
    auto read = parse_duration(value->as_string());
    if (!read) return refuse(read.error()), std::nullopt;
    return *read;
}

Duration Members::needed_length(std::string_view name) {
    const auto given = length(name);
    if (!given) missing(name);
    return given.value_or(Duration{});
}

std::optional<Instant> Members::instant(std::string_view name) {
    const Value* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is(Kind::timestamp)) return to_instant(value->as_timestamp());
    if (value->is(Kind::integer) && value->as_int() >= min_instant.ms && value->as_int() <= max_instant.ms)
        return Instant{value->as_int()};
    if (!value->is(Kind::string))
        return mistaken(name, "an instant: RFC 3339, or milliseconds since 1970", *value), std::nullopt;
    auto read = parse_instant(value->as_string());
    if (!read) return refuse(read.error()), std::nullopt;
    return *read;
}

std::string Members::unknown() const {
    const std::span known(asked_.data(), asked_count_);
    for (const auto& entry : object_.as_map())
        if (!entry.key.is(Kind::string) || std::ranges::find(known, entry.key.as_string()) == known.end())
            return entry.key.is(Kind::string) ? std::string(entry.key.as_string()) : to_json(entry.key);
    return {};
}

Status Members::done() {
    if (problem_) return fail(*problem_);
    if (found_.count() == object_.as_map().size()) return {};
    std::vector<std::string_view> names;
    for (const std::string_view name : std::span(asked_.data(), asked_count_))
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    return fail(document_unknown_member, fmt::format("expected {} with the members {}, but found '{}'", what_,
                                                     fmt::join(names, ", "), unknown()));
}

Result<Data> read_data(const Value& document) {
    auto data = named_values(document);
    if (!data)
        return fail(document_invalid,
                    fmt::format("expected data as an object with names, but found {}", shown(document)));
    return *std::move(data);
}

}  // namespace itr::document
