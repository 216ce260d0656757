#include <algorithm>
#include <itr/import.hpp>
#include <set>
#include <string_view>
#include <utility>

namespace itr::event_log {
namespace {

constexpr std::size_t events_between_reports = 256;

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere, which the distributions of the standard
/// library do not promise.
class Shuffler {
  public:
    explicit Shuffler(std::uint64_t seed) : state_(seed) {}

    /// 0 … n − 1. The bias of the remainder is below n / 2^64.
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }

  private:
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }
    std::uint64_t state_;
};

class Replay {
  public:
    Replay(const Mapping& mapping, const TenantId& tenant, Target& target)
        : mapping_(mapping), tenant_(tenant), target_(target) {}

    Status take(const Happening& happening) {
        done_.first = std::min(done_.first, happening.at);
        done_.last = std::max(done_.last, happening.at);
        ++done_.events;
        Ticket& ticket = tickets_[happening.ticket];
        if (ticket.course.events++ == 0) {
            if (auto ok = open(happening, ticket); !ok) return ok;
        }
        // Of a ticket that is not ours nothing may be changed.
        if (!ticket.not_opened.empty()) return count(happening, ticket, ticket.not_opened), Status();
        const auto refusal = target_.execute(
            command_of(happening, command::Send{happening.event, happening.data}), happening.at);
        if (!refusal) return fail(refusal.error());
        if (!*refusal) return {};
        count(happening, ticket, (*refusal)->code.text());
        return note(happening, **refusal);
    }

    Replayed done() {
        for (const auto& [id, ticket] : tickets_) {
            done_.tickets.emplace_hint(done_.tickets.end(), id, ticket.course);
            for (const Replayed::Reason& reason : ticket.reasons) ++done_.reasons[reason].tickets;
            done_.refused.tickets += ticket.course.refused > 0 ? 1U : 0U;
        }
        return std::move(done_);
    }

  private:
    struct Ticket {
        Replayed::Course course;
        std::string not_opened;  ///< the code of the refusal
        std::set<Replayed::Reason> reasons;
    };

    Command command_of(const Happening& happening, command::Body body) const {
        Command command;
        command.tenant = tenant_;
        command.ticket = TicketId(happening.ticket);
        command.actor = {happening.actor, mapping_.roles, {}};
        command.body = std::move(body);
        return command;
    }

    Status open(const Happening& happening, Ticket& ticket) {
        command::Open open;
        open.workflow = mapping_.workflow;
        open.data = happening.open_data;
        const auto refusal = target_.execute(command_of(happening, std::move(open)), happening.at);
        if (!refusal) return fail(refusal.error());
        if (*refusal) ticket.not_opened = (*refusal)->code.text();
        return {};
    }

    void count(const Happening& happening, Ticket& ticket, std::string_view code) {
        const Replayed::Reason reason{std::string(code), happening.event};
        ticket.reasons.insert(reason);
        ++ticket.course.refused;
        ++done_.reasons[reason].events;
        ++done_.refused.events;
    }

    /// Refusals are no part of a journal: only a note on the ticket keeps them.
    Status note(const Happening& happening, const Rejection& rejection) {
        if (mapping_.refused.empty()) return {};
        Data data{{"code", Value(rejection.code.text())}, {"event", Value(happening.event)}};
        const auto refusal = target_.execute(
            command_of(happening, command::Send{mapping_.refused, std::move(data)}), happening.at);
        if (!refusal) return fail(refusal.error());
        done_.lost_notes += *refusal ? 1U : 0U;
        return {};
    }

    const Mapping& mapping_;
    const TenantId& tenant_;
    Target& target_;
    std::map<std::string, Ticket> tickets_;
    Replayed done_;
};

}  // namespace

Replayed::Share Replayed::with_events(std::size_t at_least) const {
    Share share;
    for (const auto& [id, course] : tickets) {
        if (course.events < at_least) continue;
        ++share.tickets;
        share.refused += course.refused > 0 ? 1U : 0U;
    }
    return share;
}

void shuffle_within_tickets(std::vector<Happening>& happenings, std::uint64_t seed) {
    std::map<std::string, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < happenings.size(); ++i) places[happenings[i].ticket].push_back(i);
    Shuffler shuffler(seed);
    for (const auto& [ticket, at] : places) {
        for (std::size_t left = at.size(); left > 1; --left) {
            Happening& a = happenings[at[left - 1]];
            Happening& b = happenings[at[shuffler.below(left)]];
            std::swap(a, b);
            std::swap(a.at, b.at);
        }
    }
}

Result<Replayed> replay(std::span<const Happening> happenings, const Mapping& mapping, const TenantId& tenant,
                        Target& target, const Progress& progress) {
    Replay replay(mapping, tenant, target);
    bool complete = true;
    for (std::size_t i = 0; i < happenings.size(); ++i) {
        if (i % events_between_reports == 0 && progress && !progress(i, happenings.size())) {
            complete = false;
            break;
        }
        if (auto ok = replay.take(happenings[i]); !ok) return fail(ok.error());
    }
    Replayed replayed = replay.done();
    replayed.complete = complete;
    return replayed;
}

}  // namespace itr::event_log
