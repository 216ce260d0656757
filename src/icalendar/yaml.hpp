// What is proposed, with the names of the events, and how it is written in a pack.
#pragma once

#include <itr/calendar.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "time/civil.hpp"

namespace itr::icalendar {

struct Draft {
    std::string name, zone;
    std::vector<calendar::Window> hours;
    std::map<calendar::DayNumber, std::string> closed, open;
    std::map<calendar::DayNumber, std::pair<std::vector<calendar::Window>, std::string>> breaks;
    std::vector<std::pair<calendar::Rule, std::string>> rules;
    std::optional<calendar::Date> known_until;
};

[[nodiscard]] calendar::Definition definition_of(const Draft& draft);
/// The same as a `calendar` document.
[[nodiscard]] std::string yaml_of(const Draft& draft);

}  // namespace itr::icalendar
