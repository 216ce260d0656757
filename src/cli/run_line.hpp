// One line of `itr run`: a JSON object with "op" in, a JSON object with "ok" out.
#pragma once

#include <itr/document.hpp>
#include <itr/engine.hpp>
#include <itr/value.hpp>
#include <optional>
#include <string>
#include <vector>

namespace itr::cli {

class LineRunner {
  public:
    /// `roles`: of lines without an actor. `now`: of lines before the first that has one; nothing: the wall
    /// clock, always.
    LineRunner(Engine& engine, TenantId tenant, std::vector<std::string> roles, std::optional<Instant> now);

    [[nodiscard]] Value run(const std::string& line);

    /// A line in hand: its members, of which the op's own are still to be read, and what holds for every op.
    struct Line {
        document::Members& members;
        TenantId tenant;  ///< of a line that names none
        Actor actor;
        Instant now{};
    };

  private:
    [[nodiscard]] Result<Value> answer(const Value& line);
    [[nodiscard]] Result<Instant> instant(document::Members& members);

    Engine& engine_;
    TenantId tenant_;
    std::vector<std::string> roles_;
    std::optional<Instant> now_;
};

}  // namespace itr::cli
