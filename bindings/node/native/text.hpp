// Texts between JavaScript and C.
#pragma once

#include <node_api.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace itr_node {

inline napi_value string_of(napi_env env, std::string_view text) {
    napi_value made = nullptr;
    napi_create_string_utf8(env, text.data(), text.size(), &made);
    return made;
}

/// Whether no half of a surrogate pair is in the string, which is read from its UTF-16.
inline bool is_well_formed(napi_env env, napi_value string) {
    std::size_t size = 0;
    napi_get_value_string_utf16(env, string, nullptr, 0, &size);
    std::u16string units(size + 1, u'\0');
    napi_get_value_string_utf16(env, string, units.data(), size + 1, &size);
    const auto is = [&](std::size_t at, char16_t first) { return (units[at] & 0xFC00) == first; };
    for (std::size_t at = 0; at < size; ++at) {
        if (is(at, 0xDC00) || (is(at, 0xD800) && !is(at + 1, 0xDC00))) return false;
        at += is(at, 0xD800) ? 1 : 0;
    }
    return true;
}

/// Whether the UTF-8 that Node-API gave is the string: in the place of half a surrogate pair it puts U+FFFD.
inline bool is_faithful(napi_env env, napi_value string, std::string_view text) {
    return text.find("\xEF\xBF\xBD") == std::string_view::npos || is_well_formed(env, string);
}

/// As UTF-8, if it can be said so.
inline std::optional<std::string> text_of(napi_env env, napi_value string) {
    std::size_t size = 0;
    napi_get_value_string_utf8(env, string, nullptr, 0, &size);
    std::string text(size, '\0');
    napi_get_value_string_utf8(env, string, text.data(), size + 1, &size);
    return is_faithful(env, string, text) ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace itr_node
