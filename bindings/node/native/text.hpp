// Texts between JavaScript and C.
#pragma once

#include <node_api.h>

#include <string>
#include <string_view>

namespace itr_node {

inline napi_value string_of(napi_env env, std::string_view text) {
    napi_value made = nullptr;
    napi_create_string_utf8(env, text.data(), text.size(), &made);
    return made;
}

inline std::string text_of(napi_env env, napi_value string) {
    std::size_t size = 0;
    napi_get_value_string_utf8(env, string, nullptr, 0, &size);
    std::string text(size, '\0');
    napi_get_value_string_utf8(env, string, text.data(), size + 1, &size);
    return text;
}

}  // namespace itr_node
