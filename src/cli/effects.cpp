// itr effects: what the host is to do, and what could not be done.
#include <fmt/format.h>

#include "cli/codes.hpp"
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

/// What became of each key: `word` if `settled`, else `otherwise`.
template <typename Settle>
int settle_all(const Session& session, const std::vector<std::string>& keys, std::string_view word,
               std::string_view otherwise, Settle settle) {
    std::vector<std::string> unknown;
    for (const std::string& key : keys) {
        const Result<bool> known = settle(key);
        if (!known) return fail_with(known.error());
        if (!*known) unknown.push_back(key);
        if (!session.json) print_line(fmt::format("{}: {}", visible(key), *known ? word : otherwise));
    }
    if (!session.json) return unknown.empty() ? exit_ok : exit_no;
    if (unknown.empty()) return print_json(MapValue().add("ok", Value(true)).done()), exit_ok;
    return fail_with({unknown_effect, fmt::format("{}: {}", fmt::join(unknown, ", "), otherwise)});
}

int show_incidents(const Session& session, std::size_t limit) {
    const auto incidents = session.engine->incidents(session.tenant, limit);
    if (!incidents) return fail_with(incidents.error());
    for (const store::Incident& incident : *incidents) {
        if (session.json)
            print_json(document::to_value(incident));
        else
            print_line(fmt::format("{}  {}  since {}: {}", incident.effect.effect.key,
                                   incident.effect.effect.kind, words(incident.since),
                                   visible(incident.reason)));
    }
    return exit_ok;
}

void print_effects(const std::vector<store::OutboxEffect>& taken) {
    std::vector<std::vector<std::string>> rows;
    for (const store::OutboxEffect& effect : taken)
        rows.push_back(
            {effect.effect.key, effect.key.tenant.text(), effect.effect.kind, effect.effect.payload});
    print(table(std::move(rows)));
}

int take(const EffectsOptions& options, const Session& session) {
    const auto hidden_for = parse_duration(options.hidden_for);
    if (!hidden_for) return fail_with(hidden_for.error());
    if (*hidden_for <= Duration{})
        return fail_with(
            {bad_value, fmt::format("expected a length of at least 1 ms (--hidden-for), but found '{}'",
                                    options.hidden_for)});
    const auto taken =
        session.engine->take_effects(session.now, *hidden_for, static_cast<std::size_t>(options.limit));
    if (!taken) return fail_with(taken.error());
    if (!session.json) return print_effects(*taken), exit_ok;
    for (const store::OutboxEffect& effect : *taken) print_json(document::to_value(effect));
    return exit_ok;
}

int effects(const EffectsOptions& options) {
    const auto asked = static_cast<int>(!options.acknowledged.empty()) +
                       static_cast<int>(!options.retried.empty()) +
                       static_cast<int>(!options.resolved.empty()) + static_cast<int>(options.incidents);
    if (asked > 1)
        return fail_with({bad_value, "expected one of --ack, --incidents, --retry and --resolve at a time"});
    auto session = open_session(options.session, options.incidents ? Access::read : Access::write);
    if (!session) return fail_with(session.error());
    if (options.incidents) return show_incidents(*session, static_cast<std::size_t>(options.limit));
    Engine& engine = *session->engine;
    const TenantId& tenant = session->tenant;
    if (!options.acknowledged.empty())
        return settle_all(*session, options.acknowledged, "acknowledged", "does not wait",
                          [&](const std::string& key) { return engine.acknowledge_effect(tenant, key); });
    if (!options.retried.empty())
        return settle_all(
            *session, options.retried, "back in the outbox", "is no incident",
            [&](const std::string& key) { return engine.settle_incident(tenant, key, false, session->now); });
    if (!options.resolved.empty())
        return settle_all(
            *session, options.resolved, "resolved", "is no incident",
            [&](const std::string& key) { return engine.settle_incident(tenant, key, true, session->now); });
    return take(options, *session);
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
        .number("--limit", options->limit, 1, store::max_page, "at most so many")
        .option("--tenant", options->session.tenant, "whose keys and incidents; taken are those of all");
    add_host_options(command, options->session);
    command.footer("With --format json one effect a line.");
}

}  // namespace itr::cli
