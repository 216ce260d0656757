// What the promises are written with.
#pragma once

#include <itr/store_contract.hpp>
#include <source_location>
#include <stdexcept>

namespace itr::store::contract {

using Where = std::source_location;

[[noreturn]] void broken(const std::string& what, const Where& where);

inline void expect(bool holds, std::string_view what, const Where& where = Where::current()) {
    if (!holds) broken("expected " + std::string(what), where);
}

/// The value, or a breach that says which error came instead.
template <typename T>
T value(Result<T> result, const Where& where = Where::current()) {
    if (!result)
        broken("expected success, but found " + std::string(result.error().code.text()) + ": " +
                   result.error().message,
               where);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

template <typename T>
void refused(const Result<T>& result, std::string_view code, const Where& where = Where::current()) {
    if (result) broken("expected " + std::string(code) + ", but found success", where);
    if (result.error().code.text() != code)
        broken("expected " + std::string(code) + ", but found " + std::string(result.error().code.text()) +
                   ": " + result.error().message,
               where);
}

inline const TenantId acme{"acme"};
inline const TenantId other{"other"};
/// 2026-01-01T00:00:00Z
inline constexpr Instant start{1'767'225'600'000};

inline constexpr std::size_t all = static_cast<std::size_t>(-1);

/// The append that takes a ticket from `expected` on; its commit tells ticket and version.
[[nodiscard]] Append step(const TenantId& tenant, const std::string& ticket, Version expected);
[[nodiscard]] inline Append opening(const TenantId& tenant, const std::string& ticket) {
    return step(tenant, ticket, 0);
}
[[nodiscard]] TicketKey key(const TenantId& tenant, const std::string& ticket);
[[nodiscard]] Effect effect(const std::string& key, Instant available_at = start);

void add(Store& store, const Append& append, const Where& where = Where::current());
[[nodiscard]] Loaded load(Store& store, const TicketKey& key, const Where& where = Where::current());
[[nodiscard]] std::vector<std::string> keys_of(const std::vector<OutboxEffect>& effects);

/// Closes and opens again, for adapters that keep what they are given.
[[nodiscard]] std::unique_ptr<Store> reopened(Subject& subject, std::unique_ptr<Store> store);

/// One promise of the port: a sentence, and a check that throws if it is broken.
struct Promise {
    std::string_view sentence;
    void (*check)(Subject& subject);
};

using Promises = std::vector<Promise>;
void promise_appends(Promises& promises);
void promise_queries(Promises& promises);
void promise_due(Promises& promises);
void promise_claims(Promises& promises);
void promise_outbox(Promises& promises);
void promise_records(Promises& promises);
void promise_sharing(Promises& promises);
void promise_care(Promises& promises);

}  // namespace itr::store::contract
