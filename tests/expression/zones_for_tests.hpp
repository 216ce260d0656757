// A zone database for tests of this room, straight from the library that reads the system's.
#pragma once

#include <date/tz.h>

#include <itr/calendar.hpp>

namespace itr::test {

class SystemZones final : public calendar::ZoneDatabase {
  public:
    [[nodiscard]] const std::string& version() const noexcept override { return version_; }
    [[nodiscard]] bool has(std::string_view zone) const override {
        try {
            return date::locate_zone(std::string(zone)) != nullptr;
        } catch (const std::runtime_error&) {
            return false;
        }
    }
    [[nodiscard]] Duration offset(std::string_view zone, Instant at) const override {
        const date::sys_seconds time{std::chrono::seconds(at.ms / 1000)};
        return seconds(date::locate_zone(std::string(zone))->get_info(time).offset.count());
    }
    [[nodiscard]] std::vector<std::string> names() const override { return {}; }
    [[nodiscard]] const std::vector<Transition>& transitions(std::string_view /*zone*/) const override {
        return none_;
    }

  private:
    std::string version_ = "system";
    std::vector<Transition> none_;
};

}  // namespace itr::test
