// A scenario's tickets in memory, on the functional core alone.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <itr/effect.hpp>
#include <itr/scenario.hpp>

#include "scenario/codes.hpp"
#include "ticket/personal.hpp"

namespace itr::scenario {
namespace {

const Actor engine_actor{"engine", {"system"}, {}};
const Actor observer{"system", {"system"}, {}};

/// The same for every run: what salts hide does not matter here, that runs are equal does.
constexpr std::string_view entropy = "scenarios need no secrets at all";

struct Entry {
    Ticket ticket;
    std::vector<Commit> commits;
};

class EntryHistory final : public History {
  public:
    explicit EntryHistory(const Entry* entry) : entry_(entry) {}
    [[nodiscard]] Result<std::span<const Commit>> commits() const override {
        return entry_ == nullptr ? std::span<const Commit>() : std::span<const Commit>(entry_->commits);
    }

  private:
    const Entry* entry_;
};

/// What one ticket asks of another, or of a child that is to be.
struct Message {
    TicketId sender;
    std::uint32_t number;
    std::string kind;
    Value payload;
};

class CoreBackend final : public Backend {
  public:
    CoreBackend(std::shared_ptr<const Pack> pack, Coverage* coverage)
        : pack_(std::move(pack)), coverage_(coverage) {
        if (coverage_ == nullptr) return;
        coverage_->taken.resize(pack_->flows().size());
        for (std::size_t f = 0; f < pack_->flows().size(); ++f)
            coverage_->taken[f].resize(pack_->flows()[f].chart->transitions().size());
    }

    Result<Answer> execute(const Command& command, Instant now) override {
        Answer answer = decide_on(command, now);
        for (std::size_t n = 0; !messages_.empty(); ++n) {
            if (n >= max_signals)
                return fail(scenario_endless,
                            fmt::format("expected at most {} signals after one command", max_signals));
            const Message message = std::move(messages_.front());
            messages_.pop_front();
            for (const Command& each : commands_of(message)) decide_on(each, now);
        }
        return answer;
    }

    Result<Instant> next_due() override {
        Instant due = never;
        for (const auto& entry : entries_) due = std::min(due, entry->ticket.next_due);
        return due;
    }

    Status advance(Instant now) override {
        for (std::size_t n = 0; n < max_wakeups; ++n) {
            const auto first = std::ranges::min_element(entries_, {}, [](const auto& e) {
                return std::pair(e->ticket.next_due, e->ticket.id.text());
            });
            if (first == entries_.end() || (*first)->ticket.next_due > now) return {};
            const Command wake{tenant(), (*first)->ticket.id, engine_actor, command::Wake{}, {}, {}, {}};
            if (auto answer = execute(wake, now); !answer) return fail(answer.error());
        }
        return fail(scenario_endless,
                    fmt::format("expected at most {} deadlines up to {}", max_wakeups, to_string(now)));
    }

    Result<TicketView> view(const TicketId& ticket, Instant now) override {
        const Entry* entry = find(ticket);
        if (entry == nullptr) return fail(unknown(ticket));
        return view_of(entry->ticket, observer, now);
    }

    Result<std::vector<Value>> journal(const TicketId& ticket, store::Version after) override {
        const Entry* entry = find(ticket);
        if (entry == nullptr) return fail(unknown(ticket));
        std::vector<Value> commits;
        for (const Commit& commit : entry->commits)
            if (commit.version > after) commits.push_back(to_value(entry->ticket, commit, observer));
        return commits;
    }

    Result<std::vector<TicketId>> children(const TicketId& ticket) override {
        std::vector<TicketId> found;
        for (const auto& entry : entries_)
            if (entry->ticket.parent == Value(ticket.text())) found.push_back(entry->ticket.id);
        return found;
    }

  private:
    static Error unknown(const TicketId& ticket) {
        return {scenario_no_ticket,
                fmt::format("expected a ticket of the scenario, but found '{}'", ticket.text())};
    }

    Entry* find(const TicketId& ticket) {
        const auto at = std::ranges::find_if(entries_, [&](const auto& e) { return e->ticket.id == ticket; });
        return at == entries_.end() ? nullptr : at->get();
    }

    Answer decide_on(const Command& command, Instant now) {
        Entry* entry = find(command.ticket);
        const EntryHistory history(entry);
        const std::string number = std::to_string(entries_.size() + 1);
        taken_.clear();
        const Surroundings around{now,     number,   entropy,
                                  nullptr, &history, coverage_ != nullptr ? &taken_ : nullptr};
        if (entry == nullptr && entries_.size() >= max_tickets)
            return {0, Rejection{scenario_endless,
                                 fmt::format("expected at most {} tickets in a scenario", max_tickets)}};
        const Verdict verdict =
            decide(pack_, entry != nullptr ? &entry->ticket : nullptr, command, around, decision_);
        Answer answer{entry != nullptr ? entry->ticket.version : 0, decision_.rejection};
        if (verdict == Verdict::repeated || decision_.commit.steps.empty()) return answer;
        if (entry == nullptr) {
            const Flow& flow = *pack_->flow(decision_.commit.workflow);
            entries_.push_back(std::make_unique<Entry>(
                Entry{blank_ticket(pack_, flow.index, tenant(), command.ticket), {}}));
            entry = entries_.back().get();
        }
        apply(*entry);
        answer.version = entry->ticket.version;
        return answer;
    }

    void apply(Entry& entry) {
        evolve(entry.ticket, decision_.commit);
        entry.commits.push_back(decision_.commit);
        ticket::forget_personal(entry.commits, entry.ticket.workflow());
        for (const auto transition : taken_) ++coverage_->taken[entry.ticket.flow][transition];
        for (const Event& event : entry.commits.back().events)
            if (const auto* effect = std::get_if<event::EffectRequested>(&event);
                effect != nullptr && itr::is_signal(effect->kind))
                messages_.push_back({entry.ticket.id, effect->number, effect->kind, effect->payload});
    }

    std::vector<Command> commands_of(const Message& message) {
        const Value payload = ticket::fill_in(message.payload, [&](const std::string& slot) {
            constexpr std::string_view prefix = "data.";
            const Ticket& sender = find(message.sender)->ticket;
            const auto field = sender.workflow().chart->field(std::string_view(slot).substr(prefix.size()));
            return field == chart::none ? Value() : sender.data[field];
        });
        std::vector<TicketId> children_of_sender;
        if (itr::is_for_children(message.kind, message.payload))
            children_of_sender = *children(message.sender);
        return itr::commands_of(tenant(), message.sender, effect_key(message.sender, message.number),
                                message.kind, payload, children_of_sender);
    }

    std::shared_ptr<const Pack> pack_;
    Coverage* coverage_;
    std::vector<std::unique_ptr<Entry>> entries_;  ///< in the order of their opening
    std::deque<Message> messages_;
    std::vector<chart::TransitionIndex> taken_;
    Decision decision_;
};

}  // namespace

const TenantId& tenant() {
    static const TenantId id("scenario");
    return id;
}

std::unique_ptr<Backend> make_core_backend(std::shared_ptr<const Pack> pack, Coverage* coverage) {
    return std::make_unique<CoreBackend>(std::move(pack), coverage);
}

}  // namespace itr::scenario
