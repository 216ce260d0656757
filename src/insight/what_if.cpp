#include <fmt/format.h>

#include <algorithm>
#include <itr/what_if.hpp>

#include "base/value_map.hpp"
#include "insight/codes.hpp"
#include "insight/given.hpp"
#include "insight/latest.hpp"
#include "insight/rerun.hpp"

namespace itr::insight {
namespace {

constexpr std::size_t tickets_between_signs = 64;

/// A ticket's clocks as they were recorded, up to `as_of`.
class Recorded {
  public:
    [[nodiscard]] Status read(std::string_view json, const PackSource& packs) {
        const auto commit = read_commit(json, packs, vocabulary_);
        if (!commit) return fail(commit.error());
        if (!log_) log_.emplace(flow());
        log_->under(flow());
        given_.push_back(given_by_host(flow(), *commit, log_->clocks()));
        for (const Event& event : commit->events) {
            if (const auto* changed = std::get_if<event::ClockChanged>(&event)) log_->take(changed->change);
            if (const auto* opened = std::get_if<event::Opened>(&event)) number = opened->number;
        }
        return {};
    }
    [[nodiscard]] const Flow& flow() const { return vocabulary_.pack->flows()[vocabulary_.flow]; }
    [[nodiscard]] std::optional<ClockLog>& log() { return log_; }
    /// What the host gave in a commit, by the commit's place in the history.
    [[nodiscard]] std::span<const Given> given(std::size_t commit) const { return given_[commit]; }
    std::string number;

  private:
    Vocabulary vocabulary_;
    std::optional<ClockLog> log_;
    std::vector<std::vector<Given>> given_;
};

class Comparer final : public store::Store::Visitor {
  public:
    Comparer(store::Store& store, const TenantId& tenant, const PackSource& packs,
             const std::shared_ptr<const Pack>& other, const WhatIfOptions& options, WhatIf& result)
        : store_(store), tenant_(tenant), packs_(packs), other_(other), options_(options), result_(result) {}

    Status visit(const TicketId& ticket, std::span<const store::Commit> commits) override {
        if (result_.tickets % tickets_between_signs == 0 && options_.progress &&
            !options_.progress(result_.tickets))
            return fail(report_stopped, "the comparison was stopped before its end");
        ++result_.tickets;
        Recorded recorded;
        for (const store::Commit& commit : commits) {
            if (commit.at > result_.as_of) break;
            if (auto ok = recorded.read(commit.text, packs_); !ok) return fail(ok.error());
        }
        if (!recorded.log()) return {};
        const Flow* flow = other_->flow(recorded.flow().chart->workflow().name);
        if (flow == nullptr)
            return pass_over(ticket, fmt::format("the other pack has no workflow '{}'",
                                                 recorded.flow().chart->workflow().name));
        auto loaded = store_.load({tenant_, ticket});
        if (!loaded) return fail(loaded.error());
        const auto personal = *loaded ? std::span<const store::Personal>((*loaded)->personal)
                                      : std::span<const store::Personal>();
        std::set<std::string> notes;
        Rerun rerun(other_, *flow, {tenant_, ticket}, notes);
        for (std::size_t c = 0; c < commits.size() && commits[c].at <= result_.as_of; ++c)
            if (auto ok = rerun.read(commits[c].text, personal, recorded.given(c)); !ok)
                return pass_over(ticket, ok.error().message);
        (void)recorded.log()->work_off(result_.as_of);
        (void)rerun.log().work_off(result_.as_of);
        for (const std::string& text : notes) note(ticket, text);
        compare(ticket, recorded, rerun.log());
        return {};
    }

  private:
    Status pass_over(const TicketId& ticket, const std::string& why) {
        ++result_.passed_over;
        note(ticket, why);
        return {};
    }

    void note(const TicketId& ticket, const std::string& text) {
        if (result_.notes.size() < options_.max_notes)
            result_.notes.push_back(fmt::format("{}: {}", ticket.text(), text));
    }

    void compare(const TicketId& ticket, Recorded& recorded, ClockLog& rerun) {
        const std::string& workflow = recorded.flow().chart->workflow().name;
        auto before = recorded.log()->verdicts(result_.as_of);
        auto after = rerun.verdicts(result_.as_of);
        for (const auto& [key, verdict] : before) {
            ++result_.cycles;
            const auto other = after.find(key);
            if (other != after.end() && other->second == verdict) continue;
            result_.verdicts.push_back({ticket, recorded.number, workflow, key.first, key.second, verdict,
                                        other == after.end() ? std::nullopt : std::optional(other->second)});
        }
        for (const auto& [key, verdict] : after) {
            if (before.contains(key)) continue;
            ++result_.cycles;
            result_.verdicts.push_back(
                {ticket, recorded.number, workflow, key.first, key.second, std::nullopt, verdict});
        }
        compare_firings(ticket, recorded, rerun);
    }

    void compare_firings(const TicketId& ticket, Recorded& recorded, const ClockLog& rerun) {
        const auto& before = recorded.log()->firings();
        const auto& after = rerun.firings();
        const auto add = [&](const ClockLog::FiringKey& key, Instant then, Instant now, bool acts) {
            const auto& [clock, cycle, threshold, count] = key;
            result_.escalations.push_back({ticket, recorded.number, recorded.flow().chart->workflow().name,
                                           clock, threshold, cycle, count, then, now, acts});
        };
        for (const auto& [key, firing] : before) {
            const auto other = after.find(key);
            if (other == after.end())
                add(key, firing.due, never, firing.acts);
            else if (other->second.due != firing.due)
                add(key, firing.due, other->second.due, firing.acts || other->second.acts);
        }
        for (const auto& [key, firing] : after)
            if (!before.contains(key)) add(key, never, firing.due, firing.acts);
    }

    store::Store& store_;
    const TenantId& tenant_;
    const PackSource& packs_;
    const std::shared_ptr<const Pack>& other_;
    const WhatIfOptions& options_;
    WhatIf& result_;
};

Value verdict_value(const std::optional<Verdict>& verdict) {
    if (!verdict) return {};
    return ValueMap()
        .add("phase", Value(clock::to_string(verdict->phase)))
        .add("breached", Value(verdict->breached))
        .add("due", verdict->due)
        .add("target_ms", verdict->target ? Value(verdict->target->ms) : Value())
        .add("elapsed_ms", verdict->elapsed)
        .done();
}

Value changed_value(const ChangedVerdict& changed) {
    return ValueMap()
        .add("ticket", changed.ticket.text())
        .add("number", changed.number)
        .add("workflow", changed.workflow)
        .add("clock", changed.clock)
        .add("cycle", Value(changed.cycle))
        .add("before", verdict_value(changed.before))
        .add("after", verdict_value(changed.after))
        .done();
}

Value escalation_value(const ChangedEscalation& changed) {
    return ValueMap()
        .add("ticket", changed.ticket.text())
        .add("number", changed.number)
        .add("workflow", changed.workflow)
        .add("clock", changed.clock)
        .add("cycle", Value(changed.cycle))
        .add("threshold", changed.threshold)
        .add("count", Value(static_cast<std::int64_t>(changed.count)))
        .add("before", changed.before)
        .add("after", changed.after)
        .add("acts", Value(changed.acts))
        .done();
}

}  // namespace

Result<WhatIf> what_if(store::Store& store, const TenantId& tenant, const PackSource& packs,
                       const std::shared_ptr<const Pack>& other, const WhatIfOptions& options) {
    WhatIf result;
    const auto as_of = as_of_or_latest(options.as_of, store, tenant);
    if (!as_of) return fail(as_of.error());
    result.as_of = *as_of;
    Comparer comparer(store, tenant, packs, other, options, result);
    if (auto ok = store.each_ticket(tenant, comparer); !ok) return fail(ok.error());
    return result;
}

Value to_value(const WhatIf& result) {
    const auto number = [](std::size_t n) { return Value(static_cast<std::int64_t>(n)); };
    return ValueMap()
        .add("as_of", result.as_of)
        .add("tickets", number(result.tickets))
        .add("cycles", number(result.cycles))
        .add("passed_over", number(result.passed_over))
        .add("verdicts", list_value(result.verdicts, changed_value))
        .add("escalations", list_value(result.escalations, escalation_value))
        .add("notes", list_value(result.notes, [](const std::string& note) { return Value(note); }))
        .done();
}

}  // namespace itr::insight
