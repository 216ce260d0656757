#include "ticket/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <itr/ticket.hpp>
#include <set>
#include <string>
#include <string_view>

namespace itr::ticket {
namespace {

using calendar::Calendar;
using model::CalendarEntry;

/// A calendar that is no longer in the pack is still there for what speaks of it.
void take_calendars(model::Pack& pack, const model::Pack& terms) {
    for (const CalendarEntry& entry : terms.calendars) {
        const auto known = std::ranges::find(pack.calendars, entry.definition.name,
                                             [](const CalendarEntry& c) { return c.definition.name; });
        if (known == pack.calendars.end())
            pack.calendars.push_back(entry);
        else
            *known = entry;
    }
    std::ranges::sort(pack.calendars, {}, [](const CalendarEntry& c) { return c.definition.name; });
}

bool say_the_same(const CalendarEntry& one, const CalendarEntry& other) {
    const auto same_word = [](const model::Word& a, const model::Word& b) { return a.text == b.text; };
    const auto same_version = [](const CalendarEntry::Version& a, const CalendarEntry::Version& b) {
        return a.from == b.from && a.calendar.text == b.calendar.text;
    };
    const bool same_zones = one.located.has_value() == other.located.has_value() &&
                            (!one.located || (one.located->field.text == other.located->field.text &&
                                              one.located->among == other.located->among &&
                                              one.located->otherwise == other.located->otherwise));
    return one.definition == other.definition && same_zones && one.combine == other.combine &&
           std::ranges::equal(one.parts, other.parts, same_word) &&
           std::ranges::equal(one.versions, other.versions, same_version);
}

/// "office" of "office" and "office@Europe/Berlin".
std::string_view entry_name(std::string_view calendar) { return calendar.substr(0, calendar.find('@')); }

using Names = std::set<std::string, std::less<>>;

/// Those of calendars in zones whose rules have changed.
void add_where_zones_changed(const CalendarVersion& former, const CalendarVersion& now, Names& changed) {
    for (const Calendar& calendar : former.compiled) {
        const calendar::Definition& definition = calendar.definition();
        const bool is_former = definition.name.find('~') != std::string::npos;
        if (is_former || !former.zones->has(definition.zone) || !now.zones->has(definition.zone)) continue;
        if (former.zones->transitions(definition.zone) != now.zones->transitions(definition.zone))
            changed.emplace(entry_name(definition.name));
    }
}

/// Names of the entries that another version has otherwise, and of those made of them.
Names changed_entries(const CalendarVersion& former, const CalendarVersion& now) {
    Names changed;
    for (const CalendarEntry& entry : former.entries) {
        const auto other = std::ranges::find(now.entries, entry.definition.name,
                                             [](const CalendarEntry& c) { return c.definition.name; });
        if (other == now.entries.end() || !say_the_same(entry, *other)) changed.insert(entry.definition.name);
    }
    if (former.zones != nullptr && now.zones != nullptr && former.zones != now.zones)
        add_where_zones_changed(former, now, changed);
    for (bool grew = !changed.empty(); grew;) {
        grew = false;
        for (const CalendarEntry& entry : former.entries) {
            const auto has_changed = [&](const model::Word& part) { return changed.contains(part.text); };
            const bool by_part = std::ranges::any_of(entry.parts, has_changed) ||
                                 std::ranges::any_of(entry.versions, [&](const auto& version) {
                                     return has_changed(version.calendar);
                                 });
            grew |= by_part && changed.insert(entry.definition.name).second;
        }
    }
    return changed;
}

/// The same hours under the name of a former version.
Calendar named_former(const Calendar& calendar, std::span<const Calendar> all) {
    const std::string& name = calendar.definition().name;
    for (std::size_t version = 1;; ++version) {
        std::string former = fmt::format("{}~{}", name, version);
        const bool taken = std::ranges::any_of(
            all, [&](const Calendar& other) { return other.definition().name == former; });
        if (taken) continue;
        auto renamed = Calendar::history(std::move(former), {{calendar::Date{1900, 1, 1}, calendar}});
        return renamed ? *std::move(renamed) : calendar;
    }
}

}  // namespace

model::Pack under_terms(const model::Pack& base, const model::Pack& terms) {
    model::Pack pack = base;
    pack.agreements = terms.agreements;
    pack.zone_record = terms.zone_record;
    take_calendars(pack, terms);
    for (const model::Ladder& ladder : terms.ladders) {
        const auto known = std::ranges::find(pack.ladders, ladder.name, &model::Ladder::name);
        if (known == pack.ladders.end())
            pack.ladders.push_back(ladder);
        else
            *known = ladder;
    }
    for (const model::Table& table : terms.tables)
        if (std::ranges::find(pack.tables, table.name, &model::Table::name) == pack.tables.end())
            pack.tables.push_back(table);
    pack.scenarios.clear();
    return pack;
}

std::vector<Calendar> next_version_of(const CalendarVersion& former, const CalendarVersion& now) {
    const Names changed = changed_entries(former, now);
    std::vector<Calendar> all(former.compiled.begin(), former.compiled.end());
    for (Calendar& calendar : all)
        if (changed.contains(entry_name(calendar.definition().name))) calendar = named_former(calendar, all);
    for (const Calendar& calendar : now.compiled) {
        const bool stays = std::ranges::any_of(all, [&](const Calendar& other) {
            return other.definition().name == calendar.definition().name;
        });
        if (!stays) all.push_back(calendar);
    }
    return all;
}

}  // namespace itr::ticket

namespace itr {

std::shared_ptr<const Pack> PackSource::under(const std::shared_ptr<const Pack>& base,
                                              const PackHash& terms) const {
    const auto found = pack(terms);
    if (!base || !found) return nullptr;
    Diagnostics diagnostics;
    return Pack::under(base, *found, diagnostics);
}

}  // namespace itr
