// A story in which one call of the store fails, for every call and in both ways: whoever tells it again where
// it broke off gets the same story. It sends no signals: one that fails on its way is carried later, and so
// stands elsewhere in the journal (the simulation looks at those).
#include <algorithm>
#include <map>

#include "audit/ring.hpp"
#include "support/fault_store.hpp"

using namespace itr;
using namespace itr::test;
using Fault = FaultStore::Fault;

namespace {

const TicketId first_fault{"T-1"}, second_fault{"T-2"};

/// Whether who told it goes on with the engine that failed, or has died with it.
enum class Teller : bool { goes_on, dies };

class Story {
  public:
    Story(FaultStore& store, Teller teller) : store_(store), teller_(teller) {}

    void tell() {
        insist([](Engine& engine) { return engine.deploy(desk_pack(), at("2026-03-01T00:00:00Z"), host); });
        give(agent, opening("1"), "2026-03-02T01:00:00Z", first_fault);
        give(agent, opening("2"), "2026-03-02T01:01:00Z", second_fault);
        advance("2026-03-02T01:16:00Z");
        deliver("2026-03-02T01:17:00Z");
        give(agent, command::Send{"dispatch", {{"team", Value("net")}}}, "2026-03-02T01:20:00Z");
        give(customer, command::Comment{"still open", false}, "2026-03-02T01:50:00Z");
        give_both("2026-03-02T02:00:00Z");
        advance("2026-03-02T06:00:00Z");
        give(agent, command::Send{"solve", {{"cause", Value("dns")}}}, "2026-03-02T07:00:00Z");
        give(agent, command::Erase{{}, "asked"}, "2026-03-02T08:00:00Z");
        advance("2026-03-02T09:00:00Z");
        for (const char* when : {"2026-03-02T09:10:00Z", "2026-03-02T10:10:00Z", "2026-03-02T11:10:00Z"})
            deliver(when);
    }

    /// Keys of the effects that were handed out, each ticket's in the order of its first.
    [[nodiscard]] const std::map<TicketId, std::vector<std::string>>& delivered() const noexcept {
        return delivered_;
    }

  private:
    template <typename Step>
    void insist(const Step& step) {
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (!engine_) open();
            if (engine_ && step(*engine_)) return;
            if (teller_ == Teller::dies) engine_.reset();
        }
        FAIL("one fault broke two attempts");
    }
    void open() {
        auto opened =
            Engine::open(linking_options(std::shared_ptr<store::Store>(&store_, [](store::Store*) {})));
        if (opened) engine_ = *std::move(opened);
    }
    static command::Open opening(const char* number) {
        command::Open open = open_request();
        open.number = number;  // one that the engine gave would be lost with the answer
        return open;
    }
    Command keyed(const Actor& actor, command::Body body, const TicketId& which) {
        Command command = command_of(actor, std::move(body));
        command.ticket = which;
        command.idempotency_key = std::to_string(++commands_);
        return command;
    }
    void give(const Actor& actor, command::Body body, std::string_view when,
              const TicketId& which = first_fault) {
        const Command command = keyed(actor, std::move(body), which);
        insist([&](Engine& engine) {
            const auto outcome = engine.execute(command, at(when));
            if (outcome) REQUIRE_FALSE(outcome->rejection);
            return outcome.has_value();
        });
    }
    void give_both(std::string_view when) {
        const std::vector<Command> commands{
            keyed(agent, command::Acknowledge{"management"}, first_fault),
            keyed(agent, command::Send{"dispatch", {{"team", Value("web")}}}, second_fault)};
        insist([&](Engine& engine) { return engine.execute_batch(commands, at(when)); });
    }
    void advance(std::string_view when) {
        insist([&](Engine& engine) {
            for (bool more = true; more;) {
                const auto advanced = engine.advance(at(when), 1);
                if (!advanced || advanced->failed > 0) return false;
                more = advanced->more;
            }
            return true;
        });
    }
    /// What was handed out and lost comes again after half an hour.
    void deliver(std::string_view when) {
        insist([&](Engine& engine) {
            for (;;) {
                const auto taken = engine.take_effects(at(when), minutes(30), 1);
                if (!taken) return false;
                if (taken->empty()) return true;
                const store::OutboxEffect& effect = taken->front();
                auto& known = delivered_[effect.key.ticket];
                if (std::ranges::find(known, effect.effect.key) == known.end())
                    known.push_back(effect.effect.key);
                if (!engine.acknowledge_effect(tenant, effect.effect.key)) return false;
            }
        });
    }

    FaultStore& store_;
    Teller teller_;
    std::unique_ptr<Engine> engine_;
    std::map<TicketId, std::vector<std::string>> delivered_;
    int commands_ = 0;
};

struct Told {
    std::string journals;
    std::map<TicketId, std::vector<std::string>> delivered;
    std::uint64_t calls = 0;

    friend bool operator==(const Told& a, const Told& b) {
        return a.journals == b.journals && a.delivered == b.delivered;
    }
};

Told told_with(std::uint64_t nth, Fault fault, Teller teller) {
    const auto memory = store::make_memory_store();
    FaultStore faulty(*memory);
    faulty.fail_call(nth, fault);
    Story story(faulty, teller);
    story.tell();
    Told told{{}, story.delivered(), faulty.calls()};
    for (const TicketId& id : {first_fault, second_fault}) {
        const auto commits = memory->history({tenant, id}, 0, 1000).value();
        for (const store::Commit& commit : commits) told.journals += commit.text + "\n";
    }
    CHECK(places(verified(*memory, ring())) == "");
    CHECK(memory->counters()->effects_waiting == 0);
    return told;
}

}  // namespace

TEST_CASE(
    "whichever call of the store fails, and whether it took place or not, the story that is told again "
    "where it broke off ends the same") {
    const Told without = told_with(0, Fault::refuse, Teller::goes_on);
    CHECK(without.calls > 50);
    CHECK(without.delivered.at(first_fault).size() > 2);
    for (const Teller teller : {Teller::goes_on, Teller::dies})
        for (const Fault fault : {Fault::refuse, Fault::lose_answer})
            for (std::uint64_t nth = 1; nth <= without.calls; ++nth) {
                CAPTURE(nth);
                CAPTURE(static_cast<int>(fault));
                CAPTURE(static_cast<int>(teller));
                const Told told = told_with(nth, fault, teller);
                CHECK(told.journals == without.journals);
                CHECK(told.delivered == without.delivered);
            }
}
