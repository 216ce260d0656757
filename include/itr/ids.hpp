// Names of things that outlive a process. Each kind is its own type, so that one cannot pass for another.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace itr {

/// A name of 1..64 bytes of UTF-8 without control characters. Default-constructed it is empty and names
/// nothing.
template <typename Tag>
class Name {
  public:
    Name() = default;
    explicit Name(std::string text) : text_(std::move(text)) {}

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
    friend bool operator==(const Name&, const Name&) = default;
    friend auto operator<=>(const Name&, const Name&) = default;

  private:
    std::string text_;
};

using TenantId = Name<struct TenantTag>;  ///< whose tickets: no query or command ever crosses a tenant
using TicketId = Name<struct TicketTag>;  ///< unique within a tenant, chosen by the host or its id source
using PackHash =
    Name<struct PackTag>;  ///< identity of a pack's canonical form: 64 lower-case hexadecimal digits

inline constexpr std::size_t max_name_bytes = 64;

/// Fails with `id.invalid` unless `text` is 1..64 bytes of valid UTF-8 without control characters.
/// `what` names the thing in the message ("ticket id").
[[nodiscard]] ITR_API Status check_name(std::string_view what, std::string_view text);

}  // namespace itr

template <typename Tag>
struct std::hash<itr::Name<Tag>> {
    std::size_t operator()(const itr::Name<Tag>& name) const noexcept {
        return std::hash<std::string>{}(name.text());
    }
};
