// "field=value" words of a command line, read as the declared fields want them.
#pragma once

#include <itr/command.hpp>
#include <itr/model.hpp>
#include <itr/result.hpp>
#include <span>
#include <string>
#include <vector>

namespace itr::cli {

/// A value is taken as text for text fields, as JSON where it is JSON, and as text otherwise ("2h" for a
/// duration). An empty value of a field that is no text is null. Fails with `cli.bad_value` on a word without
/// '='.
[[nodiscard]] Result<Data> read_assignments(const std::vector<std::string>& words,
                                            std::span<const model::Field> fields);

/// "clock=length" words: targets that the host gives. Fails with `cli.bad_value`.
[[nodiscard]] Result<std::vector<HostTarget>> read_targets(const std::vector<std::string>& words);

}  // namespace itr::cli
