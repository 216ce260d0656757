// The module: `open`, `now` and `later`, in which every function of the C API is one of JavaScript.
#include "addon.hpp"

#include <array>

#include "job.hpp"
#include "library.hpp"
#include "text.hpp"

namespace itr_node {

napi_value made_error(napi_env env, std::string_view document, napi_value outcome) {
    napi_value maker = nullptr, receiver = nullptr, error = nullptr;
    napi_get_reference_value(env, Addon::of(env).make_error, &maker);
    napi_get_undefined(env, &receiver);
    const std::array<napi_value, 2> given{string_of(env, document), outcome};
    napi_call_function(env, receiver, maker, given.size(), given.data(), &error);
    return error;
}

void throw_error(napi_env env, std::string_view document) {
    napi_value nothing = nullptr;
    napi_get_undefined(env, &nothing);
    napi_throw(env, made_error(env, document, nothing));
}

namespace {

template <typename... Kinds>
napi_value now(napi_env env, napi_callback_info info) {
    JobOf<Kinds...> job;
    return call_now(env, info, job);
}

template <typename... Kinds>
napi_value later(napi_env env, napi_callback_info info) {
    return call_later(env, info, std::make_unique<JobOf<Kinds...>>());
}

/// open(number of the library, file): undefined, or why it cannot be used.
napi_value open(napi_env env, napi_callback_info info) {
    std::array<napi_value, 2> given{};
    std::size_t count = given.size();
    napi_get_cb_info(env, info, &count, given.data(), nullptr, nullptr);
    std::int32_t which = 0;
    napi_get_value_int32(env, given[0], &which);
    const auto file = text_of(env, given[1]);
    const std::string problem = file ? Libraries::get().open(static_cast<Library>(which), *file)
                                     : "the name of its file holds half of a surrogate pair";
    napi_value nothing = nullptr;
    napi_get_undefined(env, &nothing);
    return problem.empty() ? nothing : string_of(env, problem);
}

napi_value version(napi_env env, napi_callback_info /*info*/) {
    return string_of(env, Libraries::get().inside().version());
}

/// set_error(function): what makes an error of document `error`.
napi_value set_error(napi_env env, napi_callback_info info) {
    napi_value maker = nullptr;
    std::size_t count = 1;
    napi_get_cb_info(env, info, &count, &maker, nullptr, nullptr);
    napi_create_reference(env, maker, 1, &Addon::of(env).make_error);
    return nullptr;
}

/// finish(): when the process ends. The runtime then waits for calls in other threads, which may wait for
/// policies.
napi_value finish(napi_env env, napi_callback_info /*info*/) {
    Addon::of(env).mailbox->finish();
    return nullptr;
}

void add(napi_env env, napi_value object, const char* name, napi_callback function,
         const void* data = nullptr) {
    napi_value made = nullptr;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, function, const_cast<void*>(data), &made);
    napi_set_named_property(env, object, name, made);
}

/// An object with each function of the C API.
napi_value functions(napi_env env, bool at_once) {
    napi_value object = nullptr;
    napi_create_object(env, &object);
#define ITR_NODE_ADD(name, library, from_callbacks, since, ...)              \
    add(env, object, #name, at_once ? now<__VA_ARGS__> : later<__VA_ARGS__>, \
        &Libraries::get().at(Place::name));
    ITR_NODE_FUNCTIONS(ITR_NODE_ADD)
#undef ITR_NODE_ADD
    return object;
}

/// JavaScript's thread ends: nobody waits for it any more, and nobody will close what it has left open. No
/// call of its is under way: the runtime has waited for those in other threads.
void end(void* data) {
    auto& addon = *static_cast<Addon*>(data);
    addon.mailbox->leave();
    addon.holdings.close_all();
}

void forget(napi_env /*env*/, void* addon, void* /*hint*/) { delete static_cast<Addon*>(addon); }

napi_value begin(napi_env env, napi_value exports) {
    auto addon = std::make_unique<Addon>();
    addon->mailbox = std::make_shared<Mailbox>(env);
    if (!Mailbox::connect(addon->mailbox)) return nullptr;
    napi_add_env_cleanup_hook(env, end, addon.get());
    napi_set_instance_data(env, addon.release(), forget, nullptr);
    add(env, exports, "open", open);
    add(env, exports, "version", version);
    add(env, exports, "finish", finish);
    add(env, exports, "setError", set_error);
    napi_set_named_property(env, exports, "now", functions(env, true));
    napi_set_named_property(env, exports, "later", functions(env, false));
    return exports;
}

}  // namespace
}  // namespace itr_node

NAPI_MODULE_INIT() { return itr_node::begin(env, exports); }
