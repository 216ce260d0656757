// What went wrong, as data: a stable code for programs, a sentence for people.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

namespace itr {

/// A stable name such as "store.locked". Codes are never renamed or reused; docs/diagnostics.md lists all.
/// Only string literals become codes, so a code costs one pointer and lives as long as the program.
class Code {
  public:
    template <std::size_t N>
    consteval explicit Code(const char (&literal)[N]) : text_(literal) {}

    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }
    [[nodiscard]] constexpr const char* c_str() const noexcept { return text_; }
    friend constexpr bool operator==(Code a, Code b) noexcept { return a.text() == b.text(); }

  private:
    const char* text_;
};

/// A failure of the environment (a file, a database, a limit) or a refusal ("expected X, but Y").
struct Error {
    Code code;
    std::string message;
};

}  // namespace itr
