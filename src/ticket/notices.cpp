// When those whom a ladder calls may be told.
#include <algorithm>

#include "ticket/turn.hpp"

namespace itr::ticket {
namespace {

constexpr int max_tries = 4;  ///< to find an hour at which somebody may be told

/// The next instant that is a whole number of periods.
Instant rounded_up(Instant at, Duration period) {
    const std::int64_t beyond = ((at.ms % period.ms) + period.ms) % period.ms;
    return beyond == 0 ? at : at + (period - Duration{beyond});
}

std::uint16_t number_of(const Pack& pack, std::string_view calendar) {
    const auto all = pack.calendars();
    const auto at = std::ranges::find(all, calendar, [](const auto& each) { return each.definition().name; });
    return at == all.end() ? clock::none : static_cast<std::uint16_t>(at - all.begin());
}

}  // namespace

Turn::Notices Turn::notices_of(const Ladder& ladder, const LadderLevel* level) const {
    const bool loud = level != nullptr && level->quiet_unless && level->quiet_unless->holds(scratch_.frame);
    return {ladder.source, level, loud};
}

/// In the zone that the ticket tells; null for none.
const calendar::Calendar* Turn::calendar_here(std::uint16_t calendar) const {
    if (calendar == clock::none) return nullptr;
    return &scratch_.ticket.pack()->calendars()[flow_->plan->in_zone(calendar, scratch_.frame)];
}

/// Within a ladder, when the recipient may be told, and gathered with others. A late wake-up tells nobody
/// before it: what counts is the hour at which it comes.
Instant Turn::notice_at(const std::string& to) const {
    return notices_ ? told_at(to, at_, std::max(at_, commit_.at)) : at_;
}

/// What is said at `said` is told from `now` on.
Instant Turn::told_at(const std::string& to, Instant said, Instant now) const {
    const Instant told = may_be_told(to, now);
    const Instant at = told == now ? said : told;
    if (!notices_->ladder->digest) return at;
    // A whole period on, the recipient may have gone home, and is then told with those of another.
    const Duration period = *notices_->ladder->digest;
    Instant gathered = rounded_up(at, period);
    for (int tries = 0; tries < max_tries; ++tries) {
        const Instant open = may_be_told(to, std::max(gathered, now));
        if (open <= std::max(gathered, now)) break;
        gathered = rounded_up(open, period);
    }
    return gathered;
}

/// Whether a repetition finds the recipient still to be told what was said before it: once is enough.
bool Turn::waits_already(const std::string& to) const {
    if (!notices_ || !notices_->said_before) return false;
    return told_at(to, *notices_->said_before, *notices_->said_before) >= at_;
}

/// When the first of those whom a level calls is told: from then on a repetition makes sense. What else a
/// level does, it does at once.
Instant Turn::first_told(const Ladder& ladder, const LadderLevel& level) {
    notices_ = notices_of(ladder, &level);
    Instant first = never;
    for (const chart::Action& action : level.actions) {
        if (action.when && !holds(*action.when)) continue;
        const bool tells = action.kind == model::Action::Kind::notify;
        first = std::min(first, tells ? notice_at(action.name) : at_);
    }
    notices_.reset();
    return first == never ? at_ : first;
}

/// After the level's quiet hours, and when the recipient is at work. Where the two never meet, the one or the
/// other has to give way.
Instant Turn::may_be_told(const std::string& to, Instant at) const {
    if (notices_->loud) return at;
    const calendar::Calendar* work = work_of(to);
    for (int tries = 0; tries < max_tries; ++tries) {
        const Instant before = at;
        if (const LadderLevel* level = notices_->level)
            at = policy::after_quiet(*level->source, calendar_here(level->calendar), at);
        const Instant open = work == nullptr ? never : work->next_open(at);
        if (open != never) at = open;
        if (at == before) break;
    }
    return at;
}

/// Null: at all times.
const calendar::Calendar* Turn::work_of(const std::string& role) const {
    const auto& roles = scratch_.ticket.pack()->model().roles;
    const auto known = std::ranges::find(roles, role, &model::Role::name);
    if (known == roles.end() || !known->calendar) return nullptr;
    return calendar_here(number_of(*scratch_.ticket.pack(), known->calendar->text));
}

}  // namespace itr::ticket
