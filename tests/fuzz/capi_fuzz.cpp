// Any bytes at any parameter of itr.h that takes bytes: an error that says what is wrong, or a result that is
// canonical JSON. Nothing is left behind. Each parameter is given them alone, spelled `data, size`, while all
// others are in order, so that no other mistake hides what they do: tests/capi/description_test.py asks for
// it.
#include <itr/itr.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <itr/value.hpp>
#include <string>
#include <string_view>

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

constexpr std::string_view sources =
    R"({"files":[{"path":"p.yaml","text":"pack: p\nversion: 1.0.0\n---\nworkflow: w\ndata: {n: {type: int}}\nevents: {go: {role: r}, choose: {role: r}}\nstates: {a: {on: {go: b, choose: {do: [{assign: {policy: chooser}}]}}}, b: {type: final}}\n---\nroles: {r: {rights: [open, set, comment, view]}}\n"}]})";

/// What lives on from input to input, as in a server.
struct World {
    itr_pack pack =
        made([](auto* out, auto* err) { return itr_pack_load(sources.data(), sources.size(), out, err); });
    itr_actor actor = made([](auto* out, auto* err) {
        constexpr std::string_view json = R"({"roles":["system"]})";
        return itr_actor_open(json.data(), json.size(), out, err);
    });
    itr_decider decider = made([](auto* out, auto* err) { return itr_decider_open(0, out, err); });
    itr_calendar calendar =
        made([this](auto* out, auto* err) { return itr_calendar_open(pack, "24x7", 4, out, err); });
    itr_expression expression = made([](auto* out, auto* err) {
        constexpr std::string_view scope = R"json({"variables":{"n":"int","s":"list(string)"}})json";
        return itr_expression_compile("n > 1 && 'x' in s", 17, scope.data(), scope.size(), out, err);
    });
    World() { require(itr_decider_add_pack(decider, pack, nullptr) == ITR_OK); }
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

/// What asks the host: the answer is the input.
std::int32_t answer_with(void* input, const char*, std::uint64_t, itr_reply reply) {
    const auto& text = *static_cast<const std::string_view*>(input);
    const char* data = text.data();
    const std::uint64_t size = text.size();
    itr_error err = 0;
    return settle(itr_reply_write(reply, data, size, &err), err) ? 0 : 1;
}

/// The input as the name of policies, and as what they answer.
void as_policy(const World& world, std::string_view input) {
    const char* data = input.data();
    const std::uint64_t size = input.size();
    const itr_policy policy{sizeof(itr_policy), 0, &input, answer_with, nullptr};
    const itr_host host = made([](auto* out, auto* err) { return itr_host_open(out, err); });
    itr_error err = 0;
    settle(itr_host_add_assignment(host, data, size, &policy, &err), err);
    settle(itr_host_add_escalation(host, data, size, &policy, &err), err);
    settle(itr_host_add_routing(host, data, size, &policy, &err), err);
    settle(itr_host_add_target(host, data, size, &policy, &err), err);
    require(itr_host_add_assignment(host, "chooser", 7, &policy, nullptr) == ITR_OK);
    const itr_engine engine = open_engine(world, host);
    for (const std::string_view line :
         {R"({"op":"open","tenant":"t","ticket":"T-1","actor":{"roles":["r"]},"workflow":"w"})",
          R"({"op":"send","tenant":"t","ticket":"T-1","actor":{"roles":["r"]},"event":"choose"})"})
        expect_json([&](auto* o, auto* e) {
            return itr_engine_execute(engine, line.data(), line.size(), now, o, e);
        });
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
    constexpr std::string_view blank = R"({"tenant":"t","ticket":"T-1"})";
    constexpr std::string_view open = R"({"op":"open","actor":{"roles":["r"]},"workflow":"w"})";
    constexpr std::string_view wake = R"({"op":"wake","actor":{"roles":["system"]}})";
    const auto decide = [&](auto call) { expect_json([&](auto* o, auto* e) { return call(now, o, e); }); };
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, data, size, wake.data(), wake.size(), nullptr, 0, nullptr, 0,
                                  nullptr, 0, rest...);
    });
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, blank.data(), blank.size(), data, size, nullptr, 0, nullptr,
                                  0, nullptr, 0, rest...);
    });
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, blank.data(), blank.size(), open.data(), open.size(), data,
                                  size, nullptr, 0, nullptr, 0, rest...);
    });
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, blank.data(), blank.size(), open.data(), open.size(),
                                  nullptr, 0, data, size, nullptr, 0, rest...);
    });
    decide([&](auto... rest) {
        return itr_decider_decide(world.decider, blank.data(), blank.size(), open.data(), open.size(),
                                  nullptr, 0, nullptr, 0, data, size, rest...);
    });
    expect_json([&](auto* o, auto* e) { return itr_decider_commands(world.decider, data, size, o, e); });
    const auto sealing = made([](auto* out, auto* err) { return itr_decider_open(0, out, err); });
    itr_decider_seal_with(sealing, data, size, nullptr);
    require(itr_decider_close(sealing, nullptr) == ITR_OK);
    expect_json([&](auto* o, auto* e) {
        return itr_decider_view(world.decider, data, size, world.actor, now, o, e);
    });
}

/// A line is a request and each of its parts; the engine remembers what the lines before it did.
void as_line(const World& world, itr_engine engine, const char* data, std::uint64_t size) {
    as_request(world, engine, data, size);
    as_decision(world, data, size);
    as_event(world, engine, data, size);
    as_name(world, engine, data, size);
    as_effect(engine, data, size);
}

}  // namespace

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
        as_line(world, engine, input.data() + from, end - from);
        from = end + 1;
    }
    require(itr_engine_close(engine, nullptr) == ITR_OK);
    require(itr_open_handles(&after, nullptr) == ITR_OK && after == before);
    return 0;
}
