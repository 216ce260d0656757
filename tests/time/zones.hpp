// The system's zone database, loaded once for the tests.
#pragma once

#include <doctest/doctest.h>

#include <itr/calendar.hpp>

namespace itr::test {

inline const std::shared_ptr<const calendar::ZoneDatabase>& zones() {
    static const auto loaded = calendar::ZoneDatabase::load_system();
    REQUIRE(loaded.has_value());
    return *loaded;
}

inline Instant at(std::string_view text) {
    const auto instant = parse_instant(text);
    REQUIRE_MESSAGE(instant.has_value(), text);
    return *instant;
}

inline calendar::Date day(std::string_view text) {
    const auto date = calendar::parse_date(text);
    REQUIRE_MESSAGE(date.has_value(), text);
    return *date;
}

inline calendar::Window window(std::string_view text) {
    const auto read = calendar::parse_window(text);
    REQUIRE_MESSAGE(read.has_value(), text);
    return *read;
}

/// Monday to Friday, the same windows every day.
inline calendar::Definition office(std::string zone, std::initializer_list<std::string_view> windows) {
    calendar::Definition definition;
    definition.name = "office";
    definition.zone = std::move(zone);
    for (std::size_t weekday = 0; weekday < 5; ++weekday)
        for (const auto text : windows) definition.week[weekday].push_back(window(text));
    return definition;
}

inline calendar::Calendar compiled(const calendar::Definition& definition) {
    auto calendar = calendar::Calendar::compile(definition, zones());
    REQUIRE_MESSAGE(calendar.has_value(), calendar.error().message);
    return *std::move(calendar);
}

}  // namespace itr::test
