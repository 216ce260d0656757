#include <algorithm>

#include "care/lines.hpp"

namespace itr::care {
namespace {

constexpr std::size_t tickets_a_page = 100;
constexpr int attempts_to_read = 8;

/// The columns as they are by now.
Result<store::Row> read_row_again(store::Store& store, const TenantId& tenant, const store::Row& row) {
    store::Query query;
    query.tenant = tenant;
    query.number = row.summary.number;
    query.limit = store::max_page;
    auto page = store.query(query);
    if (!page) return fail(page.error());
    const auto same = std::ranges::find(page->rows, row.ticket, &store::Row::ticket);
    return same == page->rows.end() ? row : *same;
}

/// Nothing if the ticket is gone. Without its incidents.
Result<std::optional<Whole>> read_whole(store::Store& store, const TenantId& tenant, store::Row row) {
    const store::TicketKey key{tenant, row.ticket};
    for (int attempt = 0;; ++attempt) {
        auto loaded = store.load(key);
        if (!loaded) return fail(loaded.error());
        if (!*loaded) return std::nullopt;
        const store::Version version = (*loaded)->snapshot_version + (*loaded)->tail.size();
        if (row.version != version && attempt < attempts_to_read) {
            auto again = read_row_again(store, tenant, row);
            if (!again) return fail(again.error());
            row = *std::move(again);
            if (row.version != version) continue;
        }
        auto commits = store.history(key, 0, version);
        if (!commits) return fail(commits.error());
        auto effects = store.waiting_effects(key);
        if (!effects) return fail(effects.error());
        // What a later version caused is not part of this one.
        std::erase_if(*effects, [&](const store::OutboxEffect& e) { return e.version > version; });
        return Whole{key,
                     std::move(row.summary),
                     (*loaded)->next_due,
                     (*loaded)->snapshot_version,
                     std::move((*loaded)->snapshot),
                     *std::move(commits),
                     std::move((*loaded)->personal),
                     *std::move(effects),
                     {}};
    }
}

/// An effect may be set aside, or an incident tried again, while others are read. `before` and `after`: the
/// ticket's incidents when its effects were not read yet, and when they were.
void add_incidents(Whole& whole, const std::vector<store::Incident>& before,
                   std::vector<store::Incident> after) {
    const auto key_of = [](const store::OutboxEffect& each) { return each.effect.key; };
    const auto incident_key = [](const store::Incident& each) { return each.effect.effect.key; };
    // Set aside since its effects were read.
    std::erase_if(whole.effects, [&](const store::OutboxEffect& effect) {
        return std::ranges::find(after, effect.effect.key, incident_key) != after.end();
    });
    // Tried again or resolved since its effects were read: it was an incident when they were.
    for (const store::Incident& each : before)
        if (std::ranges::find(whole.effects, each.effect.effect.key, key_of) == whole.effects.end() &&
            std::ranges::find(after, each.effect.effect.key, incident_key) == after.end())
            after.push_back(each);
    // What a later version caused is not part of this one.
    std::erase_if(after,
                  [&](const store::Incident& each) { return each.effect.version > whole.commits.size(); });
    whole.incidents = std::move(after);
}

Result<std::optional<Whole>> read_with_incidents(store::Store& store, const TenantId& tenant,
                                                 store::Row row) {
    const store::TicketKey key{tenant, row.ticket};
    const auto before = store.incidents_of(key);
    if (!before) return fail(before.error());
    auto whole = read_whole(store, tenant, std::move(row));
    if (!whole || !*whole) return whole;
    auto after = store.incidents_of(key);
    if (!after) return fail(after.error());
    add_incidents(**whole, *before, *std::move(after));
    return whole;
}

/// A damaged ticket is noted and passed over: no store can give more of it than it does.
Result<std::optional<Whole>> read_or_leave_out(store::Store& store, const TenantId& tenant, store::Row row,
                                               Writer& writer) {
    const store::TicketKey key{tenant, row.ticket};
    auto whole = read_with_incidents(store, tenant, std::move(row));
    if (whole || whole.error().code.text() != "store.corrupt") return whole;
    writer.leave_out({key, whole.error().message});
    return std::nullopt;
}

Status write_deployments(store::Store& store, Writer& writer) {
    auto deployments = store.deployments();
    if (!deployments) return fail(deployments.error());
    for (const store::Deployment& each : *deployments)
        if (auto ok = writer.deployment(each); !ok) return ok;
    return {};
}

Status write_tenant(store::Store& store, const TenantId& tenant, Writer& writer) {
    store::Query query;
    query.tenant = tenant;
    query.limit = tickets_a_page;
    do {
        auto page = store.query(query);
        if (!page) return fail(page.error());
        for (store::Row& row : page->rows) {
            auto whole = read_or_leave_out(store, tenant, std::move(row), writer);
            if (!whole) return fail(whole.error());
            if (!*whole) continue;
            if (auto ok = writer.ticket(**whole); !ok) return ok;
        }
        query.after = page->next;
    } while (!query.after.empty());
    return {};
}

/// One run of archive().
class Archiver {
  public:
    Archiver(store::Store& store, const TenantId& tenant, const ArchiveOptions& options, Writer& writer)
        : store_(store), tenant_(tenant), options_(options), writer_(writer) {}

    Status run() {
        store::Query query;
        query.tenant = tenant_;
        query.open = false;
        query.limit = tickets_a_page;
        do {
            auto page = store_.query(query);
            if (!page) return fail(page.error());
            for (store::Row& row : page->rows)
                if (auto ok = take(std::move(row)); !ok) return ok;
            query.after = page->next;
        } while (!query.after.empty());
        return remove_batch();
    }
    [[nodiscard]] const Counts& removed() const noexcept { return removed_; }

  private:
    Status take(store::Row row) {
        if (row.summary.changed_at >= options_.before || row.next_due != never) return {};
        auto children = has_open_child(row.ticket);
        if (!children) return fail(children.error());
        if (*children) return {};
        const store::Version version = row.version;
        auto whole = read_or_leave_out(store_, tenant_, std::move(row), writer_);
        if (!whole) return fail(whole.error());
        if (!*whole || !(*whole)->effects.empty() || !(*whole)->incidents.empty() ||
            (*whole)->commits.size() != version)
            return {};
        if (auto ok = writer_.ticket(**whole); !ok) return ok;
        batch_.push_back({(*whole)->key, version, opening_key((*whole)->commits.front())});
        return batch_.size() < std::max<std::size_t>(options_.tickets_a_batch, 1) ? Status() : remove_batch();
    }
    Result<bool> has_open_child(const TicketId& ticket) {
        store::Query query;
        query.tenant = tenant_;
        query.parent = ticket.text();
        query.open = true;
        query.limit = 1;
        auto page = store_.query(query);
        if (!page) return fail(page.error());
        return !page->rows.empty();
    }
    Status remove_batch() {
        if (batch_.empty()) return {};
        if (options_.make_durable)
            if (auto ok = options_.make_durable(); !ok) return ok;
        auto done = store_.remove(batch_);
        if (done) {
            for (const store::Removal& each : batch_) count(each);
        } else if (done.error().code.text() == "store.conflict") {
            done = remove_one_by_one();
        }
        batch_.clear();
        return done;
    }
    /// Somebody has come back to one of them, or an effect of it was set aside meanwhile: it stays.
    Status remove_one_by_one() {
        for (const store::Removal& each : batch_) {
            auto done = store_.remove(std::span(&each, 1));
            if (done)
                count(each);
            else if (done.error().code.text() != "store.conflict")
                return done;
        }
        return {};
    }
    void count(const store::Removal& removal) {
        ++removed_.tickets;
        removed_.commits += removal.expected;
    }
    store::Store& store_;
    const TenantId& tenant_;
    const ArchiveOptions& options_;
    Writer& writer_;
    std::vector<store::Removal> batch_;
    Counts removed_;
};

}  // namespace

Result<Counts> export_store(store::Store& store, std::span<const TenantId> tenants, const WriteLine& write) {
    Counts counts;
    Writer writer(write, counts);
    std::vector<TenantId> all(tenants.begin(), tenants.end());
    if (all.empty()) {
        auto found = store.tenants();
        if (!found) return fail(found.error());
        all = *std::move(found);
    }
    if (auto ok = writer.begin(); !ok) return fail(ok.error());
    if (auto ok = write_deployments(store, writer); !ok) return fail(ok.error());
    for (const TenantId& tenant : all)
        if (auto ok = write_tenant(store, tenant, writer); !ok) return fail(ok.error());
    if (auto ok = writer.end(); !ok) return fail(ok.error());
    return counts;
}

Result<Counts> archive(store::Store& store, const TenantId& tenant, const ArchiveOptions& options,
                       const WriteLine& write) {
    Counts written;
    Writer writer(write, written);
    if (auto ok = writer.begin(); !ok) return fail(ok.error());
    if (auto ok = write_deployments(store, writer); !ok) return fail(ok.error());
    Archiver archiver(store, tenant, options, writer);
    if (auto ok = archiver.run(); !ok) return fail(ok.error());
    if (auto ok = writer.end(); !ok) return fail(ok.error());
    Counts counts = archiver.removed();
    counts.deployments = written.deployments;
    counts.left_out = std::move(written.left_out);
    return counts;
}

}  // namespace itr::care
