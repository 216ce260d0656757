// Requests that carry out commands: an engine on a store in memory.
#include <itr/engine.hpp>
#include <itr/stores/memory.hpp>
#include <itr/view.hpp>

#include "answers.hpp"

namespace itr::corpus {
namespace {

class Desk {
  public:
    Desk(const Value& request, const std::shared_ptr<const Pack>& pack) {
        EngineOptions options;
        options.store = store::make_memory_store();
        options.zones = zones();
        engine_ = value_of(Engine::open(std::move(options)));
        static_cast<void>(
            value_of(engine_->deploy(pack, instant_of(request, "deployed_ms"), {"", {"system"}, ""})));
    }

    [[nodiscard]] std::string answer(const Value& step) {
        const std::string call = text_of(step, "call");
        if (call == "execute") return execute(step);
        if (call == "send") return send(step);
        if (call == "advance") return advance(step);
        if (call == "next_due") return number_or_null(value_of(engine_->next_due()));
        if (call == "take_effects") return take_effects(step);
        if (call == "query") return query(step);
        if (call == "history") return history(step);
        const Value view = to_value(
            value_of(engine_->get(tenant(step), ticket(step), actor(step), instant_of(step, "now_ms"))));
        if (call == "get") return document_of(view);
        return document_of(document::Object().add("clocks", member(view, "clocks")).done());
    }

  private:
    static TenantId tenant(const Value& step) { return TenantId(text_of(step, "tenant")); }
    static TicketId ticket(const Value& step) { return TicketId(text_of(step, "ticket")); }
    static Actor actor(const Value& step) { return value_of(document::read_actor(member(step, "actor"))); }
    static std::string number_or_null(Instant at) { return at == never ? "null" : std::to_string(at.ms); }

    std::string execute(const Value& step) {
        const Command command = value_of(document::read_command(member(step, "command")));
        return document_of(
            document::to_value(value_of(engine_->execute(command, instant_of(step, "now_ms")))));
    }

    std::string send(const Value& step) {
        Command command;
        command.tenant = tenant(step);
        command.ticket = ticket(step);
        command.actor = actor(step);
        command.body = command::Send{text_of(step, "event"), {}};
        command.idempotency_key = text_of(step, "key");
        if (const auto expected = number_of(step, "expected_version"); expected >= 0)
            command.expected_version = static_cast<store::Version>(expected);
        const Outcome outcome = value_of(engine_->execute(command, instant_of(step, "now_ms")));
        if (outcome.rejection) throw Refused{std::string(outcome.rejection->code.text())};
        return R"({"version":)" + std::to_string(outcome.version) + R"(,"repeated":)" +
               (outcome.repeated ? "true}" : "false}");
    }

    std::string advance(const Value& step) {
        const auto most = static_cast<std::size_t>(number_of(step, "max_tickets"));
        const Advanced advanced = value_of(engine_->advance(instant_of(step, "now_ms"), most));
        return R"({"tickets":)" + std::to_string(advanced.tickets) + R"(,"next_due_ms":)" +
               number_or_null(value_of(engine_->next_due())) + R"(,"more":)" +
               (advanced.more ? "true}" : "false}");
    }

    std::string take_effects(const Value& step) {
        const auto effects = value_of(
            engine_->take_effects(instant_of(step, "now_ms"), Duration{number_of(step, "hidden_for_ms")},
                                  static_cast<std::size_t>(number_of(step, "max_effects"))));
        const auto write = [](const store::OutboxEffect& one) { return document::to_value(one); };
        return document_of(document::Object().add("effects", document::list_of(effects, write)).done());
    }

    std::string query(const Value& step) {
        document::Members members(member(step, "query"), "a query");
        store::Query wanted = document::read_query(members);
        wanted.tenant = TenantId(members.needed_text("tenant"));
        check(members.done());
        return document_of(document::to_value(value_of(engine_->query(std::move(wanted), actor(step)))));
    }

    std::string history(const Value& step) {
        auto commits = value_of(engine_->history(tenant(step), ticket(step), actor(step)));
        return document_of(document::Object().add("commits", Value::list(std::move(commits))).done());
    }

    std::unique_ptr<Engine> engine_;
};

}  // namespace

std::string commands(const Value& request) {
    Desk desk(request, pack_of(request));
    return each_of(member(request, "steps"), [&](const Value& step) { return desk.answer(step); });
}

}  // namespace itr::corpus
