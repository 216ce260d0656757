#include <algorithm>

#include "model/threshold.hpp"
#include "model/writer.hpp"

namespace itr::model {

void Writer::reopen(const ClockDefinition& clock) {
    if (clock.reopen == Reopen::continue_with_gap && !clock.reopen_within) return;
    json_.key("reopen");
    json_.begin_object();
    text("policy", word_of(reopens, clock.reopen));
    target("target", clock.reopen_target);
    target("within", clock.reopen_within);
    json_.end_object();
}

void Writer::clock_conditions(const ClockDefinition& clock) {
    source("anchor", clock.anchor);
    source("start", clock.start);
    source("resume", clock.resume);
    source("stop", clock.stop);
    source("cancel", clock.cancel);
    source("reset", clock.reset);
    if (clock.pauses.empty()) return;
    json_.key("pause");
    json_.begin_array();
    for (const PauseReason& pause : clock.pauses) {
        json_.begin_object();
        text("when", pause.when.text);
        text("reason", pause.reason);
        source("until", pause.until);
        json_.end_object();
    }
    json_.end_array();
}

void Writer::pause_budget(const PauseBudget& budget) {
    if (budget.count == 0 && !budget.total && !budget.longest) return;
    json_.key("pause_budget");
    json_.begin_object();
    number("count", budget.count, 0);
    target("total", budget.total);
    target("longest", budget.longest);
    json_.end_object();
}

void Writer::adjust(const Adjustment& adjust) {
    const auto some = [](Duration length) { return length.ms == 0 ? std::nullopt : std::optional(length); };
    if (adjust.out_of_hours.ms == 0 && adjust.per_cycle.ms == 0 && !adjust.floor && !adjust.ceiling) return;
    json_.key("adjust");
    json_.begin_object();
    duration("out_of_hours", some(adjust.out_of_hours));
    duration("per_cycle", some(adjust.per_cycle));
    duration("floor", adjust.floor);
    duration("ceiling", adjust.ceiling);
    json_.end_object();
}

/// Where fields or causes have policies of their own, `otherwise` is the rest.
void Writer::retarget(const ClockDefinition& clock) {
    if (clock.retarget_by_field.empty() && clock.retarget_by_cause.empty())
        return choice("retarget", retargets, clock.retarget, Retarget::carry);
    json_.key("retarget");
    json_.begin_object();
    for (const auto& [field, policy] : clock.retarget_by_field) text(field.text, word_of(retargets, policy));
    for (const auto& [cause, policy] : clock.retarget_by_cause)
        text(word_of(retarget_causes, cause), word_of(retargets, policy));
    choice("otherwise", retargets, clock.retarget, Retarget::carry);
    json_.end_object();
}

void Writer::clock(const ClockDefinition& clock) {
    json_.key(clock.name);
    json_.begin_object();
    title(clock.title);
    clock_conditions(clock);
    if (clock.pause_resolution != milliseconds(1))
        text("pause_resolution", to_string(clock.pause_resolution));
    pause_budget(clock.budget);
    source("silent", clock.silent);
    adjust(clock.adjust);
    choice("dates", date_behaviours, clock.dates_move, false);
    flag("snap", clock.snap_to_working_time);
    choice("retroactive", retroactivities, clock.retroactivity, Retroactivity::start);
    choice("born_breached", catch_ups, clock.born_breached, CatchUp::highest);
    choice("catch_up", catch_ups, clock.catch_up, CatchUp::all);
    retarget(clock);
    choice("calendar_change", calendar_changes, clock.calendar_change, CalendarChange::segment);
    choice("breach", breaches, clock.breach_is_sticky, true);
    choice("late", lates, clock.late_is_recomputed, false);
    choice("cycle", cycles, clock.cycle, Cycle::single);
    reopen(clock);
    choice("visible", visibilities, clock.internal, false);
    word("accountable", clock.accountable);
    choice("land", lands, clock.land, itr::calendar::Land::earliest);
    json_.end_object();
}

void Writer::goals(const Agreement& agreement) {
    if (agreement.goals.empty()) return;
    json_.key("goals");
    json_.begin_array();
    for (const Goal& goal : agreement.goals) {
        json_.begin_object();
        source("when", goal.when);
        word("calendar", goal.calendar);
        number("weight", goal.weight, 0);
        for (const auto& [clock, target] : goal.targets) text(clock.text, to_string(target));
        json_.end_object();
    }
    json_.end_array();
}

void Writer::thresholds(const Agreement& agreement) {
    if (agreement.thresholds.empty()) return;
    json_.key("thresholds");
    json_.begin_object();
    std::vector<std::string_view> written;
    for (const Threshold& first : agreement.thresholds) {
        if (std::ranges::find(written, first.clock.text) != written.end()) continue;
        written.push_back(first.clock.text);
        json_.key(first.clock.text);
        json_.begin_object();
        for (const Threshold& each : agreement.thresholds) {
            if (each.clock.text != first.clock.text) continue;
            json_.key(threshold_text(each));
            json_.begin_object();
            number("times", each.times, 0);
            if (each.until_acknowledged) text("until", "acknowledged");
            json_.key("do");
            json_.begin_array();
            for (const Action& one : each.actions) action(one);
            json_.end_array();
            json_.end_object();
        }
        json_.end_object();
    }
    json_.end_object();
}

void Writer::agreement(const Agreement& agreement) {
    json_.begin_object();
    text("agreement", agreement.name);
    title(agreement.title);
    choice("kind", agreement_kinds, agreement.kind, AgreementKind::sla);
    words("workflows", agreement.workflows);
    source("applies", agreement.applies);
    word("calendar", agreement.calendar);
    choice("match", matches, agreement.match, Match::first);
    json_.key("clocks");
    json_.begin_object();
    for (const ClockDefinition& each : agreement.clocks) clock(each);
    json_.end_object();
    goals(agreement);
    thresholds(agreement);
    json_.end_object();
}

}  // namespace itr::model
