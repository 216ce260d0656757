#include "torture/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <sstream>
#include <stop_token>
#include <thread>

namespace itr::test {

namespace {

constexpr std::size_t command_threads = 3;
const Duration hidden_for = seconds(30);

/// Refused ones are welcome: nothing may come of them either.
command::Body any_body(std::mt19937& random) {
    const char* events[] = {"ask", "answer", "confirm", "refuse"};
    switch (random() % 8) {
        case 0: return command::Send{"dispatch", {{"team", Value("net")}}};
        case 1: return command::Send{"solve", {{"cause", Value("dns")}}};
        case 2: return command::Comment{"still open", random() % 2 == 0};
        case 3: return command::Set{{{"impact", Value(random() % 2 == 0 ? "high" : "low")}}};
        case 4: return command::Acknowledge{"management"};
        default: return command::Send{events[random() % std::size(events)], {}};
    }
}

/// What an outage looks like from within: it says nothing of the command.
bool is_of_the_database(const Error& error) {
    const std::string_view code = error.code.text();
    return code == "store.unreachable" || code == "store.io";
}

class Node {
  public:
    enum class Patience : bool { none, with_the_database };

    Node(const OpenStore& open, const NodeOrders& orders, int pipe, Patience patience)
        : orders_(orders), pipe_(pipe), patience_(patience), now_(orders.start.ms) {
        EngineOptions options = linking_options(open());
        // With a tail of commits behind the states, where the store is not shared.
        options.snapshot_every = 4;
        auto opened = insist([&] { return Engine::open(options); });
        if (opened) engine_ = *std::move(opened);
    }

    /// `give_commands` is what each of the threads does.
    template <typename GiveCommands>
    void work(const GiveCommands& give_commands) {
        if (!engine_ || !insist([&] { return engine_->deploy(desk_pack(), now(), host); })) return;
        std::vector<std::thread> threads;
        for (std::size_t n = 0; n < command_threads; ++n)
            threads.emplace_back([&, n] {
                give_commands(n);
                if (++finished_ == command_threads) done_.request_stop();
            });
        threads.emplace_back([this] { orders_.by_run ? run() : do_due_work(); });
        for (std::thread& thread : threads) thread.join();
    }

    void give_for_ever(std::size_t thread) {
        std::mt19937 random = random_of(thread);
        for (int n = 0;; ++n) {
            Command command = any_command(random);
            if (random() % 6 == 0)
                command = command_of(agent, open_request(random() % 2 == 0 ? "low" : "high"));
            command.ticket = orders_.tickets[random() % orders_.tickets.size()].ticket;
            command.idempotency_key = fmt::format("{}.{}.{}", orders_.name, thread, n);
            give(command);
        }
    }

    /// The threads share the tickets; all nodes give the same opening, and a command of their own.
    void give_once_through(std::size_t thread) {
        std::mt19937 random = random_of(thread);
        for (std::size_t n = thread; n < orders_.tickets.size(); n += command_threads) {
            Command command = command_of(agent, open_request(n % 2 == 0 ? "low" : "high"));
            command.ticket = orders_.tickets[n].ticket;
            command.idempotency_key = fmt::format("open.{}", n);
            give(command);
            command = any_command(random);
            command.ticket = orders_.tickets[n].ticket;
            command.idempotency_key = fmt::format("{}.{}", orders_.name, n);
            give(command);
        }
    }

  private:
    [[nodiscard]] Instant now() const { return Instant{now_}; }
    void report(const std::string& line) const { write_line(pipe_, line); }
    [[nodiscard]] std::mt19937 random_of(std::size_t thread) const {
        return std::mt19937(orders_.seed + static_cast<std::uint32_t>(thread));
    }
    [[nodiscard]] static Command any_command(std::mt19937& random) {
        const Actor& actor = random() % 4 == 0 ? customer : agent;
        return command_of(actor, any_body(random));
    }

    void give(const Command& command) {
        now_ += 30'000;
        Instant when{};
        const auto outcome = insist([&] { return engine_->execute(command, when = now()); });
        // One whose first try took place without an answer is told as repeated, not as refused.
        if (outcome)
            report(fmt::format("{} {} {} {}", outcome->rejection ? 'R' : 'A', command.ticket.text(),
                               command.idempotency_key, when.ms));
    }

    template <typename Attempt>
    auto insist(const Attempt& attempt) -> decltype(attempt()) {
        for (;;) {
            auto result = attempt();
            if (result || !is_to_be_tried_again(result.error())) return result;
        }
    }

    bool is_to_be_tried_again(const Error& error) {
        const bool contended = error.code.text() == "engine.contended";
        if (patience_ == Patience::with_the_database && (contended || is_of_the_database(error))) {
            if (!contended) report("F");
            return true;
        }
        if (!contended) report("X " + error.message);
        return false;
    }

    void do_due_work() {
        while (finished_ < command_threads) {
            const auto advanced = engine_->advance(now(), 10);
            if (!advanced) is_to_be_tried_again(advanced.error());
            if (const auto total = engine_->counters().conflicts_total; total > conflicts_) {
                conflicts_ = total;
                report("C");
            }
            hand_out_effects();
        }
    }

    void run() {
        RunOptions options;
        options.clock = [this] { return now(); };
        // The clock moves with the commands, and not while the thread sleeps.
        options.longest_pause = milliseconds(50);
        options.after_look = [this](Instant) { hand_out_effects(); };
        static_cast<void>(engine_->run(done_.get_token(), options));
    }

    void hand_out_effects() {
        const auto effects = engine_->take_effects(now(), hidden_for, 10);
        if (!effects) is_to_be_tried_again(effects.error());
        if (!effects) return;
        for (const store::OutboxEffect& effect : *effects) {
            report("E " + effect.effect.key);
            static_cast<void>(engine_->acknowledge_effect(effect.key.tenant, effect.effect.key));
        }
    }

    const NodeOrders& orders_;
    int pipe_;
    Patience patience_;
    std::atomic<std::int64_t> now_;
    std::atomic<std::size_t> finished_ = 0;
    std::stop_source done_;
    std::uint64_t conflicts_ = 0;  ///< that the parent has been told of
    std::unique_ptr<Engine> engine_;
};

template <typename Work>
void report_what_is_thrown(int pipe, const Work& work) {
    try {
        work();
    } catch (const std::exception& trouble) {
        write_line(pipe, std::string("X ") + trouble.what());
    }
}

}  // namespace

void work_until_killed(const OpenStore& open, const NodeOrders& orders, int pipe) {
    report_what_is_thrown(pipe, [&] {
        Node node(open, orders, pipe, Node::Patience::none);
        node.work([&](std::size_t thread) { node.give_for_ever(thread); });
    });
}

void work_through(const OpenStore& open, const NodeOrders& orders, int pipe) {
    report_what_is_thrown(pipe, [&] {
        Node node(open, orders, pipe, Node::Patience::with_the_database);
        node.work([&](std::size_t thread) { node.give_once_through(thread); });
    });
}

bool Reports::hear(const std::string& line) {
    if (line.empty()) return false;
    std::istringstream words(line.substr(1));
    std::string first, key;
    std::int64_t ms = 0;
    if ((line[0] == 'A' || line[0] == 'R') && words >> first >> key >> ms) {
        (line[0] == 'A' ? acknowledged_ : refused_)
            .emplace_back(store::TicketKey{tenant, TicketId(first)}, key);
        now_ = std::max(now_, Instant{ms});
    } else if (line[0] == 'E' && words >> first) {
        delivered_.insert(first);
    } else if (line[0] == 'F') {
        ++failures_;
    } else if (line[0] == 'C') {
        ++conflicts_;
    } else {
        trouble_ = line;
    }
    return true;
}

std::vector<store::TicketKey> tickets_of(int life, int count) {
    std::vector<store::TicketKey> keys;
    for (int n = 0; n < count; ++n) keys.push_back({tenant, TicketId(fmt::format("{}-{}", life, n))});
    return keys;
}

std::vector<store::TicketKey> tickets_up_to(int life, int lives) {
    std::vector<store::TicketKey> keys;
    for (int one = std::max(0, life - lives + 1); one <= life; ++one)
        for (store::TicketKey& key : tickets_of(one)) keys.push_back(std::move(key));
    return keys;
}

std::string check_journals(store::Store& store, Book& book, const Reports& reports,
                           std::span<const store::TicketKey> tickets) {
    for (const store::TicketKey& key : tickets)
        if (std::string wrong = book.check(store, key); !wrong.empty())
            return key.ticket.text() + ": " + wrong;
    for (const auto& [key, command] : reports.acknowledged())
        if (book.times(key, command) != 1)
            return fmt::format("'{}' was acknowledged, and is {} times in the journal of {}", command,
                               book.times(key, command), key.ticket.text());
    for (const auto& [key, command] : reports.refused())
        if (book.times(key, command) != 0)
            return fmt::format("'{}' was refused, and is in the journal of {}", command, key.ticket.text());
    return {};
}

std::string check_effects(const std::shared_ptr<store::Store>& store, Book& book, Reports& reports,
                          std::span<const store::TicketKey> tickets) {
    const auto engine = linking_engine(store);
    const Instant now = reports.now() + hours(1);
    for (bool more = true; more;) {
        const auto advanced = engine->advance(now, 1000);
        if (!advanced) return advanced.error().message;
        if (advanced->failed > 0) return "a ticket could not be worked off";
        more = advanced->more;
    }
    if (const auto due = store->due(now, 1); !due || !due->empty()) return "something is still due";
    for (bool more = true; more;) {
        const auto effects = engine->take_effects(now, hidden_for, 1000);
        if (!effects) return effects.error().message;
        more = !effects->empty();
        for (const store::OutboxEffect& effect : *effects) {
            reports.hear("E " + effect.effect.key);
            if (!engine->acknowledge_effect(effect.key.tenant, effect.effect.key)) return "not acknowledged";
        }
    }
    for (const store::TicketKey& key : tickets) {
        if (std::string wrong = book.check(*store, key); !wrong.empty()) return wrong;
        for (const Book::HostEffect& effect : book.effects(key))
            if (!effect.waits && !reports.delivered().contains(effect.key))
                return "the effect " + effect.key + " was never delivered";
    }
    return {};
}

audit::Checkpoint checkpoint_of(store::Store& store, const Book& book, Instant now) {
    std::vector<audit::TicketHead> heads;
    if (!verify_audit(store, book, nullptr, &heads).empty()) heads.clear();
    return audit::make_checkpoint(tenant, now, std::move(heads), book.keys(), nullptr);
}

}  // namespace itr::test
