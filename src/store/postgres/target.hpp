// Which database: a connection string taken apart, and what may be said of it.
#pragma once

#include <itr/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace itr::store::postgres {

class Target {
  public:
    /// `store.invalid` if libpq does not understand it; the message does not repeat it.
    [[nodiscard]] static Result<Target> parse(const std::string& connection);

    /// What was given, by libpq's keywords.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& settings() const noexcept {
        return settings_;
    }
    /// The text with whatever is secret in the connection string replaced.
    [[nodiscard]] std::string without_secrets(std::string_view text) const;

  private:
    std::vector<std::pair<std::string, std::string>> settings_;
    std::vector<std::string> secrets_;
};

}  // namespace itr::store::postgres
