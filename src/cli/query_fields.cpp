#include "cli/query_fields.hpp"

#include <algorithm>
#include <array>

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

}  // namespace itr::cli
