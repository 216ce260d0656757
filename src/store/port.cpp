#include "store/port.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <itr/value.hpp>
#include <limits>

#include "store/codes.hpp"

namespace itr::store {

namespace {

Status check_text(const Append& append, std::string_view what, const std::string& text) {
    if (text.size() <= max_text_bytes) return {};
    return fail(store_invalid,
                fmt::format("expected a {} of at most {} bytes, but found {} bytes for ticket \"{}\"", what,
                            max_text_bytes, text.size(), append.ticket.text()));
}

Status check_texts(const Append& append) {
    if (auto ok = check_text(append, "commit", append.commit); !ok) return ok;
    if (auto ok = check_text(append, "snapshot", append.snapshot); !ok) return ok;
    for (const Effect& effect : append.effects)
        if (auto ok = check_text(append, "payload", effect.payload); !ok) return ok;
    for (const Personal& personal : append.personal)
        if (auto ok = check_text(append, "personal text", personal.text); !ok) return ok;
    return {};
}

bool is_or_any(const std::optional<std::string>& wanted, const std::string& actual) noexcept {
    return !wanted || *wanted == actual;
}

tl::unexpected<Error> unsupported(std::string_view what) {
    return fail(store_unsupported, fmt::format("expected a store that can {}, but this one cannot", what));
}

}  // namespace

Result<std::vector<DueTicket>> Store::claim_due(Instant now, Duration /*lease*/, std::size_t limit) {
    return due(now + milliseconds(1), limit);
}

Result<Instant> Store::next_claim(Instant /*now*/) { return next_due(); }

Result<bool> Store::wait_for_work(Instant /*now*/, Duration /*at_most*/) { return false; }

void Store::interrupt() noexcept {}

Result<std::vector<TenantId>> Store::tenants() { return unsupported("list its tenants"); }
Result<std::vector<Incident>> Store::incidents_of(const TicketKey& key) {
    return incidents(key.tenant, std::numeric_limits<std::size_t>::max()).map([&](std::vector<Incident> all) {
        std::erase_if(all, [&](const Incident& each) { return each.effect.key != key; });
        return all;
    });
}
Result<std::vector<OutboxEffect>> Store::waiting_effects(const TicketKey&) {
    return unsupported("list a ticket's effects");
}
Status Store::remove(std::span<const Removal>) { return unsupported("take tickets away"); }

Status check(std::span<const Append> batch) {
    if (batch.size() > max_batch)
        return fail(store_invalid, fmt::format("expected at most {} appends in a batch, but found {}",
                                               max_batch, batch.size()));
    for (const Append& append : batch)
        if (auto ok = check_texts(append); !ok) return ok;
    return {};
}

Status check(const Query& query) {
    if (query.limit >= 1 && query.limit <= max_page) return {};
    return fail(store_invalid,
                fmt::format("expected a limit of 1 to {} rows, but found {}", max_page, query.limit));
}

std::string write(const Cursor& cursor) {
    return fmt::format("{}/{}", cursor.opened_at.ms, cursor.ticket.text());
}

Result<Cursor> read_cursor(std::string_view text) {
    const std::size_t slash = text.find('/');
    std::int64_t ms = 0;
    const char* end = text.data() + std::min(slash, text.size());
    const auto [rest, error] = std::from_chars(text.data(), end, ms);
    if (slash == std::string_view::npos || error != std::errc{} || rest != end)
        return fail(store_invalid, fmt::format("expected a cursor that a page gave, but found \"{}\"", text));
    return Cursor{Instant{ms}, TicketId(std::string(text.substr(slash + 1)))};
}

std::string write_states(const Summary& summary) {
    std::string out = "[";
    for (const std::string& state : summary.states) {
        if (out.size() > 1) out.push_back(',');
        append_json_string(out, state);
    }
    out.push_back(']');
    return out;
}

Result<std::vector<std::string>> read_states(std::string_view json) {
    const auto broken = [json] {
        return fail(store_corrupt, fmt::format("expected a list of states, but found {}", json));
    };
    const auto list = parse_json(json);
    if (!list || !list->is(Kind::list)) return broken();
    std::vector<std::string> states;
    for (const Value& state : list->as_list()) {
        if (!state.is(Kind::string)) return broken();
        states.emplace_back(state.as_string());
    }
    return states;
}

bool in_state(std::span<const std::string> active, std::string_view state) noexcept {
    return std::any_of(active.begin(), active.end(), [&](const std::string& atomic) {
        return atomic.starts_with(state) && (atomic.size() == state.size() || atomic[state.size()] == '.');
    });
}

bool matches(const Query& query, const Summary& summary, Instant next_due) noexcept {
    return is_or_any(query.workflow, summary.workflow) && is_or_any(query.owner, summary.owner) &&
           is_or_any(query.team, summary.team) && is_or_any(query.line, summary.line) &&
           is_or_any(query.severity, summary.severity) && is_or_any(query.party, summary.party) &&
           is_or_any(query.parent, summary.parent) && is_or_any(query.number, summary.number) &&
           (!query.open || *query.open == summary.open) &&
           (!query.due_before || next_due < *query.due_before) &&
           (!query.state || in_state(summary.states, *query.state));
}

Error version_conflict(const Append& append, Version actual) {
    return {store_conflict,
            fmt::format("expected ticket \"{}\" of tenant \"{}\" at version {}, but found version {}",
                        append.ticket.text(), append.tenant.text(), append.expected, actual)};
}

Error removal_conflict(const Removal& removal, Version actual) {
    return {store_conflict,
            fmt::format("expected ticket \"{}\" of tenant \"{}\" at version {}, but found version {}",
                        removal.key.ticket.text(), removal.key.tenant.text(), removal.expected, actual)};
}

Error removal_waits(const Removal& removal) {
    return {store_conflict,
            fmt::format("expected nothing to wait of ticket \"{}\" of tenant \"{}\", but found an effect or "
                        "an incident",
                        removal.key.ticket.text(), removal.key.tenant.text())};
}

Error opening_conflict(const Append& append, const TicketId& first) {
    return {
        store_conflict,
        fmt::format(
            "expected ticket \"{}\" to be the first of tenant \"{}\" opened with idempotency key \"{}\", but "
            "found ticket \"{}\"",
            append.ticket.text(), append.tenant.text(), append.idempotency_key, first.text())};
}

Error effect_conflict(const Append& append, const Effect& effect) {
    return {store_conflict, fmt::format("expected ticket \"{}\" of tenant \"{}\" to cause a new effect, but "
                                        "the key \"{}\" is waiting already",
                                        append.ticket.text(), append.tenant.text(), effect.key)};
}

}  // namespace itr::store
