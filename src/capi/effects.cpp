// Engines: effects and incidents.
#include <itr/itr.h>

#include <itr/engine.hpp>

#include "capi/objects.hpp"

namespace itr::capi {
namespace {

/// An effect or incident by its key.
struct Kept {
    std::shared_ptr<Engine> engine;
    TenantId tenant;
    std::string key;

    Kept(itr_engine handle, const char* tenant_data, std::uint64_t tenant_size, const char* key_data,
         std::uint64_t key_size)
        : engine(held<Engine>(handle)),
          tenant(name("tenant", tenant_data, tenant_size)),
          key(plain_text("key", key_data, key_size, ITR_MAX_NAME_BYTES)) {}
};

/// An effect that failed so often before.
itr::store::OutboxEffect failed(const Kept& kept, std::int32_t attempts) {
    itr::store::OutboxEffect effect;
    effect.key.tenant = kept.tenant;
    effect.effect.key = kept.key;
    effect.attempts = static_cast<std::uint32_t>(in_range("attempts", attempts, 0, 1'000'000));
    return effect;
}

/// door() of a function that may tell whether there was such a thing.
template <typename Body>
itr_status door_known(itr_error* err, std::int32_t* known, Body&& body) noexcept {
    std::int32_t unasked = 0;
    return door(err, known != nullptr ? known : &unasked,
                [&](std::int32_t& told) { told = value_of(std::forward<Body>(body)()) ? 1 : 0; });
}

}  // namespace
}  // namespace itr::capi

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

extern "C" {

itr_status itr_engine_take_effects(itr_engine engine, int64_t now_ms, int64_t hidden_for_ms,
                                   int64_t max_effects, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const auto by = held<Engine>(engine);
        const Instant now = instant("now_ms", now_ms);
        const Duration hidden_for{in_range("hidden_for_ms", hidden_for_ms, 1, ITR_MAX_INSTANT_MS)};
        const auto most = static_cast<std::size_t>(in_range("max_effects", max_effects, 1, ITR_MAX_PAGE));
        const auto taken = value_of(by->take_effects(now, hidden_for, most));
        give(bytes, itr::document::Object()
                        .add("effects", itr::document::list_of(taken,
                                                               [](const itr::store::OutboxEffect& one) {
                                                                   return itr::document::to_value(one);
                                                               }))
                        .done());
    });
}

itr_status itr_engine_acknowledge_effect(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                         const char* key, uint64_t key_size, int32_t* known, itr_error* err) {
    return door_known(err, known, [&] {
        const Kept kept(engine, tenant, tenant_size, key, key_size);
        return kept.engine->acknowledge_effect(kept.tenant, kept.key);
    });
}

itr_status itr_engine_fail_effect(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                  const char* key, uint64_t key_size, int32_t attempts, const char* reason,
                                  uint64_t reason_size, int64_t now_ms, int32_t* known, itr_error* err) {
    return door_known(err, known, [&] {
        const Kept kept(engine, tenant, tenant_size, key, key_size);
        const std::string why(plain_text("reason", reason, reason_size));
        return kept.engine->fail_effect(failed(kept, attempts), why, instant("now_ms", now_ms));
    });
}

itr_status itr_engine_fail_taken_effect(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                        const char* key, uint64_t key_size, int64_t taking, int32_t attempts,
                                        const char* reason, uint64_t reason_size, int64_t now_ms,
                                        int32_t* known, itr_error* err) {
    return door_known(err, known, [&] {
        const Kept kept(engine, tenant, tenant_size, key, key_size);
        itr::store::OutboxEffect effect = failed(kept, attempts);
        effect.taking = static_cast<itr::store::Taking>(in_range("taking", taking, 0, INT64_MAX));
        const std::string why(plain_text("reason", reason, reason_size));
        return kept.engine->fail_effect(effect, why, instant("now_ms", now_ms));
    });
}

itr_status itr_engine_incidents(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                int64_t max_incidents, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const auto by = held<Engine>(engine);
        const TenantId whose(name("tenant", tenant, tenant_size));
        const auto most = static_cast<std::size_t>(in_range("max_incidents", max_incidents, 1, ITR_MAX_PAGE));
        const auto found = value_of(by->incidents(whose, most));
        give(bytes, itr::document::Object()
                        .add("incidents", itr::document::list_of(found,
                                                                 [](const itr::store::Incident& one) {
                                                                     return itr::document::to_value(one);
                                                                 }))
                        .done());
    });
}

itr_status itr_engine_retry_incident(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                     const char* key, uint64_t key_size, int64_t now_ms, int32_t* known,
                                     itr_error* err) {
    return door_known(err, known, [&] {
        const Kept kept(engine, tenant, tenant_size, key, key_size);
        return kept.engine->settle_incident(kept.tenant, kept.key, false, instant("now_ms", now_ms));
    });
}

itr_status itr_engine_resolve_incident(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                       const char* key, uint64_t key_size, int64_t now_ms, int32_t* known,
                                       itr_error* err) {
    return door_known(err, known, [&] {
        const Kept kept(engine, tenant, tenant_size, key, key_size);
        return kept.engine->settle_incident(kept.tenant, kept.key, true, instant("now_ms", now_ms));
    });
}
}
