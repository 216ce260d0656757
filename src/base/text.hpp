// Reading and writing the small texts that are the same in JSON, YAML, CEL and on the command line.
// Locale-free; nothing here allocates beyond the string it returns.
#pragma once

#include <charconv>
#include <itr/ids.hpp>
#include <itr/value.hpp>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace itr::text {

/// The whole of `text` as a number, or false.
template <typename Number>
[[nodiscard]] bool read_whole(std::string_view text, Number& out) noexcept {
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, out);
    return error == std::errc{} && rest == end && !text.empty();
}

/// RFC 3339, years 0001..9999, up to nine digits of a second. Fails with `time.invalid`.
[[nodiscard]] Result<Timestamp> read_timestamp(std::string_view text);
/// RFC 3339 in UTC with "Z", and as many digits of the second (0, 3, 6 or 9) as it takes.
[[nodiscard]] std::string write(Timestamp timestamp);
/// The same into a place of max_timestamp_bytes; where it ends. Every journal text has many instants.
char* write_to(char* at, Timestamp timestamp) noexcept;
inline constexpr std::size_t max_timestamp_bytes = 40;

/// CEL's form: signed decimal numbers with units h, m, s, ms, us, ns ("1h30m", "-1.5s"). Fails with
/// `duration.invalid`.
[[nodiscard]] Result<TimeSpan> read_time_span(std::string_view text);
/// Decimal seconds with the suffix s: "1.5s".
[[nodiscard]] std::string write(TimeSpan span);

/// Well-formed UTF-8 without U+0000: what a journal can hold.
[[nodiscard]] bool is_storable_utf8(std::string_view text) noexcept;
/// The same, quick to say yes to a short text of ASCII, which most are.
[[nodiscard]] inline bool is_storable(std::string_view text) noexcept {
    return bytes::holds_throughout(text, bytes::are_storable_ascii) || is_storable_utf8(text);
}
/// A name for which check_name() need not be asked; most are.
[[nodiscard]] inline bool is_plain_name(std::string_view text) noexcept {
    return !text.empty() && text.size() <= max_name_bytes &&
           bytes::holds_throughout(text, bytes::are_printable_ascii);
}

/// Beyond it a double is not exact: integers of other size are tagged.
inline constexpr std::int64_t max_json_integer = (std::int64_t{1} << 53) - 1;

/// Nothing in it is escaped in a JSON text.
[[nodiscard]] bool is_plain_json(std::string_view text) noexcept;

[[nodiscard]] Result<std::string> read_hex(std::string_view text);
[[nodiscard]] std::string to_hex(std::string_view raw);

}  // namespace itr::text
