// Four nodes work through many tickets while their database is cut off, stopped, killed and started again.
// `./dev torture` does it with ten thousand tickets.
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

#include "store/postgres/test_server.hpp"
#include "torture/node.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::uint32_t outage_nodes = 4;

/// What server.py is asked to do with the server; returns when it is done.
void tell_server(const std::string& word) {
    const char* path = std::getenv("ITR_TEST_POSTGRES_CONTROL");
    if (path == nullptr) throw std::runtime_error("run these tests with tests/store/postgres/server.py");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::string(path).copy(address.sun_path, sizeof address.sun_path - 1);
    const int end = socket(AF_UNIX, SOCK_STREAM, 0);
    char answer[8];
    const bool done = connect(end, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                      write(end, word.data(), word.size()) == static_cast<ssize_t>(word.size()) &&
                      read(end, answer, sizeof answer) > 0;
    close(end);
    if (!done) throw std::runtime_error("the server was not to be told: " + word);
}

enum class Outage : std::uint8_t { cut_off, stopped, killed };

void cause(Outage outage) {
    if (outage == Outage::cut_off) {
        RawPostgres().run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
        return;
    }
    tell_server(outage == Outage::stopped ? "stop" : "kill");
    tell_server("start");
}

/// Nodes that are listened to, each by a thread of its own.
class WatchedNodes {
  public:
    WatchedNodes(const OpenStore& open, const std::vector<NodeOrders>& orders) {
        // All of them before any thread: a fork takes one along only.
        for (const NodeOrders& one : orders)
            nodes_.push_back(
                std::make_unique<ChildProcess>([&](int pipe) { work_through(open, one, pipe); }));
        for (const auto& node : nodes_) threads_.emplace_back([this, &node] { listen(*node); });
    }
    ~WatchedNodes() {
        for (const auto& node : nodes_) ::kill(node->pid(), SIGKILL);
        for (std::thread& thread : threads_) thread.join();
    }
    WatchedNodes(const WatchedNodes&) = delete;
    WatchedNodes& operator=(const WatchedNodes&) = delete;

    /// False: they are done, or in trouble.
    bool await_acknowledgements(std::size_t more) {
        std::unique_lock lock(mutex_);
        const std::size_t wanted = reports_.acknowledged().size() + more;
        heard_.wait(lock, [&] {
            return reports_.acknowledged().size() >= wanted || silent_ == nodes_.size() ||
                   !reports_.trouble().empty();
        });
        return silent_ < nodes_.size() && reports_.trouble().empty();
    }
    /// When they are done.
    [[nodiscard]] Reports& reports() noexcept { return reports_; }

  private:
    void listen(ChildProcess& node) {
        for (bool more = true; more;) {
            const std::string line = node.line();
            const std::lock_guard lock(mutex_);
            more = reports_.hear(line);
            silent_ += more ? 0U : 1U;
            heard_.notify_one();
        }
    }

    std::vector<std::unique_ptr<ChildProcess>> nodes_;
    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable heard_;
    Reports reports_;
    std::size_t silent_ = 0;
};

/// What was acknowledged is in the server's log when it is killed, whatever the server was started with. A
/// node that finds nobody comes back soon.
OpenStore opening(const TestSchema& schema, std::string_view synchronous_commit = "on") {
    store::PostgresOptions options = schema.options();
    options.connection += fmt::format(" options='-c synchronous_commit={}'", synchronous_commit);
    options.connect_attempts = 3;
    options.lease_clock = store::LeaseClock::database;
    options.first_pause = milliseconds(20);
    return [options]() -> std::shared_ptr<store::Store> {
        for (;;) {
            auto opened = store::open_postgres_store(options);
            if (opened) return *std::move(opened);
            const std::string_view code = opened.error().code.text();
            if (code != "store.unreachable" && code != "store.io")
                throw std::runtime_error(opened.error().message);
        }
    };
}

}  // namespace

TEST_CASE(
    "of nodes whose database is cut off, stopped and killed, every acknowledged command is kept, none "
    "twice, every threshold has fired once, every effect is delivered, and the audit verifies") {
    const std::uint32_t count = number_from_environment("ITR_OUTAGE_TICKETS", 60);
    const std::uint32_t seed = number_from_environment("ITR_SEED", std::random_device{}());
    MESSAGE("ITR_SEED=" << seed);
    CAPTURE(seed);
    std::mt19937 random(seed);
    const TestSchema schema;
    const OpenStore open = opening(schema);
    static_cast<void>(open());
    const auto tickets = tickets_of(0, static_cast<int>(count));
    std::vector<NodeOrders> orders;
    for (std::uint32_t n = 0; n < outage_nodes; ++n)
        orders.push_back(
            {std::to_string(n), static_cast<std::uint32_t>(random()), Reports().now(), tickets, n % 2 == 0});

    WatchedNodes nodes(open, orders);
    // Every few seconds where there are many tickets, more often where there are few.
    const std::uint32_t most_between = std::clamp(count / 4, 15U, 1'000U);
    std::size_t outages = 0;
    for (; nodes.await_acknowledgements(1 + random() % most_between); ++outages)
        cause(static_cast<Outage>(random() % 3));
    Reports& reports = nodes.reports();
    REQUIRE(reports.trouble() == "");

    // Nothing kills the server any more. The check acknowledges every effect by itself, hundreds of thousands
    // of them: to flush each would take most of an hour, and shows nothing.
    const auto store = opening(schema, "off")();
    Book book(desk_pack());
    REQUIRE(check_journals(*store, book, reports, tickets) == "");
    for (std::size_t n = 0; n < tickets.size(); ++n) {
        CAPTURE(n);
        REQUIRE(book.times(tickets[n], "open." + std::to_string(n)) == 1);
    }
    // Leases run by the database's clock, and nobody has any now.
    RawPostgres().run("UPDATE " + schema.name() + ".due SET claimed_until = NULL; UPDATE " + schema.name() +
                      ".effect SET hidden_until = NULL");
    REQUIRE(check_effects(store, book, reports, tickets) == "");
    REQUIRE(verify_audit(*store, book) == "");
    MESSAGE(outages << " outages, " << reports.failures() << " calls failed, "
                    << reports.acknowledged().size() << " commands acknowledged, " << book.thresholds()
                    << " thresholds fired, " << reports.delivered().size() << " effects delivered");
    CHECK(outages > 0);
    CHECK(reports.failures() > 0);
    CHECK(book.thresholds() > 0);
}
