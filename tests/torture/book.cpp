#include "torture/book.hpp"

#include <fmt/format.h>

#include <itr/clock.hpp>
#include <itr/effect.hpp>
#include <itr/event.hpp>
#include <variant>

namespace itr::test {

std::string Book::check(store::Store& store, const store::TicketKey& key) {
    const auto loaded = store.load(key);
    if (!loaded) return loaded.error().message;
    if (!*loaded) return {};
    Page& page = pages_.try_emplace(key, packs_, key).first->second;
    const auto ok = page.retold.catch_up(store, **loaded, [&](const Commit& commit) { note(page, commit); });
    if (!ok) return ok.error().message;
    if (!page.wrong.empty()) return page.wrong + "\n" + page.retold.journal();
    if ((*loaded)->tail.empty() && page.retold.snapshot() != (*loaded)->snapshot)
        return "the snapshot is not what the journal tells:\n" + (*loaded)->snapshot + "\n" +
               page.retold.snapshot();
    return {};
}

void Book::note(Page& page, const Commit& commit) {
    if (!commit.idempotency_key.empty() && ++page.commands[commit.idempotency_key] > 1)
        page.wrong = fmt::format("the command '{}' took place twice", commit.idempotency_key);
    for (const Event& one : commit.events) {
        if (const auto* changed = std::get_if<event::ClockChanged>(&one)) note(page, changed->change);
        if (const auto* effect = std::get_if<event::EffectRequested>(&one);
            effect && !is_signal(effect->kind))
            page.effects.push_back(effect_key(page.ticket, effect->number));
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

std::size_t Book::times(const store::TicketKey& key, const std::string& command) const {
    const auto page = pages_.find(key);
    if (page == pages_.end()) return 0;
    const auto found = page->second.commands.find(command);
    return found == page->second.commands.end() ? 0 : found->second;
}

std::vector<std::string> Book::effects(const store::TicketKey& key) const {
    const auto page = pages_.find(key);
    return page == pages_.end() ? std::vector<std::string>() : page->second.effects;
}

store::Version Book::version(const store::TicketKey& key) const {
    const auto page = pages_.find(key);
    return page == pages_.end() ? 0 : page->second.retold.version();
}

}  // namespace itr::test
