// Due work where several share a database: who gets what, and who waits for more.
#include <chrono>
#include <thread>

#include "store/contract/checks.hpp"

namespace itr::store::contract {

namespace {

void set_due(Store& store, const std::string& ticket, Version expected, Instant due) {
    Append append = step(acme, ticket, expected);
    append.next_due = due;
    add(store, append);
}

std::vector<std::string> claim(Store& store, Instant now, std::size_t limit = all,
                               const Where& where = Where::current()) {
    std::vector<std::string> names;
    for (const DueTicket& due : value(store.claim_due(now, minutes(1), limit), where))
        names.push_back(due.key.ticket.text());
    return names;
}

using Names = std::vector<std::string>;

void a_claim_hands_out_what_is_due(Subject& subject) {
    auto store = subject.open();
    expect(claim(*store, start).empty() && value(store->next_claim(start)) == never,
           "nothing to claim in an empty store");
    set_due(*store, "T-2", 0, start);
    set_due(*store, "T-1", 0, start);
    set_due(*store, "T-3", 0, start - hours(1));
    set_due(*store, "T-4", 0, start + hours(1));
    set_due(*store, "T-5", 0, never);
    expect(value(store->next_claim(start - hours(2))) == start - hours(1), "the earliest due to be told");
    expect(claim(*store, start - hours(2)).empty(), "nothing before it is due");
    const Names two = claim(*store, start, 2);
    expect(two.size() == 2 && two.front() == "T-3" && (two.back() == "T-1" || two.back() == "T-2"),
           "what is due, by due, within the limit");
    expect(value(store->next_due()) == start - hours(1), "a claim to move no due");
}

/// Whether a claim keeps others away: a store of one process has nothing to share.
bool shares_out(Store& store, Instant now) { return claim(store, now).empty(); }

void a_claimed_ticket_goes_to_nobody_else(Subject& subject) {
    auto store = subject.open();
    set_due(*store, "T-1", 0, start);
    set_due(*store, "T-2", 0, start);
    set_due(*store, "T-3", 0, start + hours(1));
    expect(claim(*store, start) == Names({"T-1", "T-2"}), "what is due");
    if (!shares_out(*store, start)) {
        expect(claim(*store, start) == Names({"T-1", "T-2"}) && value(store->next_claim(start)) == start,
               "all of what is due, each time");
        return;
    }
    store = reopened(subject, std::move(store));
    expect(claim(*store, start + seconds(59)).empty(), "nothing before the claims end");
    expect(value(store->next_claim(start)) == start + minutes(1), "the end of the claims to be told");

    set_due(*store, "T-1", 1, start + seconds(30));
    expect(value(store->next_claim(start)) == start + seconds(30), "the new due of one that was worked on");
    expect(claim(*store, start + seconds(30)) == Names{"T-1"}, "it, and not the other");
    set_due(*store, "T-1", 2, never);
    expect(claim(*store, start + minutes(1)) == Names{"T-2"}, "the other when its claim has ended");
    set_due(*store, "T-2", 1, never);
    expect(value(store->next_claim(start + minutes(1))) == start + hours(1), "what nobody has claimed");
}

// ---- waiting

/// Well before a wait that nothing ends does: it lasts at most a minute.
constexpr std::chrono::seconds at_once{30};

struct Waited {
    bool was_told = false;
    std::chrono::steady_clock::duration time{};
};

Waited wait(Store& store, Duration at_most, const Where& where = Where::current()) {
    const auto began = std::chrono::steady_clock::now();
    const bool told = value(store.wait_for_work(start, at_most), where);
    return {told, std::chrono::steady_clock::now() - began};
}

void an_interrupted_wait_is_over(Subject& subject) {
    auto store = subject.open();
    store->interrupt();
    const Waited next = wait(*store, hours(1));
    expect(!next.was_told && next.time < at_once, "the next wait to end at once");
    std::jthread other([&] { store->interrupt(); });
    const Waited running = wait(*store, hours(1));
    other.join();
    expect(!running.was_told && running.time < at_once, "another thread to end a wait");
}

void a_wait_ends_when_its_time_is_over(Subject& subject) {
    auto store = subject.open();
    const Waited waited = wait(*store, milliseconds(20));
    expect(!waited.was_told && waited.time < at_once, "nobody to say anything");
    const bool whole = waited.time >= std::chrono::milliseconds(20);
    expect(whole || !store->is_shared(), "the whole of it where others may write meanwhile");
    set_due(*store, "T-1", 0, start + milliseconds(20));
    // What was written before may be told of now: whoever looks finds it.
    expect(wait(*store, hours(1)).time < at_once, "it to end when something is due");
}

void a_wait_ends_with_earlier_work(Subject& subject) {
    auto store = subject.open();
    set_due(*store, "T-1", 0, start + hours(1));
    // Whether it comes before the wait or in it: what is due then is not slept through.
    Append earlier = step(acme, "T-2", 0);
    earlier.next_due = start;
    Status written;
    std::jthread other([&] { written = store->append(std::span(&earlier, 1)); });
    const Waited waited = wait(*store, hours(1));
    other.join();
    value(written);
    expect(waited.time < at_once, "it to end when an earlier due is written");
}

}  // namespace

void promise_claims(Promises& promises) {
    promises.insert(promises.end(),
                    {
                        {"a claim hands out what is due", a_claim_hands_out_what_is_due},
                        {"what was claimed goes to nobody else until it is worked on or the claim ends",
                         a_claimed_ticket_goes_to_nobody_else},
                        {"a wait for work ends at once when it is interrupted", an_interrupted_wait_is_over},
                        {"a wait for work ends when its time is over", a_wait_ends_when_its_time_is_over},
                        {"a wait for work ends with earlier work", a_wait_ends_with_earlier_work},
                    });
}

}  // namespace itr::store::contract
