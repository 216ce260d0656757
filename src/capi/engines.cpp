// Engines: commands and time.
#include <itr/itr.h>

#include <itr/audit.hpp>
#include <itr/engine.hpp>

#include "capi/codes.hpp"
#include "capi/objects.hpp"

namespace itr::capi {
namespace {

Duration read_length(document::Members& m, std::string_view name, Duration otherwise) {
    const Duration length = m.length(name).value_or(otherwise);
    if (length <= Duration{})
        m.refuse(
            {Code("document.invalid"), "expected '" + std::string(name) + "' to be longer than nothing"});
    return length;
}

Retries read_retries(document::Members& engine) {
    Retries retries;
    const Value* given = engine.find("retries");
    if (!given) return retries;
    document::Members m(*given, "retries");
    retries.first = read_length(m, "first", retries.first);
    retries.longest = read_length(m, "longest", retries.longest);
    retries.attempts = static_cast<std::uint32_t>(m.number("attempts", retries.attempts, 1, 1000));
    if (auto read = m.done(); !read) engine.refuse(read.error());
    return retries;
}

std::shared_ptr<const audit::Keys> read_keys(document::Members& m) {
    const auto lines = m.optional_text("audit_keys");
    if (!lines) return nullptr;
    auto keys = audit::Keys::read(*lines);
    if (!keys) {
        m.refuse(keys.error());
        return nullptr;
    }
    return std::make_shared<const audit::Keys>(*std::move(keys));
}

EngineOptions read_engine_options(const char* data, std::uint64_t size) {
    const Value given = json_or_empty("options", data, size);
    document::Members m(given, "engine options");
    EngineOptions options;
    options.cache_bytes = static_cast<std::size_t>(
        m.number("cache_bytes", static_cast<std::int64_t>(options.cache_bytes), 0, std::int64_t{1} << 50));
    options.claim_lease = read_length(m, "claim_lease", options.claim_lease);
    options.snapshot_every =
        static_cast<std::uint32_t>(m.number("snapshot_every", options.snapshot_every, 1, 10'000));
    options.retries = read_retries(m);
    options.audit = read_keys(m);
    check(m.done());
    return options;
}

Command read_command(const char* data, std::uint64_t size) {
    auto plain = document::read_plain_command(text("command", data, size));
    return plain ? *std::move(plain) : value_of(document::read_command(json("command", data, size)));
}

Data read_data(const char* data, std::uint64_t size) {
    if (size == 0) return {};
    auto plain = document::read_plain_data(text("data", data, size));
    return plain ? *std::move(plain) : value_of(document::read_data(json("data", data, size)));
}

/// Where an event goes.
struct Addressee {
    const char* tenant;
    std::uint64_t tenant_size;
    const char* ticket;
    std::uint64_t ticket_size;
};

Command send_command(const Addressee& to, std::string_view event, Data data, std::string_view key,
                     std::int64_t expected_version, itr_actor actor) {
    Command command;
    command.tenant = TenantId(name("tenant", to.tenant, to.tenant_size));
    command.ticket = TicketId(name("ticket", to.ticket, to.ticket_size));
    command.actor = *held<Actor>(actor);
    command.body = command::Send{std::string(event), std::move(data)};
    command.idempotency_key = key;
    if (in_range("expected_version", expected_version, -1, INT64_MAX) >= 0)
        command.expected_version = static_cast<store::Version>(expected_version);
    return command;
}

void tell(const Outcome& outcome, itr_outcome& out) {
    out.version = static_cast<std::int64_t>(outcome.version);
    out.repeated = outcome.repeated ? 1 : 0;
    if (outcome.rejection) refuse(ITR_REJECTED, outcome.rejection->code, outcome.rejection->message);
}

}  // namespace
}  // namespace itr::capi

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

extern "C" {

itr_status itr_engine_open(itr_store store, itr_host host, const char* options, uint64_t options_size,
                           itr_engine* out, itr_error* err) {
    return door(err, out, [&](itr_engine& handle) {
        EngineOptions wanted = read_engine_options(options, options_size);
        wanted.store = held<itr::store::Store>(store);
        wanted.zones = zones();
        wanted.policies = policies_of(host);
        wanted.log = log_of(host);
        handle = hold(std::shared_ptr<Engine>(value_of(Engine::open(std::move(wanted)))));
    });
}

itr_status itr_engine_close(itr_engine engine, itr_error* err) {
    return door(err, [&] { close<Engine>(engine); });
}

itr_status itr_engine_deploy(itr_engine engine, itr_pack pack, itr_actor actor, int64_t now_ms,
                             itr_error* err) {
    return door(err, [&] {
        const auto to = held<Engine>(engine);
        const auto who = held<Actor>(actor);
        static_cast<void>(
            value_of(to->deploy(held<LoadedPack>(pack)->pack, instant("now_ms", now_ms), *who)));
    });
}

itr_status itr_engine_execute(itr_engine engine, const char* command, uint64_t command_size, int64_t now_ms,
                              itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const auto by = held<Engine>(engine);
        const Instant now = instant("now_ms", now_ms);
        const Command wanted = read_command(command, command_size);
        give(bytes, itr::document::write_outcome(value_of(by->execute(wanted, now))));
    });
}

itr_status itr_engine_execute_batch(itr_engine engine, const char* commands, uint64_t commands_size,
                                    int64_t now_ms, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const auto by = held<Engine>(engine);
        const Instant now = instant("now_ms", now_ms);
        const auto wanted = value_of(itr::document::read_commands(json("commands", commands, commands_size)));
        give(bytes, itr::document::write_outcomes(value_of(by->execute_batch(wanted, now))));
    });
}

itr_status itr_engine_send(itr_engine engine, const char* tenant, uint64_t tenant_size, const char* ticket,
                           uint64_t ticket_size, const char* event, uint64_t event_size, const char* key,
                           uint64_t key_size, int64_t expected_version, itr_actor actor, int64_t now_ms,
                           itr_outcome* out, itr_error* err) {
    return door(err, out, [&](itr_outcome& outcome) {
        const auto by = held<Engine>(engine);
        const Command command =
            send_command({tenant, tenant_size, ticket, ticket_size}, plain_text("event", event, event_size),
                         {}, plain_text("key", key, key_size, ITR_MAX_NAME_BYTES), expected_version, actor);
        tell(value_of(by->execute(command, instant("now_ms", now_ms))), outcome);
    });
}

itr_status itr_engine_send_data(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                const char* ticket, uint64_t ticket_size, const char* event,
                                uint64_t event_size, const char* data, uint64_t data_size, const char* key,
                                uint64_t key_size, int64_t expected_version, itr_actor actor, int64_t now_ms,
                                itr_outcome* out, itr_error* err) {
    return door(err, out, [&](itr_outcome& outcome) {
        const auto by = held<Engine>(engine);
        const Command command =
            send_command({tenant, tenant_size, ticket, ticket_size}, plain_text("event", event, event_size),
                         read_data(data, data_size), plain_text("key", key, key_size, ITR_MAX_NAME_BYTES),
                         expected_version, actor);
        tell(value_of(by->execute(command, instant("now_ms", now_ms))), outcome);
    });
}

itr_status itr_engine_advance(itr_engine engine, int64_t now_ms, int64_t max_tickets, itr_advanced* out,
                              itr_error* err) {
    return door(err, out, [&](itr_advanced& result) {
        const auto by = held<Engine>(engine);
        const auto most = static_cast<std::size_t>(in_range("max_tickets", max_tickets, 1, ITR_MAX_PAGE));
        const Advanced advanced = value_of(by->advance(instant("now_ms", now_ms), most));
        result = {static_cast<std::int64_t>(advanced.tickets), advanced.next.ms, advanced.more ? 1 : 0, 0};
    });
}

itr_status itr_engine_next_due(itr_engine engine, int64_t* out, itr_error* err) {
    return door(err, out, [&](int64_t& result) { result = value_of(held<Engine>(engine)->next_due()).ms; });
}
}
