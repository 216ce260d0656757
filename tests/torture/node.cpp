#include "torture/node.hpp"

#include <fmt/format.h>

#include <atomic>
#include <random>
#include <sstream>
#include <thread>

namespace itr::test {

namespace {

constexpr int command_threads = 3;
constexpr int tickets_of_a_life = 12;
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

class Node {
  public:
    Node(const OpenStore& open, const NodeOrders& orders, int pipe)
        : orders_(orders), pipe_(pipe), now_(orders.start.ms), engine_(make_engine(open())) {}

    void work() {
        if (!engine_->deploy(desk_pack(), now(), host)) return report("X could not deploy");
        std::vector<std::thread> threads;
        for (int n = 0; n < command_threads; ++n) threads.emplace_back([this, n] { give_commands(n); });
        threads.emplace_back([this] { do_due_work(); });
        for (std::thread& thread : threads) thread.join();
    }

  private:
    [[nodiscard]] Instant now() const { return Instant{now_}; }
    void report(const std::string& line) const { write_line(pipe_, line); }

    void give_commands(int thread) {
        std::mt19937 random(orders_.seed + static_cast<std::uint32_t>(thread));
        const auto tickets = tickets_of(orders_.life);
        for (int n = 0;; ++n) {
            now_ += 30'000;
            const auto& key = tickets[random() % tickets.size()];
            const Actor& actor = random() % 4 == 0 ? customer : agent;
            Command command = command_of(actor, any_body(random));
            if (random() % 6 == 0)
                command = command_of(agent, open_request(random() % 2 == 0 ? "low" : "high"));
            command.ticket = key.ticket;
            command.idempotency_key = fmt::format("{}.{}.{}", orders_.name, thread, n);
            give(command);
        }
    }

    void give(const Command& command) {
        const Instant when = now();
        const auto outcome = engine_->execute(command, when);
        if (outcome && !outcome->rejection)
            report(fmt::format("A {} {} {}", command.ticket.text(), command.idempotency_key, when.ms));
        if (!outcome && outcome.error().code.text() != "engine.contended")
            report("X " + outcome.error().message);
    }

    void do_due_work() {
        for (;;) {
            const auto advanced = engine_->advance(now(), 10);
            if (!advanced) report("X " + advanced.error().message);
            const auto effects = engine_->take_effects(now(), hidden_for, 10);
            if (!effects) report("X " + effects.error().message);
            if (!effects) continue;
            for (const store::OutboxEffect& effect : *effects) {
                report("E " + effect.effect.key);
                static_cast<void>(engine_->acknowledge_effect(effect.key.tenant, effect.effect.key));
            }
        }
    }

    const NodeOrders& orders_;
    int pipe_;
    std::atomic<std::int64_t> now_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace

void work_until_killed(const OpenStore& open, const NodeOrders& orders, int pipe) {
    try {
        Node(open, orders, pipe).work();
    } catch (const std::exception& trouble) {
        write_line(pipe, std::string("X ") + trouble.what());
    }
}

bool Reports::hear(const std::string& line) {
    if (line.empty()) return false;
    std::istringstream words(line.substr(1));
    std::string first, key;
    std::int64_t ms = 0;
    if (line[0] == 'A' && words >> first >> key >> ms) {
        acknowledged_.emplace_back(store::TicketKey{tenant, TicketId(first)}, key);
        now_ = std::max(now_, Instant{ms});
    } else if (line[0] == 'E' && words >> first) {
        delivered_.insert(first);
    } else {
        trouble_ = line;
    }
    return true;
}

std::vector<store::TicketKey> tickets_of(int life) {
    std::vector<store::TicketKey> keys;
    for (int n = 0; n < tickets_of_a_life; ++n)
        keys.push_back({tenant, TicketId(fmt::format("{}-{}", life, n))});
    return keys;
}

std::string check_journals(store::Store& store, Book& book, const Reports& reports, int life) {
    for (int one = std::max(0, life - 1); one <= life; ++one)
        for (const store::TicketKey& key : tickets_of(one))
            if (std::string wrong = book.check(store, key); !wrong.empty())
                return key.ticket.text() + ": " + wrong;
    for (const auto& [key, command] : reports.acknowledged())
        if (book.times(key, command) != 1)
            return fmt::format("'{}' was acknowledged, and is {} times in the journal of {}", command,
                               book.times(key, command), key.ticket.text());
    return {};
}

std::string check_effects(const std::shared_ptr<store::Store>& store, Book& book, Reports& reports,
                          int life) {
    const auto engine = make_engine(store);
    const Instant now = reports.now() + hours(1);
    for (bool more = true; more;) {
        const auto advanced = engine->advance(now, 1000);
        if (!advanced) return advanced.error().message;
        more = advanced->more;
    }
    for (bool more = true; more;) {
        const auto effects = engine->take_effects(now, hidden_for, 1000);
        if (!effects) return effects.error().message;
        more = !effects->empty();
        for (const store::OutboxEffect& effect : *effects) {
            reports.hear("E " + effect.effect.key);
            if (!engine->acknowledge_effect(effect.key.tenant, effect.effect.key)) return "not acknowledged";
        }
    }
    for (int one = 0; one <= life; ++one)
        for (const store::TicketKey& key : tickets_of(one)) {
            if (std::string wrong = book.check(*store, key); !wrong.empty()) return wrong;
            for (const std::string& effect : book.effects(key))
                if (!reports.delivered().contains(effect))
                    return "the effect " + effect + " was never delivered";
        }
    return {};
}

}  // namespace itr::test
