// Stores.
#include <itr/itr.h>

#include <itr/stores/memory.hpp>

#include "capi/adapter.hpp"
#include "capi/codes.hpp"
#include "capi/objects.hpp"

namespace itr::capi {

itr_status open_store(Adapter& adapter, const char* place, std::uint64_t place_size, const char* options,
                      std::uint64_t options_size, itr_store* out, itr_error* err) noexcept {
    return door(err, out, [&](itr_store& handle) {
        const std::string where(plain_text("place", place, place_size));
        if (!adapter.has_connection())
            refuse(ITR_MISUSE, capi_null, "expected a connection of the host's, but found NULL");
        const Value given = json_or_empty("options", options, options_size);
        document::Members members(given, "options");
        adapter.read(members);
        check(members.done());
        handle = hold(std::shared_ptr<store::Store>(value_of(adapter.open(where))));
    });
}

}  // namespace itr::capi

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

extern "C" {

itr_status itr_store_open_memory(itr_store* out, itr_error* err) {
    return door(err, out, [&](itr_store& handle) {
        handle = hold(std::shared_ptr<store::Store>(store::make_memory_store()));
    });
}

itr_status itr_store_counters(itr_store store, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        give(bytes, itr::document::to_value(value_of(held<store::Store>(store)->counters())));
    });
}

itr_status itr_store_close(itr_store store, itr_error* err) {
    return door(err, [&] { close<itr::store::Store>(store); });
}
}
