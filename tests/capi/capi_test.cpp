#include <doctest/doctest.h>
#include <itr/itr.h>

#include <cstdlib>
#include <fstream>
#include <itr/engine.hpp>
#include <itr/restore.hpp>
#include <itr/scenario.hpp>
#include <itr/stores/memory.hpp>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "capi/codes.hpp"
#include "capi/objects.hpp"
#include "capi/sources.hpp"
#include "support/temp_dir.hpp"

namespace itr {
namespace {

constexpr std::int64_t nine = 1772413200000;  // 2026-03-02T01:00:00Z
constexpr std::int64_t minute = 60'000;
constexpr std::string_view entropy = "sixteen bytes..!";

/// What a failed call told: its status and code.
struct Told {
    itr_status status = ITR_OK;
    std::string code, message;
};

template <typename Call>
Told told_by(Call call) {
    itr_error err = 0;
    Told told{call(&err), {}, {}};
    itr_text text{};
    if (itr_error_code(err, &text) == ITR_OK) told.code.assign(text.data, text.size);
    if (itr_error_message(err, &text) == ITR_OK) told.message.assign(text.data, text.size);
    CHECK((err != 0) == (told.status != ITR_OK));
    CHECK(itr_error_free(err) == ITR_OK);
    return told;
}

template <typename Call>
void must(Call call) {
    const Told told = told_by(call);
    REQUIRE_MESSAGE(told.status == ITR_OK, told.code << ": " << told.message);
}

template <typename Call>
std::string text_of(Call call) {
    itr_bytes out{};
    must([&](itr_error* err) { return call(&out, err); });
    std::string text(out.data, out.size);
    CHECK(itr_bytes_free(&out) == ITR_OK);
    return text;
}

itr_pack load(std::string_view folder) {
    itr_pack pack = 0;
    must([&](itr_error* err) {
        return itr_pack_load_folder(folder.data(), folder.size(), nullptr, 0, &pack, err);
    });
    return pack;
}

itr_actor actor_of(std::string_view json) {
    itr_actor actor = 0;
    must([&](itr_error* err) { return itr_actor_open(json.data(), json.size(), &actor, err); });
    return actor;
}

std::string execute(itr_engine engine, std::string_view command, std::int64_t now) {
    return text_of([&](itr_bytes* out, itr_error* err) {
        return itr_engine_execute(engine, command.data(), command.size(), now, out, err);
    });
}

std::string member(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    return value == nullptr || !value->is(Kind::string) ? std::string() : std::string(value->as_string());
}

/// The documents are also shown to schema_test.py.
void show(std::string_view name, std::string_view text) {
    if (const char* path = std::getenv("ITR_CAPI_DOCUMENTS"))
        std::ofstream(path, std::ios::app) << name << ' ' << text << '\n';
}

std::string quoted(const std::string& text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

/// A host that keeps tickets in rows of its own, and moves them by decisions alone.
class OwnRows {
  public:
    explicit OwnRows(itr_pack pack) {
        must([&](itr_error* err) { return itr_decider_open(0, &decider_, err); });
        must([&](itr_error* err) { return itr_decider_add_pack(decider_, pack, err); });
    }
    OwnRows(const OwnRows&) = delete;
    OwnRows& operator=(const OwnRows&) = delete;
    ~OwnRows() {
        must([&](itr_error* err) { return itr_decider_close(decider_, err); });
    }

    void seal_with(const std::string& keys) {
        must([&](itr_error* err) { return itr_decider_seal_with(decider_, keys.data(), keys.size(), err); });
    }

    struct Ticket {
        std::string snapshot;
        std::map<std::string, std::string> personal;  ///< by slot
        std::int64_t version = 0;
        std::vector<std::pair<std::string, std::string>> commits;  ///< instant, text
    };

    [[nodiscard]] std::string stored(const std::string& id) {
        const Ticket& t = tickets_[id];
        std::string text = R"({"tenant":"t","ticket":)" + quoted(id);
        if (t.version > 0)
            text += R"(,"snapshot_version":)" + std::to_string(t.version) + R"(,"snapshot":)" +
                    quoted(t.snapshot) + R"(,"personal":[)" + personal_of(t) + "]";
        return text + "}";
    }
    [[nodiscard]] std::string history(const std::string& id) {
        std::string text = R"({"commits":[)";
        std::size_t version = 0;
        for (const auto& [at, commit] : tickets_[id].commits) {
            text += version > 0 ? "," : "";
            text += R"({"version":)" + std::to_string(++version);
            text += R"(,"at":)" + quoted(at) + R"(,"text":)" + quoted(commit) + "}";
        }
        return text + "]}";
    }
    Told ask(const std::string& id, std::string_view command, std::string_view past, std::int64_t now,
             std::string& answer) {
        itr_bytes out{};
        const std::string ticket = stored(id);
        const Told told = told_by([&](itr_error* err) {
            return itr_decider_decide(decider_, ticket.data(), ticket.size(), command.data(), command.size(),
                                      past.data(), past.size(), "7", 1, entropy.data(), entropy.size(), now,
                                      &out, err);
        });
        if (told.status == ITR_OK) answer.assign(out.data, out.size);
        CHECK(itr_bytes_free(&out) == ITR_OK);
        show("stored_ticket", ticket);
        return told;
    }
    /// Decides, and writes the rows.
    Value decide(const std::string& id, std::string_view command, std::int64_t now) {
        std::string answer;
        Told told = ask(id, command, {}, now, answer);
        if (told.code == "capi.history_needed") told = ask(id, command, history(id), now, answer);
        REQUIRE_MESSAGE(told.status == ITR_OK, told.code << ": " << told.message);
        show("decision", answer);
        Value decision = parse_json(answer).value();
        if (const Value* rows = decision.find("rows")) write(id, *rows);
        return decision;
    }
    [[nodiscard]] std::string view(const std::string& id, itr_actor actor, std::int64_t now) {
        const std::string ticket = stored(id);
        return text_of([&](itr_bytes* out, itr_error* err) {
            return itr_decider_view(decider_, ticket.data(), ticket.size(), actor, now, out, err);
        });
    }
    [[nodiscard]] std::string commands(const std::string& signal) {
        show("signal", signal);
        return text_of([&](itr_bytes* out, itr_error* err) {
            return itr_decider_commands(decider_, signal.data(), signal.size(), out, err);
        });
    }
    [[nodiscard]] const Ticket& ticket(const std::string& id) { return tickets_[id]; }

  private:
    [[nodiscard]] static std::string personal_of(const Ticket& t) {
        std::string rows;
        for (const auto& [slot, text] : t.personal)
            rows += (rows.empty() ? "" : ",") + (R"({"slot":)" + quoted(slot)) + R"(,"text":)" +
                    quoted(text) + "}";
        return rows;
    }
    void write(const std::string& id, const Value& rows) {
        Ticket& t = tickets_[id];
        CHECK(rows.find("expected_version")->as_int() == t.version);
        t.version = rows.find("version")->as_int();
        t.snapshot = member(rows, "snapshot");
        t.commits.emplace_back(member(rows, "at"), member(rows, "commit"));
        for (const Value& slot : rows.find("erase")->as_list())
            t.personal.erase(std::string(slot.as_string()));
        for (const Value& row : rows.find("personal")->as_list())
            t.personal[member(row, "slot")] = member(row, "text");
    }

    itr_decider decider_ = 0;
    std::map<std::string, Ticket> tickets_;
};

std::string command_json(std::string_view op, std::string_view rest) {
    return R"({"actor":{"id":"li","roles":["agent"]},"tenant":"t","ticket":"T-1","op":")" + std::string(op) +
           "\"" + std::string(rest) + "}";
}

struct Line {
    std::string command;
    std::int64_t now;
};
std::vector<Line> story() {
    return {
        {command_json("open",
                      R"(,"workflow":"request","number":"7","data":{"customer":"Ms Chen","impact":"high"})"),
         nine},
        {command_json("comment", R"(,"text":"calls again")"), nine + minute},
        {command_json("send", R"(,"event":"confirm")"), nine + minute},
        {command_json("send", R"(,"event":"dispatch","key":"k1")"), nine + 20 * minute},
        {command_json("send", R"(,"event":"dispatch","key":"k1")"), nine + 20 * minute},
        {command_json("send", R"(,"event":"ask")"), nine + 30 * minute},
        {command_json("send", R"(,"event":"answer")"), nine + 300 * minute},
        {command_json("send", R"(,"event":"solve","data":{"cause":"fibre"})"), nine + 310 * minute}};
}

/// A clock whose new target takes the pauses of the past into account.
constexpr const char* late_yaml = R"yaml(
pack: late
version: 1.0.0
---
workflow: w
data: {level: {type: enum, values: [high, low], default: low}, held: {type: bool, default: false}}
events: {go: {role: r}}
states: {a: {on: {go: b}}, b: {type: final}}
---
agreement: a
clocks: {fix: {stop: "inState('b')", pause: "ticket.held", retarget: retro}}
goals: [{when: "ticket.level == 'high'", fix: 1h, calendar: 24x7}, {fix: 8h, calendar: night}]
---
calendar: night
zone: UTC
week: {mon-sun: ["00:00-12:00"]}
---
roles: {r: {rights: [open, set, view]}}
)yaml";

}  // namespace

TEST_CASE("a host that writes its own rows gets the rows that an engine would write") {
    const itr_pack handle = load("tests/capi/desk");
    const auto pack = capi::held<capi::LoadedPack>(handle)->pack;
    OwnRows rows(handle);
    EngineOptions options;
    bool is_linked = false;
    SUBCASE("without an audit") {}
    SUBCASE("each commit linked to the one before it, with a ring of keys") {
        const std::string keys = "2026 " + std::string(64, 'a') + "\n";
        rows.seal_with(keys);
        is_linked = true;
        options.audit = std::make_shared<const audit::Keys>(audit::Keys::read(keys).value());
    }
    options.store = store::make_memory_store();
    options.entropy = [] { return std::string(entropy); };
    const std::shared_ptr<store::Store> store = options.store;
    const auto engine = Engine::open(std::move(options)).value();
    REQUIRE(engine->deploy(pack, {nine}, {"host", {"system"}, {}}));
    for (const Line& line : story()) {
        CAPTURE(line.command);
        const Value decision = rows.decide("T-1", line.command, line.now);
        const auto outcome =
            engine->execute(document::read_command(parse_json(line.command).value()).value(), {line.now});
        REQUIRE(outcome);
        CHECK(decision.find("version")->as_int() == static_cast<std::int64_t>(outcome->version));
        CHECK((decision.find("rejection") != nullptr) == outcome->rejection.has_value());
        CHECK((member(decision, "verdict") == "repeated") == outcome->repeated);
    }
    const auto commits = store->history({TenantId("t"), TicketId("T-1")}, 0, 100).value();
    REQUIRE(commits.size() == rows.ticket("T-1").commits.size());
    CHECK((commits.back().text.find(R"("link":"2026:)") != std::string::npos) == is_linked);
    for (std::size_t i = 0; i < commits.size(); ++i)
        CHECK(commits[i].text == rows.ticket("T-1").commits[i].second);
    const itr_actor li = actor_of(R"({"id":"li","roles":["agent"]})");
    const Value view = parse_json(rows.view("T-1", li, nine + 310 * minute)).value();
    CHECK(member(*view.find("data"), "customer") == "Ms Chen");
    must([&](itr_error* err) { return itr_actor_close(li, err); });
    must([&](itr_error* err) { return itr_pack_close(handle, err); });
}

TEST_CASE("a host carries signals to other tickets itself") {
    const itr_pack handle = load("tests/capi/desk");
    OwnRows rows(handle);
    rows.decide("T-1", command_json("open", R"(,"workflow":"request","data":{"customer":"a"})"), nine);
    rows.decide(
        "T-2",
        R"({"actor":{"roles":["agent"]},"op":"open","workflow":"request","parent":"T-1","data":{"customer":"b"}})",
        nine);
    rows.decide("T-1", command_json("send", R"(,"event":"dispatch")"), nine + minute);
    const Value told = rows.decide("T-1", command_json("send", R"(,"event":"tell")"), nine + 2 * minute);
    const auto effects = told.find("rows")->find("effects")->as_list();
    REQUIRE(effects.size() == 1);
    CHECK(effects[0].find("signal")->as_bool());
    const std::string commands =
        rows.commands(R"({"tenant":"t","ticket":"T-1","key":")" + member(effects[0], "key") +
                      R"(","kind":"signal","payload":)" + quoted(member(effects[0], "payload")) +
                      R"(,"children":["T-2"]})");
    show("commands", commands);
    const Value list = parse_json(commands).value();
    REQUIRE(list.find("commands")->as_list().size() == 1);
    const Value& command = list.find("commands")->as_list()[0];
    CHECK(member(command, "ticket") == "T-2");
    const Value carried = rows.decide("T-2", to_json(command), nine + 2 * minute);
    CHECK(member(carried, "verdict") == "decided");
    CHECK(member(rows.decide("T-2", to_json(command), nine + 3 * minute), "verdict") == "repeated");
    must([&](itr_error* err) { return itr_pack_close(handle, err); });
}

TEST_CASE("a host is asked for the past only where a decision needs it") {
    const std::string files = R"({"files":[{"path":"p.yaml","text":)" + quoted(late_yaml) + "}]}";
    itr_pack handle = 0;
    must([&](itr_error* err) { return itr_pack_load(files.data(), files.size(), &handle, err); });
    OwnRows rows(handle);
    rows.decide("T-1", R"({"actor":{"roles":["r"]},"op":"open","workflow":"w"})", nine);
    const std::string set = R"({"actor":{"roles":["r"]},"op":"set","data":{"level":"high"}})";
    for (const bool held : {true, false})
        rows.decide("T-1",
                    R"({"actor":{"roles":["r"]},"op":"set","data":{"held":)" +
                        std::string(held ? "true" : "false") + "}}",
                    nine + (held ? 10 : 20) * minute);
    std::string answer;
    const Told told = rows.ask("T-1", set, {}, nine + 30 * minute, answer);
    CHECK(told.code == "capi.history_needed");
    show("stored_history", rows.history("T-1"));
    CHECK(member(rows.decide("T-1", set, nine + 30 * minute), "verdict") == "decided");
    must([&](itr_error* err) { return itr_pack_close(handle, err); });
}

TEST_CASE("a host that lost a row is told so") {
    const itr_pack handle = load("tests/capi/desk");
    OwnRows rows(handle);
    rows.decide("T-1", story()[0].command, nine);
    rows.decide("T-1", story()[1].command, nine + minute);
    std::string stored = R"({"tenant":"t","ticket":"T-1","commits":)";
    const std::string history = rows.history("T-1");
    const Value commits = *parse_json(history)->find("commits");
    const std::string whole = stored + to_json(commits) + "}";
    const std::string gap = stored + to_json(Value::list({commits.as_list()[1]})) + "}";
    itr_decider decider = 0;
    itr_actor host = actor_of(R"({"roles":["system"]})");
    must([&](itr_error* err) { return itr_decider_open(0, &decider, err); });
    must([&](itr_error* err) { return itr_decider_add_pack(decider, handle, err); });
    itr_bytes out{};
    must([&](itr_error* err) {
        return itr_decider_view(decider, whole.data(), whole.size(), host, nine, &out, err);
    });
    CHECK(itr_bytes_free(&out) == ITR_OK);
    const Told told = told_by([&](itr_error* err) {
        return itr_decider_view(decider, gap.data(), gap.size(), host, nine, &out, err);
    });
    CHECK(told.status == ITR_FAILED);
    CHECK(told.code == "journal.invalid");
    must([&](itr_error* err) { return itr_decider_close(decider, err); });
    must([&](itr_error* err) { return itr_actor_close(host, err); });
    must([&](itr_error* err) { return itr_pack_close(handle, err); });
}

TEST_CASE("tickets of a file are there when it is opened again") {
    const test::TempDir folder;
    const std::string path = folder.file("t.db");
    const itr_pack pack = load("tests/capi/desk");
    const itr_actor host = actor_of(R"({"id":"host","roles":["system"]})");
    for (int round = 1; round <= 2; ++round) {
        itr_store store = 0;
        itr_engine engine = 0;
        must([&](itr_error* err) {
            return itr_store_open_sqlite(path.data(), path.size(), nullptr, 0, &store, err);
        });
        itr_store second = 0;
        const Told locked = told_by([&](itr_error* err) {
            return itr_store_open_sqlite(path.data(), path.size(), nullptr, 0, &second, err);
        });
        CHECK(locked.status == ITR_FAILED);
        CHECK(locked.code == "store.locked");
        must([&](itr_error* err) { return itr_engine_open(store, 0, nullptr, 0, &engine, err); });
        must([&](itr_error* err) { return itr_store_close(store, err); });
        if (round == 1) {
            must([&](itr_error* err) { return itr_engine_deploy(engine, pack, host, nine, err); });
            execute(engine, story()[0].command, nine);
        } else {
            CHECK(execute(engine, story()[1].command, nine + minute) ==
                  R"({"number":"7","ok":true,"ticket":"T-1","v":1,"version":2})");
        }
        must([&](itr_error* err) { return itr_engine_close(engine, err); });
    }
    must([&](itr_error* err) { return itr_actor_close(host, err); });
    must([&](itr_error* err) { return itr_pack_close(pack, err); });
}

TEST_CASE("scenarios of the standard pack end as they do in C++") {
    const itr_pack handle = load("examples/packs/itr-standard");
    const auto pack = capi::held<capi::LoadedPack>(handle)->pack;
    const std::string filter = "critical";
    const std::string through_c = text_of([&](itr_bytes* out, itr_error* err) {
        return itr_pack_run_scenarios(handle, filter.data(), filter.size(), out, err);
    });
    std::string in_cpp;
    std::size_t count = 0;
    for (const model::Scenario& each : pack->model().scenarios) {
        if (each.name.find(filter) == std::string::npos) continue;
        in_cpp += (count++ > 0 ? "," : "") + to_json(document::to_value(scenario::run(pack, each)));
    }
    CHECK(count > 0);
    CHECK(through_c ==
          R"({"failed":0,"passed":)" + std::to_string(count) + R"(,"scenarios":[)" + in_cpp + R"(],"v":1})");
    must([&](itr_error* err) { return itr_pack_close(handle, err); });
}

TEST_CASE("whatever is thrown stops at the door") {
    const Told fault =
        told_by([](itr_error* err) { return capi::door(err, [] { throw std::runtime_error("a bug"); }); });
    CHECK(fault.status == ITR_INTERNAL);
    CHECK(fault.code == capi_internal.text());
    CHECK(fault.message.find("a bug") != std::string::npos);
    const Told no_memory =
        told_by([](itr_error* err) { return capi::door(err, [] { throw std::bad_alloc(); }); });
    CHECK(no_memory.status == ITR_INTERNAL);
    CHECK(capi::door(nullptr, [] { throw 7; }) == ITR_INTERNAL);
}

TEST_CASE("a closed handle's number never means another thing") {
    capi::Handles table;
    const auto thing = std::make_shared<int>(1);
    std::uint64_t last = table.add(capi::Held::pack, thing);
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(std::holds_alternative<capi::Handles::Object>(table.take(capi::Held::pack, last)));
        const std::uint64_t next = table.add(capi::Held::pack, thing);
        CHECK(next != last);
        CHECK(next < std::uint64_t{1} << 53);
        CHECK(std::get<capi::Invalid>(table.find(capi::Held::pack, last)) == capi::Invalid::closed);
        CHECK(std::get<capi::Invalid>(table.find(capi::Held::store, next)) == capi::Invalid::other_kind);
        last = next;
    }
    CHECK(table.open() == 1);
    CHECK(std::get<capi::Invalid>(table.find(capi::Held::pack, 0)) == capi::Invalid::unknown);
}

}  // namespace itr
