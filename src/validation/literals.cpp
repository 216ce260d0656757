#include "validation/literals.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <itr/time.hpp>

namespace itr::validation {

bool fits(const model::Field& field, const Value& value) {
    switch (field.type) {
        case model::FieldType::boolean: return value.is(Kind::boolean);
        case model::FieldType::integer: return value.is(Kind::integer);
        case model::FieldType::floating: return value.is(Kind::integer) || value.is(Kind::floating);
        case model::FieldType::string: return value.is(Kind::string);
        case model::FieldType::enumeration:
            return value.is(Kind::string) &&
                   std::ranges::find(field.values, value.as_string()) != field.values.end();
        case model::FieldType::timestamp:
            return value.is(Kind::timestamp) ||
                   (value.is(Kind::string) && parse_instant(value.as_string()).has_value());
        case model::FieldType::duration:
            return value.is(Kind::duration) ||
                   (value.is(Kind::string) && parse_duration(value.as_string()).has_value());
        case model::FieldType::list: return value.is(Kind::list);
        case model::FieldType::map: return value.is(Kind::map);
    }
    return true;
}

std::string what_fits(const model::Field& field) {
    switch (field.type) {
        case model::FieldType::boolean: return "true or false";
        case model::FieldType::integer: return "a whole number";
        case model::FieldType::floating: return "a number";
        case model::FieldType::string: return "a text";
        case model::FieldType::enumeration: return fmt::format("one of {}", fmt::join(field.values, ", "));
        case model::FieldType::timestamp: return "an instant such as 2026-03-02T09:00:00+08:00";
        case model::FieldType::duration: return "a length of time such as 1h30m";
        case model::FieldType::list: return "a list";
        case model::FieldType::map: return "a map";
    }
    return "a value";
}

}  // namespace itr::validation
