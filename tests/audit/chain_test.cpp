#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "audit/ring.hpp"
#include "ticket/random_commands.hpp"

using namespace itr;
using test::places;
using test::ring;
using test::tenant;
using test::ticket;

namespace {

using Journal = std::vector<store::Commit>;

std::string places_in(const Journal& journal, const audit::Keys& keys,
                      const audit::Checkpoint* since = nullptr) {
    audit::Verification verification(tenant, keys, since);
    verification.add(ticket, journal);
    return places(verification.finish());
}

audit::Checkpoint checkpoint_of(const Journal& journal, const audit::Keys& keys) {
    audit::Verification verification(tenant, keys);
    verification.add(ticket, journal);
    return audit::make_checkpoint(tenant, journal.back().at, verification.finish().heads, keys, nullptr);
}

/// The journal of a ticket that lived through random commands, linked with one key after the other.
Journal any_journal() {
    auto shared = std::shared_ptr<store::Store>(store::make_memory_store());
    auto engine = test::audited_engine(shared);
    const auto commands = test::any_commands();
    const auto rotated_after = *rc::gen::inRange<std::size_t>(0, commands.size() + 1);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (i == rotated_after) engine = test::audited_engine(shared, test::first_key + test::second_key);
        RC_ASSERT(engine->execute(commands[i].command, commands[i].at).has_value());
    }
    return shared->history({tenant, ticket}, 0, SIZE_MAX).value();
}

void number(Journal& journal) {
    for (std::size_t i = 0; i < journal.size(); ++i) journal[i].version = i + 1;
}

std::string changed_at(std::size_t version) { return "changed T-1 " + std::to_string(version) + "\n"; }

/// Another character in one place; a digit stays a digit, so that the JSON stays JSON.
void change_a_character(std::string& text) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = text[at] == '7' ? '8' : text[at] >= '0' && text[at] <= '9' ? '7' : text[at] == 'x' ? 'y' : 'x';
}

}  // namespace

TEST_CASE("a journal that nobody touched has no finding") {
    const auto keys = ring(test::first_key + test::second_key);
    CHECK(rc::check([&] { RC_ASSERT(places_in(any_journal(), keys) == ""); }));
}

TEST_CASE("any single edit, insertion, deletion or swap in a journal is found where it was made") {
    const auto keys = ring(test::first_key + test::second_key);
    CHECK(rc::check([&] {
        const Journal journal = any_journal();
        const auto checkpoint = checkpoint_of(journal, keys);
        const auto places_since = [&](Journal other) {
            number(other);
            return places_in(other, keys, &checkpoint);
        };
        const auto at = *rc::gen::inRange<std::size_t>(0, journal.size());
        Journal edited = journal;
        change_a_character(edited[at].text);
        const std::string found = places_since(edited);
        const std::string here = " T-1 " + std::to_string(at + 1) + "\n";
        // A link that is broken so that it is none any more, or names a key that never was, is told as such;
        // that the first one is none is told by the second, or the checkpoint.
        RC_ASSERT(found == "changed" + here || found == "unsealed" + here || found == "unknown_key" + here ||
                  (at == 0 && (found == changed_at(2) || found == "replaced" + here)));

        Journal inserted = journal;
        inserted.insert(inserted.begin() + static_cast<std::ptrdiff_t>(at) + 1, journal[at]);
        RC_ASSERT(places_since(inserted) == changed_at(at + 2));

        Journal shortened = journal;
        shortened.erase(shortened.begin() + static_cast<std::ptrdiff_t>(at));
        RC_ASSERT(places_since(shortened) == (at + 1 == journal.size() ? "" : changed_at(at + 1)) + "cut" +
                                                 " T-1 " + std::to_string(journal.size()) + "\n");

        const auto other = *rc::gen::inRange<std::size_t>(0, journal.size());
        Journal swapped = journal;
        std::swap(swapped[at].text, swapped[other].text);
        RC_ASSERT(places_since(swapped) == (at == other ? "" : changed_at(std::min(at, other) + 1)));
    }));
}

TEST_CASE("what stood before the audit began is covered by the first link") {
    auto shared = std::shared_ptr<store::Store>(store::make_memory_store());
    test::run(*test::desk_engine(shared), test::agent, test::open_request(), "2026-03-02T09:00:00Z");
    test::run(*test::desk_engine(shared), test::agent, command::Comment{"before", true},
              "2026-03-02T09:01:00Z");
    test::run(*test::audited_engine(shared), test::agent, command::Comment{"after", true},
              "2026-03-02T09:02:00Z");
    Journal journal = shared->history({tenant, ticket}, 0, SIZE_MAX).value();
    CHECK(places_in(journal, ring()) == "");
    journal[0].text.replace(journal[0].text.find("09:00:00"), 8, "08:00:00");
    CHECK(places_in(journal, ring()) == "changed T-1 3\n");
}

TEST_CASE("a commit that was written without the key is found behind one that was written with it") {
    auto shared = std::shared_ptr<store::Store>(store::make_memory_store());
    test::run(*test::audited_engine(shared), test::agent, test::open_request(), "2026-03-02T09:00:00Z");
    test::run(*test::desk_engine(shared), test::agent, command::Comment{"from outside", true},
              "2026-03-02T09:01:00Z");
    const Journal journal = shared->history({tenant, ticket}, 0, SIZE_MAX).value();
    CHECK(places_in(journal, ring()) == "unsealed T-1 2\n");
}

TEST_CASE("a retired key makes no links any more") {
    auto shared = std::shared_ptr<store::Store>(store::make_memory_store());
    test::run(*test::audited_engine(shared, test::first_key + test::second_key), test::agent,
              test::open_request(), "2026-03-02T09:00:00Z");
    test::run(*test::audited_engine(shared), test::agent, command::Comment{"with the stolen key", true},
              "2026-03-02T09:01:00Z");
    const Journal journal = shared->history({tenant, ticket}, 0, SIZE_MAX).value();
    CHECK(places_in(journal, ring(test::first_key + test::second_key)) == "older_key T-1 2\n");
    CHECK(places_in(journal, ring(test::second_key)) == "unknown_key T-1 2\n");
}

TEST_CASE("a link is HMAC-SHA-256 of the lines that docs/audit.md tells, cut to its first half") {
    store::Append rows;
    rows.tenant = TenantId("acme");
    rows.ticket = TicketId("T-1");
    rows.commit =
        R"({"actor":{"id":"a","roles":[]},"at":"2026-03-02T09:00:00Z","steps":[],"v":1,"version":1})";
    const auto head = audit::seal(rows, ring(), {});
    REQUIRE(head);
    // As computed by Python's hmac with bytes.fromhex("11" * 32).
    CHECK(
        rows.commit ==
        R"({"actor":{"id":"a","roles":[]},"at":"2026-03-02T09:00:00Z","link":"k1:474b674bc59453467a0e680ce69050ef","steps":[],"v":1,"version":1})");
    CHECK(head->version == 1);
    rows.commit = "{}";
    CHECK(audit::seal(rows, ring(), {}).error().code.text() == "audit.not_a_commit");
}

TEST_CASE("a ring of keys says what is wrong with a line, and never quotes it") {
    const std::string secret(64, 'a');
    CHECK(ring("# the first\n\n k1 " + secret + " # old\r\nk2 " + secret + "\n").current({}).id == "k2");
    for (const std::string& wrong :
         {std::string(), std::string("# none\n"), "k1 " + secret.substr(1) + "\n",
          "k1 " + secret + "\nk1 " + secret + "\n", "k:1 " + secret + "\n", std::string("k1\n"),
          "k1 " + std::string(64, 'A') + "\n", "k1 " + secret + " since 2026-03-01T00:00:00Z\n",
          "k1 " + secret + " from tomorrow\n", "k1 " + secret + " from\n"}) {
        const auto read = audit::Keys::read(wrong);
        REQUIRE_FALSE(read);
        CHECK(read.error().code.text() == "audit.invalid_keys");
        CHECK(read.error().message.find("aaaa") == std::string::npos);
    }
    const auto made = audit::make_key("k3");
    REQUIRE(made);
    CHECK(ring(*made).current({}).id == "k3");
    CHECK(*made != *audit::make_key("k3"));
    CHECK_FALSE(audit::make_key("a key"));
}

TEST_CASE("a key makes links from its instant on, and before that the one before it") {
    const std::string secret = " " + std::string(64, 'a');
    const audit::Keys keys = ring("k1" + secret + " from 2026-03-01T00:00:00Z\nk2" + secret +
                                  " from 2026-03-02T00:00:00Z # the next\n");
    CHECK(keys.current(test::at("2026-02-01T00:00:00Z")).id == "k1");
    CHECK(keys.current(test::at("2026-03-01T23:59:59.999Z")).id == "k1");
    CHECK(keys.current(test::at("2026-03-02T00:00:00Z")).id == "k2");
}

TEST_CASE("several writers change to a new key at the same commit, whatever their clocks say") {
    const std::string keys = test::first_key + test::second_key.substr(0, test::second_key.size() - 1) +
                             " from 2026-03-02T10:00:00Z\n";
    const auto shared = std::shared_ptr<store::Store>(store::make_memory_store());
    const auto a = test::audited_engine(shared, keys);
    test::run(*a, test::agent, test::open_request(), "2026-03-02T09:00:00Z");
    const auto comment = [&](Engine& writer, const char* at) {
        test::run(writer, test::agent, command::Comment{"hello", false}, at);
    };
    const auto b = test::audited_engine(shared, keys);
    comment(*b, "2026-03-02T09:30:00Z");
    CHECK(shared->history({tenant, ticket}, 1, 1)->front().text.find("\"k1:") != std::string::npos);
    const auto c = test::audited_engine(shared, keys);
    comment(*c, "2026-03-02T10:00:01Z");
    // This one's clock is late, and the commit is not: it comes after the one before.
    const auto d = test::audited_engine(shared, keys);
    comment(*d, "2026-03-02T09:59:00Z");
    const Journal journal = shared->history({tenant, ticket}, 0, 99).value();
    REQUIRE(journal.size() == 4);
    CHECK(journal[2].text.find("\"k2:") != std::string::npos);
    CHECK(journal[3].text.find("\"k2:") != std::string::npos);
    CHECK(places_in(journal, ring(keys)) == "");
}
