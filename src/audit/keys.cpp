#include <fmt/format.h>
#include <sodium/core.h>
#include <sodium/randombytes.h>

#include <algorithm>
#include <itr/audit.hpp>
#include <itr/time.hpp>
#include <utility>

#include "audit/codes.hpp"
#include "audit/mac.hpp"

namespace itr::audit {
namespace {

bool is_key_id(std::string_view id) noexcept {
    constexpr std::string_view signs = "._-";
    return !id.empty() && id.size() <= max_key_id_bytes && std::ranges::all_of(id, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               signs.find(c) != std::string_view::npos;
    });
}

tl::unexpected<Error> wrong_line(std::size_t number, std::string_view why) {
    return fail(audit_invalid_keys, fmt::format("line {} of the keys: {}", number, why));
}

std::string_view trimmed(std::string_view line) noexcept {
    line = line.substr(0, line.find('#'));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
        line.remove_suffix(1);
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    return line;
}

/// And the rest, without blanks around it.
std::pair<std::string_view, std::string_view> first_word(std::string_view line) noexcept {
    const std::size_t end = std::min(line.find(' '), line.size());
    return {line.substr(0, end), trimmed(line.substr(end))};
}

/// "from 2026-03-01T00:00:00Z", or nothing: always.
bool read_from(std::string_view text, Instant& from) {
    if (text.empty()) return true;
    const auto [word, when] = first_word(text);
    const auto instant = parse_instant(when);
    if (word != "from" || !instant) return false;
    from = *instant;
    return true;
}

}  // namespace

Result<Keys> Keys::read(std::string_view text) {
    Keys ring;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        const auto [id, rest] = first_word(line);
        const auto [secret, when] = first_word(rest);
        Key key;
        key.id = id;
        if (!is_key_id(key.id))
            return wrong_line(number, "expected an id of 1 to 16 letters, digits, '.', '_' or '-'");
        if (ring.find(key.id)) return wrong_line(number, fmt::format("the id '{}' is there twice", key.id));
        if (!read_hex_into(secret, key.secret))
            return wrong_line(number, "expected 64 lower-case hexadecimal digits after the id");
        if (!read_from(when, key.from))
            return wrong_line(number, "expected nothing after the digits, or 'from' and an instant");
        if (ring.keys_.size() == max_keys)
            return wrong_line(number, fmt::format("expected at most {} keys", max_keys));
        ring.keys_.push_back(std::move(key));
    }
    if (ring.keys_.empty()) return fail(audit_invalid_keys, "expected at least one key, but found none");
    return ring;
}

const Key& Keys::current(Instant at) const noexcept {
    const auto newest =
        std::find_if(keys_.rbegin(), keys_.rend(), [&](const Key& k) { return k.from <= at; });
    return newest == keys_.rend() ? keys_.front() : *newest;
}

std::optional<std::size_t> Keys::find(std::string_view id) const noexcept {
    const auto at = std::ranges::find(keys_, id, &Key::id);
    if (at == keys_.end()) return std::nullopt;
    return static_cast<std::size_t>(at - keys_.begin());
}

Result<std::string> make_key(std::string_view id) {
    if (!is_key_id(id))
        return fail(audit_invalid_keys,
                    fmt::format("expected a key's id of 1 to 16 letters, digits, '.', '_' or '-', but found "
                                "'{}'",
                                id));
    if (sodium_init() < 0) return fail(audit_invalid_keys, "the system gives no unpredictable bytes");
    std::array<std::uint8_t, 32> secret{};
    randombytes_buf(secret.data(), secret.size());
    return fmt::format("{} {}\n", id, hex_of(secret));
}

}  // namespace itr::audit
