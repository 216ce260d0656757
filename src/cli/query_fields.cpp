#include "cli/query_fields.hpp"

#include <algorithm>
#include <array>

#include "cli/output.hpp"

namespace itr::cli {

std::optional<std::string>* condition(store::Query& query, std::string_view name) {
    using Member = std::optional<std::string> store::Query::*;
    static constexpr std::array<std::pair<std::string_view, Member>, 9> members{
        {{"state", &store::Query::state},
         {"workflow", &store::Query::workflow},
         {"owner", &store::Query::owner},
         {"team", &store::Query::team},
         {"line", &store::Query::line},
         {"severity", &store::Query::severity},
         {"party", &store::Query::party},
         {"parent", &store::Query::parent},
         {"number", &store::Query::number}}};
    const auto at = std::ranges::find(members, name, &std::pair<std::string_view, Member>::first);
    return at == members.end() ? nullptr : &(query.*at->second);
}

Value to_value(const store::Row& row) {
    const store::Summary& s = row.summary;
    MapValue map;
    map.add("ticket", Value(row.ticket.text())).add("version", Value(static_cast<std::int64_t>(row.version)));
    map.add("open", Value(s.open))
        .add("opened_at", Value(to_string(s.opened_at)))
        .add("changed_at", Value(to_string(s.changed_at)));
    const std::pair<std::string_view, const std::string*> texts[]{
        {"number", &s.number}, {"workflow", &s.workflow}, {"owner", &s.owner}, {"team", &s.team},
        {"line", &s.line},     {"severity", &s.severity}, {"party", &s.party}, {"parent", &s.parent}};
    for (const auto& [name, text] : texts)
        if (!text->empty()) map.add(name, Value(*text));
    map.add("states", Value::list(std::vector<Value>(s.states.begin(), s.states.end())));
    if (row.next_due != never) map.add("next_due", Value(to_string(row.next_due)));
    return map.done();
}

}  // namespace itr::cli
