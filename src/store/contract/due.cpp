// What the engine must look at next.
#include "store/contract/checks.hpp"

namespace itr::store::contract {

namespace {

Append due_at(const TenantId& tenant, const std::string& ticket, Version expected, Instant due) {
    Append append = step(tenant, ticket, expected);
    append.next_due = due;
    return append;
}

void due_tickets_come_in_order(Subject& subject) {
    auto store = subject.open();
    expect(value(store->next_due()) == never && value(store->due(never, all)).empty(),
           "nothing due in an empty store");
    add(*store, due_at(other, "T-1", 0, start + hours(1)));
    add(*store, due_at(acme, "T-2", 0, start + hours(1)));
    add(*store, due_at(acme, "T-1", 0, start + hours(1)));
    add(*store, due_at(acme, "T-3", 0, start - hours(1)));
    add(*store, due_at(acme, "T-4", 0, never));
    add(*store, due_at(acme, "T-5", 0, start + hours(2)));
    const std::vector<DueTicket> expected{{key(acme, "T-3"), start - hours(1)},
                                          {key(acme, "T-1"), start + hours(1)},
                                          {key(acme, "T-2"), start + hours(1)},
                                          {key(other, "T-1"), start + hours(1)},
                                          {key(acme, "T-5"), start + hours(2)}};
    expect(value(store->due(never, all)) == expected, "all of all tenants by due, tenant, ticket");
    expect(value(store->due(start + hours(2), all)).size() == 4, "only those due strictly before");
    expect(value(store->due(never, 4)) == std::vector<DueTicket>(expected.begin(), expected.begin() + 4),
           "the first ones within a limit");
    const auto two = value(store->due(never, 2));
    expect(two.size() == 2 && two[0] == expected[0] && two[1].due == expected[1].due,
           "of those due at one instant as many as the limit lets");
    expect(value(store->next_due()) == start - hours(1), "the earliest of all");
}

void a_due_moves_with_its_ticket(Subject& subject) {
    auto store = subject.open();
    add(*store, due_at(acme, "T-1", 0, start + hours(1)));
    add(*store, due_at(acme, "T-2", 0, start + hours(2)));
    add(*store, due_at(acme, "T-1", 1, start + hours(3)));
    store = reopened(subject, std::move(store));
    expect(value(store->due(never, all)) == std::vector<DueTicket>{{key(acme, "T-2"), start + hours(2)},
                                                                   {key(acme, "T-1"), start + hours(3)}},
           "the new due in place of the old one");
    add(*store, due_at(acme, "T-2", 1, never));
    add(*store, due_at(acme, "T-1", 2, never));
    expect(value(store->next_due()) == never, "nothing left");
    add(*store, due_at(acme, "T-1", 3, start));
    expect(value(store->next_due()) == start, "a due after none");
}

}  // namespace

void promise_due(Promises& promises) {
    promises.insert(promises.end(),
                    {
                        {"due tickets come by due, tenant, ticket", due_tickets_come_in_order},
                        {"a due moves with its ticket, and goes", a_due_moves_with_its_ticket},
                    });
}

}  // namespace itr::store::contract
