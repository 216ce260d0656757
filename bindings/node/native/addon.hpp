// What the addon keeps for one thread of JavaScript.
#pragma once

#include <node_api.h>

#include <memory>
#include <string>
#include <string_view>

#include "holdings.hpp"
#include "mailbox.hpp"

namespace itr_node {

struct Addon {
    std::shared_ptr<Mailbox> mailbox;
    Holdings holdings;
    napi_ref make_error = nullptr;  ///< (document `error`, what came all the same) → an error

    static Addon& of(napi_env env) {
        void* data = nullptr;
        napi_get_instance_data(env, &data);
        return *static_cast<Addon*>(data);
    }
};

/// What JavaScript throws of document `error`.
[[nodiscard]] napi_value made_error(napi_env env, std::string_view document, napi_value outcome);
void throw_error(napi_env env, std::string_view document);

// They throw, and return false.
inline bool wrong_type(napi_env env, const char* expected) {
    napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", (std::string("expected ") + expected).c_str());
    return false;
}
inline bool out_of_range(napi_env env) {
    napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "expected a whole number that a double holds exactly");
    return false;
}
inline bool no_unicode(napi_env env) {
    throw_error(env, R"({"code":"capi.not_utf8","diagnostics":[],"message":"expected a text in Unicode, )"
                     R"(but found half of a surrogate pair","status":5})");
    return false;
}

}  // namespace itr_node
