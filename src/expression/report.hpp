// Where mistakes of one expression go, with their places in the file around it.
#pragma once

#include <itr/diagnostic.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace itr::expression {

class Report {
  public:
    Report(std::string_view source, const TextLocation& at, Diagnostics& out)
        : source_(source), at_(at), out_(out) {}

    void error(Code code, std::uint32_t offset, std::string message, std::string hint = {}) {
        failed_ = true;
        out_.push_back({code, Severity::error, at_.of(source_, offset), std::move(message), std::move(hint)});
    }
    [[nodiscard]] bool failed() const noexcept { return failed_; }

  private:
    std::string_view source_;
    const TextLocation& at_;
    Diagnostics& out_;
    bool failed_ = false;
};

}  // namespace itr::expression
