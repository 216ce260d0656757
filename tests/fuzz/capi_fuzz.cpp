// Any bytes at any parameter of itr.h that takes bytes: an error that says what is wrong, or a result that is
// canonical JSON. Nothing is left behind. Each parameter is given them alone, spelled `data, size`, while all
// others are in order, so that no other mistake hides what they do: tests/capi/description_test.py asks for
// it.
#include <itr/itr.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <itr/value.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "fuzz/settled.hpp"

namespace {

using itr::test::require;
using itr::test::settle;

constexpr std::int64_t now = 1772413200000;

/// Bytes, of which `check` thinks well, or an error and none.
template <typename Call, typename Check>
void expect_bytes(Call call, Check check) {
    itr_bytes out{"x", 1, 1};
    itr_error err = 0;
    const itr_status status = call(&out, &err);
    if (!settle(status, err)) return require(out.handle == 0 && out.data == nullptr && out.size == 0);
    require(check(std::string_view(out.data, out.size)));
    require(itr_bytes_free(&out) == ITR_OK);
}

template <typename Call>
void expect_json(Call call) {
    expect_bytes(call, [](std::string_view text) {
        const auto value = itr::parse_json(text);
        return value.has_value() && itr::to_json(*value) == text;
    });
}

template <typename Call>
void expect_picture(Call call) {
    expect_bytes(call, [](std::string_view text) { return !text.empty(); });
}

template <typename Call, typename Close>
void expect_handle(Call call, Close close) {
    std::uint64_t out = 1;
    itr_error err = 0;
    const itr_status status = call(&out, &err);
    if (!settle(status, err)) return require(out == 0);
    require(close(out, nullptr) == ITR_OK);
}

template <typename Call>
std::uint64_t made(Call call) {
    std::uint64_t out = 0;
    itr_error err = 0;
    require(settle(call(&out, &err), err));
    return out;
}

/// All four kinds of policies are asked: `chooser`, `router`, the ladder `duty`, the clock `d`.
constexpr std::string_view sources =
    R"({"files":[{"path":"p.yaml","text":"pack: p\nversion: 1.0.0\n---\nworkflow: w\ndata: {n: {type: int}, who: {type: string, personal: true}}\nevents: {go: {role: r}, choose: {role: r}, route: {role: r}, raised: {role: system, data: {n: {type: int}}}}\nstates: {a: {on: {go: b, choose: {do: [{assign: {policy: chooser}}]}, route: {do: [{raise: {policy: router}}]}, raised: b}}, b: {type: final}}\n---\nagreement: sla\ncalendar: 24x7\nclocks: {c: {stop: \"inState('b')\"}}\ngoals: [{c: 1h}]\nthresholds: {c: {\"100%\": {ladder: duty}}}\n---\nagreement: negotiable\ncalendar: 24x7\nclocks: {d: {stop: \"inState('b')\"}}\ngoals: [{d: host}]\n---\nladder: duty\nlevels: [{notify: r}]\n---\nroles: {r: {rights: [open, set, clock, comment, view]}}\n"}]})";

constexpr std::string_view blank = R"({"tenant":"t","ticket":"T-1"})";
constexpr std::string_view opening =
    R"({"op":"open","actor":{"roles":["r"]},"workflow":"w","data":{"n":1,"who":"Ms Chen"}})";
constexpr std::string_view going = R"({"op":"send","actor":{"roles":["r"]},"event":"go"})";
constexpr std::string_view waking = R"({"op":"wake","actor":{"roles":["system"]}})";
constexpr std::string_view keys = "k1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

/// What the inputs of the corpus must reach, and how often it was: see what_was_not_reached().
enum Aim : std::size_t {
    assigned,
    escalated,
    routed,
    targeted,
    moved,
    sealed,
    linked,
    keyed,
    restored,
    gone_on
};
struct Reached {
    const char* what;
    int times = 0;
};
std::array<Reached, 10> reached{{{"an assignment that a policy proposes"},
                                 {"an escalation that a policy proposes"},
                                 {"a route that a policy proposes"},
                                 {"a target that a policy proposes"},
                                 {"a command that moves a ticket of the pack's own"},
                                 {"a command that moves a sealed one"},
                                 {"a history to which a commit is linked"},
                                 {"keys with which a decision is sealed"},
                                 {"a state of a ticket"},
                                 {"a decision on such a state"}}};
void reach(Aim aim, bool is_there) { reached[aim].times += is_there ? 1 : 0; }

/// expect_json(), and whether there is a decision with rows.
template <typename Call>
bool expect_rows(Call call) {
    bool has_rows = false;
    expect_bytes(call, [&](std::string_view text) {
        const auto value = itr::parse_json(text);
        has_rows = value.has_value() && value->find("rows") != nullptr;
        return value.has_value() && itr::to_json(*value) == text;
    });
    return has_rows;
}

std::string quoted(std::string_view text) {
    std::string out;
    itr::append_json_string(out, text);
    return out;
}

/// The rows that a decider decides on for a new ticket.
itr::Value opened_by(itr_decider decider) {
    itr_bytes out{};
    itr_error err = 0;
    require(settle(itr_decider_decide(decider, blank.data(), blank.size(), opening.data(), opening.size(),
                                      nullptr, 0, "7", 1, "sixteen bytes..!", 16, now, &out, &err),
                   err));
    const itr::Value decision = itr::parse_json({out.data, out.size}).value();
    require(itr_bytes_free(&out) == ITR_OK);
    return *decision.find("rows");
}

std::string history_of(std::string_view commit) {
    return R"("commits":[{"version":1,"at":"2026-03-02T01:00:00Z","text":)" + quoted(commit) + "}]";
}
std::string snapshot_of(std::string_view text) {
    return R"("snapshot_version":1,"snapshot":)" + quoted(text);
}

/// A ticket as its host keeps it.
std::string stored(std::string_view kept, std::string_view personal) {
    return R"({"tenant":"t","ticket":"T-1","personal":)" + std::string(personal) + "," + std::string(kept) +
           "}";
}

/// A ticket of the pack's own, by a decider.
struct Rows {
    explicit Rows(itr_decider decider) {
        const itr::Value rows = opened_by(decider);
        snapshot = rows.find("snapshot")->as_string();
        commit = rows.find("commit")->as_string();
        personal = itr::to_json(*rows.find("personal"));
    }
    std::string snapshot, commit, personal;
};

/// What lives on from input to input, as in a server.
struct World {
    itr_pack pack =
        made([](auto* out, auto* err) { return itr_pack_load(sources.data(), sources.size(), out, err); });
    itr_actor actor = made([](auto* out, auto* err) {
        constexpr std::string_view json = R"({"roles":["system"]})";
        return itr_actor_open(json.data(), json.size(), out, err);
    });
    itr_actor agent = made([](auto* out, auto* err) {
        constexpr std::string_view json = R"({"roles":["r"]})";
        return itr_actor_open(json.data(), json.size(), out, err);
    });
    itr_decider decider = decider_of(false);
    itr_decider sealing = decider_of(true);
    itr_calendar calendar =
        made([this](auto* out, auto* err) { return itr_calendar_open(pack, "24x7", 4, out, err); });
    itr_expression expression = made([](auto* out, auto* err) {
        constexpr std::string_view scope = R"json({"variables":{"n":"int","s":"list(string)"}})json";
        return itr_expression_compile("n > 1 && 'x' in s", 17, scope.data(), scope.size(), out, err);
    });
    std::string pack_hash = hash();
    Rows plain{decider}, seal{sealing};
    std::string state = stored(snapshot_of(plain.snapshot), plain.personal);
    std::string sealed_state = stored(history_of(seal.commit), seal.personal);
    std::string cut_state =
        stored(snapshot_of(seal.snapshot), seal.personal);  ///< its last commit is not there

    /// What no input can know stands in it as a word: the pack's hash, its ticket's rows as texts of JSON.
    [[nodiscard]] std::string filled(std::string_view line) const {
        std::string text(line);
        const std::pair<std::string_view, std::string> words[] = {{"$PACK", pack_hash},
                                                                  {"$SNAPSHOT", quoted(plain.snapshot)},
                                                                  {"$COMMIT", quoted(plain.commit)},
                                                                  {"$SEALED", quoted(seal.commit)}};
        for (const auto& [word, value] : words)
            if (const auto at = text.find(word); at != std::string::npos)
                text.replace(at, word.size(), value);
        return text;
    }

  private:
    [[nodiscard]] itr_decider decider_of(bool seals) const {
        const itr_decider made_one = made([](auto* out, auto* err) { return itr_decider_open(0, out, err); });
        require(itr_decider_add_pack(made_one, pack, nullptr) == ITR_OK);
        require(!seals || itr_decider_seal_with(made_one, keys.data(), keys.size(), nullptr) == ITR_OK);
        return made_one;
    }
    [[nodiscard]] std::string hash() const {
        itr_bytes out{};
        require(itr_pack_hash(pack, &out, nullptr) == ITR_OK);
        std::string text(out.data, out.size);
        require(itr_bytes_free(&out) == ITR_OK);
        return text;
    }
};

/// An engine of the input's own: what one input opens, the next does not find.
itr_engine open_engine(const World& world, itr_host host = 0) {
    const itr_store store = made([](auto* out, auto* err) { return itr_store_open_memory(out, err); });
    const itr_engine engine =
        made([&](auto* out, auto* err) { return itr_engine_open(store, host, nullptr, 0, out, err); });
    require(itr_store_close(store, nullptr) == ITR_OK);
    require(itr_engine_deploy(engine, world.pack, world.actor, now, nullptr) == ITR_OK);
    return engine;
}

void as_setting(const World& world, const char* data, std::uint64_t size) {
    expect_handle([&](auto* o, auto* e) { return itr_pack_load(data, size, o, e); }, itr_pack_close);
    expect_handle([&](auto* o, auto* e) { return itr_pack_load_canonical(data, size, o, e); },
                  itr_pack_close);
    expect_handle([&](auto* o, auto* e) { return itr_actor_open(data, size, o, e); }, itr_actor_close);
    expect_handle([&](auto* o, auto* e) { return itr_calendar_open(world.pack, data, size, o, e); },
                  itr_calendar_close);
    expect_json([&](auto* o, auto* e) { return itr_pack_check(data, size, o, e); });
    expect_picture([&](auto* o, auto* e) { return itr_pack_mermaid(world.pack, "w", 1, data, size, o, e); });
    expect_picture([&](auto* o, auto* e) { return itr_pack_mermaid(world.pack, data, size, "en", 2, o, e); });
    expect_picture([&](auto* o, auto* e) { return itr_pack_dot(world.pack, "w", 1, data, size, o, e); });
    expect_picture([&](auto* o, auto* e) { return itr_pack_dot(world.pack, data, size, "en", 2, o, e); });
    expect_json([&](auto* o, auto* e) { return itr_pack_run_scenarios(world.pack, data, size, o, e); });
    std::int64_t due = 0;
    itr_error err = 0;
    settle(itr_calendar_due(world.calendar, now, data, size, &due, &err), err);
}

void as_expression(const World& world, const char* data, std::uint64_t size) {
    expect_handle([&](auto* o, auto* e) { return itr_expression_compile(data, size, nullptr, 0, o, e); },
                  itr_expression_close);
    expect_handle([&](auto* o, auto* e) { return itr_expression_compile("1", 1, data, size, o, e); },
                  itr_expression_close);
    expect_json(
        [&](auto* o, auto* e) { return itr_expression_evaluate(world.expression, data, size, o, e); });
}

/// What asks the host: the answers are the lines of the input, one after another and over again.
struct Answers {
    std::string_view input;
    std::size_t from = 0;

    std::string_view next() {
        if (from >= input.size()) from = 0;
        const std::size_t end = std::min(input.find('\n', from), input.size());
        const std::string_view line = input.substr(from, end - from);
        from = end + 1;
        return line;
    }
};
std::int32_t answer_with(void* answers, const char*, std::uint64_t, itr_reply reply) {
    const std::string_view text = static_cast<Answers*>(answers)->next();
    const char* data = text.data();
    const std::uint64_t size = text.size();
    itr_error err = 0;
    return settle(itr_reply_write(reply, data, size, &err), err) ? 0 : 1;
}

/// Whether somebody has the ticket, and whether it has ended.
struct Seen {
    bool is_assigned = false, is_closed = false;
};
Seen seen(const World& world, itr_engine engine, std::string_view ticket) {
    Seen found;
    expect_bytes(
        [&](auto* o, auto* e) {
            return itr_engine_get(engine, "t", 1, ticket.data(), ticket.size(), world.actor, now, o, e);
        },
        [&](std::string_view text) {
            const itr::Value told = itr::parse_json(text).value();
            for (const std::string_view name : {"owner", "team", "line"})
                if (const itr::Value* who = told.find(name))
                    found.is_assigned |= who->is(itr::Kind::string) && !who->as_string().empty();
            found.is_closed = !told.find("open")->as_bool();
            return true;
        });
    return found;
}

/// Opens a ticket, for which a target is asked, and sends it an event.
Seen after(const World& world, itr_engine engine, std::string_view ticket, std::string_view event) {
    const std::string command =
        R"({"op":"open","tenant":"t","actor":{"roles":["r"]},"workflow":"w","ticket":)" + quoted(ticket) +
        "}";
    expect_json([&](auto* o, auto* e) {
        return itr_engine_execute(engine, command.data(), command.size(), now, o, e);
    });
    itr_outcome outcome{};
    itr_error err = 0;
    settle(itr_engine_send(engine, "t", 1, ticket.data(), ticket.size(), event.data(), event.size(), nullptr,
                           0, -1, world.agent, now, &outcome, &err),
           err);
    return seen(world, engine, ticket);
}

/// The input as the name of policies, and as what they answer.
void as_policy(const World& world, std::string_view input) {
    const char* data = input.data();
    const std::uint64_t size = input.size();
    Answers answers{input};
    const itr_policy policy{sizeof(itr_policy), 0, &answers, answer_with, nullptr};
    const itr_host host = made([](auto* out, auto* err) { return itr_host_open(out, err); });
    itr_error err = 0;
    settle(itr_host_add_assignment(host, data, size, &policy, &err), err);
    settle(itr_host_add_escalation(host, data, size, &policy, &err), err);
    settle(itr_host_add_routing(host, data, size, &policy, &err), err);
    settle(itr_host_add_target(host, data, size, &policy, &err), err);
    require(itr_host_add_assignment(host, "chooser", 7, &policy, nullptr) == ITR_OK);
    require(itr_host_add_routing(host, "router", 6, &policy, nullptr) == ITR_OK);
    require(itr_host_add_escalation(host, "duty", 4, &policy, nullptr) == ITR_OK);
    require(itr_host_add_target(host, "d", 1, &policy, nullptr) == ITR_OK);
    const itr_engine engine = open_engine(world, host);
    reach(assigned, after(world, engine, "T-1", "choose").is_assigned);
    reach(routed, after(world, engine, "T-2", "route").is_closed);
    after(world, engine, "T-3", "none");
    itr_clock_reading reading{};
    if (settle(itr_engine_clock(engine, "t", 1, "T-1", 3, "d", 1, world.actor, now, &reading, &err), err))
        reach(targeted, reading.target_ms != ITR_NEVER);
    itr_advanced advanced{};
    settle(itr_engine_advance(engine, now + 61 * 60'000, 10, &advanced, &err), err);
    reach(escalated, seen(world, engine, "T-3").is_assigned);
    require(itr_engine_close(engine, nullptr) == ITR_OK && itr_host_close(host, nullptr) == ITR_OK);
}

constexpr std::string_view nowhere = "no-such-folder/";

/// A place in the file system where nothing is.
void as_place(const char* data, std::uint64_t size) {
    expect_handle([&](auto* o, auto* e) { return itr_pack_load_folder(data, size, nullptr, 0, o, e); },
                  itr_pack_close);
#ifdef HAS_CAPI_SQLITE
    expect_handle([&](auto* o, auto* e) { return itr_store_open_sqlite(data, size, nullptr, 0, o, e); },
                  itr_store_close);
#endif
}

/// How something is opened, and where else something is looked for.
void as_options(const char* data, std::uint64_t size) {
    expect_handle(
        [&](auto* o, auto* e) {
            return itr_pack_load_folder(nowhere.data(), nowhere.size(), data, size, o, e);
        },
        itr_pack_close);
    const itr_store store = made([](auto* out, auto* err) { return itr_store_open_memory(out, err); });
    expect_handle([&](auto* o, auto* e) { return itr_engine_open(store, 0, data, size, o, e); },
                  itr_engine_close);
    require(itr_store_close(store, nullptr) == ITR_OK);
#ifdef HAS_CAPI_SQLITE
    expect_handle(
        [&](auto* o, auto* e) {
            return itr_store_open_sqlite(nowhere.data(), nowhere.size(), data, size, o, e);
        },
        itr_store_close);
#endif
}

/// Who and what a ticket is asked for.
void as_name(const World& world, itr_engine engine, const char* data, std::uint64_t size) {
    const itr_actor by = world.actor;
    expect_json([&](auto* o, auto* e) { return itr_engine_get(engine, "t", 1, data, size, by, now, o, e); });
    expect_json(
        [&](auto* o, auto* e) { return itr_engine_get(engine, data, size, "T-1", 3, by, now, o, e); });
    expect_json([&](auto* o, auto* e) { return itr_engine_history(engine, "t", 1, data, size, by, o, e); });
    expect_json([&](auto* o, auto* e) { return itr_engine_history(engine, data, size, "T-1", 3, by, o, e); });
    expect_json(
        [&](auto* o, auto* e) { return itr_engine_clocks(engine, "t", 1, data, size, by, now, o, e); });
    expect_json(
        [&](auto* o, auto* e) { return itr_engine_clocks(engine, data, size, "T-1", 3, by, now, o, e); });
    itr_clock_reading reading{};
    itr_error err = 0;
    settle(itr_engine_clock(engine, "t", 1, "T-1", 3, data, size, by, now, &reading, &err), err);
    settle(itr_engine_clock(engine, "t", 1, data, size, "c", 1, by, now, &reading, &err), err);
    settle(itr_engine_clock(engine, data, size, "T-1", 3, "c", 1, by, now, &reading, &err), err);
}

/// The outbox's names, and what went wrong.
void as_effect(itr_engine engine, const char* data, std::uint64_t size) {
    std::int32_t known = 0;
    itr_error err = 0;
    settle(itr_engine_acknowledge_effect(engine, "t", 1, data, size, &known, &err), err);
    settle(itr_engine_acknowledge_effect(engine, data, size, "k", 1, &known, &err), err);
    settle(itr_engine_fail_effect(engine, "t", 1, data, size, 0, "no", 2, now, &known, &err), err);
    settle(itr_engine_fail_effect(engine, data, size, "k", 1, 0, "no", 2, now, &known, &err), err);
    settle(itr_engine_fail_effect(engine, "t", 1, "k", 1, 0, data, size, now, &known, &err), err);
    settle(itr_engine_fail_taken_effect(engine, "t", 1, data, size, 1, 0, "no", 2, now, &known, &err), err);
    settle(itr_engine_fail_taken_effect(engine, data, size, "k", 1, 1, 0, "no", 2, now, &known, &err), err);
    settle(itr_engine_fail_taken_effect(engine, "t", 1, "k", 1, 1, 0, data, size, now, &known, &err), err);
    settle(itr_engine_retry_incident(engine, "t", 1, data, size, now, &known, &err), err);
    settle(itr_engine_retry_incident(engine, data, size, "k", 1, now, &known, &err), err);
    settle(itr_engine_resolve_incident(engine, "t", 1, data, size, now, &known, &err), err);
    settle(itr_engine_resolve_incident(engine, data, size, "k", 1, now, &known, &err), err);
    expect_json([&](auto* o, auto* e) { return itr_engine_incidents(engine, data, size, 10, o, e); });
}

/// Each part of an event that is sent. Whether there is a ticket to send it to, the lines before have
/// decided.
void as_event(const World& world, itr_engine engine, const char* data, std::uint64_t size) {
    itr_outcome out{};
    itr_error err = 0;
    const auto send = [&](auto call) { settle(call(-1, world.actor, now, &out, &err), err); };
    send([&](auto... rest) {
        return itr_engine_send(engine, data, size, "T-1", 3, "go", 2, nullptr, 0, rest...);
    });
    send([&](auto... rest) {
        return itr_engine_send(engine, "t", 1, data, size, "go", 2, nullptr, 0, rest...);
    });
    send([&](auto... rest) {
        return itr_engine_send(engine, "t", 1, "T-1", 3, data, size, nullptr, 0, rest...);
    });
    send([&](auto... rest) {
        return itr_engine_send(engine, "t", 1, "T-1", 3, "go", 2, data, size, rest...);
    });
    send([&](auto... rest) {
        return itr_engine_send_data(engine, data, size, "T-1", 3, "go", 2, "{}", 2, nullptr, 0, rest...);
    });
    send([&](auto... rest) {
        return itr_engine_send_data(engine, "t", 1, data, size, "go", 2, "{}", 2, nullptr, 0, rest...);
    });
    send([&](auto... rest) {
        return itr_engine_send_data(engine, "t", 1, "T-1", 3, data, size, "{}", 2, nullptr, 0, rest...);
    });
    send([&](auto... rest) {
        return itr_engine_send_data(engine, "t", 1, "T-1", 3, "go", 2, data, size, nullptr, 0, rest...);
    });
    send([&](auto... rest) {
        return itr_engine_send_data(engine, "t", 1, "T-1", 3, "go", 2, "{}", 2, data, size, rest...);
    });
}

/// A document for an engine.
void as_request(const World& world, itr_engine engine, const char* data, std::uint64_t size) {
    expect_json([&](auto* o, auto* e) { return itr_engine_execute(engine, data, size, now, o, e); });
    expect_json([&](auto* o, auto* e) { return itr_engine_execute_batch(engine, data, size, now, o, e); });
    expect_json([&](auto* o, auto* e) { return itr_engine_query(engine, data, size, world.actor, o, e); });
}

/// Each thing that a decider is given.
void as_decision(const World& world, const char* data, std::uint64_t size) {
    const auto decide = [&](auto call) { expect_json([&](auto* o, auto* e) { return call(now, o, e); }); };
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, data, size, waking.data(), waking.size(), nullptr, 0,
                                  nullptr, 0, nullptr, 0, rest...);
    });
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, blank.data(), blank.size(), data, size, nullptr, 0, nullptr,
                                  0, nullptr, 0, rest...);
    });
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, blank.data(), blank.size(), opening.data(), opening.size(),
                                  data, size, nullptr, 0, nullptr, 0, rest...);
    });
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, blank.data(), blank.size(), opening.data(), opening.size(),
                                  nullptr, 0, data, size, nullptr, 0, rest...);
    });
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, blank.data(), blank.size(), opening.data(), opening.size(),
                                  nullptr, 0, nullptr, 0, data, size, rest...);
    });
    expect_json([&](auto* o, auto* e) { return itr_decider_commands(world.decider, data, size, o, e); });
    expect_json([&](auto* o, auto* e) {
        return itr_decider_view(world.decider, data, size, world.actor, now, o, e);
    });
}

/// The same where there is a ticket, and where commits are linked.
void as_move(const World& world, const char* data, std::uint64_t size) {
    const auto decide = [&](auto call) {
        return expect_rows([&](auto* o, auto* e) { return call(now, o, e); });
    };
    reach(moved, decide([&](auto... rest) {
              return itr_decider_decide(world.decider, world.state.data(), world.state.size(), data, size,
                                        nullptr, 0, nullptr, 0, nullptr, 0, rest...);
          }));
    reach(sealed, decide([&](auto... rest) {
              return itr_decider_decide(world.sealing, world.sealed_state.data(), world.sealed_state.size(),
                                        data, size, nullptr, 0, nullptr, 0, nullptr, 0, rest...);
          }));
    reach(linked, decide([&](auto... rest) {
              return itr_decider_decide(world.sealing, world.cut_state.data(), world.cut_state.size(),
                                        going.data(), going.size(), data, size, nullptr, 0, nullptr, 0,
                                        rest...);
          }));
    const auto own = made([](auto* out, auto* err) { return itr_decider_open(0, out, err); });
    require(itr_decider_add_pack(own, world.pack, nullptr) == ITR_OK);
    const bool taken = itr_decider_seal_with(own, data, size, nullptr) == ITR_OK;
    const bool opened = decide([&](auto... rest) {
        return itr_decider_decide(own, blank.data(), blank.size(), opening.data(), opening.size(), nullptr, 0,
                                  nullptr, 0, nullptr, 0, rest...);
    });
    require(opened);
    reach(keyed, taken);
    require(itr_decider_close(own, nullptr) == ITR_OK);
}

/// A ticket that a host has kept; whether it can be seen, and whether it goes on.
std::pair<bool, bool> goes_on(const World& world, const std::string& state) {
    bool is_seen = false, has_rows = false;
    expect_bytes(
        [&](auto* o, auto* e) {
            return itr_decider_view(world.decider, state.data(), state.size(), world.actor, now, o, e);
        },
        [&](std::string_view) { return is_seen = true; });
    for (const itr_decider decider : {world.decider, world.sealing})
        has_rows |= expect_rows([&](auto* o, auto* e) {
            return itr_decider_decide(decider, state.data(), state.size(), going.data(), going.size(),
                                      nullptr, 0, nullptr, 0, nullptr, 0, now, o, e);
        });
    return {is_seen, has_rows};
}

/// The input as the rows of a ticket: its snapshot, a commit, a personal text.
void as_state(const World& world, std::string_view input) {
    for (const std::string& kept : {snapshot_of(input), history_of(input)}) {
        const auto [is_seen, has_rows] = goes_on(world, stored(kept, world.plain.personal));
        reach(restored, is_seen);
        reach(gone_on, has_rows);
    }
    const std::string personal = R"([{"slot":"data.who","text":)" + quoted(input) + "}]";
    goes_on(world, stored(snapshot_of(world.plain.snapshot), personal));
}

/// A line is a request and each of its parts; the engine remembers what the lines before it did.
void as_line(const World& world, itr_engine engine, const char* data, std::uint64_t size) {
    as_request(world, engine, data, size);
    as_decision(world, data, size);
    as_move(world, data, size);
    as_state(world, {data, size});
    as_event(world, engine, data, size);
    as_name(world, engine, data, size);
    as_effect(engine, data, size);
}

}  // namespace

/// Asked when the inputs of the corpus have been run: null, or what none of them has reached.
extern "C" const char* what_was_not_reached() {
    for (const Reached& aim : reached)
        if (aim.times == 0) return aim.what;
    return nullptr;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const World world;
    std::uint64_t before = 0, after = 0;
    require(itr_open_handles(&before, nullptr) == ITR_OK);
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    as_setting(world, input.data(), input.size());
    as_expression(world, input.data(), input.size());
    as_policy(world, input);
    const std::string place = std::string(nowhere).append(input);
    as_place(place.data(), place.size());
    as_options(input.data(), input.size());
    const itr_engine engine = open_engine(world);
    for (std::size_t from = 0, lines = 0; from < input.size() && lines < 16; ++lines) {
        const std::size_t end = std::min(input.find('\n', from), input.size());
        const std::string line = world.filled(input.substr(from, end - from));
        as_line(world, engine, line.data(), line.size());
        from = end + 1;
    }
    require(itr_engine_close(engine, nullptr) == ITR_OK);
    require(itr_open_handles(&after, nullptr) == ITR_OK && after == before);
    return 0;
}
