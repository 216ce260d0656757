// Effects: at least once, in order per ticket.
#include "store/contract/checks.hpp"

namespace itr::store::contract {

namespace {

using Keys = std::vector<std::string>;

void add_effects(Store& store, const std::string& ticket, Version expected, std::vector<Effect> effects) {
    Append append = step(acme, ticket, expected);
    append.effects = std::move(effects);
    add(store, append);
}

Keys take(Store& store, Instant now, Instant hidden_until, std::size_t limit = all,
          const Where& where = Where::current()) {
    return keys_of(value(store.take_effects(now, hidden_until, limit), where));
}

/// The one effect that is available.
OutboxEffect take_one(Store& store, Instant now, Instant hidden_until,
                      const Where& where = Where::current()) {
    auto taken = value(store.take_effects(now, hidden_until, all), where);
    expect(taken.size() == 1 && taken.front().taking.value_or(0) > 0,
           "one effect, and which taking of it this is", where);
    return std::move(taken.front());
}

bool fails(Store& store, const OutboxEffect& effect, std::optional<Instant> retry_at,
           const Where& where = Where::current()) {
    return value(store.fail_effect(acme, effect.effect.key, effect.taking, retry_at, "late", start), where);
}

void an_effect_waits_until_acknowledged(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1")});
    expect(take(*store, start, start + minutes(1)) == Keys{"e1"}, "the effect");
    expect(take(*store, start + seconds(59), start + hours(1)).empty(), "it hidden while it is worked on");
    store = reopened(subject, std::move(store));
    expect(take(*store, start + seconds(59), start + hours(1)).empty(), "it hidden after reopening, too");
    auto again = value(store->take_effects(start + minutes(1), start + minutes(2), all));
    expect(again.size() == 1 && again.front().taking.value_or(0) > 0, "it again, and which taking this is");
    again.front().taking.reset();
    expect(again == std::vector<OutboxEffect>{{key(acme, "T-1"), 1, effect("e1"), 0}},
           "the same effect again after the time-out");
    expect(value(store->acknowledge_effect(acme, "e1")), "an acknowledgement to find it");
    expect(!value(store->acknowledge_effect(acme, "e1")) && !value(store->acknowledge_effect(acme, "e9")),
           "a second one to find nothing");
    expect(take(*store, start + hours(9), start).empty(), "nothing left");
}

void effects_of_a_ticket_keep_their_order(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("a1", start + hours(1)), effect("a2", start + hours(1))});
    add_effects(*store, "T-1", 1, {effect("a3", start + hours(1))});
    add_effects(*store, "T-2", 0, {effect("b1")});
    expect(take(*store, start + hours(1), start + hours(2)) == Keys({"b1", "a1"}),
           "one effect of a ticket at a time");
    expect(take(*store, start + hours(1), start + hours(2)).empty(),
           "the second to wait while the first is worked on");
    value(store->acknowledge_effect(acme, "a1"));
    expect(take(*store, start + hours(1), start + hours(2)) == Keys{"a2"}, "the second after the first");
    value(store->acknowledge_effect(acme, "a2"));
    const auto last = value(store->take_effects(start + hours(1), start + hours(2), all));
    expect(keys_of(last) == Keys{"a3"} && last.front().version == 2,
           "the third, with the version that caused it");
}

void what_waits_for_its_hour_holds_nothing_up(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("morning", start + hours(8)), effect("now")});
    add_effects(*store, "T-1", 1, {effect("next")});
    expect(take(*store, start, start + minutes(1)) == Keys{"now"}, "what is available");
    expect(take(*store, start, start + minutes(1)).empty(), "the next to wait for it");
    value(store->acknowledge_effect(acme, "now"));
    expect(take(*store, start, start + hours(9)) == Keys{"next"}, "the next");
    expect(take(*store, start + hours(8), start + hours(9)).empty(), "one of a ticket at a time");
    value(store->acknowledge_effect(acme, "next"));
    expect(take(*store, start + hours(8), start + hours(9)) == Keys{"morning"}, "each in its time");
}

void later_ones_come_by_their_hours(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("noon", start + hours(4)), effect("morning", start + hours(1))});
    expect(take(*store, start + hours(5), start + hours(6)) == Keys{"morning"}, "the earlier hour first");
    value(store->acknowledge_effect(acme, "morning"));
    expect(take(*store, start + hours(5), start + hours(6)) == Keys{"noon"}, "then the later one");
}

void what_is_tried_again_holds_up_the_others(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1"), effect("e2", start + minutes(1))});
    const auto first = value(store->take_effects(start, start + minutes(1), all));
    expect(keys_of(first) == Keys{"e1"} && fails(*store, first.front(), start + hours(1)), "a failure");
    expect(take(*store, start + minutes(1), start + hours(2)).empty(), "the next to wait for the retry");
    expect(take(*store, start + hours(1), start + hours(2)) == Keys{"e1"}, "the retry");
    expect(value(store->fail_effect(acme, "e2", std::nullopt, start, "", start)), "the host to fail another");
    expect(take(*store, start + hours(2), start + hours(3)) == Keys{"e1"}, "the older one first");
}

void what_waits_for_a_failed_one_follows_at_once(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1"), effect("e2"), effect("e3")});
    add_effects(*store, "T-2", 0, {effect("f1"), effect("f2")});
    for (const auto& each : value(store->take_effects(start, start + hours(1), all)))
        expect(fails(*store, each, start + hours(8)), "a failure");
    store = reopened(subject, std::move(store));
    expect(take(*store, start + hours(7), start + hours(9)).empty(), "all to wait for the retry");
    value(store->acknowledge_effect(acme, "e1"));
    expect(take(*store, start, start + minutes(1)) == Keys{"e2"}, "the next when it is done before");
    value(store->fail_effect(acme, "f1", {}, std::nullopt, "gone", start));
    expect(take(*store, start, start + minutes(1)) == Keys{"f2"}, "the next when it is set aside");
    value(store->acknowledge_effect(acme, "f2"));
    expect(value(store->fail_effect(acme, "e3", {}, start + hours(2), "", start)), "a later one to fail");
    expect(value(store->fail_effect(acme, "e2", {}, start + hours(4), "", start)), "the one before it, too");
    expect(take(*store, start + hours(3), start + hours(5)).empty(), "both to wait for the first");
    expect(value(store->fail_effect(acme, "e2", {}, start + hours(1), "", start)), "an earlier retry");
    expect(take(*store, start + hours(1), start + hours(2)) == Keys{"e2"}, "the first at its instant");
    value(store->acknowledge_effect(acme, "e2"));
    expect(take(*store, start + hours(2), start + hours(3)) == Keys{"e3"}, "then the other at its own");
}

void incidents_are_asked_for_by_ticket(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1"), effect("e2")});
    add_effects(*store, "T-2", 0, {effect("f1")});
    value(store->fail_effect(acme, "e1", {}, std::nullopt, "late", start + minutes(2)));
    value(store->fail_effect(acme, "f1", {}, std::nullopt, "", start));
    value(store->fail_effect(acme, "e2", {}, std::nullopt, "", start + minutes(1)));
    const auto found = value(store->incidents_of(key(acme, "T-1")));
    expect(found.size() == 2 && found[0].effect.effect.key == "e2" && found[1].effect.effect.key == "e1",
           "those of the ticket, by since");
    expect(found[1].reason == "late" && found[1].effect.key == key(acme, "T-1"), "why, and whose");
    expect(value(store->incidents_of(key(acme, "T-3"))).empty() &&
               value(store->incidents_of(key(other, "T-1"))).empty(),
           "none of another ticket or tenant");
    value(store->settle_incident(acme, "e1", true, start));
    value(store->settle_incident(acme, "e2", false, start));
    expect(value(store->incidents_of(key(acme, "T-1"))).empty(), "none left when they are settled");
}

void effects_come_by_availability(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("late", start + minutes(2))});
    add_effects(*store, "T-2", 0, {effect("first", start)});
    add_effects(*store, "T-3", 0, {effect("second", start)});
    add_effects(*store, "T-4", 0, {effect("early", start - minutes(1))});
    add_effects(*store, "T-5", 0, {effect("future", start + minutes(3))});
    expect(take(*store, start + minutes(2), start + minutes(2), 3) == Keys({"early", "first", "second"}),
           "by availability, then insertion, within the limit");
    expect(take(*store, start + minutes(2), start + hours(1)) == Keys({"early", "first", "second", "late"}),
           "what is available now");
    expect(take(*store, start + minutes(3), start + hours(1)) == Keys{"future"},
           "the rest when its time comes");
}

void a_failed_effect_is_retried_later(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1"), effect("e2")});
    const auto first = value(store->take_effects(start, start + hours(5), all)).front().taking;
    expect(value(store->fail_effect(acme, "e1", first, start + minutes(3), "refused", start)),
           "the effect to be found");
    expect(take(*store, start + minutes(2), start + hours(1)).empty(),
           "nothing before the retry, nor the next in its stead");
    const auto retried = value(store->take_effects(start + minutes(3), start + hours(1), all));
    expect(keys_of(retried) == Keys{"e1"} && retried.front().attempts == 1, "the retry, counted");
    expect(retried.front().effect.available_at == start + minutes(3), "available at the retry");
    expect(!value(store->fail_effect(acme, "e9", {}, start, "", start)), "an unknown effect not to be found");
    expect(!value(store->fail_effect(acme, "e9", {}, std::nullopt, "", start)),
           "an unknown effect not to be set aside");
}

void an_incident_is_set_aside_and_settled(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1"), effect("e2")});
    add_effects(*store, "T-2", 0, {effect("f1")});
    value(store->fail_effect(acme, "f1", {}, std::nullopt, "host unknown", start + minutes(2)));
    value(store->fail_effect(acme, "e1", {}, std::nullopt, "gone", start + minutes(1)));
    store = reopened(subject, std::move(store));
    const auto listed = value(store->incidents(acme, all));
    expect(listed.size() == 2 && listed[0].effect.effect.key == "e1" && listed[1].effect.effect.key == "f1",
           "incidents by since");
    expect(listed[1].reason == "host unknown" && listed[1].since == start + minutes(2) &&
               listed[1].effect.attempts == 1,
           "why and since when");
    expect(listed[0].effect.key == key(acme, "T-1") && listed[0].effect.version == 1, "whose it is");
    expect(value(store->incidents(acme, 1)).size() == 1 && value(store->incidents(other, all)).empty(),
           "within limit and tenant");
    expect(take(*store, start + hours(1), start + hours(2)) == Keys{"e2"}, "an incident to hold nothing up");
    expect(!value(store->acknowledge_effect(acme, "e1")), "an incident to be no waiting effect");
    Append again = step(acme, "T-2", 1);
    again.effects = {effect("f1")};
    refused(store->append(std::span(&again, 1)), "store.conflict");
    expect(value(store->counters()).incidents == 2 && value(store->counters()).effects_waiting == 1,
           "both counted");

    expect(value(store->settle_incident(acme, "f1", true, start)), "an incident to be resolved");
    expect(value(store->settle_incident(acme, "e1", false, start + hours(1))), "an incident to be retried");
    expect(!value(store->settle_incident(acme, "e1", false, start)) &&
               !value(store->settle_incident(acme, "e1", true, start)),
           "nothing to settle twice");
    expect(value(store->incidents(acme, all)).empty(), "no incident left");
    value(store->acknowledge_effect(acme, "e2"));
    const auto back = value(store->take_effects(start + hours(1), start + hours(2), all));
    expect(keys_of(back) == Keys{"e1"} && back.front().attempts == 0 &&
               back.front().effect.available_at == start + hours(1),
           "a fresh start for the retried one");
}

void a_retried_incident_goes_behind(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1"), effect("e2")});
    value(store->fail_effect(acme, "e1", {}, std::nullopt, "", start));
    value(store->settle_incident(acme, "e1", false, start));
    expect(take(*store, start, start) == Keys{"e2"}, "those that overtook it first");
    value(store->acknowledge_effect(acme, "e2"));
    expect(take(*store, start, start) == Keys{"e1"}, "then the retried one");
}

void only_the_newest_taking_fails_an_effect(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1")});
    const Instant later = start + minutes(1);
    const OutboxEffect slept = take_one(*store, start, later);
    store = reopened(subject, std::move(store));
    const OutboxEffect newest = take_one(*store, later, start + hours(1));
    expect(!fails(*store, slept, later) && !fails(*store, slept, std::nullopt),
           "nothing of what a taker says whose time ran out");
    expect(value(store->incidents(acme, all)).empty(), "no incident of an effect that another has");
    expect(take(*store, start + minutes(59), start + hours(2)).empty(), "it hidden for its newest taker");
    expect(fails(*store, newest, start + hours(2)), "the newest taker to be believed");
    const OutboxEffect third = take_one(*store, start + hours(2), start + hours(3));
    expect(third.attempts == 1 && third.effect.available_at == start + hours(2), "one failure counted");
    expect(!fails(*store, slept, later) && !fails(*store, newest, later), "none of the older ones");
    expect(fails(*store, third, std::nullopt), "the newest to set it aside");
    const auto aside = value(store->incidents(acme, all));
    expect(aside.size() == 1 && aside.front().effect.attempts == 2 && !aside.front().effect.taking,
           "an incident, in nobody's hands");
}

void takings_at_one_instant_are_told_apart(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1")});
    add_effects(*store, "T-2", 0, {effect("f1")});
    const auto both = value(store->take_effects(start, start, all));
    expect(both.size() == 2 && both[0].taking != both[1].taking,
           "a number for each of what is taken at once");
    const auto again = value(store->take_effects(start, start, all));
    expect(keys_of(again) == Keys({"e1", "f1"}) && again[0].taking != both[0].taking, "another one later");
    expect(!fails(*store, both[0], start) && fails(*store, again[0], start), "only the newer one to count");
    value(store->acknowledge_effect(acme, "f1"));
    add_effects(*store, "T-2", 1, {effect("f1")});
    expect(!fails(*store, again[1], start), "nothing of an older effect of the same key");
}

void a_taking_ends_with_its_failure(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1")});
    const OutboxEffect first = take_one(*store, start, start + hours(1));
    expect(fails(*store, first, start + minutes(1)), "a failure");
    expect(!fails(*store, first, start + minutes(2)) && !fails(*store, first, std::nullopt),
           "the same failure to count once");
    const OutboxEffect second = take_one(*store, start + minutes(1), start + hours(1));
    expect(second.attempts == 1 && fails(*store, second, std::nullopt), "an incident of the second");
    value(store->settle_incident(acme, "e1", false, start));
    expect(!fails(*store, second, start) && !fails(*store, first, start),
           "nobody who had it before to have it when it is tried anew");
    expect(take_one(*store, start, start + hours(1)).attempts == 0, "a fresh start");
}

void what_nobody_took_is_failed_once(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1")});
    add_effects(*store, "T-2", 0, {effect("f1")});
    const OutboxEffect untaken{key(acme, "T-1"), 1, effect("e1"), 0, 0};
    expect(fails(*store, untaken, start) && !fails(*store, untaken, start),
           "who wrote it to fail it, once, while nobody has taken it");
    const OutboxEffect other_one{key(acme, "T-2"), 1, effect("f1"), 0, 0};
    value(store->take_effects(start, start + hours(1), all));
    expect(!fails(*store, other_one, start), "not when another has taken it");
    expect(value(store->fail_effect(acme, "f1", std::nullopt, start, "", start)),
           "without a taking it to be failed whoever has it");
}

void waiting_effects_tell_their_newest_taking(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1"), effect("e2")});
    auto waiting = store->waiting_effects(key(acme, "T-1"));
    if (!waiting) return refused(waiting, "store.unsupported");
    expect(waiting->at(0).taking == 0 && waiting->at(1).taking == 0, "none taken yet");
    const OutboxEffect taken = take_one(*store, start, start + hours(1));
    waiting = store->waiting_effects(key(acme, "T-1"));
    expect(value(waiting).at(0).taking == taken.taking, "the newest taking of the first");
    expect(value(waiting).at(1).taking == 0, "none of the second");
}

void a_late_acknowledgement_counts(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1"), effect("e2")});
    take_one(*store, start, start + minutes(1));
    const OutboxEffect newest = take_one(*store, start + minutes(1), start + hours(1));
    expect(value(store->acknowledge_effect(acme, "e1")), "what is done to be done, whoever has it now");
    expect(!fails(*store, newest, start) && !value(store->acknowledge_effect(acme, "e1")),
           "nothing left to fail or acknowledge");
    expect(take_one(*store, start + minutes(1), start + hours(1)).effect.key == "e2", "the next one");
}

void an_effect_key_waits_once(Subject& subject) {
    auto store = subject.open();
    add_effects(*store, "T-1", 0, {effect("e1")});
    Append again = opening(acme, "T-2");
    again.effects = {effect("e2"), effect("e1")};
    refused(store->append(std::span(&again, 1)), "store.conflict");
    again.effects = {effect("e2"), effect("e2")};
    refused(store->append(std::span(&again, 1)), "store.conflict");
    value(store->acknowledge_effect(acme, "e1"));
    again.effects = {effect("e2"), effect("e1")};
    add(*store, again);
    expect(value(store->counters()).effects_waiting == 2, "a key free again after its acknowledgement");
}

}  // namespace

void promise_outbox(Promises& promises) {
    promises.insert(
        promises.end(),
        {
            {"an effect waits until it is acknowledged, hidden while it is worked on",
             an_effect_waits_until_acknowledged},
            {"effects of a ticket are handed out one at a time, in order",
             effects_of_a_ticket_keep_their_order},
            {"an effect that waits for its hour holds nothing up", what_waits_for_its_hour_holds_nothing_up},
            {"effects that wait come by their hours", later_ones_come_by_their_hours},
            {"an effect that is tried again holds up the others of its ticket",
             what_is_tried_again_holds_up_the_others},
            {"what waits for a failed effect follows as soon as that is done or set aside",
             what_waits_for_a_failed_one_follows_at_once},
            {"a ticket's incidents are asked for by ticket", incidents_are_asked_for_by_ticket},
            {"effects come by availability, then insertion", effects_come_by_availability},
            {"a failed effect is retried when it was said", a_failed_effect_is_retried_later},
            {"an incident is set aside, listed and settled", an_incident_is_set_aside_and_settled},
            {"a retried incident goes behind those that overtook it", a_retried_incident_goes_behind},
            {"only the newest taking of an effect may fail it", only_the_newest_taking_fails_an_effect},
            {"takings at one instant are told apart", takings_at_one_instant_are_told_apart},
            {"a taking ends with its failure", a_taking_ends_with_its_failure},
            {"what nobody has taken is failed once by who wrote it", what_nobody_took_is_failed_once},
            {"waiting effects tell their newest taking", waiting_effects_tell_their_newest_taking},
            {"an acknowledgement counts when it comes late", a_late_acknowledgement_counts},
            {"an effect's key waits only once", an_effect_key_waits_once},
        });
}

}  // namespace itr::store::contract
