#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "model/calendar_parts.hpp"
#include "time/codes.hpp"

namespace itr::model {
namespace {

using calendar::Calendar;

calendar::Definition definition_of_always() {
    calendar::Definition always;
    always.name = around_the_clock;
    always.always = true;
    return always;
}

/// Compiles entry by entry, parts before what is made of them, each once for each zone.
class CalendarCompiler {
  public:
    CalendarCompiler(std::span<const CalendarEntry> entries,
                     const std::shared_ptr<const calendar::ZoneDatabase>& zones, Diagnostics& diagnostics)
        : entries_(entries), zones_(zones), diagnostics_(diagnostics), parts_(entries, diagnostics) {
        if (auto compiled = Calendar::compile(definition_of_always(), zones)) always_ = *std::move(compiled);
    }

    std::vector<Calendar> run() {
        for (const std::size_t entry : parts_.order()) {
            if (!compile(entry, "")) continue;
            for (const std::string& zone : zones_of(entry)) (void)compile(entry, zone);
        }
        if (made_.size() > max_compiled_calendars)
            diagnostics_.push_back({calendar::calendar_invalid, Severity::error, entries_.front().at,
                                    fmt::format("expected at most {} calendars in all zones, but found {}",
                                                max_compiled_calendars, made_.size()),
                                    "name fewer zones in 'among'"});
        std::vector<Calendar> all;
        all.reserve(made_.size() + 1);
        const auto take = [&](bool in_zone) {
            for (const auto& [key, calendar] : made_)
                if (key.second.empty() != in_zone) all.push_back(calendar);
        };
        take(false);
        if (always_ && parts_.find(around_the_clock) == CalendarParts::always) all.push_back(*always_);
        take(true);
        return all;
    }

  private:
    const std::vector<std::string>& zones_of(std::size_t entry) const {
        static const std::vector<std::string> none;
        const auto& located = parts_.located(entry);
        return located && made_.size() <= max_compiled_calendars ? located->among : none;
    }

    /// The calendar in a zone ("": where nothing tells one); false, and a report, if it has a mistake.
    bool compile(std::size_t entry, const std::string& zone) {
        if (!has_parts(entries_[entry], zone)) return false;
        auto made = make(entries_[entry], zone);
        if (!made) {
            diagnostics_.push_back(
                {made.error().code, Severity::error, entries_[entry].at, made.error().message, {}});
            return false;
        }
        made_.emplace(std::pair(entry, zone), *std::move(made));
        return true;
    }

    Result<Calendar> make(const CalendarEntry& entry, const std::string& zone) {
        std::string name = zone.empty() ? entry.definition.name : name_in_zone(entry.definition.name, zone);
        if (entry.combine) return Calendar::combine(std::move(name), *entry.combine, parts(entry, zone));
        if (!entry.versions.empty()) return Calendar::history(std::move(name), versions(entry, zone));
        calendar::Definition definition = entry.definition;
        definition.name = std::move(name);
        if (entry.located) definition.zone = zone.empty() ? entry.located->otherwise : zone;
        return Calendar::compile(definition, zones_);
    }

    /// A part that did not compile is told already.
    bool has_parts(const CalendarEntry& entry, const std::string& zone) const {
        return std::ranges::all_of(entry.parts, [&](const Word& part) { return find(part, zone); }) &&
               std::ranges::all_of(entry.versions,
                                   [&](const auto& version) { return find(version.calendar, zone); });
    }

    std::vector<Calendar> parts(const CalendarEntry& entry, const std::string& zone) const {
        std::vector<Calendar> out;
        out.reserve(entry.parts.size());
        for (const Word& part : entry.parts) out.push_back(*find(part, zone));
        return out;
    }

    std::vector<Calendar::Version> versions(const CalendarEntry& entry, const std::string& zone) const {
        std::vector<Calendar::Version> out;
        out.reserve(entry.versions.size());
        for (const CalendarEntry::Version& version : entry.versions)
            out.push_back({version.from, *find(version.calendar, zone)});
        return out;
    }

    /// A part that is not told this zone counts in its own. Null if it did not compile.
    const Calendar* find(const Word& part, const std::string& zone) const {
        const std::size_t entry = parts_.find(part.text);
        if (entry == CalendarParts::always) return always_ ? &*always_ : nullptr;
        for (const std::string& where : {zone, std::string()})
            if (const auto at = made_.find(std::pair(entry, where)); at != made_.end()) return &at->second;
        return nullptr;
    }

    std::span<const CalendarEntry> entries_;
    const std::shared_ptr<const calendar::ZoneDatabase>& zones_;
    Diagnostics& diagnostics_;
    CalendarParts parts_;
    std::optional<Calendar> always_;
    std::map<std::pair<std::size_t, std::string>, Calendar> made_;
};

}  // namespace

std::string name_in_zone(std::string_view calendar, std::string_view zone) {
    return fmt::format("{}@{}", calendar, zone);
}

std::vector<Calendar> compile_calendars(std::span<const CalendarEntry> entries,
                                        const std::shared_ptr<const calendar::ZoneDatabase>& zones,
                                        Diagnostics& diagnostics) {
    return CalendarCompiler(entries, zones, diagnostics).run();
}

}  // namespace itr::model
