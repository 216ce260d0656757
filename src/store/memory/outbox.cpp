#include "store/memory/outbox.hpp"

#include <algorithm>
#include <iterator>

namespace itr::store {

bool Outbox::knows(const TenantId& tenant, const std::string& key) const {
    const Key full{tenant, key};
    return by_key_.contains(full) || incidents_.contains(full);
}

void Outbox::add(const TicketKey& ticket, Version version, const Effect& effect) {
    insert({ticket, version, effect, 0, 0});
}

Outbox::Turn Outbox::turn_of(const Waiting& waiting, Position position) {
    const bool is_new = waiting.effect.attempts == 0;
    return {is_new, is_new ? waiting.effect.effect.available_at : Instant{}, position};
}

void Outbox::enqueue(const Waiting& waiting, Position position) {
    std::set<Turn>& queue = of_ticket_[waiting.effect.key];
    const auto place = queue.insert(turn_of(waiting, position)).first;
    if (place != queue.begin()) return;
    if (const auto second = std::next(place); second != queue.end()) {
        const Position passed = std::get<Position>(*second);
        next_by_availability_.erase({waiting_.at(passed).effect.effect.available_at, passed});
    }
    next_by_availability_.emplace(waiting.effect.effect.available_at, position);
}

void Outbox::dequeue(const Waiting& waiting, Position position) {
    const auto found = of_ticket_.find(waiting.effect.key);
    std::set<Turn>& queue = found->second;
    queue.erase(turn_of(waiting, position));
    if (next_by_availability_.erase({waiting.effect.effect.available_at, position}) > 0 && !queue.empty()) {
        const Position first = std::get<Position>(*queue.begin());
        next_by_availability_.emplace(waiting_.at(first).effect.effect.available_at, first);
    }
    if (queue.empty()) of_ticket_.erase(found);
}

void Outbox::insert(OutboxEffect effect) {
    const Position position = ++last_position_;
    by_key_.emplace(Key{effect.key.tenant, effect.effect.key}, position);
    enqueue(waiting_.emplace(position, Waiting{std::move(effect), std::nullopt}).first->second, position);
}

Outbox::Waiting Outbox::extract(Position position) {
    const auto found = waiting_.find(position);
    dequeue(found->second, position);
    Waiting waiting = std::move(found->second);
    waiting_.erase(found);
    by_key_.erase(Key{waiting.effect.key.tenant, waiting.effect.effect.key});
    return waiting;
}

std::vector<OutboxEffect> Outbox::take(Instant now, Instant hidden_until, std::size_t limit) {
    std::vector<OutboxEffect> taken;
    for (const auto& [available_at, position] : next_by_availability_) {
        if (available_at > now || taken.size() >= limit) break;
        Waiting& waiting = waiting_.at(position);
        if (waiting.hidden_until && *waiting.hidden_until > now) continue;
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
    if (retry_at) {
        dequeue(waiting, position);
        ++waiting.effect.attempts;
        waiting.effect.effect.available_at = *retry_at;
        waiting.hidden_until.reset();
        waiting.effect.taking = ++last_taking_;
        enqueue(waiting, position);
    } else {
        OutboxEffect effect = extract(position).effect;
        ++effect.attempts;
        effect.taking.reset();
        incidents_of_[effect.key].emplace(tenant, key);
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
    std::ranges::stable_sort(found, {}, &Incident::since);
    if (found.size() > limit) found.resize(limit);
    return found;
}

std::vector<Incident> Outbox::incidents_of(const TicketKey& ticket) const {
    std::vector<Incident> found;
    const auto keys = incidents_of_.find(ticket);
    if (keys == incidents_of_.end()) return found;
    for (const Key& key : keys->second) found.push_back(incidents_.at(key));
    std::ranges::stable_sort(found, {}, &Incident::since);
    return found;
}

std::vector<OutboxEffect> Outbox::of_ticket(const TicketKey& ticket) const {
    std::vector<OutboxEffect> found;
    const auto queue = of_ticket_.find(ticket);
    if (queue == of_ticket_.end()) return found;
    std::set<Position> positions;
    for (const Turn& turn : queue->second) positions.insert(std::get<Position>(turn));
    for (const Position position : positions) found.push_back(waiting_.at(position).effect);
    return found;
}

bool Outbox::has_any(const TicketKey& ticket) const {
    return of_ticket_.contains(ticket) || incidents_of_.contains(ticket);
}

bool Outbox::settle(const TenantId& tenant, const std::string& key, bool resolve, Instant now) {
    const auto found = incidents_.find(Key{tenant, key});
    if (found == incidents_.end()) return false;
    OutboxEffect effect = std::move(found->second.effect);
    incidents_.erase(found);
    const auto keys = incidents_of_.find(effect.key);
    keys->second.erase(Key{tenant, key});
    if (keys->second.empty()) incidents_of_.erase(keys);
    if (!resolve) {
        effect.effect.available_at = now;
        effect.attempts = 0;
        effect.taking = ++last_taking_;
        insert(std::move(effect));
    }
    return true;
}

}  // namespace itr::store
