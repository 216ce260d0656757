// The system's zone database, read through Howard Hinnant's date library. The one file of the pure rooms that
// touches files: the shell calls load_system() once, everybody else is handed the result.
//
// The library reads a zone's listed transitions but not the rule behind the last one (RFC 8536 §3.3, the
// "footer"), which matters from 2038 on, or much earlier where the system's files are of the slim kind;
// zone_rule reads it.
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>

#include "time/civil.hpp"
#include "time/codes.hpp"
#include "time/zone_rule.hpp"

namespace itr::calendar {
namespace {

using Transition = ZoneDatabase::Transition;

constexpr const char* zone_folder = "/usr/share/zoneinfo";
constexpr std::size_t max_zone_file_bytes = 1 << 20;

date::sys_seconds to_seconds(Instant at) {
    return date::sys_seconds{std::chrono::seconds{floor_div(at.ms, 1000)}};
}
Instant to_instant(date::sys_seconds at) { return Instant{at.time_since_epoch().count() * 1000}; }

/// The text between the last two line ends of a TZif file; empty if the zone has none.
std::string read_footer(const std::string& zone) {
    std::ifstream in(fmt::format("{}/{}", zone_folder, zone), std::ios::binary);
    std::string bytes(max_zone_file_bytes, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.empty() || bytes.back() != '\n') return {};
    bytes.pop_back();
    const auto line = bytes.rfind('\n');
    return line == std::string::npos ? std::string{} : bytes.substr(line + 1);
}

void add_change(Instant at, Duration offset, std::vector<Transition>& out) {
    // What changes the zone's name only is no transition.
    if (out.back().offset != offset && at > out.back().at && at <= max_instant) out.push_back({at, offset});
}

std::vector<Transition> read_listed(const std::string& name) {
    const date::time_zone& zone = *date::locate_zone(name);
    date::sys_info info = zone.get_info(to_seconds(min_instant));
    std::vector<Transition> out{{min_instant, seconds(info.offset.count())}};
    while (to_instant(info.end) <= max_instant) {
        info = zone.get_info(info.end);
        add_change(to_instant(info.begin), seconds(info.offset.count()), out);
    }
    return out;
}

std::vector<Transition> read_zone(const std::string& name) {
    std::vector<Transition> out = read_listed(name);
    if (const auto rule = read_zone_rule(read_footer(name))) {
        const Instant listed_until = out.back().at;
        const auto add_later = [&](Instant at, Duration offset) {
            if (at > listed_until) add_change(at, offset, out);
        };
        for (int year = date_of(static_cast<DayNumber>(floor_div(listed_until.ms, day_ms))).year;
             year <= 2200; ++year) {
            const Instant summer = rule->summer_begins(year);
            const Instant standard = rule->standard_begins(year);
            if (summer < standard) {
                add_later(summer, rule->summer);
                add_later(standard, rule->standard);
            } else {
                add_later(standard, rule->standard);
                add_later(summer, rule->summer);
            }
        }
    }
    return out;
}

/// A zone is read when it is first asked for; afterwards it never changes.
struct Zone {
    std::once_flag once;
    std::vector<Transition> transitions;
};

class SystemZones final : public ZoneDatabase {
  public:
    SystemZones(std::string version, const std::vector<std::string>& names) : version_(std::move(version)) {
        for (const std::string& name : names) zones_[name];
    }
    const std::string& version() const noexcept override { return version_; }

    bool has(std::string_view zone) const override { return !transitions(zone).empty(); }

    Duration offset(std::string_view zone, Instant at) const override {
        const auto& all = transitions(zone);
        const auto after = std::ranges::upper_bound(all, at, {}, &Transition::at);
        return after == all.begin() ? all.front().offset : std::prev(after)->offset;
    }

    std::vector<std::string> names() const override {
        std::vector<std::string> out;
        for (const auto& [name, zone] : zones_) out.push_back(name);
        return out;
    }

    const std::vector<Transition>& transitions(std::string_view zone) const override {
        static const std::vector<Transition> none;
        const auto found = zones_.find(zone);
        if (found == zones_.end()) return none;
        std::call_once(found->second.once, [&] {
            try {
                found->second.transitions = read_zone(found->first);
            } catch (const std::exception&) {  // a file that is no zone: has() says so
                found->second.transitions.clear();
            }
        });
        return found->second.transitions;
    }

  private:
    std::string version_;
    mutable std::map<std::string, Zone, std::less<>> zones_;
};

/// "2026a" from the first line of tzdata.zi; the library's own answer where there is no such file.
std::string read_version(const date::tzdb& database) {
    std::ifstream in(fmt::format("{}/tzdata.zi", zone_folder));
    constexpr std::string_view lead = "# version ";
    std::string line;
    if (std::getline(in, line) && line.starts_with(lead)) return line.substr(lead.size());
    return database.version;
}

}  // namespace

Result<std::shared_ptr<const ZoneDatabase>> ZoneDatabase::load_system() {
    try {
        const date::tzdb& database = date::get_tzdb();
        std::vector<std::string> names;
        for (const auto& zone : database.zones) names.push_back(zone.name());
        if (names.empty())
            return fail(zones_unavailable,
                        fmt::format("expected time zones in {}, but found none", zone_folder));
        return std::make_shared<SystemZones>(read_version(database), names);
    } catch (const std::exception& failure) {
        return fail(zones_unavailable,
                    fmt::format("expected a time zone database in {}, but reading it failed: {}", zone_folder,
                                failure.what()));
    }
}

}  // namespace itr::calendar
