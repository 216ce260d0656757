// A host in C++, whose callbacks throw, and for which the memory ends at every allocation in turn: what it
// gave is released once, and only if the library took it, and nothing stays open.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "capi.h"

namespace {

thread_local long allocations_left = -1;  // before one fails; -1: none does

/// While one lives, the allocation of this number fails, and no other.
struct Scarce {
    explicit Scarce(long nth) { allocations_left = nth; }
    Scarce(const Scarce&) = delete;
    Scarce& operator=(const Scarce&) = delete;
    ~Scarce() { allocations_left = -1; }
};

}  // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    if (allocations_left >= 0 && allocations_left-- == 0) return nullptr;
    return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
    if (void* place = operator new(size, std::nothrow)) return place;
    throw std::bad_alloc();
}
void operator delete(void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t) noexcept { std::free(place); }

namespace {

constexpr std::string_view pack_text =
    R"({"files":[{"path":"p.yaml","text":"pack: p\nversion: 1.0.0\n---\nworkflow: w\nevents: {choose: {role: r}, raised: {role: system}}\nstates: {a: {on: {choose: {do: [{assign: {policy: chooser}}, {raise: {policy: router}}]}, raised: b}}, b: {type: final}}\n---\nagreement: sla\ncalendar: 24x7\nclocks: {c: {stop: \"inState('b')\"}}\ngoals: [{c: 1h}]\nthresholds: {c: {\"100%\": {ladder: duty}}}\n---\nagreement: negotiable\ncalendar: 24x7\nclocks: {d: {stop: \"inState('b')\"}}\ngoals: [{d: host}]\n---\nladder: duty\nlevels: [{notify: r}]\n---\nroles: {r: {rights: [open, set, clock, view]}}\n"}]})";
constexpr std::string_view opening =
    R"({"op":"open","tenant":"t","ticket":"T-1","actor":{"roles":["r"]},"workflow":"w"})";

std::uint64_t open_handles() {
    std::uint64_t open = 0;
    EXPECT(itr_open_handles(&open, nullptr) == ITR_OK);
    return open;
}

/// Callbacks, and how often they were called.
struct Callbacks {
    int asked = 0, released = 0, logged = 0, failed = 0;
    void (*throw_it)() = nullptr;
    bool log_throws = false;
};

Callbacks& of(void* user_data) { return *static_cast<Callbacks*>(user_data); }

std::int32_t propose(void* user_data, const char*, std::uint64_t, itr_reply reply) {
    ++of(user_data).asked;
    const std::string_view answer = R"({"team":"never"})";
    if (itr_reply_write(reply, answer.data(), answer.size(), nullptr) != ITR_OK) return 1;
    if (of(user_data).throw_it != nullptr) of(user_data).throw_it();
    return 0;
}

void release(void* user_data) { ++of(user_data).released; }

void release_and_throw(void* user_data) {
    release(user_data);
    throw std::runtime_error("the roster is locked");
}

void log(void* user_data, std::int32_t level, const char* event, std::uint64_t size, const char*,
         std::uint64_t) {
    ++of(user_data).logged;
    of(user_data).failed +=
        level == ITR_LOG_WARNING && std::string_view(event, size) == "policy.failed" ? 1 : 0;
    if (of(user_data).log_throws) throw 42;
}

struct World {
    itr_pack pack = 0;
    itr_actor system = 0, agent = 0;

    World() {
        DO(itr_pack_load(pack_text.data(), pack_text.size(), &pack, &err));
        DO(itr_actor_open(T(R"({"roles":["system"]})"), &system, &err));
        DO(itr_actor_open(T(R"({"roles":["r"]})"), &agent, &err));
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World() {
        DO(itr_actor_close(system, &err));
        DO(itr_actor_close(agent, &err));
        DO(itr_pack_close(pack, &err));
    }
};

/// A host that is asked about everything, with one table for all.
itr_host host_of(Callbacks& callbacks, void (*let_go)(void*)) {
    const itr_policy policy{sizeof(itr_policy), 0, &callbacks, propose, let_go};
    const itr_log_sink sink{sizeof(itr_log_sink), 0, &callbacks, log, let_go};
    itr_host host = 0;
    DO(itr_host_open(&host, &err));
    DO(itr_host_set_log(host, &sink, &err));
    DO(itr_host_add_assignment(host, T("chooser"), &policy, &err));
    DO(itr_host_add_routing(host, T("router"), &policy, &err));
    DO(itr_host_add_escalation(host, T("duty"), &policy, &err));
    DO(itr_host_add_target(host, T("d"), &policy, &err));
    return host;
}

itr_engine engine_of(const World& world, itr_host host) {
    itr_store store = 0;
    itr_engine engine = 0;
    DO(itr_store_open_memory(&store, &err));
    DO(itr_engine_open(store, host, NONE, &engine, &err));
    DO(itr_store_close(store, &err));
    DO(itr_engine_deploy(engine, world.pack, world.system, NINE, &err));
    return engine;
}

// ---- what callbacks throw

/// All four policies are asked, throw, and propose nothing; the tickets go on as without them.
void policies_throw(const World& world, void (*throw_it)(), bool log_throws) {
    Callbacks callbacks;
    callbacks.throw_it = throw_it;
    callbacks.log_throws = log_throws;
    const itr_host host = host_of(callbacks, release_and_throw);
    const itr_engine engine = engine_of(world, host);
    const std::uint64_t before = open_handles();
    itr_bytes out{};
    DO(itr_engine_execute(engine, opening.data(), opening.size(), NINE, &out, &err));
    itr_bytes_free(&out);
    itr_outcome outcome{};
    DO(itr_engine_send(engine, T("t"), T("T-1"), T("choose"), NONE, -1, world.agent, NINE, &outcome, &err));
    itr_advanced advanced{};
    DO(itr_engine_advance(engine, NINE + 61 * MINUTE, 10, &advanced, &err));
    EXPECT(outcome.version == 2 && advanced.tickets == 1);
    EXPECT(callbacks.asked >= 4 && callbacks.failed == callbacks.asked);
    DO(itr_engine_get(engine, T("t"), T("T-1"), world.agent, NINE + 61 * MINUTE, &out, &err));
    EXPECT(std::string_view(out.data, out.size).find("never") == std::string_view::npos);
    EXPECT(std::string_view(out.data, out.size).find(R"("states":["a"])") != std::string_view::npos);
    itr_bytes_free(&out);
    EXPECT(open_handles() == before);
    DO(itr_host_close(host, &err));
    EXPECT(callbacks.released == 0);
    DO(itr_engine_close(engine, &err));
    EXPECT(callbacks.released == 5);
}

// ---- where the memory ends

/// Gives a table to a host while each allocation in turn fails: it is released with the host, if it was
/// taken.
template <typename Give>
void give_in_scarcity(Give give) {
    bool given = false;
    for (long nth = 0; !given; ++nth) {
        Callbacks before, now;
        itr_host host = 0;
        DO(itr_host_open(&host, &err));
        DO(give(host, before, &err));
        itr_error error = 0;
        itr_status status = ITR_OK;
        {
            const Scarce scarce(nth);
            status = give(host, now, &error);
        }
        given = status == ITR_OK;
        EXPECT(given || status == ITR_INTERNAL);
        EXPECT(now.released == 0 && before.released <= (given ? 1 : 0));
        EXPECT(itr_error_free(error) == ITR_OK);
        DO(itr_host_close(host, &err));
        EXPECT(now.released == (given ? 1 : 0) && before.released == 1);
        EXPECT(nth < 1000);
    }
}

template <typename Add>
void add_in_scarcity(Add add) {
    // Of the same name, which goes, and of others, for which the list grows.
    give_in_scarcity([&](itr_host host, Callbacks& callbacks, itr_error* err) {
        const itr_policy policy{sizeof(itr_policy), 0, &callbacks, propose, release};
        return add(host, "a name", 6, &policy, err);
    });
    give_in_scarcity([&, names = 0](itr_host host, Callbacks& callbacks, itr_error* err) mutable {
        const itr_policy policy{sizeof(itr_policy), 0, &callbacks, propose, release};
        const std::string_view name = names++ % 2 == 0 ? "the first, a long one" : "the second, a long one";
        return add(host, name.data(), name.size(), &policy, err);
    });
}

void hosts_in_scarcity() {
    add_in_scarcity(itr_host_add_assignment);
    add_in_scarcity(itr_host_add_escalation);
    add_in_scarcity(itr_host_add_routing);
    add_in_scarcity(itr_host_add_target);
    give_in_scarcity([](itr_host host, Callbacks& callbacks, itr_error* err) {
        const itr_log_sink sink{sizeof(itr_log_sink), 0, &callbacks, log, release};
        return itr_host_set_log(host, &sink, err);
    });
}

/// A decision that asks a policy, while each allocation in turn fails: it is told, and no handle is left
/// over.
void decisions_in_scarcity(const World& world) {
    Callbacks callbacks;
    const itr_host host = host_of(callbacks, release);
    itr_decider decider = 0;
    DO(itr_decider_open(host, &decider, &err));
    DO(itr_decider_add_pack(decider, world.pack, &err));
    const std::uint64_t before = open_handles();
    for (long nth = 0, decided = 0; decided == 0; ++nth) {
        itr_bytes out{};
        itr_error error = 0;
        itr_status status = ITR_OK;
        {
            const Scarce scarce(nth);
            status =
                itr_decider_decide(decider, T(R"({"tenant":"t","ticket":"T-1"})"), opening.data(),
                                   opening.size(), NONE, NONE, T("sixteen bytes..!"), NINE, &out, &error);
            decided = allocations_left >= 0 ? 1 : 0;
        }
        EXPECT(status == ITR_OK || status == ITR_INTERNAL);
        EXPECT(itr_bytes_free(&out) == ITR_OK && itr_error_free(error) == ITR_OK);
        EXPECT(open_handles() == before);
    }
    EXPECT(callbacks.asked > 0);
    DO(itr_decider_close(decider, &err));
    DO(itr_host_close(host, &err));
    EXPECT(callbacks.released == 5);
}

}  // namespace

int main() {
    const std::uint64_t before = open_handles();
    {
        const World world;
        for (const bool log_throws : {false, true}) {
            policies_throw(
                world, [] { throw std::runtime_error("no roster"); }, log_throws);
            policies_throw(
                world, [] { throw 42; }, log_throws);
        }
        hosts_in_scarcity();
        decisions_in_scarcity(world);
    }
    EXPECT(open_handles() == before);
    std::printf("what was thrown stayed within, and what was given was released once\n");
    return 0;
}
