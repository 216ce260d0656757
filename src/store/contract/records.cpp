// Personal texts, packs, numbers, counters, reports.
#include "store/contract/checks.hpp"

namespace itr::store::contract {

namespace {

void personal_texts_are_replaced_and_erased(Subject& subject) {
    auto store = subject.open();
    Append append = opening(acme, "T-1");
    append.personal = {{"data.name", "\"Ada\""}, {"comment.1", "\"call me\""}, {"comment.1", "\"mail me\""}};
    add(*store, append);
    append = step(acme, "T-1", 1);
    append.personal = {{"data.name", "\"Ada L.\""}};
    add(*store, append);
    expect(load(*store, key(acme, "T-1")).personal ==
               std::vector<Personal>{{"comment.1", "\"mail me\""}, {"data.name", "\"Ada L.\""}},
           "the newest texts by slot");
    append = step(acme, "T-1", 2);
    append.erase = {"data.name", "comment.1", "unknown"};
    append.personal = {{"data.name", "null"}};
    add(*store, append);
    store = reopened(subject, std::move(store));
    expect(load(*store, key(acme, "T-1")).personal == std::vector<Personal>{{"data.name", "null"}},
           "erased before written");
}

void packs_are_remembered_in_order(Subject& subject) {
    auto store = subject.open();
    expect(value(store->deployments()).empty(), "none in an empty store");
    const Deployment first{PackHash("h1"), "standard", "1.0.0", "{\"pack\":1}", start, "ann"};
    Deployment second{PackHash("h2"), "standard", "1.1.0", "{\"pack\":2}", start + hours(1), "bob"};
    Deployment back{PackHash("h1"), "standard", "1.0.0", "", start + hours(2), "ann"};
    for (const Deployment& deployment : {first, second, back}) value(store->deploy(deployment));
    back.canonical = first.canonical;
    store = reopened(subject, std::move(store));
    expect(value(store->deployments()) == std::vector<Deployment>{first, second, back},
           "all in order, with their content");
}

void numbers_never_repeat(Subject& subject) {
    auto store = subject.open();
    expect(value(store->reserve_numbers(acme, 100)) == 1, "numbers from 1");
    store = reopened(subject, std::move(store));
    expect(value(store->reserve_numbers(acme, 1)) == 101 && value(store->reserve_numbers(acme, 10)) == 102,
           "then those after the last block");
    expect(value(store->reserve_numbers(other, 4'000'000'000u)) == 1 &&
               value(store->reserve_numbers(other, 4'000'000'000u)) == 4'000'000'001u,
           "blocks of any size");
}

void counters_count(Subject& subject) {
    auto store = subject.open();
    Append append = opening(acme, "T-1");
    append.effects = {effect("e1"), effect("e2")};
    add(*store, append);
    add(*store, opening(other, "T-1"));
    append = step(acme, "T-1", 1);
    append.summary.open = false;
    add(*store, append);
    store = reopened(subject, std::move(store));
    const Counters counters = value(store->counters());
    expect(counters.tickets == 2 && counters.open_tickets == 1 && counters.commits == 3,
           "tickets and commits of all tenants");
    expect(counters.effects_waiting == 2 && counters.incidents == 0, "effects");
}

class Recorder final : public Store::Visitor {
  public:
    Status visit(const TicketId& ticket, std::span<const Commit> commits) override {
        seen.emplace_back(ticket.text(), commits.size());
        for (std::size_t i = 0; i < commits.size(); ++i)
            expect(commits[i].version == i + 1, "commits in order");
        if (ticket.text() == stop_at) return fail(Code{"test.stop"}, "enough");
        return {};
    }
    std::vector<std::pair<std::string, std::size_t>> seen;
    std::string stop_at;
};

void reports_visit_every_ticket(Subject& subject) {
    auto store = subject.open();
    std::vector<Append> batch;
    for (int i = 0; i < 3000; ++i)
        batch.push_back(opening(acme, std::to_string(100'000 + (i * 7919) % 3000)));
    batch.push_back(opening(other, "100000"));
    batch.push_back(step(acme, "100001", 1));
    value(store->append(batch));
    Recorder all_of_them;
    value(store->each_ticket(acme, all_of_them));
    expect(all_of_them.seen.size() == 3000, "every ticket of the tenant");
    for (std::size_t i = 0; i < 3000; ++i)
        expect(all_of_them.seen[i].first == std::to_string(100'000 + i), "by ticket id");
    expect(all_of_them.seen[1].second == 2, "all its commits");
    Recorder some;
    some.stop_at = "100002";
    refused(store->each_ticket(acme, some), "test.stop");
    expect(some.seen.size() == 3, "to stop at the first failure");
}

}  // namespace

void promise_records(Promises& promises) {
    promises.insert(
        promises.end(),
        {
            {"personal texts are replaced and erased", personal_texts_are_replaced_and_erased},
            {"deployed packs are remembered in order", packs_are_remembered_in_order},
            {"reserved numbers never repeat", numbers_never_repeat},
            {"counters count all tenants", counters_count},
            {"a report visits every ticket by id, and stops when told", reports_visit_every_ticket},
        });
}

}  // namespace itr::store::contract
