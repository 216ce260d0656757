#include <doctest/doctest.h>

#include <itr/stores/sqlite.hpp>

#include "audit/ring.hpp"
#include "store/sqlite/raw_sqlite.hpp"
#include "support/temp_dir.hpp"

using namespace itr;
using test::places;
using test::ring;
using test::tenant;

namespace {

/// Two tickets of five commits each in a real file, and a checkpoint that was taken after the third.
class Desk {
  public:
    Desk() {
        {
            auto engine = audited();
            for (const char* id : {"T-1", "T-2"}) {
                send(*engine, id, test::open_request(), 0);
                send(*engine, id, command::Comment{"the router is old", true}, 1);
                send(*engine, id, command::Send{"dispatch", {{"team", Value("net")}}}, 2);
            }
            auto report = test::verified(engine->store(), ring());
            REQUIRE(places(report) == "");
            checkpoint = audit::make_checkpoint(tenant, test::at("2026-03-02T10:00:00Z"),
                                                std::move(report.heads), ring(), nullptr);
            for (const char* id : {"T-1", "T-2"}) {
                send(*engine, id, command::Comment{"later", false}, 3);
                send(*engine, id, command::Send{"solve", {{"cause", Value("dns")}}}, 4);
            }
        }
        CHECK(find() == "");
    }

    /// What is found after somebody has done this to the file.
    std::string after(const std::string& sql) {
        test::RawSqlite(path()).run(sql);
        return find();
    }
    std::string find(const std::string& keys = test::first_key) {
        const auto store = store::open_sqlite_store(path()).value();
        return places(test::verified(*store, ring(keys), &checkpoint));
    }
    std::unique_ptr<Engine> audited(const std::string& keys = test::first_key) {
        return test::audited_engine(store::open_sqlite_store(path()).value(), keys);
    }
    static void send(Engine& engine, const char* id, command::Body body, int minute) {
        const bool opens = std::holds_alternative<command::Open>(body);
        Command command{tenant, TicketId(id), test::agent, std::move(body), {}, {}, {}};
        if (opens) command.idempotency_key = std::string("opening of ") + id;
        const auto outcome = engine.execute(command, test::at("2026-03-02T09:00:00Z") + minutes(minute));
        REQUIRE(outcome);
        REQUIRE_FALSE(outcome->rejection);
    }
    [[nodiscard]] std::string path() const { return directory_.file("tickets.db"); }

    audit::Checkpoint checkpoint;

  private:
    test::TempDir directory_;
};

constexpr const char* of_t1 = "ticket = (SELECT id FROM ticket WHERE ticket = 'T-1')";
std::string where_t1(int version) {
    return std::string(" WHERE ") + of_t1 + " AND version = " + std::to_string(version) + ";";
}

}  // namespace

TEST_CASE("an edited commit is found in a file, with its ticket and its version") {
    Desk desk;
    CHECK(desk.after("UPDATE journal SET text = replace(text, '\"net\"', '\"web\"')" + where_t1(3)) ==
          "state T-1 0\nchanged T-1 3\nstate T-1 5\n");
}

TEST_CASE("a commit that is taken out of the chain is found, whether its successors move up or not") {
    CHECK(Desk().after("DELETE FROM journal" + where_t1(2)) == "unreadable T-1 2\n");
    Desk desk;
    CHECK(desk.after("UPDATE journal SET previous = (SELECT previous FROM journal" +
                     where_t1(4).substr(0, where_t1(4).size() - 1) + ")" + where_t1(5) +
                     "DELETE FROM journal" + where_t1(4) + "UPDATE journal SET version = 4" + where_t1(5) +
                     "UPDATE ticket SET version = 4 WHERE ticket = 'T-1'") == "changed T-1 4\nstate T-1 4\n");
}

TEST_CASE("a commit that somebody put between two others is found") {
    Desk desk;
    CHECK(desk.after(
              "UPDATE journal SET version = version + 1 WHERE version > 2 AND " + std::string(of_t1) +
              ";"
              "INSERT INTO journal(position, ticket, version, previous, at, text) SELECT 1000, ticket, 3,"
              " position, at, text FROM journal" +
              where_t1(2) + "UPDATE journal SET previous = 1000" + where_t1(4) +
              "UPDATE ticket SET version = 6, snapshot_version = 6 WHERE ticket = 'T-1'") ==
          "changed T-1 3\nstate T-1 3\n");
}

TEST_CASE("two commits that changed places are found at the first of them") {
    Desk desk;
    CHECK(desk.after("UPDATE journal SET text = CASE version WHEN 2 THEN (SELECT text FROM journal" +
                     where_t1(4).substr(0, where_t1(4).size() - 1) + ") ELSE (SELECT text FROM journal" +
                     where_t1(2).substr(0, where_t1(2).size() - 1) + ") END WHERE version IN (2, 4) AND " +
                     of_t1)
              .starts_with("changed T-1 2\n"));
}

TEST_CASE("a tail that was cut off is found back to the checkpoint, and not beyond it") {
    Desk desk;
    const std::string cut_to_3 = "DELETE FROM journal WHERE version > 3 AND " + std::string(of_t1) +
                                 ";UPDATE ticket SET version = 3, head = (SELECT position FROM journal" +
                                 where_t1(3).substr(0, where_t1(3).size() - 1) +
                                 "), snapshot_version = 0, snapshot = NULL WHERE ticket = 'T-1'";
    // The columns give it away, as they are here; a careful hand would have set them back as well.
    CHECK(desk.after(cut_to_3).find("cut") == std::string::npos);
    CHECK(desk.after("DELETE FROM journal" + where_t1(3) +
                     "UPDATE ticket SET version = 2, head = (SELECT position FROM journal" +
                     where_t1(2).substr(0, where_t1(2).size() - 1) + ") WHERE ticket = 'T-1'")
              .find("cut T-1 3\n") != std::string::npos);
}

TEST_CASE("a ticket that was taken away is found by the checkpoint") {
    Desk desk;
    CHECK(desk.after("DELETE FROM journal WHERE " + std::string(of_t1) +
                     "; DELETE FROM ticket WHERE ticket = 'T-1'") == "removed T-1 0\n");
}

TEST_CASE("a whole history under another ticket's name is found") {
    Desk desk;
    CHECK(
        desk.after(
                "UPDATE ticket SET ticket = 'T' WHERE ticket = 'T-1'; UPDATE ticket SET ticket = 'T-1' WHERE"
                " ticket = 'T-2'; UPDATE ticket SET ticket = 'T-2' WHERE ticket = 'T'")
            .find("changed T-1 1\n") != std::string::npos);
}

TEST_CASE("what the store says of a ticket besides its journal is held against the journal") {
    CHECK(Desk().after("UPDATE ticket SET severity = 'minor' WHERE ticket = 'T-2'") == "state T-2 0\n");
    CHECK(Desk().after(
              "UPDATE ticket SET snapshot = replace(snapshot, 'critical', 'minor') WHERE ticket = 'T-2'") ==
          "state T-2 5\n");
    CHECK(Desk().after("UPDATE ticket SET next_due = 1 WHERE ticket = 'T-2'") == "state T-2 0\n");
    CHECK(Desk().after("UPDATE personal SET text = replace(text, 'old', 'new') WHERE slot = 'comment.1'") ==
          "personal T-1 0\npersonal T-2 0\n");
    CHECK(Desk().after("DELETE FROM personal WHERE slot = 'data.customer'") ==
          "personal T-1 0\npersonal T-2 0\n");
    CHECK(
        Desk().after("INSERT INTO personal SELECT id, 'data.cause', '{}' FROM ticket WHERE ticket = 'T-2'") ==
        "personal T-2 0\n");
}

TEST_CASE(
    "the instant beside a commit, and the ticket that an opening came to, are held against the journal") {
    CHECK(Desk().after("UPDATE journal SET at = at + 1" + where_t1(3)) == "state T-1 3\n");
    for (const char* change : {"UPDATE opening SET ticket = 'T-1' WHERE key = 'opening of T-2'",
                               "DELETE FROM opening WHERE key = 'opening of T-2'"})
        CHECK(Desk().after(change) == "state T-2 1\n");
}

TEST_CASE("personal texts are erased and the chain still verifies") {
    Desk desk;
    Desk::send(*desk.audited(), "T-1", command::Erase{{}, "asked"}, 5);
    CHECK(desk.find() == "");
    CHECK(test::RawSqlite(desk.path())
              .run("SELECT count(*) FROM personal p JOIN ticket t ON t.id = p.ticket"
                   " WHERE t.ticket = 'T-1'") == std::vector<std::string>{"0"});
}

TEST_CASE(
    "after a rotation old links are verified with the old key, and the next checkpoint has the new one") {
    Desk desk;
    const std::string both = test::first_key + test::second_key;
    Desk::send(*desk.audited(both), "T-1", command::Comment{"new key", true}, 5);
    CHECK(desk.find(both) == "");
    const auto store = store::open_sqlite_store(desk.path()).value();
    auto report = test::verified(*store, ring(both), &desk.checkpoint);
    const auto next = audit::make_checkpoint(tenant, test::at("2026-03-03T10:00:00Z"),
                                             std::move(report.heads), ring(both), &desk.checkpoint);
    CHECK(next.number == 2);
    CHECK(next.key == "k2");
    CHECK(next.previous == desk.checkpoint.root);
    CHECK(places(test::verified(*store, ring(both), &next)) == "");
}

TEST_CASE("a checkpoint is read back as it was written, and any other byte of it is noticed") {
    const Desk desk;
    const std::string text = audit::write(desk.checkpoint);
    const auto read = audit::read_checkpoint(text, ring());
    REQUIRE(read);
    CHECK(read->heads == desk.checkpoint.heads);
    CHECK(audit::write(*read) == text);
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string other = text;
        other[i] = other[i] == '3' ? '4' : '3';
        const auto wrong = audit::read_checkpoint(other, ring());
        // Blank space at the very end of a file says nothing.
        if (i + 1 < text.size()) CHECK_MESSAGE(!wrong.has_value(), i);
    }
    CHECK(audit::read_checkpoint("", ring()).error().code.text() == "audit.invalid_checkpoint");
    CHECK_FALSE(audit::read_checkpoint(text, ring(test::second_key)));
    CHECK_FALSE(audit::read_checkpoint(text.substr(0, text.rfind("{\"root\"")), ring()));
}

TEST_CASE("a verification that was stopped is a failure, whatever it has found until then") {
    auto shared = std::shared_ptr<store::Store>(store::make_memory_store());
    auto engine = test::audited_engine(shared);
    for (const char* id : {"T-1", "T-2", "T-3"})
        REQUIRE(engine->execute({tenant, TicketId(id), test::agent, test::open_request(), {}, {}, {}},
                                test::at("2026-03-02T09:00:00Z")));
    const auto keys = ring();
    std::vector<std::size_t> told;
    const auto verify = [&](std::size_t enough) {
        told.clear();
        audit::Verification verification(tenant, keys);
        return audit::verify(*shared, tenant, nullptr, verification, [&](std::size_t tickets) {
            told.push_back(tickets);
            return tickets < enough;
        });
    };
    CHECK(verify(2).error().code.text() == "audit.stopped");
    CHECK(told == std::vector<std::size_t>{0, 1, 2});
    CHECK(verify(3));
    CHECK(told == std::vector<std::size_t>{0, 1, 2});
}
