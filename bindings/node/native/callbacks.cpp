#include "callbacks.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "library.hpp"
#include "text.hpp"

namespace itr_node {
namespace {

/// Calls it in JavaScript's thread; null where it throws, which ends here: the library cannot pass it on.
napi_value call(napi_env env, const Callable& callable, std::size_t count, const napi_value* given) {
    napi_value function = nullptr, receiver = nullptr, result = nullptr;
    napi_get_reference_value(env, callable.function(), &function);
    napi_get_undefined(env, &receiver);
    ++callable.mailbox().callbacks;
    const bool returned = napi_call_function(env, receiver, function, count, given, &result) == napi_ok;
    --callable.mailbox().callbacks;
    if (!returned) napi_get_and_clear_last_exception(env, &result);
    return returned ? result : nullptr;
}

/// A policy that is asked, and what it answered if it did not fail.
struct Asked {
    Kept policy;
    bool answered = false;
    std::optional<std::string> text = std::nullopt;
};

void ask(napi_env env, std::string_view snapshot, Asked& asked) {
    const napi_value shown = string_of(env, snapshot);
    const napi_value result = call(env, *asked.policy, 1, &shown);
    napi_valuetype type = napi_undefined;
    if (result == nullptr || napi_typeof(env, result, &type) != napi_ok) return;
    if (type == napi_string) asked.text = text_of(env, result);
    asked.answered = type == napi_undefined || asked.text.has_value();
}

std::int32_t propose(void* user_data, const char* snapshot, std::uint64_t size, itr_reply reply) {
    // Shared with JavaScript's thread: this one goes on where the policy ends the program instead of
    // answering.
    const auto asked = std::make_shared<Asked>(Asked{*static_cast<Kept*>(user_data)});
    Mailbox& mailbox = asked->policy->mailbox();
    const auto here = [asked, shown = std::string_view(snapshot, size)](napi_env env) {
        ask(env, shown, *asked);
    };
    if (mailbox.in_javascript())
        here(mailbox.env());
    else if (!mailbox.ask(here))
        return 1;
    if (!asked->answered) return 1;
    // In the thread of the call, wherever JavaScript has run: the library insists on it.
    if (asked->text)
        Libraries::get().inside().reply_write(reply, asked->text->data(), asked->text->size(), nullptr);
    return 0;
}

void log_here(napi_env env, const Callable& callable, std::int32_t level, std::string_view event,
              std::string_view message) {
    std::array<napi_value, 3> given{nullptr, string_of(env, event), string_of(env, message)};
    napi_create_int32(env, level, given.data());
    call(env, callable, given.size(), given.data());
}

void log(void* user_data, std::int32_t level, const char* event, std::uint64_t event_size,
         const char* message, std::uint64_t message_size) {
    const Kept& kept = *static_cast<Kept*>(user_data);
    Mailbox& mailbox = kept->mailbox();
    if (mailbox.in_javascript())
        return log_here(mailbox.env(), *kept, level, {event, event_size}, {message, message_size});
    // Nobody waits for a line of a log.
    mailbox.post([kept, level, event = std::string(event, event_size),
                  message = std::string(message, message_size)](napi_env env) {
        log_here(env, *kept, level, event, message);
    });
}

void release(void* user_data) { delete static_cast<Kept*>(user_data); }

}  // namespace

template <>
itr_policy table_of(Kept* kept) {
    return {sizeof(itr_policy), 0, kept, propose, release};
}

template <>
itr_log_sink table_of(Kept* kept) {
    return {sizeof(itr_log_sink), 0, kept, log, release};
}

}  // namespace itr_node
