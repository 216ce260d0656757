// One store, many threads.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "store/contract/checks.hpp"

namespace itr::store::contract {

namespace {

constexpr int thread_count = 8;
constexpr int rounds = 50;

/// Runs `work(number)` on all threads and hands on the first breach.
template <typename Work>
void on_threads(const Work& work) {
    std::vector<std::exception_ptr> failures(thread_count);
    std::vector<std::thread> threads;
    for (int i = 0; i < thread_count; ++i)
        threads.emplace_back([&, i] {
            try {
                work(i);
            } catch (...) {
                failures[static_cast<std::size_t>(i)] = std::current_exception();
            }
        });
    for (std::thread& thread : threads) thread.join();
    for (const std::exception_ptr& failure : failures)
        if (failure) std::rethrow_exception(failure);
}

void threads_on_their_own_tickets(Subject& subject) {
    auto store = subject.open();
    on_threads([&](int number) {
        const std::string ticket = "T-" + std::to_string(number);
        for (int i = 0; i < rounds; ++i) {
            Append append = step(acme, ticket, static_cast<Version>(i));
            append.next_due = start + seconds(number * rounds + i);
            add(*store, append);
            expect(load(*store, key(acme, ticket)).tail.size() == static_cast<std::size_t>(i) + 1,
                   "each thread to read what it wrote");
        }
    });
    store = reopened(subject, std::move(store));
    expect(value(store->counters()).commits == thread_count * rounds, "every commit");
    expect(value(store->due(never, all)).size() == thread_count, "one due a ticket");
}

void threads_on_one_ticket(Subject& subject) {
    auto store = subject.open();
    std::atomic<std::size_t> accepted = 0;
    on_threads([&](int number) {
        for (int i = 0; i < rounds; ++i) {
            const Version expected = value(store->history(key(acme, "T-1"), 0, all)).size();
            Append append = step(acme, "T-1", expected);
            append.commit = std::to_string(number) + "/" + std::to_string(i);
            append.effects = {effect(append.commit)};
            const auto result = store->append(std::span(&append, 1));
            if (result)
                ++accepted;
            else
                refused(result, "store.conflict");
        }
    });
    const auto commits = value(store->history(key(acme, "T-1"), 0, all));
    expect(commits.size() == accepted, "as many commits as were accepted");
    expect(value(store->counters()).effects_waiting == accepted, "no effect of a refused append");
    std::set<std::string> texts;
    for (const Commit& commit : commits) texts.insert(commit.text);
    expect(texts.size() == commits.size(), "no commit twice");
}

void a_conflict_fails_nobody_else(Subject& subject) {
    auto store = subject.open();
    add(*store, opening(acme, "shared"));
    on_threads([&](int number) {
        for (int i = 0; i < rounds; ++i) {
            // Half of them always conflict after having written something.
            std::vector<Append> batch{opening(acme, "T-" + std::to_string(number) + "-" + std::to_string(i))};
            if (number % 2 == 0) {
                value(store->append(batch));
            } else {
                batch.push_back(opening(acme, "shared"));
                refused(store->append(batch), "store.conflict");
            }
        }
    });
    expect(value(store->counters()).tickets == 1 + rounds * thread_count / 2,
           "exactly the batches that fitted");
}

void effects_are_handed_to_one_taker(Subject& subject) {
    auto store = subject.open();
    constexpr int count = 200;
    std::vector<Append> batch;
    for (int i = 0; i < count; ++i) {
        batch.push_back(opening(acme, "T-" + std::to_string(i)));
        batch.back().effects = {effect("e-" + std::to_string(i))};
    }
    value(store->append(batch));
    std::atomic<int> taken = 0;
    std::atomic<int> acknowledged = 0;
    on_threads([&](int) {
        for (;;) {
            const auto effects = value(store->take_effects(start, start + hours(1), 3));
            if (effects.empty()) return;
            taken += static_cast<int>(effects.size());
            for (const OutboxEffect& effect : effects)
                if (value(store->acknowledge_effect(acme, effect.effect.key))) ++acknowledged;
        }
    });
    expect(taken == count && acknowledged == count, "each effect taken and acknowledged once");
}

void blocks_of_numbers_do_not_overlap(Subject& subject) {
    auto store = subject.open();
    std::vector<std::vector<std::uint64_t>> firsts(thread_count);
    on_threads([&](int number) {
        for (int i = 0; i < rounds; ++i)
            firsts[static_cast<std::size_t>(number)].push_back(value(store->reserve_numbers(acme, 7)));
    });
    std::set<std::uint64_t> distinct;
    for (const auto& list : firsts) distinct.insert(list.begin(), list.end());
    expect(distinct.size() == thread_count * rounds, "every block handed out once");
    expect(*distinct.rbegin() == 1 + 7 * (thread_count * rounds - 1), "blocks side by side");
}

}  // namespace

void promise_sharing(Promises& promises) {
    promises.insert(promises.end(),
                    {
                        {"threads work on their own tickets at the same time", threads_on_their_own_tickets},
                        {"of threads on one ticket one wins each version", threads_on_one_ticket},
                        {"a conflict fails nobody else's batch", a_conflict_fails_nobody_else},
                        {"an effect is handed to one taker", effects_are_handed_to_one_taker},
                        {"blocks of numbers do not overlap", blocks_of_numbers_do_not_overlap},
                    });
}

}  // namespace itr::store::contract
