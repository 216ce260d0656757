// Where mistakes of one expression go, with their places in the file around it.
#pragma once

#include <itr/diagnostic.hpp>
#include <string>
#include <string_view>

namespace itr::expression {

class Report {
  public:
    Report(std::string_view source, const Location& at, Diagnostics& out)
        : source_(source), at_(at), out_(out) {}

    void error(Code code, std::uint32_t offset, std::string message, std::string hint = {}) {
        failed_ = true;
        out_.push_back({code, Severity::error, place(offset), std::move(message), std::move(hint)});
    }
    [[nodiscard]] bool failed() const noexcept { return failed_; }

  private:
    /// Lines of the source lie one below the other, from the column where the first one begins.
    [[nodiscard]] Location place(std::uint32_t offset) const {
        Location place = at_;
        if (at_.line == 0) return place;
        for (const char c : source_.substr(0, offset)) {
            ++place.column;
            if (c != '\n') continue;
            ++place.line;
            place.column = at_.column;
        }
        return place;
    }

    std::string_view source_;
    const Location& at_;
    Diagnostics& out_;
    bool failed_ = false;
};

}  // namespace itr::expression
