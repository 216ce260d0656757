// The words of the pack format for the model's choices: read by the loader, written by the canonical form.
#pragma once

#include <itr/model.hpp>
#include <span>
#include <string_view>

namespace itr::model {

template <typename E>
struct Choice {
    std::string_view word;
    E value;
};

inline constexpr Choice<FieldType> field_types[] = {
    {"bool", FieldType::boolean},      {"int", FieldType::integer},      {"double", FieldType::floating},
    {"string", FieldType::string},     {"enum", FieldType::enumeration}, {"timestamp", FieldType::timestamp},
    {"duration", FieldType::duration}, {"list", FieldType::list},        {"map", FieldType::map},
};
inline constexpr Choice<AgreementKind> agreement_kinds[] = {
    {"sla", AgreementKind::sla}, {"ola", AgreementKind::ola}, {"uc", AgreementKind::uc}};
inline constexpr Choice<Retarget> retargets[] = {{"carry", Retarget::carry},
                                                 {"restart", Retarget::restart},
                                                 {"retro", Retarget::retro},
                                                 {"keep", Retarget::keep},
                                                 {"proportional", Retarget::proportional},
                                                 {"tighten_only", Retarget::tighten_only}};
inline constexpr Choice<RetargetCause> retarget_causes[] = {{"agreement", RetargetCause::agreement},
                                                            {"calendar", RetargetCause::calendar},
                                                            {"zone", RetargetCause::zone},
                                                            {"definition", RetargetCause::definition}};
inline constexpr Choice<CalendarChange> calendar_changes[] = {{"segment", CalendarChange::segment},
                                                              {"remeasure", CalendarChange::remeasure},
                                                              {"keep", CalendarChange::keep}};
inline constexpr Choice<Retroactivity> retroactivities[] = {
    {"none", Retroactivity::none},
    {"start", Retroactivity::start},
    {"start_and_pauses", Retroactivity::start_and_pauses}};
inline constexpr Choice<CatchUp> catch_ups[] = {
    {"all", CatchUp::all}, {"highest", CatchUp::highest}, {"next", CatchUp::next}};
inline constexpr Choice<Cycle> cycles[] = {{"single", Cycle::single},
                                           {"repeat", Cycle::repeat},
                                           {"sequential", Cycle::sequential},
                                           {"rolling", Cycle::rolling}};
inline constexpr Choice<Reopen> reopens[] = {{"continue_without_gap", Reopen::continue_without_gap},
                                             {"continue_with_gap", Reopen::continue_with_gap},
                                             {"new_cycle", Reopen::new_cycle},
                                             {"new_cycle_reopen_target", Reopen::new_cycle_reopen_target},
                                             {"ignore", Reopen::ignore}};
inline constexpr Choice<Match> matches[] = {{"first", Match::first},
                                            {"strictest", Match::strictest},
                                            {"most_specific", Match::most_specific},
                                            {"layered", Match::layered}};
inline constexpr Choice<calendar::Skipped> skips[] = {{"after_gap", calendar::Skipped::after_gap},
                                                      {"shifted", calendar::Skipped::shifted}};
inline constexpr Choice<calendar::Land> lands[] = {{"earliest", calendar::Land::earliest},
                                                   {"next_opening", calendar::Land::next_opening}};
inline constexpr Choice<calendar::Combine> combinations[] = {
    {"any", calendar::Combine::any}, {"all", calendar::Combine::all}, {"minus", calendar::Combine::minus}};
inline constexpr Choice<bool> breaches[] = {{"sticky", true}, {"recomputed", false}};
inline constexpr Choice<bool> lates[] = {{"clamp", false}, {"recompute", true}};
inline constexpr Choice<bool> date_behaviours[] = {{"moved", true}, {"pinned", false}};
inline constexpr Choice<bool> visibilities[] = {{"internal", true}, {"public", false}};
inline constexpr Choice<bool> unexpecteds[] = {{"ignore", true}, {"reject", false}};
inline constexpr Choice<HitPolicy> hit_policies[] = {{"unique", HitPolicy::unique},
                                                     {"first", HitPolicy::first},
                                                     {"any", HitPolicy::any},
                                                     {"priority", HitPolicy::priority},
                                                     {"collect", HitPolicy::collect},
                                                     {"rule_order", HitPolicy::rule_order},
                                                     {"output_order", HitPolicy::output_order}};
inline constexpr Choice<Aggregate> aggregates[] = {{"list", Aggregate::list},
                                                   {"sum", Aggregate::sum},
                                                   {"min", Aggregate::min},
                                                   {"max", Aggregate::max},
                                                   {"count", Aggregate::count}};
inline constexpr Choice<StateKind> state_types[] = {{"atomic", StateKind::atomic},
                                                    {"compound", StateKind::compound},
                                                    {"parallel", StateKind::parallel},
                                                    {"final", StateKind::final},
                                                    {"history", StateKind::shallow_history}};
inline constexpr Choice<StateKind> history_kinds[] = {{"shallow", StateKind::shallow_history},
                                                      {"deep", StateKind::deep_history}};
inline constexpr Choice<calendar::Rule::Observed> observances[] = {
    {"as_is", calendar::Rule::Observed::as_is},
    {"next_monday", calendar::Rule::Observed::next_monday},
    {"nearest_weekday", calendar::Rule::Observed::nearest_weekday},
    {"next_free_weekday", calendar::Rule::Observed::next_free_weekday}};
inline constexpr Choice<Action::Kind> action_keys[] = {
    {"set", Action::Kind::set},       {"raise", Action::Kind::raise},   {"send", Action::Kind::send},
    {"cancel", Action::Kind::cancel}, {"ask", Action::Kind::ask},       {"notify", Action::Kind::notify},
    {"assign", Action::Kind::assign}, {"decide", Action::Kind::decide}, {"open", Action::Kind::open},
    {"signal", Action::Kind::signal}, {"ladder", Action::Kind::ladder}, {"comment", Action::Kind::comment},
    {"adopt", Action::Kind::adopt}};

/// Whom a signal is for. Linked: those that the ticket names; linking: those that name it.
enum class Recipient : std::uint8_t { parent, children, linked, linking };
inline constexpr Choice<Recipient> recipients[] = {{"parent", Recipient::parent},
                                                   {"children", Recipient::children},
                                                   {"linked", Recipient::linked},
                                                   {"linking", Recipient::linking}};

inline constexpr std::string_view weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
inline constexpr std::string_view weekday_names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                                     "friday", "saturday", "sunday"};
inline constexpr std::string_view month_names[] = {"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};

template <typename E, std::size_t N>
[[nodiscard]] constexpr std::string_view word_of(const Choice<E> (&choices)[N], E value) noexcept {
    for (const auto& choice : choices)
        if (choice.value == value) return choice.word;
    return {};
}

}  // namespace itr::model
