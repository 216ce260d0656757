// An engine as the target of a replay.
#pragma once

#include <itr/engine.hpp>
#include <itr/import.hpp>
#include <optional>
#include <utility>

namespace itr::test {

class EngineTarget final : public event_log::Target {
  public:
    explicit EngineTarget(Engine& engine) : engine_(engine) {}

    Result<std::optional<Rejection>> execute(const Command& command, Instant now) override {
        auto outcome = engine_.execute(command, now);
        if (!outcome) return fail(outcome.error());
        return std::move(outcome->rejection);
    }

  private:
    Engine& engine_;
};

}  // namespace itr::test
