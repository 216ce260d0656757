// The library itself, bytes, errors and actors.
#include <itr/itr.h>

#include <itr/loader.hpp>
#include <itr/version.hpp>

#include "capi/codes.hpp"
#include "capi/door.hpp"
#include "capi/objects.hpp"

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

namespace {

void give_limits(itr_bytes& out) {
    const auto n = [](std::size_t limit) { return Value(static_cast<std::int64_t>(limit)); };
    itr::document::Object limits;
    limits.add("name_bytes", n(max_name_bytes)).add("document_bytes", Value(ITR_MAX_DOCUMENT_BYTES));
    limits.add("page", n(store::max_page)).add("list_items", n(itr::document::max_items));
    limits.add("pack_file_bytes", n(loader::max_file_bytes)).add("pack_files", n(loader::max_files));
    limits.add("expression_bytes", n(expression::max_source_bytes)).add("roles", n(max_roles));
    limits.add("stored_text_bytes", n(store::max_text_bytes))
        .add("deadlines_per_turn", n(max_deadlines_per_turn))
        .add("turns_before_command", n(max_turns_before_command));
    limits.add("remembered_commands", n(remembered_commands)).add("timers", n(max_timers));
    limits.add("links", n(max_links)).add("version", Value(itr::version()));
    limits.add("abi_version", Value(ITR_ABI_VERSION)).add("abi_oldest", Value(itr_abi_oldest()));
    give(out, limits.done());
}

}  // namespace

extern "C" {

const char* itr_version(void) { return itr::version(); }

int32_t itr_abi_version(void) { return ITR_ABI_VERSION; }

int32_t itr_abi_oldest(void) { return 1; }

itr_status itr_limits(itr_bytes* out, itr_error* err) {
    return side_door(err, [&] { give_limits(output(out)); });
}

itr_status itr_open_handles(uint64_t* out, itr_error* err) {
    return side_door(err, [&] { output(out) = handles().open(); });
}

itr_status itr_bytes_free(itr_bytes* bytes) {
    return side_door(nullptr, [&] {
        if (bytes == nullptr || bytes->handle == 0) return;
        const std::uint64_t handle = bytes->handle;
        *bytes = {};
        close<std::string>(handle);
    });
}

itr_status itr_error_status(itr_error error) {
    itr_status status = ITR_MISUSE;
    const itr_status told = side_door(nullptr, [&] { status = held<Failure>(error)->status; });
    return told == ITR_OK ? status : told;
}

itr_status itr_error_code(itr_error error, itr_text* out) {
    return side_door(nullptr, [&] {
        itr_text& text = output(out);
        const auto failure = held<Failure>(error);
        text = {failure->error.code.c_str(), failure->error.code.text().size()};
    });
}

itr_status itr_error_message(itr_error error, itr_text* out) {
    return side_door(nullptr, [&] {
        itr_text& text = output(out);
        const auto failure = held<Failure>(error);
        text = {failure->error.message.c_str(), failure->error.message.size()};
    });
}

itr_status itr_error_document(itr_error error, itr_bytes* out) {
    return side_door(nullptr, [&] {
        itr_bytes& bytes = output(out);
        const auto failure = held<Failure>(error);
        itr::document::Object map;
        map.add("status", Value(failure->status)).add("code", Value(failure->error.code.text()));
        map.add("message", Value(failure->error.message));
        map.add("diagnostics", itr::document::list_of(failure->diagnostics, [](const Diagnostic& one) {
                    return itr::document::to_value(one);
                }));
        give(bytes, map.done());
    });
}

itr_status itr_error_free(itr_error error) {
    return side_door(nullptr, [&] {
        if (error != 0) close<Failure>(error);
    });
}

itr_status itr_actor_open(const char* actor, uint64_t actor_size, itr_actor* out, itr_error* err) {
    return door(err, out, [&](itr_actor& handle) {
        handle = hold(
            std::make_shared<Actor>(value_of(itr::document::read_actor(json("actor", actor, actor_size)))));
    });
}

itr_status itr_actor_close(itr_actor actor, itr_error* err) {
    return door(err, [&] { close<Actor>(actor); });
}
}
