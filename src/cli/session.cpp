#include "cli/session.hpp"

#include <fmt/format.h>

#include <chrono>
#include <itr/random.hpp>

#include "cli/codes.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/store_choice.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

/// What the engine says of a ticket that is not there, or not for the actor to see.
constexpr std::string_view unknown_ticket = "ticket.unknown";

void add_file_options(Arguments& command, SessionOptions& options) {
    command
        .option("--db", options.db, "the SQLite file with the tickets, or a connection string of PostgreSQL")
        .option("--now", options.now, "the present instant, RFC 3339 (default: the clock on the wall)")
        .option("--audit-keys", options.audit_keys,
                "the file with the audit's keys: what is written is linked");
}

}  // namespace

void add_session_options(Arguments& command, SessionOptions& options) {
    add_file_options(command, options);
    command.list("--as", options.roles, "roles of who acts, separated by commas (default: system)")
        .option("--actor", options.actor, "id of who acts (default: the first role)")
        .option("--party", options.party, "the customer on whose behalf")
        .option("--tenant", options.tenant, "whose tickets");
}

void add_ticket_options(Arguments& command, SessionOptions& options) {
    add_session_options(command, options);
    command.choice("--format", options.format, {"text", "json"}, "for people or for machines");
}

void add_host_options(Arguments& command, SessionOptions& options) {
    add_file_options(command, options);
    command.choice("--format", options.format, {"text", "json"}, "for people or for machines");
}

Result<Instant> now_of(const std::string& text) {
    if (!text.empty()) return parse_instant(text);
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

Error no_right_to_view() {
    return {Code{"engine.not_permitted"}, "expected a role with the right 'view', but the actor has none"};
}

TicketId make_ticket_id() {
    static constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
    std::string id = "t-";
    for (const char byte : random::bytes(16))
        id.push_back(letters[static_cast<unsigned char>(byte) % letters.size()]);
    return TicketId(std::move(id));
}

Result<Session> open_session(const SessionOptions& options, Access access) {
    if (options.db.empty())
        return fail(no_database, "expected where the tickets are (--db FILE, --db postgres://…)");
    const auto now = now_of(options.now);
    if (!now) return fail(now.error());
    auto store = access == Access::read ? open_to_read(options.db)
                                        : open_store({options.db, "full", access == Access::create});
    if (!store) return fail(store.error());
    EngineOptions engine_options;
    if (!options.audit_keys.empty()) {
        auto keys = read_keys(options.audit_keys);
        if (!keys) return fail(keys.error());
        engine_options.audit = std::make_shared<const audit::Keys>(*std::move(keys));
    }
    engine_options.store = *std::move(store);
    auto engine = Engine::open(std::move(engine_options));
    if (!engine) return fail(engine.error());
    Actor actor{options.actor, options.roles, options.party};
    if (actor.roles.empty()) actor.roles = {"system"};
    if (actor.id.empty()) actor.id = actor.roles.front();
    return Session{*std::move(engine), TenantId(options.tenant), std::move(actor), *now,
                   options.format == "json"};
}

Result<TicketView> Session::view(const std::string& ticket) const {
    auto by_id = engine->get(tenant, TicketId(ticket), actor, now);
    if (by_id || by_id.error().code.text() != unknown_ticket) return by_id;
    store::Query query;
    query.tenant = tenant;
    query.number = ticket;
    query.limit = 2;
    const auto page = engine->query(query, actor);
    if (!page) return fail(page.error());
    if (page->rows.empty()) return by_id;
    if (page->rows.size() > 1)
        return fail(ambiguous_ticket,
                    fmt::format("expected an id, for several tickets have the number {}: {}, {} …", ticket,
                                page->rows[0].ticket.text(), page->rows[1].ticket.text()));
    return engine->get(tenant, page->rows.front().ticket, actor, now);
}

int Session::refuse(const Error& error) const {
    const int exit_code = fail_with(error);
    return error.code.text() == unknown_ticket ? exit_no : exit_code;
}

int Session::tell(const Outcome& outcome) const {
    const bool ok = !outcome.rejection;
    if (json) {
        MapValue map;
        map.add("ok", Value(ok))
            .add("ticket", Value(outcome.ticket.text()))
            .add("number", Value(outcome.number));
        map.add("version", Value(static_cast<std::int64_t>(outcome.version)));
        if (outcome.repeated) map.add("repeated", Value(true));
        if (!ok)
            map.add("code", Value(outcome.rejection->code.text()))
                .add("message", Value(outcome.rejection->message));
        print_json(map.done());
        return ok ? exit_ok : exit_no;
    }
    if (!ok) {
        complain(
            fmt::format("rejected: {} [{}]", outcome.rejection->message, outcome.rejection->code.text()));
        return exit_no;
    }
    const auto after = engine->get(tenant, outcome.ticket, actor, now);
    std::string line =
        fmt::format("{} ({})", paint(Colour::bold, visible(outcome.number)), outcome.ticket.text());
    if (after) line += fmt::format(": {}", fmt::join(after->states, ", "));
    if (outcome.repeated) line += paint(Colour::grey, " (done before: nothing happened again)");
    print_line(line);
    return exit_ok;
}

int Session::execute(const std::string& ticket, command::Body body, const std::string& key,
                     std::vector<HostTarget> targets) const {
    const auto found = view(ticket);
    if (!found) return refuse(found.error());
    const Command command{tenant, found->id, actor, std::move(body), {}, key, {}, std::move(targets)};
    const auto outcome = engine->execute(command, now);
    if (!outcome) return refuse(outcome.error());
    return tell(*outcome);
}

}  // namespace itr::cli
