#include <algorithm>
#include <itr/import.hpp>
#include <set>

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
        done_.last = std::max(done_.last, happening.at);
        ++done_.events;
        if (tickets_.insert(happening.ticket).second) {
            command::Open open;
            open.workflow = mapping_.workflow;
            open.data = happening.open_data;
            auto refusal = target_.execute(command_of(happening, std::move(open)), happening.at);
            if (!refusal) return fail(refusal.error());
            if (*refusal) count(happening, **refusal);
        }
        auto refusal = target_.execute(command_of(happening, command::Send{happening.event, happening.data}),
                                       happening.at);
        if (!refusal) return fail(refusal.error());
        return *refusal ? refused(happening, **refusal) : Status();
    }

    Replayed done() {
        done_.tickets = tickets_.size();
        done_.refused_tickets = done_.refused_by_ticket.size();
        return std::move(done_);
    }

  private:
    Command command_of(const Happening& happening, command::Body body) const {
        Command command;
        command.tenant = tenant_;
        command.ticket = TicketId(happening.ticket);
        command.actor = {happening.actor, mapping_.roles, {}};
        command.body = std::move(body);
        return command;
    }

    void count(const Happening& happening, const Rejection& rejection) {
        ++done_.refused_events;
        ++done_.refused_by_ticket[happening.ticket];
        ++done_.reasons[{std::string(rejection.code.text()), happening.event}];
    }

    /// Refusals are no part of a journal: only a note on the ticket keeps them.
    Status refused(const Happening& happening, const Rejection& rejection) {
        count(happening, rejection);
        if (mapping_.refused.empty()) return {};
        Data data{{"code", Value(rejection.code.text())}, {"event", Value(happening.event)}};
        auto note = target_.execute(command_of(happening, command::Send{mapping_.refused, std::move(data)}),
                                    happening.at);
        if (!note) return fail(note.error());
        if (*note) ++done_.reasons[{std::string((*note)->code.text()), mapping_.refused}];
        return {};
    }

    const Mapping& mapping_;
    const TenantId& tenant_;
    Target& target_;
    std::set<std::string> tickets_;
    Replayed done_;
};

}  // namespace

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
