// A host with rows of its own beside the tickets, and what has to hold of both, whatever the database.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "audit/ring.hpp"

namespace itr::test {

/// The host's side: one connection of its own.
struct HostDatabase {
    /// A statement on the host's connection; a row's columns joined by '|'.
    std::function<std::vector<std::string>(const std::string& sql)> run;
    /// Over the host's connection.
    std::shared_ptr<store::Store> joined;
    /// Over connections of their own, as another engine or node has.
    std::shared_ptr<store::Store> apart;
    /// How a transaction that will write is begun.
    std::string begin = "BEGIN";
};

/// A customer-relations program in small: orders, and a ticket for what is wrong with one.
class Crm {
  public:
    explicit Crm(HostDatabase& database) : database_(database), apart_(linking_engine(database.apart)) {
        REQUIRE(apart_->deploy(desk_pack(), at("2026-03-01T00:00:00Z"), host));
        database_.run("CREATE TABLE orders(id text PRIMARY KEY, ticket text)");
        joined_ = linking_engine(database.joined);
    }

    void begin() { database_.run(database_.begin); }
    void commit() { database_.run("COMMIT"); }
    void roll_back() { database_.run("ROLLBACK"); }
    void add_order(const std::string& id) {
        database_.run("INSERT INTO orders VALUES('" + id + "', '" + ticket.text() + "')");
    }
    /// In the host's transaction.
    Outcome give(command::Body body, std::string_view when = "2026-03-02T01:00:00Z") {
        return run(*joined_, agent, std::move(body), when);
    }
    [[nodiscard]] Engine& joined() noexcept { return *joined_; }
    /// An engine that knows nothing of the host.
    [[nodiscard]] Engine& apart() noexcept { return *apart_; }

    [[nodiscard]] std::string orders() {
        std::string ids;
        for (const std::string& id : database_.run("SELECT id FROM orders ORDER BY id")) ids += id + " ";
        return ids;
    }
    /// What another engine sees; 0: no ticket.
    [[nodiscard]] store::Version version() {
        const auto view = apart_->get(tenant, ticket, agent, at("2026-03-02T01:00:00Z"));
        return view ? view->version : 0;
    }

  private:
    HostDatabase& database_;
    std::unique_ptr<Engine> apart_, joined_;
};

inline const command::Send dispatch_to_net{"dispatch", {{"team", Value("net")}}};

inline void check_commit_together(HostDatabase& database) {
    Crm crm(database);
    crm.begin();
    crm.add_order("A");
    CHECK_FALSE(crm.give(open_request()).rejection);
    CHECK_FALSE(crm.give(dispatch_to_net).rejection);
    CHECK(crm.version() == 0);
    crm.commit();
    CHECK(crm.orders() == "A ");
    CHECK(crm.version() == 2);
    // The joined store is of use for the next transaction too, and reads outside of any.
    CHECK(crm.joined().get(tenant, ticket, agent, at("2026-03-02T01:00:00Z"))->version == 2);
    crm.begin();
    crm.add_order("B");
    CHECK_FALSE(crm.give(command::Comment{"once more", true}).rejection);
    crm.commit();
    CHECK(crm.orders() == "A B ");
    CHECK(crm.version() == 3);
    CHECK(places(verified(*database.apart, ring())) == "");
}

inline void check_roll_back_together(HostDatabase& database) {
    Crm crm(database);
    crm.begin();
    crm.add_order("A");
    const std::string number = crm.give(open_request()).number;
    crm.roll_back();
    CHECK(crm.orders() == "");
    CHECK(crm.version() == 0);
    CHECK(crm.joined().get(tenant, ticket, agent, at("2026-03-02T01:00:00Z")).error().code.text() ==
          "ticket.unknown");
    // The number went back with the ticket: whoever opens next, no two have the same.
    Command other = command_of(agent, open_request());
    other.ticket = TicketId("T-2");
    const std::string others = crm.apart().execute(other, at("2026-03-02T01:00:00Z"))->number;
    crm.begin();
    CHECK(crm.give(open_request()).number != others);
    crm.commit();
    CHECK(crm.version() == 1);

    // A ticket that went on is again what it was, also for the engine that took it on.
    crm.begin();
    CHECK(crm.give(dispatch_to_net).version == 2);
    crm.roll_back();
    CHECK(crm.joined().get(tenant, ticket, agent, at("2026-03-02T01:00:00Z"))->version == 1);
    crm.begin();
    CHECK(crm.give(dispatch_to_net).version == 2);
    crm.commit();
    CHECK(crm.version() == 2);
    CHECK(places(verified(*database.apart, ring())) == "");
}

inline void check_refusals_leave_the_host(HostDatabase& database) {
    Crm crm(database);
    const auto without = crm.joined().execute(command_of(agent, open_request()), at("2026-03-02T01:00:00Z"));
    REQUIRE_FALSE(without);
    CHECK(without.error().code.text() == "store.invalid");
    crm.begin();
    crm.add_order("A");
    CHECK_FALSE(crm.give(open_request()).rejection);
    CHECK(crm.give(command::Send{"solve", {{"cause", Value("dns")}}}).rejection);
    // An append that does not fit is taken back alone.
    store::Append wrong;
    wrong.tenant = tenant;
    wrong.ticket = ticket;
    wrong.expected = 7;
    wrong.commit = wrong.snapshot = "{}";
    const auto conflict = database.joined->append(std::span(&wrong, 1));
    REQUIRE_FALSE(conflict);
    CHECK(conflict.error().code.text() == "store.conflict");
    CHECK(crm.joined().deploy(desk_pack(), at("2026-03-02T01:00:00Z"), host).error().code.text() ==
          "store.unsupported");
    crm.add_order("B");
    CHECK_FALSE(crm.give(dispatch_to_net).rejection);
    crm.commit();
    CHECK(crm.orders() == "A B ");
    CHECK(crm.version() == 2);
}

/// An engine beside has the ticket in memory while the host takes it on.
inline void check_engines_beside_are_fenced(HostDatabase& database) {
    Crm crm(database);
    run(crm.apart(), agent, open_request(), "2026-03-02T01:00:00Z");
    crm.begin();
    CHECK(crm.give(dispatch_to_net).version == 2);
    crm.commit();
    CHECK(crm.version() == 2);
    CHECK(run(crm.apart(), agent, command::Send{"ask", {}}, "2026-03-02T01:02:00Z").version == 3);
    crm.begin();
    CHECK(crm.give(command::Send{"answer", {}}, "2026-03-02T01:03:00Z").version == 4);
    crm.commit();
    const auto before = crm.apart().counters().conflicts_total;
    // Decided on version 3, which it remembers; refused, read again, decided on version 4.
    CHECK(run(crm.apart(), agent, command::Comment{"beside", true}, "2026-03-02T01:04:00Z").version == 5);
    CHECK(crm.apart().counters().conflicts_total == before + 1);
    CHECK(places(verified(*database.apart, ring())) == "");
}

}  // namespace itr::test
