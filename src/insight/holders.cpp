#include "insight/holders.hpp"

#include <algorithm>

#include "base/for_ever.hpp"

namespace itr::insight {
namespace {

constexpr std::string_view own = "own";
constexpr std::string_view customer = "customer";
constexpr std::string_view vendor = "vendor";

std::string holder_text(const Value& value) {
    return value.is(Kind::string) ? std::string(value.as_string()) : std::string();
}

/// The active atomic states, joined by '+'.
std::string step_of(const Ticket& ticket) {
    std::string names;
    for (const auto state : ticket.configuration.atomic) {
        if (!names.empty()) names += '+';
        names += ticket.workflow().chart->states()[state].id;
    }
    return names;
}

bool waits_for(const Ticket& ticket, std::string_view tag) {
    const auto& chart = *ticket.workflow().chart;
    const auto index = chart.tag(tag);
    return index != chart::none && chart::is_tagged(chart, ticket.configuration, index);
}

/// A vendor has it while a promise of theirs runs or a state says so; the customer, while a state says so.
std::string_view party_of(const Ticket& ticket) {
    const auto& clocks = ticket.workflow().plan->clocks();
    const bool contract = std::ranges::any_of(ticket.clocks, [&](const clock::State& clock) {
        return clock.phase == clock::Phase::running &&
               clocks[clock.definition].agreement->kind == model::AgreementKind::uc;
    });
    if (contract || waits_for(ticket, "waiting.vendor")) return vendor;
    return waits_for(ticket, "waiting.customer") ? customer : own;
}

void add(std::map<std::string, Share>& shares, const std::string& name, const Share& share) {
    Share& to = shares[name];
    to.counted = to.counted + share.counted;
    to.rested = to.rested + share.rested;
}

void add(Consumption& into, const Holder& holder, const Share& share) {
    into.counted = into.counted + share.counted;
    into.rested = into.rested + share.rested;
    add(into.by_line, holder.line, share);
    add(into.by_team, holder.team, share);
    add(into.by_owner, holder.owner, share);
    add(into.by_step, holder.step, share);
    add(into.by_party, holder.party, share);
}

}  // namespace

void Holders::note(const Ticket& ticket, Instant at) {
    Holder holder{at,
                  holder_text(ticket.line),
                  holder_text(ticket.team),
                  holder_text(ticket.owner),
                  step_of(ticket),
                  std::string(party_of(ticket))};
    if (!holders_.empty()) {
        Holder same = holder;
        same.from = holders_.back().from;
        if (same == holders_.back()) return;
        if (holders_.back().from == at) holders_.pop_back();
    }
    holders_.push_back(std::move(holder));
}

Holder Holders::at(Instant at) const {
    if (holders_.empty()) return {};
    auto held = std::ranges::upper_bound(holders_, at, {}, &Holder::from);
    return held == holders_.begin() ? *held : *--held;
}

/// Before the ticket was opened whoever has it first has it: a retroactive clock counts for them.
void Holders::each(Instant from, Instant to,
                   const std::function<void(const Holder&, Instant, Instant)>& visit) const {
    static const Holder& nobody = for_ever(Holder{{}, "", "", "", "", std::string(own)});
    if (holders_.empty()) return visit(nobody, from, to);
    for (std::size_t i = 0; i < holders_.size(); ++i) {
        const Instant begin = i == 0 ? from : std::max(from, holders_[i].from);
        const Instant end = i + 1 < holders_.size() ? std::min(to, holders_[i + 1].from) : to;
        if (begin < end) visit(holders_[i], begin, end);
    }
}

void Holders::share(Instant from, Instant to, const std::function<Duration(Instant, Instant)>& counted,
                    Consumption& into) const {
    each(from, to, [&](const Holder& holder, Instant begin, Instant end) {
        add(into, holder, {counted(begin, end), {}});
    });
}

void Holders::rest(Instant from, Instant to, const std::string& reason, Consumption& into) const {
    each(from, to, [&](const Holder& holder, Instant begin, Instant end) {
        Holder named = holder;
        if (reason == "customer") named.party = customer;
        if (reason == "third_party") named.party = vendor;
        add(into, named, {{}, end - begin});
    });
}

void Consumption::add(const Consumption& other) {
    counted = counted + other.counted;
    rested = rested + other.rested;
    corrected = corrected + other.corrected;
    const auto merge = [](std::map<std::string, Share>& into, const std::map<std::string, Share>& from) {
        for (const auto& [name, share] : from) insight::add(into, name, share);
    };
    merge(by_line, other.by_line);
    merge(by_team, other.by_team);
    merge(by_owner, other.by_owner);
    merge(by_step, other.by_step);
    merge(by_party, other.by_party);
}

std::string Consumption::most(const std::map<std::string, Share>& shares) {
    std::string name;
    Duration most;
    for (const auto& [each, share] : shares) {
        if (share.counted <= most) continue;
        most = share.counted;
        name = each;
    }
    return name;
}

}  // namespace itr::insight
