// One line of `itr run`: a JSON object with "op" in, a JSON object with "ok" out.
#pragma once

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

    /// What a line said, beside its op's own members.
    struct Line {
        const Value& members;
        TenantId tenant;
        TicketId ticket;
        Actor actor;
        Instant now{};
    };

  private:
    [[nodiscard]] Result<Value> answer(const Value& members);
    [[nodiscard]] Result<Instant> instant(const Value& members);

    Engine& engine_;
    TenantId tenant_;
    std::vector<std::string> roles_;
    std::optional<Instant> now_;
};

}  // namespace itr::cli
