// What tickets ask of each other arrives once, and in the order in which it was asked, whoever comes in
// between.
#include <functional>
#include <utility>

#include "engine/asking.hpp"
#include "support/forwarding_store.hpp"
#include "support/unreadable_ticket.hpp"

using namespace itr;
using namespace itr::test;

namespace {

using Arrived = std::vector<std::string>;

/// Somebody else works on the same store, just then, once.
struct Interrupted final : ForwardingStore {
    using ForwardingStore::ForwardingStore;
    Status append(std::span<const store::Append> batch) override {
        const TicketId whose = batch.front().ticket;
        if (whose == before_append_of) let_others();
        auto ok = ForwardingStore::append(batch);
        if (whose == after_append_of) let_others();
        return ok;
    }
    TicketId before_append_of{"none"}, after_append_of{"none"};
    std::function<void()> others;

  private:
    void let_others() {
        if (const auto now = std::exchange(others, nullptr)) now();
    }
};

/// As many commands as make a ticket forget the keys of all before.
void keep_busy(Engine& engine, const std::string& id) {
    for (std::size_t n = 0; n < remembered_commands; ++n)
        give(engine, id, command::Comment{"busy", false}, "call-" + std::to_string(n));
}

}  // namespace

TEST_CASE(
    "a signal is carried out once, also if others carry it out meanwhile and its target forgets its key") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    open_two(*asking_engine(memory));
    const auto interrupted = std::make_shared<Interrupted>(*memory);
    const auto engine = make_engine(interrupted), other = make_engine(memory);
    interrupted->others = [&] {
        REQUIRE(other->take_effects(signal_nine, minutes(1), 10));
        REQUIRE(times_told(*other, "B-1") == 1);
        keep_busy(*other, "B-1");
    };
    SUBCASE("between the command and its signal") { interrupted->after_append_of = TicketId("A-1"); }
    SUBCASE("between the command and its signal, with a target in memory as it was before") {
        REQUIRE(engine->get(tenant, TicketId("B-1"), agent, signal_nine));
        interrupted->after_append_of = TicketId("A-1");
    }
    SUBCASE("while the signal is carried out") { interrupted->before_append_of = TicketId("B-1"); }
    give(*engine, "A-1", command::Send{"tell", {}});
    CHECK_FALSE(interrupted->others);
    CHECK(times_told(*make_engine(memory), "B-1") == 1);
}

TEST_CASE("a signal that was left over is carried out once, also if two nodes take it one after the other") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    open_two(*asking_engine(memory));
    const auto interrupted = std::make_shared<Interrupted>(*memory);
    const auto engine = make_engine(interrupted), other = make_engine(memory);
    {
        const auto stopped = std::make_shared<UnreadableTicket>(*memory, TicketId("B-1"));
        give(*make_engine(stopped), "A-1", command::Send{"tell", {}});
    }
    // It waits for its retry; the first node sleeps past the time for which it has it for itself.
    const Instant later = signal_nine + hours(1);
    interrupted->before_append_of = TicketId("B-1");
    interrupted->others = [&] {
        REQUIRE(other->take_effects(later + minutes(2), minutes(1), 10));
        REQUIRE(times_told(*other, "B-1") == 1);
        keep_busy(*other, "B-1");
    };
    REQUIRE(engine->take_effects(later, minutes(1), 10));
    CHECK_FALSE(interrupted->others);
    CHECK(times_told(*make_engine(memory), "B-1") == 1);
}

TEST_CASE("a signal does not overtake an older one of its ticket that waits to be tried again") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    open_two(*asking_engine(memory));
    const auto broken = std::make_shared<UnreadableTicket>(*memory, TicketId("B-1"));
    const auto engine = make_engine(broken);
    give(*engine, "A-1", command::Send{"first", {}});
    broken->unreadable = TicketId("none");
    give(*engine, "A-1", command::Send{"second", {}});
    CHECK(told_to(*engine, "B-1") == Arrived{});
    CHECK(engine->take_effects(signal_nine + hours(1), minutes(1), 10)->empty());
    CHECK(told_to(*engine, "B-1") == Arrived{"lock", "unlock"});
    CHECK(memory->counters()->effects_waiting == 0);
}

TEST_CASE("of two signals of one command the second waits for the first") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    open_two(*asking_engine(memory));
    /// Cannot be read, once.
    struct Hiccup final : ForwardingStore {
        using ForwardingStore::ForwardingStore;
        Result<std::optional<store::Loaded>> load(const store::TicketKey& key) override {
            if (key.ticket.text() == "B-1" && std::exchange(comes, false))
                return fail(Code{"store.io"}, "once");
            return ForwardingStore::load(key);
        }
        bool comes = true;
    };
    const auto engine = make_engine(std::make_shared<Hiccup>(*memory));
    give(*engine, "A-1", command::Send{"both", {}});
    CHECK(told_to(*engine, "B-1") == Arrived{});
    CHECK(engine->take_effects(signal_nine + hours(1), minutes(1), 10)->empty());
    CHECK(told_to(*engine, "B-1") == Arrived{"lock", "unlock"});
}

TEST_CASE("whoever comes with a younger signal carries the older ones out before it") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    open_two(*asking_engine(memory));
    const auto interrupted = std::make_shared<Interrupted>(*memory);
    const auto engine = make_engine(interrupted), other = make_engine(memory);
    interrupted->after_append_of = TicketId("A-1");
    interrupted->others = [&] { give(*other, "A-1", command::Send{"second", {}}); };
    give(*engine, "A-1", command::Send{"first", {}});
    CHECK_FALSE(interrupted->others);
    CHECK(told_to(*make_engine(memory), "B-1") == Arrived{"lock", "unlock"});
    CHECK(memory->counters()->effects_waiting == 0);
}

TEST_CASE("a signal that has become an incident holds up no other of its ticket") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    open_two(*asking_engine(memory));
    const auto broken = std::make_shared<UnreadableTicket>(*memory, TicketId("B-1"));
    const auto engine = make_engine(broken);
    give(*engine, "A-1", command::Send{"first", {}});
    Instant now = signal_nine;
    for (int i = 0; i < 20; ++i) REQUIRE(engine->take_effects(now = now + hours(7), minutes(1), 10));
    const auto incidents = engine->incidents(tenant, 10).value();
    REQUIRE(incidents.size() == 1);
    broken->unreadable = TicketId("none");
    give(*engine, "A-1", command::Send{"second", {}});
    CHECK(told_to(*engine, "B-1") == Arrived{"unlock"});
    // Tried anew, it is the youngest of its ticket.
    REQUIRE(engine->settle_incident(tenant, incidents.front().effect.effect.key, false, now).value());
    CHECK(engine->take_effects(now, minutes(1), 10)->empty());
    CHECK(told_to(*engine, "B-1") == Arrived{"unlock", "lock"});
}

TEST_CASE("signals of the commands of a batch keep their order, too") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto engine = asking_engine(memory);
    open_two(*engine);
    const TicketId asker("A-1");
    const std::vector<Command> commands{{tenant, asker, agent, command::Send{"both", {}}, {}, {}, {}},
                                        {tenant, asker, agent, command::Send{"tell", {}}, {}, {}, {}}};
    REQUIRE(engine->execute_batch(commands, signal_nine));
    CHECK(told_to(*engine, "B-1") == Arrived{"lock", "unlock", "told"});
}
