// Commands: from a document and back.
#include <fmt/format.h>

#include <algorithm>
#include <itr/document.hpp>

#include "document/codes.hpp"
#include "document/plain_command.hpp"

namespace itr::document {
namespace {

using Body = command::Body;

constexpr std::int64_t max_version = (std::int64_t{1} << 53) - 1;

Body read_open(auto& m) {
    command::Open open;
    open.workflow = m.needed_text("workflow");
    open.data = m.data("data");
    open.party = m.text("party");
    open.number = m.text("number");
    open.parent = m.text("parent");
    open.form = m.text("form");
    open.product = m.text("product");
    open.channel = m.text("channel");
    return open;
}
Body read_send(auto& m) { return command::Send{m.needed_text("event"), m.data("data")}; }
Body read_assign(auto& m) {
    return command::Assign{m.optional_text("owner"), m.optional_text("team"), m.optional_text("line"),
                           m.text("reason")};
}
Body read_set(auto& m) { return command::Set{m.data("data")}; }
Body read_comment(auto& m) { return command::Comment{m.needed_text("text"), !m.flag("public", false)}; }
Body read_link(auto& m) {
    return command::Link{m.needed_text("to"), m.needed_text("relation"), m.flag("incoming", false)};
}
Body read_attach(auto& m) {
    return command::Attach{m.needed_text("name"), m.text("uri"), m.text("sha256"),
                           m.number("size", 0, 0, max_version), !m.flag("public", false)};
}
Body read_acknowledge(auto& m) { return command::Acknowledge{m.needed_text("ladder")}; }
Body read_erase(auto& m) { return command::Erase{m.texts("slots"), m.text("reason")}; }

template <typename ClockCommand>
Body read_clock(auto& m) {
    return ClockCommand{m.needed_text("clock"), m.text("reason")};
}
Body read_extend(auto& m) {
    return command::ExtendClock{m.needed_text("clock"), m.length("by").value_or(Duration{}),
                                m.text("reason")};
}
Body read_pin(auto& m) {
    return command::PinClock{m.needed_text("clock"), m.instant("to").value_or(never), m.text("reason")};
}
Body read_promise(auto& m) {
    return command::PromiseClock{m.needed_text("clock"), m.length("target").value_or(Duration{}),
                                 m.text("reason")};
}
Body read_adopt(auto& m) { return command::Adopt{PackHash(m.needed_text("terms")), m.text("reason")}; }
Body read_correct(auto& m) {
    return command::CorrectClock{m.needed_text("clock"), m.instant("from").value_or(never),
                                 m.instant("to").value_or(never), m.flag("counted", false), m.text("reason")};
}
Body read_wake(auto& /*m*/) { return command::Wake{}; }

// What no document says yet would be left out in silence.
static_assert(std::variant_size_v<Body> == 19, "a new command needs an op here and in docs/capi.schema.json");

constexpr std::array<std::string_view, 19> ops{
    "open", "send",    "assign", "set",    "comment",     "link",  "attach", "pause", "resume", "extend",
    "pin",  "promise", "waive",  "cancel", "acknowledge", "erase", "wake",   "adopt", "correct"};
template <typename M>
constexpr std::array<Body (*)(M&), ops.size()> readers{read_open<M>,
                                                       read_send<M>,
                                                       read_assign<M>,
                                                       read_set<M>,
                                                       read_comment<M>,
                                                       read_link<M>,
                                                       read_attach<M>,
                                                       read_clock<command::PauseClock, M>,
                                                       read_clock<command::ResumeClock, M>,
                                                       read_extend<M>,
                                                       read_pin<M>,
                                                       read_promise<M>,
                                                       read_clock<command::WaiveClock, M>,
                                                       read_clock<command::CancelClock, M>,
                                                       read_acknowledge<M>,
                                                       read_erase<M>,
                                                       read_wake<M>,
                                                       read_adopt<M>,
                                                       read_correct<M>};

/// {"restore": "4h"}: what the host promises for clocks that begin with the command.
std::vector<HostTarget> read_targets(auto& m) {
    const Data given = m.data("targets");
    if (given.empty()) return {};
    std::vector<Value::Entry> entries;
    entries.reserve(given.size());
    for (const auto& [clock, target] : given) entries.push_back({Value(clock), target});
    const Value lengths = Value::map(std::move(entries));
    std::vector<HostTarget> targets;
    targets.reserve(given.size());
    for (const auto& [clock, target] : given) {
        Members one(lengths, "targets");
        if (const auto length = one.length(clock)) targets.push_back({clock, *length});
        if (one.failed()) m.refuse(one.done().error());
    }
    return targets;
}

Actor read_actor_members(auto& m) { return Actor{m.text("id"), m.texts("roles"), m.text("party")}; }

/// All but the actor.
template <typename M>
Command read_members(M& m, std::size_t op, Actor actor) {
    Command command;
    command.actor = std::move(actor);
    command.tenant = TenantId(m.text("tenant"));
    command.ticket = TicketId(m.text("ticket"));
    command.idempotency_key = m.text("key");
    if (const auto expected = m.number("expected_version", -1, 0, max_version); expected >= 0)
        command.expected_version = static_cast<store::Version>(expected);
    command.happened_at = m.instant("happened_at");
    command.targets = read_targets(m);
    command.body = readers<M>[op](m);
    return command;
}

}  // namespace

Result<Actor> read_actor(const Value& document) {
    Members m(document, "an actor");
    Actor actor = read_actor_members(m);
    if (auto ok = m.done(); !ok) return fail(ok.error());
    return actor;
}

std::span<const std::string_view> command_ops() noexcept { return ops; }

Result<Command> read_command(Members& m, std::string_view op, Actor actor) {
    const auto at = std::ranges::find(ops, op);
    if (at == ops.end()) {
        if (m.failed()) return fail(m.done().error());
        return fail(document_unknown_op,
                    fmt::format("expected 'op' to be one of {}, but found '{}'", fmt::join(ops, ", "), op));
    }
    return read_members(m, static_cast<std::size_t>(at - ops.begin()), std::move(actor));
}

Result<Command> read_command(const Value& document) {
    Members m(document, "a command");
    const std::string op = m.needed_text("op");
    const Value* given = m.find("actor");
    if (given == nullptr) m.refuse({document_invalid, "expected a command with 'actor', but it has none"});
    if (m.failed()) return fail(m.done().error());
    auto actor = read_actor(*given);
    if (!actor) return fail(actor.error());
    auto command = read_command(m, op, *std::move(actor));
    if (!command) return command;
    if (auto ok = m.done(); !ok) return fail(ok.error());
    return command;
}

std::optional<Command> read_plain_command(std::string_view json) {
    PlainCommand pieces;
    if (!read_json(json, pieces)) return std::nullopt;
    PlainMembers& m = pieces.members();
    m.pass("actor");
    const std::string op = m.needed_text("op");
    const auto at = std::ranges::find(ops, std::string_view(op));
    if (at == ops.end() || pieces.actor() == nullptr) return std::nullopt;
    Actor actor = read_actor_members(*pieces.actor());
    auto command = read_members(m, static_cast<std::size_t>(at - ops.begin()), std::move(actor));
    if (!m.done() || !pieces.actor()->done()) return std::nullopt;
    return command;
}

Result<std::vector<Command>> read_commands(const Value& document) {
    Members m(document, "commands");
    std::vector<Command> commands;
    const auto items = m.items("commands");
    if (auto ok = m.done(); !ok) return fail(ok.error());
    commands.reserve(items.size());
    for (const Value& item : items) {
        auto command = read_command(item);
        if (!command)
            return fail(command.error().code,
                        fmt::format("command {}: {}", commands.size() + 1, command.error().message));
        commands.push_back(*std::move(command));
    }
    return commands;
}

}  // namespace itr::document
