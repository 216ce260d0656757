#include <algorithm>
#include <itr/model.hpp>

#include "base/hash.hpp"
#include "model/writer.hpp"

namespace itr::model {
namespace {

/// The order of documents of a kind says nothing, so it leaves no trace.
template <typename T, typename Name>
std::vector<const T*> by_name(const std::vector<T>& parts, Name name) {
    std::vector<const T*> sorted;
    sorted.reserve(parts.size());
    for (const T& part : parts) sorted.push_back(&part);
    std::ranges::stable_sort(sorted, {}, name);
    return sorted;
}

}  // namespace

const std::string& Title::in(std::string_view language) const noexcept {
    static const std::string nothing;
    const std::string* english = nullptr;
    for (const auto& [tongue, text] : texts) {
        if (tongue == language) return text;
        if (tongue == "en" && english == nullptr) english = &text;
    }
    if (english != nullptr) return *english;
    return texts.empty() ? nothing : texts.front().second;
}

namespace {

std::string text_of(const Pack& pack, bool with_zones) {
    const auto name = [](const auto* part) -> const std::string& { return part->name; };
    const auto calendar_name = [](const CalendarEntry* entry) -> const std::string& {
        return entry->definition.name;
    };
    Writer writer;
    writer.begin();
    writer.pack(pack);
    for (const Workflow* each : by_name(pack.workflows, name)) writer.workflow(*each);
    for (const Agreement* each : by_name(pack.agreements, name)) writer.agreement(*each);
    for (const CalendarEntry* each : by_name(pack.calendars, calendar_name)) writer.calendar(*each);
    for (const Table* each : by_name(pack.tables, name)) writer.table(*each);
    for (const Ladder* each : by_name(pack.ladders, name)) writer.ladder(*each);
    std::vector<Role> roles = pack.roles;
    std::ranges::stable_sort(roles, {}, &Role::name);
    writer.roles(roles);
    std::vector<Resource> resources = pack.resources;
    std::ranges::stable_sort(resources, {}, &Resource::name);
    writer.resources(resources);
    for (const Form* each : by_name(pack.forms, name)) writer.form(*each);
    if (with_zones && pack.zone_record) writer.zones(*pack.zone_record);
    return writer.end();
}

}  // namespace

std::string canonical(const Pack& pack) { return text_of(pack, true); }

PackHash identity(const Pack& pack) {
    return PackHash(hash::sha256_hex(text_of(pack, pack.zone_record && pack.zone_record->edition)));
}

}  // namespace itr::model
