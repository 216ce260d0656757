// The names that a pack defines, to tell a slip of the pen from an expectation that is not met.
#pragma once

#include <itr/pack.hpp>
#include <set>
#include <string>
#include <string_view>

namespace itr::scenario {

struct Names {
    explicit Names(const Pack& pack);

    using Set = std::set<std::string, std::less<>>;
    Set roles, customers, workflows, events, states, clocks, ladders, fields;
};

}  // namespace itr::scenario
