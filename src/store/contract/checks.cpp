#include "store/contract/checks.hpp"

namespace itr::store::contract {

void broken(const std::string& what, const Where& where) {
    throw std::runtime_error(std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " +
                             what);
}

Append step(const TenantId& tenant, const std::string& ticket, Version expected) {
    Append append;
    append.tenant = tenant;
    append.ticket = TicketId(ticket);
    append.expected = expected;
    append.at = start + seconds(static_cast<std::int64_t>(expected));
    append.commit =
        R"({"events":[{"ticket":")" + ticket + R"(","version":)" + std::to_string(expected + 1) + "}]}";
    append.summary.workflow = "request";
    append.summary.states = {"handle.locating"};
    append.summary.opened_at = start;
    append.summary.changed_at = append.at;
    return append;
}

TicketKey key(const TenantId& tenant, const std::string& ticket) { return {tenant, TicketId(ticket)}; }

Effect effect(const std::string& key, Instant available_at) {
    return {key, "notify", R"({"to":"team"})", available_at};
}

void add(Store& store, const Append& append, const Where& where) {
    value(store.append(std::span(&append, 1)), where);
}

Loaded load(Store& store, const TicketKey& key, const Where& where) {
    auto loaded = value(store.load(key), where);
    if (!loaded) broken("expected ticket " + key.ticket.text() + " to be there", where);
    return *std::move(loaded);
}

std::vector<std::string> keys_of(const std::vector<OutboxEffect>& effects) {
    std::vector<std::string> keys;
    for (const OutboxEffect& effect : effects) keys.push_back(effect.effect.key);
    return keys;
}

std::unique_ptr<Store> reopened(Subject& subject, std::unique_ptr<Store> store) {
    if (!subject.keeps()) return store;
    store.reset();
    return subject.open();
}

}  // namespace itr::store::contract
