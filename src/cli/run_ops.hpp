// The operations of `itr run`, by their names.
#pragma once

#include <itr/engine.hpp>
#include <itr/result.hpp>
#include <string>
#include <string_view>

#include "cli/run_line.hpp"

namespace itr::cli {

/// The members of a line, read leniently: what is absent or of another type reads as nothing.
class Members {
  public:
    explicit Members(const Value& map) : map_(map) {}

    [[nodiscard]] const Value* get(std::string_view name) const {
        return map_.is(Kind::map) ? map_.find(name) : nullptr;
    }
    [[nodiscard]] std::string text(std::string_view name, std::string fallback = {}) const;
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view name) const;
    [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t fallback) const;
    [[nodiscard]] bool truth(std::string_view name) const;
    [[nodiscard]] Data data(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    [[nodiscard]] Duration length(std::string_view name) const;  ///< 0: none
    [[nodiscard]] Instant instant(std::string_view name) const;  ///< never: none

  private:
    const Value& map_;
};

/// "as": a role or a list of them; "actor": {"id", "roles", "party"}. Without both: `roles`.
[[nodiscard]] Result<Actor> read_actor(const Value& members, const std::vector<std::string>& roles);

/// The answer's map. A refusal by the pack is an answer with "ok": false; an Error is answered likewise by
/// the caller.
[[nodiscard]] Result<Value> run_op(Engine& engine, std::string_view op, const LineRunner::Line& line);

}  // namespace itr::cli
