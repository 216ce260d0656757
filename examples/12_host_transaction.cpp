// The host's own transaction: a CRM keeps its orders in the file in which the tickets are. Cancelling an
// order and opening the ticket about it happen together or not at all, on the CRM's own connection.
#include <sqlite3.h>

#include <filesystem>
#include <itr/stores/sqlite.hpp>

#include "example.hpp"

using namespace itr;
using example::expect;
using example::must;

namespace {

const char* const yaml = R"yaml(
pack: complaints
version: 1.0.0
---
workflow: complaint
data: {order: {type: string, required: true}}
events: {take: {role: desk}}
states: {new: {on: {take: working}}, working: {}}
---
roles: {desk: {rights: [open, view]}}
)yaml";

const TenantId tenant{"crm"};
const Actor desk{"desk", {"desk"}, {}};
const char* const path = "12_host_transaction.db";

/// The CRM's connection, as it had it before there were tickets.
class Crm {
  public:
    Crm() { expect(sqlite3_open(path, &connection_) == SQLITE_OK, "the CRM's file opens"); }
    Crm(const Crm&) = delete;
    Crm& operator=(const Crm&) = delete;
    ~Crm() { sqlite3_close(connection_); }

    void run(const char* sql) {
        if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            expect(false, sqlite3_errmsg(connection_));
    }
    int count(const char* sql) {
        int found = 0;
        const auto take = [](void* out, int, char** values, char**) {
            *static_cast<int*>(out) = std::atoi(values[0]);
            return 0;
        };
        sqlite3_exec(connection_, sql, take, &found, nullptr);
        return found;
    }
    [[nodiscard]] sqlite3* connection() const { return connection_; }

  private:
    sqlite3* connection_ = nullptr;
};

// [together]
/// `tickets` is an engine on store::join_sqlite_store(crm.connection()): what it writes belongs to the CRM's
/// transaction. With PostgreSQL it is store::join_postgres_store(), and BEGIN.
bool cancel_order(Crm& crm, Engine& tickets, const char* order, Instant now) {
    crm.run("BEGIN IMMEDIATE");
    crm.run((std::string("UPDATE orders SET status = 'cancelled' WHERE id = '") + order + "'").c_str());
    const auto opened = tickets.execute({tenant, TicketId(std::string("C-") + order), desk,
                                         command::Open{"complaint", {{"order", Value(order)}}}},
                                        now);
    const bool good = opened && !opened->rejection;
    crm.run(good ? "COMMIT" : "ROLLBACK");
    return good;
}
// [/together]

}  // namespace

int main() {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(std::string(path) + end);
    const Instant now = example::at("2026-03-02T09:00:00Z");

    // Another engine on the same file works on all tickets: it looks after deadlines, it deploys. It is told
    // that others write, too.
    const std::shared_ptr<store::Store> shared = must(store::open_sqlite_store(path, {.shared = true}));
    const auto service = must(Engine::open(example::options_on(shared)));
    must(service->deploy(example::compile(yaml), now, example::host));

    Crm crm;
    crm.run("CREATE TABLE orders(id TEXT PRIMARY KEY, status TEXT)");
    crm.run("INSERT INTO orders VALUES('17', 'paid'), ('18', 'paid')");
    const auto tickets =
        must(Engine::open(example::options_on(must(store::join_sqlite_store(crm.connection())))));
    const auto cancelled = [&] {
        return crm.count("SELECT count(*) FROM orders WHERE status = 'cancelled'");
    };

    expect(cancel_order(crm, *tickets, "17", now), "the order is cancelled, and there is a ticket");
    expect(cancelled() == 1, "the order is cancelled");
    const TicketView view = must(service->get(tenant, TicketId("C-17"), desk, now));
    std::printf("ticket %s, number %s\n", view.id.text().c_str(), view.number.c_str());

    // Refused: the ticket is there already. Then nothing happens to the order either.
    crm.run("UPDATE orders SET status = 'paid'");
    expect(!cancel_order(crm, *tickets, "17", now), "there is no second ticket about an order");
    expect(cancelled() == 0, "and the order stays as it was");

    // The service takes the ticket on; whoever decided on an older version of it is refused and decides
    // again.
    example::run(*service, {tenant, TicketId("C-17"), desk, command::Send{"take"}}, now);
    expect(must(tickets->get(tenant, TicketId("C-17"), desk, now)).version == 2,
           "each sees what the other wrote");
}
