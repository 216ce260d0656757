// Deciders.
#include <itr/itr.h>

#include <itr/effect.hpp>

#include "capi/codes.hpp"
#include "capi/decider.hpp"

namespace itr::capi {
namespace {

/// Document `signal` as the commands that carry it out.
Value commands_value(const Value& given) {
    document::Members m(given, "a signal");
    const TenantId tenant(m.needed_text("tenant"));
    const TicketId sender(m.needed_text("ticket"));
    const std::string key = m.needed_text("key");
    const std::string kind = m.needed_text("kind");
    const std::string text = m.needed_text("payload");
    const bool has_children = m.find("children") != nullptr;
    std::vector<TicketId> children;
    for (std::string& id : m.texts("children")) children.emplace_back(std::move(id));
    const auto personal = value_of(document::read_personal(m));
    check(m.done());
    const Value payload = fill_in(value_of(parse_json(text)), personal);
    if (is_for_children(kind, payload) && !has_children)
        refuse(ITR_INVALID, capi_children_needed,
               "expected the sender's 'children', whom this signal is for");
    std::vector<Value> commands;
    if (is_signal(kind))
        for (const Command& command : commands_of(tenant, sender, key, kind, payload, children))
            commands.push_back(document::to_value(command));
    return document::Object().add("commands", Value::list(std::move(commands))).done();
}

Decider::Given read_given(const char* history, std::uint64_t history_size, std::string_view number,
                          std::string_view entropy, std::int64_t now_ms) {
    Decider::Given given{instant("now_ms", now_ms), number, entropy, history_size > 0, {}};
    if (given.has_history)
        given.history = value_of(document::read_history(json("history", history, history_size)));
    if (!entropy.empty() && entropy.size() < 16)
        refuse(ITR_INVALID, capi_entropy_too_short, "expected 16 or more unpredictable bytes, or none");
    return given;
}

}  // namespace
}  // namespace itr::capi

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

extern "C" {

itr_status itr_decider_open(itr_host host, itr_decider* out, itr_error* err) {
    return door(err, out,
                [&](itr_decider& handle) { handle = hold(std::make_shared<Decider>(policies_of(host))); });
}

itr_status itr_decider_add_pack(itr_decider decider, itr_pack pack, itr_error* err) {
    return door(err, [&] { held<Decider>(decider)->add(held<LoadedPack>(pack)->pack); });
}

itr_status itr_decider_seal_with(itr_decider decider, const char* keys, uint64_t keys_size, itr_error* err) {
    return door(err, [&] {
        const auto by = held<Decider>(decider);
        by->seal_with(value_of(audit::Keys::read(text("keys", keys, keys_size))));
    });
}

itr_status itr_decider_decide(itr_decider decider, const char* ticket, uint64_t ticket_size,
                              const char* command, uint64_t command_size, const char* history,
                              uint64_t history_size, const char* number, uint64_t number_size,
                              const char* entropy, uint64_t entropy_size, int64_t now_ms, itr_bytes* out,
                              itr_error* err) {
    return door(err, out, [&](itr_bytes& result) {
        const auto by = held<Decider>(decider);
        const auto given =
            read_given(history, history_size, plain_text("number", number, number_size, ITR_MAX_NAME_BYTES),
                       bytes("entropy", entropy, entropy_size), now_ms);
        const auto stored = value_of(itr::document::read_stored(json("ticket", ticket, ticket_size)));
        auto wanted = value_of(itr::document::read_command(json("command", command, command_size)));
        give(result, by->decide(stored, std::move(wanted), given));
    });
}

itr_status itr_decider_view(itr_decider decider, const char* ticket, uint64_t ticket_size, itr_actor actor,
                            int64_t now_ms, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& result) {
        const auto by = held<Decider>(decider);
        const auto who = held<Actor>(actor);
        const auto stored = value_of(itr::document::read_stored(json("ticket", ticket, ticket_size)));
        give(result, by->view(stored, *who, instant("now_ms", now_ms)));
    });
}

itr_status itr_decider_commands(itr_decider decider, const char* signal, uint64_t signal_size, itr_bytes* out,
                                itr_error* err) {
    return door(err, out, [&](itr_bytes& result) {
        static_cast<void>(held<Decider>(decider));
        give(result, commands_value(json("signal", signal, signal_size)));
    });
}

itr_status itr_decider_close(itr_decider decider, itr_error* err) {
    return door(err, [&] { close<Decider>(decider); });
}
}
