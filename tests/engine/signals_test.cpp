// What one ticket asks of another: carried out once, tried again, and at last an incident.
#include "engine/asking.hpp"
#include "support/forwarding_store.hpp"
#include "support/unreadable_ticket.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// Loses the answer to the next acknowledgement before it is given: as if the engine had stopped there.
struct Forgetful final : ForwardingStore {
    using ForwardingStore::ForwardingStore;
    Result<bool> acknowledge_effect(const TenantId& whose, const std::string& key) override {
        if (forgets) return fail(Code{"store.io"}, "stopped here");
        return ForwardingStore::acknowledge_effect(whose, key);
    }
    Result<bool> fail_effect(const TenantId& whose, const std::string& key,
                             std::optional<store::Taking> taking, std::optional<Instant> retry_at,
                             const std::string& reason, Instant now) override {
        if (forgets) return fail(Code{"store.io"}, "stopped here");
        return ForwardingStore::fail_effect(whose, key, taking, retry_at, reason, now);
    }
    bool forgets = false;
};

/// Somebody else is faster, so many times.
struct Contested final : ForwardingStore {
    using ForwardingStore::ForwardingStore;
    Status append(std::span<const store::Append> batch) override {
        if (batch.front().ticket.text() == "B-1" && conflicts > 0 && conflicts-- > 0)
            return fail(Code{"store.conflict"}, "another was faster");
        return ForwardingStore::append(batch);
    }
    int conflicts = 0;
};

}  // namespace

TEST_CASE("a child that cannot be opened is an incident, and what comes after it goes on") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = asking_engine(store);
    give(*engine, "A-1", opening_of("asker"));
    give(*engine, "A-1", command::Send{"ask", {}});  // a question is required of the child
    give(*engine, "A-1", command::Send{"remind", {}});
    const auto incidents = engine->incidents(tenant, 10).value();
    REQUIRE(incidents.size() == 1);
    CHECK(incidents.front().effect.effect.kind == "open");
    CHECK(incidents.front().reason.find("question") != std::string::npos);
    CHECK(engine->take_effects(signal_nine, minutes(1), 10)->size() == 1);
}

TEST_CASE("a signal to a ticket that cannot be read is tried again later and later, and then set aside") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    open_two(*asking_engine(memory));
    const auto broken = std::make_shared<UnreadableTicket>(*memory, TicketId("B-1"));
    const auto engine = make_engine(broken);
    give(*engine, "A-1", command::Send{"tell", {}});
    const store::TicketKey sender{tenant, TicketId("A-1")};
    REQUIRE(memory->waiting_effects(sender)->size() == 2);
    CHECK(memory->waiting_effects(sender)->front().attempts == 1);
    Instant now = signal_nine;
    std::vector<store::OutboxEffect> for_host;
    for (int i = 0; i < 20 && for_host.empty(); ++i) {
        for_host = engine->take_effects(now, minutes(1), 10).value();
        now = now + hours(7);
    }
    const auto incidents = engine->incidents(tenant, 10).value();
    REQUIRE(incidents.size() == 1);
    CHECK(incidents.front().effect.effect.kind == "signal");
    CHECK(incidents.front().effect.attempts == 10);
    // What it held up goes on.
    REQUIRE(for_host.size() == 1);
    REQUIRE(engine->acknowledge_effect(tenant, for_host.front().effect.key).value());
    broken->unreadable = TicketId("none");
    REQUIRE(engine->settle_incident(tenant, incidents.front().effect.effect.key, false, now).value());
    CHECK(engine->take_effects(now, minutes(1), 10)->empty());
    CHECK(times_told(*engine, "B-1") == 1);
}

TEST_CASE("a signal whose target somebody else is changing is decided again at once") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    open_two(*asking_engine(memory));
    const auto contested = std::make_shared<Contested>(*memory);
    const auto engine = make_engine(contested);
    contested->conflicts = 3;
    give(*engine, "A-1", command::Send{"tell", {}});
    CHECK(times_told(*engine, "B-1") >= 1);
    CHECK(memory->waiting_effects({tenant, TicketId("A-1")})->size() == 1);  // that for the lead
}

TEST_CASE("a signal is carried out once, also after its target has forgotten its key") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    open_two(*asking_engine(memory));
    const auto forgetful = std::make_shared<Forgetful>(*memory);
    {
        const auto engine = make_engine(forgetful);
        forgetful->forgets = true;
        give(*engine, "A-1", command::Send{"tell", {}});
        forgetful->forgets = false;
    }
    const auto engine = make_engine(memory);
    const auto before = engine->get(tenant, TicketId("B-1"), agent, signal_nine)->version;
    for (std::size_t n = 0; n < remembered_commands; ++n)
        give(*engine, "B-1", command::Comment{"busy", false}, "call-" + std::to_string(n));
    REQUIRE(memory->waiting_effects({tenant, TicketId("A-1")})->size() == 2);
    CHECK(engine->take_effects(signal_nine + hours(1), minutes(1), 10)->size() == 1);
    CHECK(engine->get(tenant, TicketId("B-1"), agent, signal_nine)->version == before + remembered_commands);
    CHECK(memory->waiting_effects({tenant, TicketId("A-1")})->size() == 1);
}
