#include <algorithm>
#include <itr/calendars.hpp>
#include <itr/clock.hpp>
#include <itr/validation.hpp>

#include "validation/certainty.hpp"
#include "validation/report.hpp"

namespace itr::validation {

std::string suggestion(std::string_view word, const std::vector<std::string_view>& names) {
    constexpr std::size_t few = 8;
    if (std::string near = spelling::did_you_mean(word, names); !near.empty()) return near;
    if (names.empty() || names.size() > few) return {};
    return fmt::format("one of: {}", fmt::join(names, ", "));
}

namespace {

/// Names of the clocks that guards of a workflow may speak of.
std::vector<std::string> clock_names(const model::Pack& pack, const model::Workflow& workflow) {
    std::vector<std::string> names;
    for (const model::Agreement& agreement : pack.agreements) {
        if (!speaks_of(agreement, workflow.name)) continue;
        for (const model::ClockDefinition& clock : agreement.clocks)
            if (std::ranges::find(names, clock.name) == names.end()) names.push_back(clock.name);
    }
    return names;
}

/// Calendars of the same names without mistakes: what a clock asks for does not hang on when a day begins.
std::vector<model::CalendarEntry> stand_ins(const std::vector<model::CalendarEntry>& entries) {
    std::vector<model::CalendarEntry> made(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        made[i].definition.name = entries[i].definition.name;
        made[i].definition.always = true;
        made[i].at = entries[i].at;
    }
    return made;
}

/// Compiles what needs a zone database, whatever is wrong elsewhere: who mends a pack wants all of it at
/// once. What promises owe each other is only worth telling when everything else is right.
void compile_clocks(const model::Pack& pack, const Charts& charts,
                    const std::shared_ptr<const calendar::ZoneDatabase>& zones, bool whole, Report& report) {
    const bool right = whole && !has_errors(report.diagnostics());
    Diagnostics of_calendars;
    auto calendars = model::compile_calendars(pack.calendars, zones, of_calendars);
    bool usable = true;
    if (has_errors(of_calendars)) {
        Diagnostics none;
        calendars = model::compile_calendars(stand_ins(pack.calendars), zones, none);
        usable = !has_errors(none);
    }
    std::ranges::move(of_calendars, std::back_inserter(report.diagnostics()));
    if (!usable) return;
    for (const chart::Sketch& sketch : charts) {
        if (!sketch.chart) continue;
        const auto plan = clock::Plan::compile(pack, *sketch.chart, calendars, report.diagnostics());
        if (plan && right) check_structure(pack, *sketch.chart, *plan, report);
    }
    if (right) check_known_days(pack, calendars, report);
}

/// "unknown_calendar" of "clock.unknown_calendar".
std::string_view last_word(const Code& code) { return code.text().substr(code.text().rfind('.') + 1); }

bool say_the_same(const Diagnostic& a, const Diagnostic& b) {
    const bool twins = a.code == b.code && a.message == b.message;
    const bool cousins = a.code != b.code && last_word(a.code) == last_word(b.code);
    return a.at == b.at && a.severity == b.severity && (twins || cousins);
}

/// Who cannot tell what a guard says can still tell where a transition leads, and who cannot tell that, what
/// it asks for.
chart::Sketch look_at(const model::Workflow& workflow, const model::Pack& pack, Report& report) {
    chart::Sketch sketch = chart::sketch(workflow, clock_names(pack, workflow), report.diagnostics());
    if (sketch.has_states()) check_reachability(*sketch.chart, report);
    if (sketch.chart) check_transitions(pack, *sketch.chart, report);
    return sketch;
}

/// `draft`: where the pack is no whole one.
Diagnostics look_at(const model::Pack& pack, const model::Draft* draft,
                    const std::shared_ptr<const calendar::ZoneDatabase>& zones) {
    Diagnostics diagnostics;
    Report report(diagnostics);
    check_references(pack, report);
    check_roles(pack, report);
    check_idle_roles(pack, report);
    check_calendars(pack, report);
    check_forms(pack, report);
    check_storable_values(pack, report);
    check_resources(pack, report);
    check_nulls(pack, report);
    check_personal(pack, report);
    Charts charts;
    for (const model::Workflow& workflow : pack.workflows) {
        const bool damaged = draft != nullptr && draft->is_damaged(workflow.at);
        charts.push_back(damaged ? chart::Sketch() : look_at(workflow, pack, report));
    }
    check_agreements(pack, charts, report);
    check_outputs(pack, report);
    check_tables(pack, charts, report);
    check_unused(pack, charts, report);
    check_results(pack, charts, report);
    const bool compilable = zones || pack.calendars.empty();
    if (compilable) compile_clocks(pack, charts, zones, draft == nullptr, report);
    // Conditions may not have been compiled then; what was told twice is dropped.
    if (draft != nullptr || has_errors(diagnostics)) check_syntax(pack, report);
    return diagnostics;
}

}  // namespace

void drop_repeated(Diagnostics& diagnostics) {
    sort_diagnostics(diagnostics);
    Diagnostics kept;
    kept.reserve(diagnostics.size());
    for (Diagnostic& each : diagnostics) {
        // Those of one place are neighbours.
        auto same = kept.rbegin();
        while (same != kept.rend() && same->at == each.at && !say_the_same(*same, each)) ++same;
        if (same != kept.rend() && same->at == each.at)
            *same = std::move(each);
        else
            kept.push_back(std::move(each));
    }
    diagnostics = std::move(kept);
}

Diagnostics validate(const model::Pack& pack, const std::shared_ptr<const calendar::ZoneDatabase>& zones) {
    Diagnostics diagnostics = look_at(pack, nullptr, zones);
    drop_repeated(diagnostics);
    return diagnostics;
}

Diagnostics validate(const model::Draft& draft, const std::shared_ptr<const calendar::ZoneDatabase>& zones) {
    Diagnostics diagnostics = look_at(draft.pack, &draft, zones);
    std::erase_if(diagnostics, [&](const Diagnostic& each) { return !is_certain(each, draft); });
    drop_repeated(diagnostics);
    return diagnostics;
}

}  // namespace itr::validation
