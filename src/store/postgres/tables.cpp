#include "store/postgres/tables.hpp"

#include <limits>

#include "store/port.hpp"
#include "store/postgres/due.hpp"
#include "store/postgres/outbox.hpp"
#include "store/postgres/records.hpp"
#include "store/postgres/tickets.hpp"

namespace itr::store::postgres {

namespace {

/// How many ticket ids each_ticket keeps at a time.
constexpr std::size_t visit_chunk = 1000;

}  // namespace

// ---- tickets

Status Tables::append(std::span<const Append> batch) {
    if (auto ok = check(batch); !ok) return ok;
    return write([&](Connection& c) { return postgres::append(c, batch); });
}
Result<std::optional<Loaded>> Tables::load(const TicketKey& key) {
    return read_and_get([&](Connection& c) { return postgres::load(c, key); });
}
Result<std::vector<Commit>> Tables::history(const TicketKey& key, Version after, std::size_t limit) {
    return read_and_get([&](Connection& c) { return postgres::history(c, key, after, limit); });
}
Result<std::optional<TicketId>> Tables::opened_by(const TenantId& tenant, const std::string& key) {
    return read_and_get([&](Connection& c) { return postgres::opened_by(c, tenant, key); });
}
Result<std::vector<DueTicket>> Tables::due(Instant before, std::size_t limit) {
    return read_and_get([&](Connection& c) { return postgres::due(c, before, limit); });
}
Result<Instant> Tables::next_due() {
    return read_and_get([](Connection& c) { return postgres::next_due(c); });
}
Result<std::vector<DueTicket>> Tables::claim_due(Instant now, Duration lease, std::size_t limit) {
    return write_and_get([&](Connection& c) { return postgres::claim_due(c, clock_, now, lease, limit); });
}
Result<Instant> Tables::next_claim(Instant now) {
    return read_and_get([&](Connection& c) { return postgres::next_claim(c, clock_, now); });
}
Result<Page> Tables::query(const Query& query) {
    return read_and_get([&](Connection& c) { return postgres::query(c, query); });
}

Status Tables::each_ticket(const TenantId& tenant, Visitor& visitor) {
    for (TicketId last;;) {
        auto ids =
            read_and_get([&](Connection& c) { return postgres::ticket_ids(c, tenant, last, visit_chunk); });
        if (!ids) return fail(std::move(ids).error());
        for (const TicketId& id : *ids) {
            auto commits = history({tenant, id}, 0, std::numeric_limits<std::size_t>::max());
            if (!commits) return fail(std::move(commits).error());
            if (auto ok = visitor.visit(id, *commits); !ok) return ok;
        }
        if (ids->size() < visit_chunk) return {};
        last = ids->back();
    }
}

Result<std::vector<TenantId>> Tables::tenants() {
    return read_and_get([](Connection& c) { return postgres::tenants(c); });
}
Status Tables::remove(std::span<const Removal> tickets) {
    return write([&](Connection& c) { return postgres::remove(c, tickets); });
}

// ---- outbox

Result<std::vector<OutboxEffect>> Tables::take_effects(Instant now, Instant hidden_until, std::size_t limit) {
    return write_and_get(
        [&](Connection& c) { return postgres::take_effects(c, clock_, now, hidden_until, limit); });
}
Result<bool> Tables::acknowledge_effect(const TenantId& tenant, const std::string& key) {
    return write_and_get([&](Connection& c) { return postgres::acknowledge_effect(c, tenant, key); });
}
Result<bool> Tables::fail_effect(const TenantId& tenant, const std::string& key, std::optional<Taking> taking,
                                 std::optional<Instant> retry_at, const std::string& reason, Instant now) {
    return write_and_get([&](Connection& c) {
        return retry_at ? postgres::retry_effect(c, tenant, key, taking, *retry_at)
                        : postgres::set_aside(c, tenant, key, taking, reason, now);
    });
}
Result<std::vector<Incident>> Tables::incidents(const TenantId& tenant, std::size_t limit) {
    return read_and_get([&](Connection& c) { return postgres::incidents(c, tenant, limit); });
}
Result<bool> Tables::settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                     Instant now) {
    return write_and_get(
        [&](Connection& c) { return postgres::settle_incident(c, tenant, key, resolve, now); });
}
Result<std::vector<OutboxEffect>> Tables::waiting_effects(const TicketKey& key) {
    return read_and_get([&](Connection& c) { return postgres::waiting_effects(c, key); });
}
Result<std::vector<Incident>> Tables::incidents_of(const TicketKey& key) {
    return read_and_get([&](Connection& c) { return postgres::incidents_of(c, key); });
}

// ---- packs and numbers

Status Tables::deploy(const Deployment& deployment) {
    return write([&](Connection& c) { return postgres::deploy(c, deployment); });
}
Result<std::vector<Deployment>> Tables::deployments() {
    return read_and_get([](Connection& c) { return postgres::deployments(c); });
}
Result<std::uint64_t> Tables::reserve_numbers(const TenantId& tenant, std::uint32_t count) {
    return write_and_get([&](Connection& c) { return postgres::reserve_numbers(c, tenant, count); });
}
Result<Counters> Tables::counters() {
    return read_and_get([](Connection& c) { return postgres::counters(c); });
}

}  // namespace itr::store::postgres
