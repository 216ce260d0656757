// What an adapter may leave out: listing tenants and effects, and taking tickets away.
#include "store/contract/checks.hpp"

namespace itr::store::contract {

namespace {

/// Whether the adapter does it at all.
bool can(Store& store) {
    const auto tenants = store.tenants();
    if (tenants) return true;
    refused(tenants, "store.unsupported");
    refused(store.waiting_effects(key(acme, "T-1")), "store.unsupported");
    refused(store.remove({}), "store.unsupported");
    return false;
}

void tenants_are_listed(Subject& subject) {
    auto store = subject.open();
    if (!can(*store)) return;
    expect(value(store->tenants()).empty(), "no tenant in an empty store");
    add(*store, opening(other, "T-1"));
    add(*store, opening(acme, "T-1"));
    add(*store, opening(acme, "T-2"));
    store = reopened(subject, std::move(store));
    expect(value(store->tenants()) == std::vector<TenantId>{acme, other}, "each tenant once, ascending");
}

void waiting_effects_are_listed_and_not_taken(Subject& subject) {
    auto store = subject.open();
    if (!can(*store)) return;
    Append append = opening(acme, "T-1");
    append.effects = {effect("late", start + hours(1)), effect("soon")};
    add(*store, append);
    append = opening(acme, "T-2");
    append.effects = {effect("other")};
    add(*store, append);
    expect(
        keys_of(value(store->waiting_effects(key(acme, "T-1")))) == std::vector<std::string>{"late", "soon"},
        "in their order, those of later too");
    value(store->take_effects(start + hours(1), start + hours(2), all));
    expect(value(store->waiting_effects(key(acme, "T-1"))).size() == 2, "those that are hidden");
    value(store->acknowledge_effect(acme, "late"));
    expect(keys_of(value(store->waiting_effects(key(acme, "T-1")))) == std::vector<std::string>{"soon"},
           "none that is acknowledged");
    expect(value(store->waiting_effects(key(acme, "T-9"))).empty(), "none of a ticket that is not there");
}

void a_ticket_goes_with_all_that_belongs_to_it(Subject& subject) {
    auto store = subject.open();
    if (!can(*store)) return;
    Append append = opening(acme, "T-1");
    append.personal = {{"comment.1", "{}"}};
    append.idempotency_key = "call-1";
    append.next_due = start + hours(1);
    add(*store, append);
    add(*store, step(acme, "T-1", 1));
    add(*store, opening(acme, "T-2"));
    add(*store, opening(other, "T-1"));
    const Removal removal{key(acme, "T-1"), 2, "call-1"};
    value(store->remove(std::span(&removal, 1)));
    store = reopened(subject, std::move(store));
    expect(!value(store->load(key(acme, "T-1"))), "it gone");
    expect(value(store->history(key(acme, "T-1"), 0, all)).empty(), "its journal gone");
    expect(!value(store->opened_by(acme, "call-1")), "its opening key free");
    expect(value(store->next_due()) == never, "nothing of it due");
    const Counters counters = value(store->counters());
    expect(counters.tickets == 2 && counters.commits == 2 && counters.effects_waiting == 0, "it not counted");
    expect(load(*store, key(other, "T-1")).tail.size() + load(*store, key(other, "T-1")).snapshot_version > 0,
           "the tenants apart");
    append.summary.opened_at = start + hours(3);
    add(*store, append);
    expect(value(store->counters()).commits == 3, "room for a new one of its name");
}

void a_ticket_of_which_something_waits_stays(Subject& subject) {
    auto store = subject.open();
    if (!can(*store)) return;
    Append append = opening(acme, "T-1");
    append.effects = {effect("e1"), effect("e2")};
    add(*store, append);
    add(*store, opening(acme, "T-2"));
    const std::vector<Removal> both{{key(acme, "T-2"), 1, {}}, {key(acme, "T-1"), 1, {}}};
    refused(store->remove(both), "store.conflict");
    value(store->acknowledge_effect(acme, "e1"));
    value(store->fail_effect(acme, "e2", {}, std::nullopt, "no answer", start));
    refused(store->remove(both), "store.conflict");
    expect(value(store->counters()).tickets == 2, "none gone");
    expect(value(store->incidents(acme, all)).size() == 1, "its incident there");
    value(store->settle_incident(acme, "e2", true, start));
    value(store->remove(both));
    expect(value(store->counters()).tickets == 0, "both gone");
}

void tickets_go_together_or_not_at_all(Subject& subject) {
    auto store = subject.open();
    if (!can(*store)) return;
    for (const char* ticket : {"T-1", "T-2", "T-3"}) add(*store, opening(acme, ticket));
    add(*store, step(acme, "T-2", 1));
    const auto of = [](const char* ticket, Version expected) {
        return Removal{key(acme, ticket), expected, {}};
    };
    const std::vector<Removal> stale{of("T-1", 1), of("T-2", 1)}, missing{of("T-1", 1), of("T-9", 1)},
        twice{of("T-1", 1), of("T-1", 1)}, right{of("T-3", 1), of("T-1", 1), of("T-2", 2)};
    refused(store->remove(stale), "store.conflict");
    refused(store->remove(missing), "store.conflict");
    refused(store->remove(twice), "store.conflict");
    expect(value(store->counters()).tickets == 3, "none gone");
    value(store->remove(right));
    const Counters counters = value(store->counters());
    expect(counters.tickets == 0 && counters.commits == 0, "all gone");
    expect(value(store->tenants()).empty(), "no tenant without tickets");
    add(*store, opening(acme, "T-4"));
    expect(value(store->counters()).tickets == 1 && value(store->counters()).commits == 1,
           "counting as before");
}

}  // namespace

void promise_care(Promises& promises) {
    promises.insert(
        promises.end(),
        {
            {"tenants are listed", tenants_are_listed},
            {"waiting effects are listed and not taken", waiting_effects_are_listed_and_not_taken},
            {"a ticket goes with all that belongs to it", a_ticket_goes_with_all_that_belongs_to_it},
            {"a ticket of which something waits stays", a_ticket_of_which_something_waits_stays},
            {"tickets go together or not at all", tickets_go_together_or_not_at_all},
        });
}

}  // namespace itr::store::contract
