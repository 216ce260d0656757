// The zone record of a deployed pack.
#include <algorithm>

#include "base/text.hpp"
#include "loader/documents.hpp"

namespace itr::loader {
namespace {

using ZoneChange = calendar::ZoneDatabase::Transition;

/// "1980-04-06T01:00:00Z 7200"
std::optional<ZoneChange> zone_change_of(std::string_view text) {
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const auto at = parse_instant(text.substr(0, blank));
    std::int64_t offset = 0;
    constexpr std::int64_t most = 26 * 3600;  // seconds; no zone was ever so far from UTC
    const bool sound =
        at && text::read_whole(text.substr(blank + 1), offset) && -most < offset && offset < most;
    if (!sound) return std::nullopt;
    return ZoneChange{*at, seconds(offset)};
}

calendar::ZoneDatabase::Rules zone_rules_of(Context& context, const Node& zone, const Node& node) {
    calendar::ZoneDatabase::Rules rules{std::string(text_of(context, zone)), {}};
    for (const Node& item : items(node))
        if (const auto change = zone_change_of(text_of(context, item))) rules.transitions.push_back(*change);
    const bool ascending = std::ranges::adjacent_find(rules.transitions, std::ranges::greater_equal(),
                                                      &ZoneChange::at) == rules.transitions.end();
    if (rules.transitions.empty() || rules.transitions.size() != node.count || !ascending)
        context.error(invalid_value, node, "what is no list of ascending changes of a time zone");
    return rules;
}

}  // namespace

model::ZoneRecord read_zones(Context& context, Map& map) {
    model::ZoneRecord record;
    map.read("database", record.database);
    map.read("edition", record.edition);
    const Node* zones = map.get("zones");
    if (zones == nullptr) return record;
    if (zones->kind != Node::Kind::map) wrong_type(context, *zones, "a map from zones to their changes");
    for (const auto [zone, changes] : pairs(*zones))
        record.zones.push_back(zone_rules_of(context, zone, changes));
    return record;
}

}  // namespace itr::loader
