// Engines: looking at tickets.
#include <itr/itr.h>

#include <fmt/format.h>

#include <itr/engine.hpp>
#include <itr/view.hpp>

#include "capi/codes.hpp"
#include "capi/objects.hpp"

namespace itr::capi {
namespace {

/// Which ticket, seen by whom.
struct Look {
    std::shared_ptr<Engine> engine;
    TenantId tenant;
    TicketId ticket;
    std::shared_ptr<Actor> actor;

    Look(itr_engine handle, const char* tenant_data, std::uint64_t tenant_size, const char* ticket_data,
         std::uint64_t ticket_size, itr_actor who)
        : engine(held<Engine>(handle)),
          tenant(name("tenant", tenant_data, tenant_size)),
          ticket(name("ticket", ticket_data, ticket_size)),
          actor(held<Actor>(who)) {}

    [[nodiscard]] TicketView view(std::int64_t now_ms) const {
        return value_of(engine->get(tenant, ticket, *actor, instant("now_ms", now_ms)));
    }
};

/// By key, or by a name that no other clock has.
const ClockView& clock_of(const TicketView& view, std::string_view wanted) {
    const ClockView* found = nullptr;
    std::size_t named = 0;
    for (const ClockView& clock : view.clocks) {
        if (clock.key == wanted) return clock;
        if (clock.name == wanted) found = &clock, ++named;
    }
    if (named != 1)
        refuse(ITR_NOT_FOUND, capi_unknown_name,
               fmt::format("expected one clock of ticket '{}' by the name or key '{}', but found {}",
                           view.id.text(), wanted, named));
    return *found;
}

itr_clock_reading reading_of(const ClockView& clock) {
    const auto length = [](const std::optional<Duration>& d) { return d ? d->ms : ITR_NEVER; };
    return {clock.due.ms,
            clock.elapsed.ms,
            length(clock.target),
            length(clock.remaining),
            static_cast<std::int32_t>(clock.phase),
            clock.breached ? 1 : 0,
            clock.waived ? 1 : 0,
            clock.cycle};
}
static_assert(static_cast<int>(clock::Phase::idle) == ITR_CLOCK_IDLE);
static_assert(static_cast<int>(clock::Phase::superseded) == ITR_CLOCK_SUPERSEDED);

}  // namespace
}  // namespace itr::capi

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

extern "C" {

itr_status itr_engine_get(itr_engine engine, const char* tenant, uint64_t tenant_size, const char* ticket,
                          uint64_t ticket_size, itr_actor actor, int64_t now_ms, itr_bytes* out,
                          itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const Look look(engine, tenant, tenant_size, ticket, ticket_size, actor);
        give(bytes, itr::to_value(look.view(now_ms)));
    });
}

itr_status itr_engine_query(itr_engine engine, const char* query, uint64_t query_size, itr_actor actor,
                            itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const auto by = held<Engine>(engine);
        const auto who = held<Actor>(actor);
        const Value given = json("query", query, query_size);
        itr::document::Members members(given, "a query");
        itr::store::Query wanted = itr::document::read_query(members);
        wanted.tenant = TenantId(members.needed_text("tenant"));
        check(members.done());
        give(bytes, itr::document::to_value(value_of(by->query(std::move(wanted), *who))));
    });
}

itr_status itr_engine_history(itr_engine engine, const char* tenant, uint64_t tenant_size, const char* ticket,
                              uint64_t ticket_size, itr_actor actor, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const Look look(engine, tenant, tenant_size, ticket, ticket_size, actor);
        auto commits = value_of(look.engine->history(look.tenant, look.ticket, *look.actor));
        give(bytes, itr::document::Object().add("commits", Value::list(std::move(commits))).done());
    });
}

itr_status itr_engine_clocks(itr_engine engine, const char* tenant, uint64_t tenant_size, const char* ticket,
                             uint64_t ticket_size, itr_actor actor, int64_t now_ms, itr_bytes* out,
                             itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const Look look(engine, tenant, tenant_size, ticket, ticket_size, actor);
        const Value view = itr::to_value(look.view(now_ms));
        give(bytes, itr::document::Object().add("clocks", *view.find("clocks")).done());
    });
}

itr_status itr_engine_clock(itr_engine engine, const char* tenant, uint64_t tenant_size, const char* ticket,
                            uint64_t ticket_size, const char* clock, uint64_t clock_size, itr_actor actor,
                            int64_t now_ms, itr_clock_reading* out, itr_error* err) {
    return door(err, out, [&](itr_clock_reading& reading) {
        const Look look(engine, tenant, tenant_size, ticket, ticket_size, actor);
        const auto wanted = plain_text("clock", clock, clock_size);
        reading = reading_of(clock_of(look.view(now_ms), wanted));
    });
}

itr_status itr_engine_deployments(itr_engine engine, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const auto all = value_of(held<Engine>(engine)->store().deployments());
        give(bytes, itr::document::Object()
                        .add("deployments", itr::document::list_of(all,
                                                                   [](const itr::store::Deployment& one) {
                                                                       return itr::document::to_value(one);
                                                                   }))
                        .done());
    });
}

itr_status itr_engine_counters(itr_engine engine, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        give(bytes, itr::document::to_value(held<Engine>(engine)->counters()));
    });
}
}
