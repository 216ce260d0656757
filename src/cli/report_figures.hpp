// The figures of journals as text.
#pragma once

#include <cstddef>
#include <itr/insight.hpp>
#include <map>
#include <string>

namespace itr::cli {

void print_journals(const insight::Report& report);

/// A list of counts, the greatest first, cut after twenty.
void print_counts(const std::string& heading, const std::map<std::string, std::size_t>& counts);

}  // namespace itr::cli
