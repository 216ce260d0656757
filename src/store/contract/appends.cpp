// Writing tickets, and reading them back whole.
#include "store/contract/checks.hpp"

namespace itr::store::contract {

namespace {

void an_appended_ticket_loads(Subject& subject) {
    auto store = subject.open();
    Append append = opening(acme, "T-1");
    append.next_due = start + hours(1);
    add(*store, append);
    add(*store, step(acme, "T-1", 1));
    const Loaded loaded = load(*store, key(acme, "T-1"));
    expect(loaded.snapshot_version == 0 && loaded.snapshot.empty(), "no snapshot where none was given");
    expect(loaded.tail.size() == 2, "both commits in the tail");
    expect(loaded.tail[0] == Commit{1, append.at, append.commit}, "the first commit as it was written");
    expect(loaded.tail[1].version == 2, "versions counted from 1");
    expect(loaded.next_due == never, "the newest append's next due");
    expect(!value(store->load(key(acme, "T-2"))), "nothing for a ticket that does not exist");
}

void a_snapshot_shortens_the_tail(Subject& subject) {
    auto store = subject.open();
    for (Version version = 0; version < 5; ++version) {
        Append append = step(acme, "T-1", version);
        if (version == 1 || version == 2) append.snapshot = "state after " + std::to_string(version + 1);
        add(*store, append);
    }
    const Loaded loaded = load(*store, key(acme, "T-1"));
    expect(loaded.snapshot == "state after 3" && loaded.snapshot_version == 3, "the newest snapshot");
    expect(loaded.tail.size() == 2 && loaded.tail.front().version == 4, "the commits after it");
}

void a_wrong_version_is_a_conflict(Subject& subject) {
    auto store = subject.open();
    const auto refuse = [&](const Append& append) {
        refused(store->append(std::span(&append, 1)), "store.conflict");
    };
    refuse(step(acme, "T-1", 1));
    add(*store, opening(acme, "T-1"));
    refuse(opening(acme, "T-1"));
    refuse(step(acme, "T-1", 2));
    add(*store, step(acme, "T-1", 1));
    refuse(step(acme, "T-1", 1));
    expect(load(*store, key(acme, "T-1")).tail.size() == 2, "what was refused to leave no trace");
}

void a_conflict_names_the_first_ticket(Subject& subject) {
    auto store = subject.open();
    const std::vector<Append> batch{opening(acme, "T-1"), step(acme, "T-2", 3), step(acme, "T-3", 3)};
    const auto result = store->append(batch);
    refused(result, "store.conflict");
    expect(result.error().message.find("T-2") != std::string::npos,
           "the first ticket that did not fit in the message");
}

void a_batch_is_all_or_nothing(Subject& subject) {
    auto store = subject.open();
    add(*store, opening(acme, "T-1"));
    std::vector<Append> batch{step(acme, "T-1", 1), opening(acme, "T-2"), step(acme, "T-2", 1),
                              opening(acme, "T-1")};
    batch[0].effects.push_back(effect("e1"));
    batch[0].personal.push_back({"data.name", "\"Ada\""});
    batch[1].idempotency_key = "k1";
    batch[1].next_due = start;
    refused(store->append(batch), "store.conflict");
    store = reopened(subject, std::move(store));
    expect(load(*store, key(acme, "T-1")).tail.size() == 1, "no commit of the refused batch");
    expect(load(*store, key(acme, "T-1")).personal.empty(), "no personal text of the refused batch");
    expect(!value(store->load(key(acme, "T-2"))), "no ticket of the refused batch");
    expect(!value(store->opened_by(acme, "k1")), "no idempotency key of the refused batch");
    expect(value(store->take_effects(start, start, all)).empty(), "no effect of the refused batch");
    expect(value(store->next_due()) == never, "no due of the refused batch");
    batch.pop_back();
    value(store->append(batch));
    expect(load(*store, key(acme, "T-2")).tail.size() == 2, "the batch to fit without its last append");
}

void one_batch_takes_a_ticket_on_repeatedly(Subject& subject) {
    auto store = subject.open();
    std::vector<Append> batch;
    for (Version version = 0; version < 12; ++version) batch.push_back(step(acme, "T-1", version));
    batch[4].snapshot = "five";
    batch[11].summary.owner = "zoe";
    batch[11].next_due = start + minutes(5);
    value(store->append(batch));
    value(store->append({}));
    const Loaded loaded = load(*store, key(acme, "T-1"));
    expect(loaded.snapshot == "five" && loaded.snapshot_version == 5, "the batch's last snapshot");
    expect(loaded.tail.size() == 7 && loaded.tail.back().version == 12, "the commits after it");
    expect(loaded.next_due == start + minutes(5), "the last append's due");
    Query query{.tenant = acme};
    query.owner = "zoe";
    expect(value(store->query(query)).rows.size() == 1, "the last append's summary");
}

void history_comes_in_pieces(Subject& subject) {
    auto store = subject.open();
    for (Version version = 0; version < 10; ++version) {
        add(*store, step(acme, "T-1", version));
        add(*store, step(acme, "T-2", version));
    }
    const auto versions = [&](Version after, std::size_t limit) {
        std::vector<Version> seen;
        for (const Commit& commit : value(store->history(key(acme, "T-1"), after, limit)))
            seen.push_back(commit.version);
        return seen;
    };
    expect(versions(0, all).size() == 10, "all of it");
    expect(versions(0, 3) == std::vector<Version>{1, 2, 3}, "the first three");
    expect(versions(3, 4) == std::vector<Version>{4, 5, 6, 7}, "the next four");
    expect(versions(8, 4) == std::vector<Version>{9, 10}, "the rest");
    expect(versions(10, 4).empty() && versions(99, 4).empty() && versions(0, 0).empty(), "nothing beyond");
    expect(value(store->history(key(acme, "T-9"), 0, all)).empty(),
           "nothing of a ticket that does not exist");
    expect(value(store->history(key(acme, "T-1"), 2, 1)).front().text == step(acme, "T-1", 2).commit,
           "the text as written");
}

void tenants_do_not_meet(Subject& subject) {
    auto store = subject.open();
    Append mine = opening(acme, "T-1");
    mine.idempotency_key = "k";
    mine.effects.push_back(effect("e"));
    mine.personal.push_back({"slot", "\"mine\""});
    Append theirs = mine;
    theirs.tenant = other;
    theirs.personal = {{"slot", "\"theirs\""}};
    add(*store, mine);
    add(*store, theirs);
    add(*store, step(acme, "T-1", 1));
    expect(load(*store, key(other, "T-1")).tail.size() == 1, "the other tenant's ticket untouched");
    expect(load(*store, key(other, "T-1")).personal.front().text == "\"theirs\"",
           "each tenant's personal texts");
    expect(value(store->query({.tenant = acme})).rows.size() == 1, "one tenant's rows in a query");
    expect(value(store->query({.tenant = TenantId("third")})).rows.empty(),
           "nothing of a tenant without tickets");
    expect(value(store->acknowledge_effect(acme, "e")), "to acknowledge one tenant's effect");
    const auto left = value(store->take_effects(start, start, all));
    expect(left.size() == 1 && left.front().key.tenant == other, "the other tenant's effect still waiting");
    expect(value(store->reserve_numbers(acme, 5)) == value(store->reserve_numbers(other, 5)),
           "numbers of their own");
}

void an_opening_key_is_taken_once(Subject& subject) {
    auto store = subject.open();
    Append first = opening(acme, "T-1");
    first.idempotency_key = "mail-17";
    add(*store, first);
    Append second = opening(acme, "T-2");
    second.idempotency_key = "mail-17";
    refused(store->append(std::span(&second, 1)), "store.conflict");
    std::vector<Append> twins{opening(acme, "T-3"), opening(acme, "T-4")};
    twins[0].idempotency_key = twins[1].idempotency_key = "mail-18";
    refused(store->append(twins), "store.conflict");
    store = reopened(subject, std::move(store));
    expect(value(store->opened_by(acme, "mail-17")) == TicketId("T-1"), "the ticket that the key opened");
    expect(!value(store->opened_by(acme, "mail-18")) && !value(store->opened_by(other, "mail-17")),
           "no other");
}

void texts_come_back_byte_for_byte(Subject& subject) {
    auto store = subject.open();
    const std::string huge(3 << 20, 'x');
    const std::vector<std::string> texts{
        "", "{}", "工单 \xF0\x9F\x9A\x91 \"quoted\" \\ 'single' ; DROP TABLE ticket;--", "line\nline\ttab",
        huge};
    std::size_t number = 0;
    for (const std::string& text : texts) {
        const std::string id = "票-" + std::to_string(++number);
        Append append = opening(acme, id);
        append.commit = append.snapshot = text;
        append.personal.push_back({"slot " + id, text});
        append.effects.push_back({"key " + id, "kind", text, start});
        append.summary.owner = append.summary.team = append.summary.number = text.substr(0, 1000);
        append.summary.states = {"a.b", "状态.\"x\""};
        add(*store, append);
        Append next = step(acme, id, 1);
        next.summary = append.summary;
        next.commit = text;
        add(*store, next);
    }
    store = reopened(subject, std::move(store));
    number = 0;
    for (const std::string& text : texts) {
        const std::string id = "票-" + std::to_string(++number);
        const Loaded loaded = load(*store, key(acme, id));
        expect(loaded.snapshot == text, "the snapshot as written");
        expect(loaded.tail.back().text == text, "the commit as written");
        expect(loaded.personal == std::vector<Personal>{{"slot " + id, text}},
               "the personal text as written");
        Query query{.tenant = acme};
        query.owner = text.substr(0, 1000);
        query.state = "状态";
        const auto rows = value(store->query(query)).rows;
        expect(rows.size() == 1 && rows.front().ticket.text() == id, "to be found by the text");
        expect(rows.front().summary.states == std::vector<std::string>{"a.b", "状态.\"x\""},
               "states as written");
    }
    for (const OutboxEffect& waiting : value(store->take_effects(start, start, all)))
        expect(waiting.effect.payload == texts[static_cast<std::size_t>(waiting.effect.key.back() - '1')],
               "the payload as written");
}

void a_text_beyond_the_limit_is_refused(Subject& subject) {
    auto store = subject.open();
    Append append = opening(acme, "T-1");
    append.commit.assign(max_text_bytes + 1, 'x');
    refused(store->append(std::span(&append, 1)), "store.invalid");
    expect(!value(store->load(key(acme, "T-1"))), "nothing written");
}

}  // namespace

void promise_appends(Promises& promises) {
    promises.insert(
        promises.end(),
        {
            {"an appended ticket loads with all its commits", an_appended_ticket_loads},
            {"a snapshot shortens the tail that is loaded", a_snapshot_shortens_the_tail},
            {"a version that is not the expected one is a conflict", a_wrong_version_is_a_conflict},
            {"a conflict names the first ticket that did not fit", a_conflict_names_the_first_ticket},
            {"a batch is written in full or not at all", a_batch_is_all_or_nothing},
            {"one batch may take a ticket several commits on", one_batch_takes_a_ticket_on_repeatedly},
            {"history is read in pieces, oldest first", history_comes_in_pieces},
            {"tenants never meet", tenants_do_not_meet},
            {"an idempotency key opens one ticket", an_opening_key_is_taken_once},
            {"texts come back byte for byte: empty, long, of any script", texts_come_back_byte_for_byte},
            {"a text beyond the limit is refused", a_text_beyond_the_limit_is_refused},
        });
}

}  // namespace itr::store::contract
