// clang-format off
// The C API as this addon calls it. Made by tools/generate.mjs from bindings/api.json and docs/capi.schema.json; not to be edited.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace itr_node {

using itr_status = std::int32_t;
using itr_reply = std::uint64_t;
inline constexpr std::int32_t abi_version = 3;

struct itr_bytes {
    const char* data;
    std::uint64_t size;
    std::uint64_t handle;
};

struct itr_text {
    const char* data;
    std::uint64_t size;
};

struct itr_outcome {
    std::int64_t version;
    std::int32_t repeated;
    std::int32_t reserved;
};

struct itr_advanced {
    std::int64_t tickets;
    std::int64_t next_due_ms;
    std::int32_t more;
    std::int32_t reserved;
};

struct itr_clock_reading {
    std::int64_t due_ms;
    std::int64_t elapsed_ms;
    std::int64_t target_ms;
    std::int64_t remaining_ms;
    std::int32_t phase;
    std::int32_t breached;
    std::int32_t waived;
    std::int32_t cycle;
};

struct itr_log_sink {
    std::uint32_t struct_size;
    std::uint32_t reserved;
    void* user_data;
    void (*log)(void* user_data, int32_t level, const char* event, uint64_t event_size, const char* message, uint64_t message_size);
    void (*release)(void* user_data);
};

struct itr_policy {
    std::uint32_t struct_size;
    std::uint32_t reserved;
    void* user_data;
    int32_t (*propose)(void* user_data, const char* snapshot, uint64_t snapshot_size, itr_reply reply);
    void (*release)(void* user_data);
};

/// A member that JavaScript sees: where it is, and of how many bytes.
struct Member {
    const char* name;
    std::size_t offset;
    std::size_t size;
};
template <typename Struct>
inline constexpr std::array<Member, 0> members_of{};
template <>
inline constexpr std::array members_of<itr_outcome>{
    Member{"version", offsetof(itr_outcome, version), sizeof(itr_outcome::version)},
    Member{"repeated", offsetof(itr_outcome, repeated), sizeof(itr_outcome::repeated)},
};
template <>
inline constexpr std::array members_of<itr_advanced>{
    Member{"tickets", offsetof(itr_advanced, tickets), sizeof(itr_advanced::tickets)},
    Member{"next_due_ms", offsetof(itr_advanced, next_due_ms), sizeof(itr_advanced::next_due_ms)},
    Member{"more", offsetof(itr_advanced, more), sizeof(itr_advanced::more)},
};
template <>
inline constexpr std::array members_of<itr_clock_reading>{
    Member{"due_ms", offsetof(itr_clock_reading, due_ms), sizeof(itr_clock_reading::due_ms)},
    Member{"elapsed_ms", offsetof(itr_clock_reading, elapsed_ms), sizeof(itr_clock_reading::elapsed_ms)},
    Member{"target_ms", offsetof(itr_clock_reading, target_ms), sizeof(itr_clock_reading::target_ms)},
    Member{"remaining_ms", offsetof(itr_clock_reading, remaining_ms), sizeof(itr_clock_reading::remaining_ms)},
    Member{"phase", offsetof(itr_clock_reading, phase), sizeof(itr_clock_reading::phase)},
    Member{"breached", offsetof(itr_clock_reading, breached), sizeof(itr_clock_reading::breached)},
    Member{"waived", offsetof(itr_clock_reading, waived), sizeof(itr_clock_reading::waived)},
    Member{"cycle", offsetof(itr_clock_reading, cycle), sizeof(itr_clock_reading::cycle)},
};

}  // namespace itr_node

// X(name, library, whether callbacks may call it, the ABI version that has it first, kinds of its parameters…)
#define ITR_NODE_FUNCTIONS(X) \
    X(itr_limits, itr, true, 1, OwnedBytes) \
    X(itr_open_handles, itr, true, 1, OutNumber<std::uint64_t>) \
    X(itr_actor_open, itr, false, 1, Text, OwnedHandle<Place::itr_actor_close>) \
    X(itr_actor_close, itr, false, 1, ClosedHandle) \
    X(itr_pack_load, itr, false, 1, Text, OwnedHandle<Place::itr_pack_close>) \
    X(itr_pack_load_folder, itr, false, 1, Text, Text, OwnedHandle<Place::itr_pack_close>) \
    X(itr_pack_load_canonical, itr, false, 1, Text, OwnedHandle<Place::itr_pack_close>) \
    X(itr_pack_check, itr, false, 1, Text, OwnedBytes) \
    X(itr_pack_describe, itr, false, 1, Handle, OwnedBytes) \
    X(itr_pack_hash, itr, false, 1, Handle, OwnedBytes) \
    X(itr_pack_canonical, itr, false, 1, Handle, OwnedBytes) \
    X(itr_pack_diagnostics, itr, false, 1, Handle, OwnedBytes) \
    X(itr_pack_mermaid, itr, false, 1, Handle, Text, Text, OwnedBytes) \
    X(itr_pack_dot, itr, false, 1, Handle, Text, Text, OwnedBytes) \
    X(itr_pack_run_scenarios, itr, false, 1, Handle, Text, OwnedBytes) \
    X(itr_pack_close, itr, false, 1, ClosedHandle) \
    X(itr_store_open_memory, itr, false, 1, OwnedHandle<Place::itr_store_close>) \
    X(itr_store_open_sqlite, itr_sqlite, false, 1, Text, Text, OwnedHandle<Place::itr_store_close>) \
    X(itr_store_open_postgres, itr_postgres, false, 1, Text, Text, OwnedHandle<Place::itr_store_close>) \
    X(itr_store_counters, itr, false, 1, Handle, OwnedBytes) \
    X(itr_store_close, itr, false, 1, ClosedHandle) \
    X(itr_host_open, itr, false, 1, OwnedHandle<Place::itr_host_close>) \
    X(itr_host_set_log, itr, false, 1, Handle, Callback<itr_log_sink>) \
    X(itr_host_add_assignment, itr, false, 1, Handle, Text, Callback<itr_policy>) \
    X(itr_host_add_escalation, itr, false, 1, Handle, Text, Callback<itr_policy>) \
    X(itr_host_add_routing, itr, false, 2, Handle, Text, Callback<itr_policy>) \
    X(itr_host_add_target, itr, false, 2, Handle, Text, Callback<itr_policy>) \
    X(itr_host_close, itr, false, 1, ClosedHandle) \
    X(itr_engine_open, itr, false, 1, Handle, Handle, Text, OwnedHandle<Place::itr_engine_close>) \
    X(itr_engine_close, itr, false, 1, ClosedHandle) \
    X(itr_engine_deploy, itr, false, 1, Handle, Handle, Handle, Number<std::int64_t>) \
    X(itr_engine_deployments, itr, false, 1, Handle, OwnedBytes) \
    X(itr_engine_execute, itr, false, 1, Handle, Text, Number<std::int64_t>, OwnedBytes) \
    X(itr_engine_execute_batch, itr, false, 1, Handle, Text, Number<std::int64_t>, OwnedBytes) \
    X(itr_engine_send, itr, false, 1, Handle, Text, Text, Text, Text, Number<std::int64_t>, Handle, Number<std::int64_t>, OutStruct<itr_outcome>) \
    X(itr_engine_send_data, itr, false, 2, Handle, Text, Text, Text, Text, Text, Number<std::int64_t>, Handle, Number<std::int64_t>, OutStruct<itr_outcome>) \
    X(itr_engine_advance, itr, false, 1, Handle, Number<std::int64_t>, Number<std::int64_t>, OutStruct<itr_advanced>) \
    X(itr_engine_next_due, itr, false, 1, Handle, OutNumber<std::int64_t>) \
    X(itr_engine_get, itr, false, 1, Handle, Text, Text, Handle, Number<std::int64_t>, OwnedBytes) \
    X(itr_engine_query, itr, false, 1, Handle, Text, Handle, OwnedBytes) \
    X(itr_engine_history, itr, false, 1, Handle, Text, Text, Handle, OwnedBytes) \
    X(itr_engine_clocks, itr, false, 1, Handle, Text, Text, Handle, Number<std::int64_t>, OwnedBytes) \
    X(itr_engine_clock, itr, false, 1, Handle, Text, Text, Text, Handle, Number<std::int64_t>, OutStruct<itr_clock_reading>) \
    X(itr_engine_take_effects, itr, false, 1, Handle, Number<std::int64_t>, Number<std::int64_t>, Number<std::int64_t>, OwnedBytes) \
    X(itr_engine_acknowledge_effect, itr, false, 1, Handle, Text, Text, OutNumber<std::int32_t>) \
    X(itr_engine_fail_effect, itr, false, 1, Handle, Text, Text, Number<std::int32_t>, Text, Number<std::int64_t>, OutNumber<std::int32_t>) \
    X(itr_engine_fail_taken_effect, itr, false, 3, Handle, Text, Text, Number<std::int64_t>, Number<std::int32_t>, Text, Number<std::int64_t>, OutNumber<std::int32_t>) \
    X(itr_engine_incidents, itr, false, 1, Handle, Text, Number<std::int64_t>, OwnedBytes) \
    X(itr_engine_retry_incident, itr, false, 1, Handle, Text, Text, Number<std::int64_t>, OutNumber<std::int32_t>) \
    X(itr_engine_resolve_incident, itr, false, 1, Handle, Text, Text, Number<std::int64_t>, OutNumber<std::int32_t>) \
    X(itr_engine_counters, itr, false, 1, Handle, OwnedBytes) \
    X(itr_calendar_open, itr, false, 1, Handle, Text, OwnedHandle<Place::itr_calendar_close>) \
    X(itr_calendar_add, itr, false, 1, Handle, Number<std::int64_t>, Number<std::int64_t>, OutNumber<std::int64_t>) \
    X(itr_calendar_between, itr, false, 1, Handle, Number<std::int64_t>, Number<std::int64_t>, OutNumber<std::int64_t>) \
    X(itr_calendar_is_open, itr, false, 1, Handle, Number<std::int64_t>, OutNumber<std::int32_t>) \
    X(itr_calendar_next_open, itr, false, 1, Handle, Number<std::int64_t>, OutNumber<std::int64_t>) \
    X(itr_calendar_next_close, itr, false, 1, Handle, Number<std::int64_t>, OutNumber<std::int64_t>) \
    X(itr_calendar_due, itr, false, 1, Handle, Number<std::int64_t>, Text, OutNumber<std::int64_t>) \
    X(itr_calendar_is_known, itr, false, 1, Handle, Number<std::int64_t>, OutNumber<std::int32_t>) \
    X(itr_calendar_close, itr, false, 1, ClosedHandle) \
    X(itr_expression_compile, itr, false, 1, Text, Text, OwnedHandle<Place::itr_expression_close>) \
    X(itr_expression_evaluate, itr, false, 1, Handle, Text, OwnedBytes) \
    X(itr_expression_close, itr, false, 1, ClosedHandle) \
    X(itr_decider_open, itr, false, 1, Handle, OwnedHandle<Place::itr_decider_close>) \
    X(itr_decider_add_pack, itr, false, 1, Handle, Handle) \
    X(itr_decider_seal_with, itr, false, 3, Handle, Text) \
    X(itr_decider_decide, itr, false, 1, Handle, Text, Text, Text, Text, Bytes, Number<std::int64_t>, OwnedBytes) \
    X(itr_decider_view, itr, false, 1, Handle, Text, Handle, Number<std::int64_t>, OwnedBytes) \
    X(itr_decider_commands, itr, false, 1, Handle, Text, OwnedBytes) \
    X(itr_decider_close, itr, false, 1, ClosedHandle)
