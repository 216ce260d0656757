#include "torture/book.hpp"

#include <fmt/format.h>

#include <itr/clock.hpp>
#include <itr/effect.hpp>
#include <itr/event.hpp>
#include <variant>

#include "audit/link.hpp"

namespace itr::test {

std::string Book::check(store::Store& store, const store::TicketKey& key) {
    const auto loaded = store.load(key);
    if (!loaded) return loaded.error().message;
    if (!*loaded) return version(key) == 0 ? std::string() : "the ticket is gone";
    Page& page = pages_.try_emplace(key, packs_, key).first->second;
    const auto ok =
        page.retold.catch_up(store, **loaded, [&](const store::Commit& row, const Commit& commit) {
            follow_chain(page, row);
            note(page, commit);
            if (row.version == (*loaded)->snapshot_version) compare_snapshot(page, **loaded);
        });
    if (!ok) return ok.error().message;
    if (page.retold.version() == (*loaded)->snapshot_version) compare_snapshot(page, **loaded);
    if (const auto there = (*loaded)->snapshot_version + (*loaded)->tail.size();
        page.retold.version() != there)
        page.wrong = fmt::format("the ticket is at version {}, but its journal was read up to {}", there,
                                 page.retold.version());
    return page.wrong.empty() ? std::string() : page.wrong + "\n" + page.retold.journal();
}

void Book::compare_snapshot(Page& page, const store::Loaded& loaded) {
    // Without one the journal is read from its beginning.
    if (loaded.snapshot_version > 0 && page.retold.snapshot() != loaded.snapshot)
        page.wrong =
            "the snapshot is not what the journal tells:\n" + loaded.snapshot + "\n" + page.retold.snapshot();
}

void Book::follow_chain(Page& page, const store::Commit& row) {
    const audit::Unlinked commit = audit::take_out(row.text);
    const audit::Place place{page.key.tenant, page.key.ticket, page.head};
    const audit::Mac expected = audit::mac_of(keys_.current(row.at), place, commit.text);
    if (!commit.link || commit.link->mac != expected)
        page.wrong = fmt::format("commit {} is not linked to the one before it: {}", row.version, row.text);
    page.head = {row.version, expected};
}

void Book::note(Page& page, const Commit& commit) {
    if (!commit.idempotency_key.empty() && ++page.commands[commit.idempotency_key] > 1)
        page.wrong = fmt::format("the command '{}' took place twice", commit.idempotency_key);
    for (const Event& one : commit.events) {
        if (const auto* changed = std::get_if<event::ClockChanged>(&one)) note(page, changed->change);
        if (const auto* effect = std::get_if<event::EffectRequested>(&one)) {
            std::string key = effect_key(page.key.ticket, effect->number);
            if (is_signal(effect->kind))
                page.signals.emplace_back(std::move(key), effect->kind);
            else
                page.effects.push_back(
                    {std::move(key), effect->available_at, effect->available_at > commit.at});
        }
    }
}

void Book::note(Page& page, const clock::Event& change) {
    const auto fire = [&](std::uint16_t clock, int threshold, int series, std::uint32_t count) {
        if (!page.fired.emplace(clock, page.cycles[clock], threshold, series, count).second)
            page.wrong =
                fmt::format("threshold {} of clock {} fired twice in cycle {} (series {}, number {})",
                            threshold, clock, page.cycles[clock], series, count);
    };
    if (const auto* started = std::get_if<clock::Started>(&change))
        page.cycles[started->clock] = started->cycle;
    if (const auto* fired = std::get_if<clock::ThresholdFired>(&change)) {
        ++thresholds_;
        fire(fired->clock, fired->threshold, fired->series, fired->count);
    }
}

const Book::Page* Book::page(const store::TicketKey& key) const {
    const auto found = pages_.find(key);
    return found == pages_.end() ? nullptr : &found->second;
}

std::size_t Book::times(const store::TicketKey& key, const std::string& command) const {
    const Page* known = page(key);
    if (known == nullptr) return 0;
    const auto found = known->commands.find(command);
    return found == known->commands.end() ? 0 : found->second;
}

std::vector<Book::HostEffect> Book::effects(const store::TicketKey& key) const {
    const Page* known = page(key);
    return known == nullptr ? std::vector<HostEffect>() : known->effects;
}

std::vector<std::pair<std::string, std::string>> Book::signals(const store::TicketKey& key) const {
    const Page* known = page(key);
    return known == nullptr ? std::vector<std::pair<std::string, std::string>>() : known->signals;
}

store::Version Book::version(const store::TicketKey& key) const {
    const Page* known = page(key);
    return known == nullptr ? 0 : known->retold.version();
}

const Ticket* Book::ticket(const store::TicketKey& key) const {
    const Page* known = page(key);
    return known == nullptr ? nullptr : known->retold.state();
}

std::string verify_audit(store::Store& store, const Book& book, const audit::Checkpoint* since,
                         std::vector<audit::TicketHead>* heads) {
    audit::Verification verification(tenant, book.keys(), since);
    if (const auto done = audit::verify(store, tenant, &book.packs(), verification); !done)
        return done.error().message;
    audit::Report report = verification.finish();
    if (report.unsealed_tickets > 0) return "a ticket has no link";
    if (heads != nullptr) *heads = std::move(report.heads);
    return report.findings.empty() ? std::string() : places(report) + report.findings.front().message;
}

}  // namespace itr::test
