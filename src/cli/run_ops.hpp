// The operations of `itr run`, by their names.
#pragma once

#include <itr/document.hpp>
#include <itr/engine.hpp>
#include <itr/result.hpp>
#include <string_view>

#include "cli/run_line.hpp"

namespace itr::cli {

/// The answer's map. A refusal by the pack is an answer with "ok": false; an Error is answered likewise by
/// the caller.
[[nodiscard]] Result<Value> run_op(Engine& engine, std::string_view op, LineRunner::Line& line);

}  // namespace itr::cli
