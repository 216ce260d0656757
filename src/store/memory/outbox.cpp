#include "store/memory/outbox.hpp"

#include <algorithm>

namespace itr::store {

bool Outbox::knows(const TenantId& tenant, const std::string& key) const {
    const Key full{tenant, key};
    return by_key_.contains(full) || incidents_.contains(full);
}

void Outbox::add(const TicketKey& ticket, Version version, const Effect& effect) {
    insert({ticket, version, effect, 0, 0});
}

void Outbox::insert(OutboxEffect effect) {
    const Position position = next_++;
    by_key_.emplace(Key{effect.key.tenant, effect.effect.key}, position);
    by_availability_.emplace(effect.effect.available_at, position);
    of_ticket_[effect.key].insert(position);
    waiting_.emplace(position, Waiting{std::move(effect), std::nullopt});
}

Outbox::Waiting Outbox::extract(Position position) {
    const auto found = waiting_.find(position);
    Waiting waiting = std::move(found->second);
    waiting_.erase(found);
    by_key_.erase(Key{waiting.effect.key.tenant, waiting.effect.effect.key});
    by_availability_.erase({waiting.effect.effect.available_at, position});
    const auto siblings = of_ticket_.find(waiting.effect.key);
    siblings->second.erase(position);
    if (siblings->second.empty()) of_ticket_.erase(siblings);
    return waiting;
}

bool Outbox::is_next(const TicketKey& ticket, Position position, Instant now) const {
    const std::set<Position>& siblings = of_ticket_.at(ticket);
    return std::none_of(siblings.begin(), siblings.find(position), [&](Position older) {
        const OutboxEffect& before = waiting_.at(older).effect;
        return before.effect.available_at <= now || before.attempts > 0;
    });
}

std::vector<OutboxEffect> Outbox::take(Instant now, Instant hidden_until, std::size_t limit) {
    std::vector<OutboxEffect> taken;
    for (const auto& [available_at, position] : by_availability_) {
        if (available_at > now || taken.size() >= limit) break;
        Waiting& waiting = waiting_.at(position);
        if ((waiting.hidden_until && *waiting.hidden_until > now) ||
            !is_next(waiting.effect.key, position, now))
            continue;
        waiting.hidden_until = hidden_until;
        waiting.effect.taking = ++last_taking_;
        taken.push_back(waiting.effect);
    }
    return taken;
}

bool Outbox::acknowledge(const TenantId& tenant, const std::string& key) {
    const auto found = by_key_.find(Key{tenant, key});
    if (found == by_key_.end()) return false;
    extract(found->second);
    return true;
}

bool Outbox::fail(const TenantId& tenant, const std::string& key, std::optional<Taking> taking,
                  std::optional<Instant> retry_at, const std::string& reason, Instant now) {
    const auto found = by_key_.find(Key{tenant, key});
    if (found == by_key_.end()) return false;
    const Position position = found->second;
    Waiting& waiting = waiting_.at(position);
    if (taking && taking != waiting.effect.taking) return false;
    ++waiting.effect.attempts;
    if (retry_at) {
        by_availability_.erase({waiting.effect.effect.available_at, position});
        by_availability_.emplace(*retry_at, position);
        waiting.effect.effect.available_at = *retry_at;
        waiting.hidden_until.reset();
        waiting.effect.taking = ++last_taking_;
    } else {
        OutboxEffect effect = extract(position).effect;
        effect.taking.reset();
        incidents_.emplace(Key{tenant, key}, Incident{std::move(effect), reason, now});
    }
    return true;
}

std::vector<Incident> Outbox::incidents(const TenantId& tenant, std::size_t limit) const {
    std::vector<Incident> found;
    for (auto it = incidents_.lower_bound(Key{tenant, {}});
         it != incidents_.end() && it->first.first == tenant; ++it)
        found.push_back(it->second);
    // Equal instants stay in the map's order: by key.
    std::stable_sort(found.begin(), found.end(),
                     [](const Incident& a, const Incident& b) { return a.since < b.since; });
    if (found.size() > limit) found.resize(limit);
    return found;
}

std::vector<OutboxEffect> Outbox::of_ticket(const TicketKey& ticket) const {
    std::vector<OutboxEffect> found;
    if (const auto positions = of_ticket_.find(ticket); positions != of_ticket_.end())
        for (const Position position : positions->second) found.push_back(waiting_.at(position).effect);
    return found;
}

bool Outbox::has_any(const TicketKey& ticket) const {
    return of_ticket_.contains(ticket) || std::ranges::any_of(incidents_, [&](const auto& each) {
               return each.second.effect.key == ticket;
           });
}

bool Outbox::settle(const TenantId& tenant, const std::string& key, bool resolve, Instant now) {
    const auto found = incidents_.find(Key{tenant, key});
    if (found == incidents_.end()) return false;
    OutboxEffect effect = std::move(found->second.effect);
    incidents_.erase(found);
    if (!resolve) {
        effect.effect.available_at = now;
        effect.attempts = 0;
        effect.taking = ++last_taking_;
        insert(std::move(effect));
    }
    return true;
}

}  // namespace itr::store
