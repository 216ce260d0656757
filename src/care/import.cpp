#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "care/codes.hpp"
#include "care/lines.hpp"

namespace itr::care {
namespace {

constexpr std::size_t appends_a_batch = 512;
constexpr std::uint32_t max_attempts = 1000;  ///< that are made up for

/// The appends that make a ticket what it was. Columns are those of the end, from the first commit on.
std::vector<store::Append> appends_of(const Whole& whole) {
    std::vector<store::Append> appends;
    appends.reserve(whole.commits.size());
    for (const store::Commit& commit : whole.commits) {
        store::Append append;
        append.tenant = whole.key.tenant;
        append.ticket = whole.key.ticket;
        append.expected = commit.version - 1;
        append.at = commit.at;
        append.commit = commit.text;
        append.summary = whole.summary;
        append.next_due = whole.next_due;
        if (commit.version == whole.snapshot_version) append.snapshot = whole.snapshot;
        appends.push_back(std::move(append));
    }
    appends.front().idempotency_key = opening_key(whole.commits.front());
    appends.back().personal = whole.personal;
    const auto add = [&](const store::OutboxEffect& e, Instant available_at) {
        const auto at = std::clamp<store::Version>(e.version, 1, appends.size()) - 1;
        appends[at].effects.push_back(e.effect);
        appends[at].effects.back().available_at = available_at;
    };
    for (const store::OutboxEffect& effect : whole.effects) add(effect, effect.effect.available_at);
    // Nobody is to take them in the short while until they are set aside, however long it becomes.
    for (const store::Incident& incident : whole.incidents) add(incident.effect, never);
    return appends;
}

class Importer {
  public:
    explicit Importer(store::Store& store) : store_(store) {}

    Status deployment(const store::Deployment& deployment) {
        if (!known_) {
            auto there = store_.deployments();
            if (!there) return fail(there.error());
            known_.emplace();
            for (const store::Deployment& each : *there) known_->insert(each.hash);
        }
        if (known_->contains(deployment.hash) && !mine_.contains(deployment.hash)) return {};
        mine_.insert(deployment.hash);
        ++counts_.deployments;
        return store_.deploy(deployment);
    }

    Status ticket(Whole whole) {
        auto there = store_.history(whole.key, 0, whole.commits.size() + 1);
        if (!there) return fail(there.error());
        if (!there->empty()) return compare(whole, *there);
        for (store::Append& append : appends_of(whole)) batch_.push_back(std::move(append));
        note_number(whole);
        written_.push_back(std::move(whole));
        return batch_.size() < appends_a_batch ? Status() : flush();
    }

    Result<Counts> finish() {
        if (auto ok = flush(); !ok) return fail(ok.error());
        if (auto ok = reserve_numbers(); !ok) return fail(ok.error());
        return counts_;
    }

  private:
    /// Somebody may have come back to it since: then all that was exported is there, and goes on.
    Status compare(const Whole& whole, const std::vector<store::Commit>& there) {
        const auto first_other = std::ranges::mismatch(whole.commits, there);
        if (first_other.in1 != whole.commits.end())
            return fail(
                Code{"store.conflict"},
                fmt::format("expected no ticket \"{}\" of tenant \"{}\", or one that has all commits of "
                            "the one that was exported, but found another",
                            whole.key.ticket.text(), whole.key.tenant.text()));
        ++counts_.skipped;
        note_number(whole);
        const bool goes_on = first_other.in2 != there.end();
        return goes_on || whole.incidents.empty() ? Status() : set_aside_what_was_left(whole);
    }

    /// An import that broke off may have left incidents among the effects. One that was tried again since
    /// then is available from another instant on.
    Status set_aside_what_was_left(const Whole& whole) {
        const auto there = store_.waiting_effects(whole.key);
        if (!there) return there.error().code.text() == "store.unsupported" ? Status() : fail(there.error());
        for (const store::Incident& incident : whole.incidents) {
            const store::Effect& effect = incident.effect.effect;
            const auto left =
                std::ranges::find(*there, effect.key, [](const auto& e) { return e.effect.key; });
            if (left == there->end()) continue;
            const Instant available_at = left->effect.available_at;
            if (available_at != never && available_at != effect.available_at) continue;
            if (auto ok = set_aside(incident, available_at == never ? 0 : left->attempts); !ok) return ok;
        }
        return {};
    }

    Status flush() {
        for (std::size_t done = 0; done < batch_.size();) {
            const std::size_t count = std::min(store::max_batch, batch_.size() - done);
            if (auto ok = store_.append(std::span(batch_).subspan(done, count)); !ok) return ok;
            done += count;
        }
        batch_.clear();
        for (const Whole& whole : written_) {
            if (auto ok = set_outbox(whole); !ok) return ok;
            ++counts_.tickets;
            counts_.commits += whole.commits.size();
            counts_.effects += whole.effects.size();
            counts_.incidents += whole.incidents.size();
        }
        written_.clear();
        return {};
    }

    /// Attempts, and what came behind others although an earlier commit caused it: a retried incident.
    Status set_outbox(const Whole& whole) {
        // They were written by version; from the first that is out of that order on, each goes to the end.
        store::Version newest = 0;
        bool came_behind = false;
        for (const store::OutboxEffect& effect : whole.effects) {
            came_behind = came_behind || effect.version < newest;
            newest = std::max(newest, effect.version);
            if (came_behind)
                if (auto ok = put_behind(effect); !ok) return ok;
            if (auto ok = set_attempts(effect, effect.attempts); !ok) return ok;
        }
        for (const store::Incident& incident : whole.incidents)
            if (auto ok = set_aside(incident, 0); !ok) return ok;
        return {};
    }
    /// `attempts`: it has already; 0: it is not available yet.
    Status set_aside(const store::Incident& incident, std::uint32_t attempts) {
        const store::OutboxEffect& effect = incident.effect;
        if (attempts == 0)
            if (auto ok = put_behind(effect); !ok) return ok;
        const std::uint32_t before = effect.attempts == 0 ? 0 : effect.attempts - 1;
        if (auto ok = set_attempts(effect, before - std::min(before, attempts)); !ok) return ok;
        auto failed = store_.fail_effect(effect.key.tenant, effect.effect.key, std::nullopt, std::nullopt,
                                         incident.reason, incident.since);
        if (!failed) return fail(failed.error());
        return {};
    }
    Status put_behind(const store::OutboxEffect& effect) {
        const TenantId& tenant = effect.key.tenant;
        const Instant at = effect.effect.available_at;
        auto aside = store_.fail_effect(tenant, effect.effect.key, std::nullopt, std::nullopt, {}, at);
        if (!aside) return fail(aside.error());
        auto back = store_.settle_incident(tenant, effect.effect.key, false, at);
        if (!back) return fail(back.error());
        return {};
    }
    Status set_attempts(const store::OutboxEffect& effect, std::uint32_t attempts) {
        for (std::uint32_t i = 0; i < std::min(attempts, max_attempts); ++i) {
            auto failed = store_.fail_effect(effect.key.tenant, effect.effect.key, std::nullopt,
                                             effect.effect.available_at, {}, effect.effect.available_at);
            if (!failed) return fail(failed.error());
        }
        return {};
    }

    void note_number(const Whole& whole) {
        const std::string& text = whole.summary.number;
        std::uint64_t number = 0;
        const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc{} && rest == text.data() + text.size())
            highest_[whole.key.tenant] = std::max(highest_[whole.key.tenant], number);
    }
    /// So that no ticket to come gets the number of one that came.
    Status reserve_numbers() {
        constexpr std::uint64_t most_at_once = std::numeric_limits<std::uint32_t>::max();
        for (const auto& [tenant, highest] : highest_) {
            for (std::uint64_t given = 0; given < highest;) {
                auto first = store_.reserve_numbers(tenant, 1);
                if (!first) return fail(first.error());
                given = *first;
                if (given >= highest) break;
                const std::uint64_t count = std::min(highest - given, most_at_once);
                if (auto more = store_.reserve_numbers(tenant, static_cast<std::uint32_t>(count)); !more)
                    return fail(more.error());
                given += count;
            }
        }
        return {};
    }

    store::Store& store_;
    Counts counts_;
    std::optional<std::set<PackHash>> known_;
    std::set<PackHash> mine_;
    std::vector<store::Append> batch_;
    std::vector<Whole> written_;  ///< with the batch
    std::map<TenantId, std::uint64_t> highest_;
};

}  // namespace

Result<Counts> import_store(store::Store& store, const ReadLine& read) {
    Importer importer(store);
    auto done = Reader(read).run(
        {[&](const store::Deployment& deployment) { return importer.deployment(deployment); },
         [&](Whole whole) { return importer.ticket(std::move(whole)); }});
    // What was read whole before a failure stays.
    auto counts = importer.finish();
    if (!done) return fail(done.error());
    return counts;
}

}  // namespace itr::care
