// itr effects: what the host is to do, and what could not be done.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

struct EffectsOptions {
    std::vector<std::string> acknowledged, retried, resolved;
    std::int64_t limit = 100;
    std::string hidden_for = "1m";
    bool incidents = false;
    SessionOptions session;
};

int acknowledge(const Session& session, const std::vector<std::string>& keys) {
    bool all = true;
    for (const std::string& key : keys) {
        const auto known = session.engine->acknowledge_effect(session.tenant, key);
        if (!known) return fail_with(known.error());
        if (!session.json) print_line(fmt::format("{}: {}", key, *known ? "acknowledged" : "does not wait"));
        all &= *known;
    }
    if (session.json) print_json(MapValue().add("ok", Value(all)).done());
    return all ? exit_ok : exit_no;
}

/// Incidents: back into the outbox, or removed.
int settle(const Session& session, const std::vector<std::string>& keys, bool resolve) {
    bool all = true;
    for (const std::string& key : keys) {
        const auto known = session.engine->settle_incident(session.tenant, key, resolve, session.now);
        if (!known) return fail_with(known.error());
        if (!session.json)
            print_line(fmt::format("{}: {}", key,
                                   !*known   ? "is no incident"
                                   : resolve ? "resolved"
                                             : "back in the outbox"));
        all &= *known;
    }
    if (session.json) print_json(MapValue().add("ok", Value(all)).done());
    return all ? exit_ok : exit_no;
}

int show_incidents(const Session& session, std::size_t limit) {
    const auto incidents = session.engine->incidents(session.tenant, limit);
    if (!incidents) return fail_with(incidents.error());
    for (const store::Incident& incident : *incidents) {
        if (session.json)
            print_json(document::to_value(incident));
        else
            print_line(fmt::format("{}  {}  since {}: {}", incident.effect.effect.key,
                                   incident.effect.effect.kind, words(incident.since), incident.reason));
    }
    return exit_ok;
}

int effects(const EffectsOptions& options) {
    const bool settles =
        !options.acknowledged.empty() || !options.retried.empty() || !options.resolved.empty();
    const Access access = options.incidents && !settles ? Access::read : Access::write;
    auto session = open_session(options.session, access);
    if (!session) return fail_with(session.error());
    const auto limit = static_cast<std::size_t>(options.limit);
    if (!options.acknowledged.empty()) return acknowledge(*session, options.acknowledged);
    if (!options.retried.empty()) return settle(*session, options.retried, false);
    if (!options.resolved.empty()) return settle(*session, options.resolved, true);
    if (options.incidents) return show_incidents(*session, limit);
    const auto hidden_for = parse_duration(options.hidden_for);
    if (!hidden_for) return fail_with(hidden_for.error());
    const auto taken = session->engine->take_effects(session->now, *hidden_for, limit);
    if (!taken) return fail_with(taken.error());
    for (const store::OutboxEffect& effect : *taken) {
        if (session->json)
            print_json(document::to_value(effect));
        else
            print_line(
                fmt::format("{}  {}  {}", effect.effect.key, effect.effect.kind, effect.effect.payload));
    }
    return exit_ok;
}

}  // namespace

void add_effects(Arguments& root) {
    const auto options = std::make_shared<EffectsOptions>();
    Arguments command =
        root.command("effects", "Take the effects that wait for the host, or acknowledge them",
                     [options] { return effects(*options); });
    command.list("--ack", options->acknowledged, "keys of effects that are done")
        .flag("--incidents", options->incidents, "show those that failed too often")
        .list("--retry", options->retried, "keys of incidents that go back into the outbox")
        .list("--resolve", options->resolved, "keys of incidents that somebody has seen to")
        .option("--hidden-for", options->hidden_for, "how long taken effects are hidden from others")
        .number("--limit", options->limit, 1, store::max_page, "at most so many");
    add_ticket_options(command, options->session);
    command.footer("With --format json one effect a line.");
}

}  // namespace itr::cli
