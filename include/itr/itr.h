/* itr.h: the whole library for C and for every language that can call C (docs/embedding-c.md).
 *
 * Conventions, which hold for every function unless it says otherwise:
 *
 * - Result. `ITR_OK` (0) is success. Otherwise every output is zero (no handle, no bytes, 0), and if `err` is
 * not NULL, `*err` is an error that the caller frees with itr_error_free(). With ITR_OK `*err` is 0.
 *   Any function may fail with ITR_MISUSE and ITR_INTERNAL, and one that takes a name with ITR_INVALID
 *   (`id.invalid`): its comment says what else.
 * - Handles are numbers below 2^53, never 0. A handle that was closed, never given out or is of another kind
 *   is an error (ITR_MISUSE), never a crash. Closing one that another thread is using is safe: the thing
 *   itself goes when the last call that uses it has returned. An engine keeps its store, host and packs
 * alive.
 * - Texts in are UTF-8 as pointer and length, without a terminating NUL; NULL with length 0 is the empty
 * text. Nothing is kept of them after the call. There is no U+0000 in paths, targets,
 * reasons and names of any kind. Names (tenants, tickets, keys) are 1 to ITR_MAX_NAME_BYTES bytes, documents
 * at most ITR_MAX_DOCUMENT_BYTES.
 * - Documents are JSON (docs/capi.schema.json has each by the name that is given here). What is returned is
 *   canonical: keys in byte order, no blanks, with the member "v" = ITR_DOCUMENT_VERSION. In what is given,
 * "v" may be left out, instants are RFC 3339 texts or milliseconds, and an unknown member is an error.
 * - Bytes out are owned by the caller, who frees them with itr_bytes_free(). `data` is followed by a NUL.
 * - Instants are milliseconds since 1970-01-01T00:00:00Z, from ITR_MIN_INSTANT_MS to ITR_MAX_INSTANT_MS;
 *   ITR_NEVER where there is none. Nothing here reads a clock.
 * - Threads. Every function may be called from any thread at any time, but not from within a callback: there
 * only those marked "callbacks too" work, the others are ITR_MISUSE. No call survives fork().
 * - A pointer that points to nothing readable or writable is the one mistake that cannot be told.
 *
 * Structs and constants never change. Functions are only added; `Since` is the ABI version that has it first.
 */
#ifndef ITR_ITR_H
#define ITR_ITR_H

#include <stdint.h>

#if defined(ITR_STATIC)
#define ITR_C_API
#elif defined(_WIN32)
#if defined(ITR_BUILDING)
#define ITR_C_API __declspec(dllexport)
#else
#define ITR_C_API __declspec(dllimport)
#endif
#else
#define ITR_C_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- constants */

#define ITR_ABI_VERSION 3      /* of this header */
#define ITR_DOCUMENT_VERSION 1 /* the member "v" of documents */
#define ITR_MAX_NAME_BYTES 64
#define ITR_MAX_DOCUMENT_BYTES 67108864
#define ITR_MAX_PAGE 10000 /* rows, effects, incidents of one call */
#define ITR_MIN_INSTANT_MS (-2208988800000)
#define ITR_MAX_INSTANT_MS 7289654399999
#define ITR_NEVER INT64_MAX

/* What came of a call: for a switch. The error's code says it exactly. After ITR_FAILED nothing was changed,
 * except with `store.io`, where it is not known: give the command again with its key. */
typedef int32_t itr_status;
#define ITR_OK 0
#define ITR_REJECTED 1  /* the rules refused the command: nothing of it happened */
#define ITR_INVALID 2   /* a document, pack, expression or value is not as it must be */
#define ITR_NOT_FOUND 3 /* there is no such ticket that the actor may see, no such calendar, workflow … */
#define ITR_FAILED 4    /* the environment failed (a file, a database, a lock); see above */
#define ITR_MISUSE 5    /* the calling program is wrong: a NULL, a closed handle, a length, a callback */
#define ITR_INTERNAL 6  /* no memory left, or a fault of the library */

/* itr_clock_reading.phase */
#define ITR_CLOCK_IDLE 0
#define ITR_CLOCK_RUNNING 1
#define ITR_CLOCK_PAUSED 2
#define ITR_CLOCK_MET 3
#define ITR_CLOCK_MISSED 4
#define ITR_CLOCK_CANCELLED 5
#define ITR_CLOCK_SUPERSEDED 6

/* Levels of the log. */
#define ITR_LOG_DEBUG 0
#define ITR_LOG_INFO 1
#define ITR_LOG_WARNING 2
#define ITR_LOG_ERROR 3

/* ---- types */

typedef uint64_t itr_error;      /* owned: itr_error_free() */
typedef uint64_t itr_actor;      /* owned: itr_actor_close() */
typedef uint64_t itr_pack;       /* owned: itr_pack_close() */
typedef uint64_t itr_store;      /* owned: itr_store_close() */
typedef uint64_t itr_host;       /* owned: itr_host_close() */
typedef uint64_t itr_engine;     /* owned: itr_engine_close() */
typedef uint64_t itr_calendar;   /* owned: itr_calendar_close() */
typedef uint64_t itr_expression; /* owned: itr_expression_close() */
typedef uint64_t itr_decider;    /* owned: itr_decider_close() */
typedef uint64_t itr_reply;      /* borrowed: valid during one callback, in its thread */

/* Bytes that the caller owns. */
typedef struct itr_bytes {
    const char* data; /* followed by a NUL; NULL where there are none */
    uint64_t size;
    uint64_t handle; /* for itr_bytes_free() */
} itr_bytes;

/* A text that something else owns. */
typedef struct itr_text {
    const char* data; /* followed by a NUL */
    uint64_t size;
} itr_text;

/* What came of a command. */
typedef struct itr_outcome {
    int64_t version;  /* of the ticket after it; 0: there is no ticket */
    int32_t repeated; /* 1: done before under the same key, and not again */
    int32_t reserved; /* 0 */
} itr_outcome;

typedef struct itr_advanced {
    int64_t tickets;     /* whose deadlines were worked off */
    int64_t next_due_ms; /* when there is something to do next; ITR_NEVER */
    int32_t more;        /* 1: the limit was reached, call again */
    int32_t reserved;    /* 0 */
} itr_advanced;

/* A clock of a ticket at one instant. */
typedef struct itr_clock_reading {
    int64_t due_ms;       /* of a paused clock: if it resumed now; ITR_NEVER */
    int64_t elapsed_ms;   /* in the clock's calendar */
    int64_t target_ms;    /* in the clock's calendar; ITR_NEVER: measured, no promise */
    int64_t remaining_ms; /* negative once breached; ITR_NEVER: no promise */
    int32_t phase;        /* ITR_CLOCK_… */
    int32_t breached;     /* 1 or 0 */
    int32_t waived;       /* 1: the breach is excused */
    int32_t cycle;        /* from 1 */
} itr_clock_reading;

/* What a host logs with. All callbacks are called synchronously, without a lock held, in any thread that uses
 * the engine; they must return, and may call only what is marked "callbacks too". Texts are valid during the
 * call. */
typedef struct itr_log_sink {
    uint32_t struct_size; /* sizeof(itr_log_sink) */
    uint32_t reserved;    /* 0 */
    void* user_data;      /* handed back in each call */
    /* `event` is a stable word such as "pack.deployed". */
    void (*log)(void* user_data, int32_t level, const char* event, uint64_t event_size, const char* message,
                uint64_t message_size);
    void (*release)(void* user_data); /* once, when nothing refers to the sink any more; may be NULL */
} itr_log_sink;

/* A decision that the host makes. It must look at nothing but the snapshot: no clock, no chance. What it
 * proposes is stored in the journal, and replay never asks again. It is asked in the midst of a command:
 * calls for the same ticket from other threads wait until it has answered, so it must not wait for them. */
typedef struct itr_policy {
    uint32_t struct_size; /* sizeof(itr_policy) */
    uint32_t reserved;    /* 0 */
    void* user_data;      /* handed back in each call */
    /* Reads the document `snapshot` and answers with itr_reply_write(reply, …): `assignment`, `escalation`,
     * `route` or `target`, by what it was added as. Returns 0; anything else, an answer that cannot be read,
     * or none means that nothing is proposed. */
    int32_t (*propose)(void* user_data, const char* snapshot, uint64_t snapshot_size, itr_reply reply);
    void (*release)(void* user_data); /* once, when nothing refers to the policy any more; may be NULL */
} itr_policy;

/* ---- the library */

/* The version of the library, "major.minor.patch". The text lives as long as the program.
 * Errors: none. Callbacks too. Since 1. */
ITR_C_API const char* itr_version(void);

/* The ABI version of the library that is running. A program compiled with ITR_ABI_VERSION n works with it if
 * itr_abi_oldest() <= n <= itr_abi_version(). Errors: none. Callbacks too. Since 1. */
ITR_C_API int32_t itr_abi_version(void);

/* The oldest ABI version whose programs still work. Errors: none. Callbacks too. Since 1. */
ITR_C_API int32_t itr_abi_oldest(void);

/* The limits of the library, as document `limits`. Errors: out NULL. Callbacks too. Since 1. */
ITR_C_API itr_status itr_limits(itr_bytes* out, itr_error* err);

/* How many handles are open in the process, bytes and errors included: for tests that look for leaks.
 * Errors: out NULL. Callbacks too. Since 1. */
ITR_C_API itr_status itr_open_handles(uint64_t* out, itr_error* err);

/* ---- bytes and errors */

/* Frees what a function returned and sets all of `*bytes` to zero. NULL and zeroed bytes are left alone.
 * Errors: ITR_MISUSE for bytes that were freed before (by a copy) or were never given out. Callbacks too.
 * Since 1. */
ITR_C_API itr_status itr_bytes_free(itr_bytes* bytes);

/* The status that came with the error; ITR_MISUSE if it is none. Callbacks too. Since 1. */
ITR_C_API itr_status itr_error_status(itr_error error);

/* Its stable code ("store.locked"; docs/diagnostics.md), valid until the error is freed.
 * Errors: ITR_MISUSE for a handle that is no error. Callbacks too. Since 1. */
ITR_C_API itr_status itr_error_code(itr_error error, itr_text* out);

/* Its sentence for people, valid until the error is freed. Errors as before. Callbacks too. Since 1. */
ITR_C_API itr_status itr_error_message(itr_error error, itr_text* out);

/* All of it as document `error`: the code, the message, and what is wrong with a pack or expression, place by
 * place. Errors as before. Callbacks too. Since 1. */
ITR_C_API itr_status itr_error_document(itr_error error, itr_bytes* out);

/* Frees an error; 0 is left alone. Errors: ITR_MISUSE for a handle that is no error. Callbacks too. Since 1.
 */
ITR_C_API itr_status itr_error_free(itr_error error);

/* ---- actors: who asks */

/* An actor from document `actor`, for calls with scalars. Who that is, the host's own login has decided.
 * Errors: ITR_INVALID. Since 1. */
ITR_C_API itr_status itr_actor_open(const char* actor, uint64_t actor_size, itr_actor* out, itr_error* err);

/* Lets go of an actor; calls that use it go on. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_actor_close(itr_actor actor, itr_error* err);

/* ---- packs: the rules, immutable and shared by threads */

/* Reads, validates and compiles a pack from document `sources` (paths and texts; nothing is read from disk).
 * Errors: ITR_INVALID with code `capi.pack_invalid` if anything is wrong: itr_error_document() lists all of
 * it. Since 1. */
ITR_C_API itr_status itr_pack_load(const char* sources, uint64_t sources_size, itr_pack* out, itr_error* err);

/* The same from a folder, or from a file that is a whole pack. Imports are looked for by folder name beside
 * it, then in `search_path`, a document `texts` (NULL: nowhere else). Errors: as itr_pack_load(); what cannot
 * be read is told in the same way. Since 1. */
ITR_C_API itr_status itr_pack_load_folder(const char* path, uint64_t path_size, const char* search_path,
                                          uint64_t search_path_size, itr_pack* out, itr_error* err);

/* The same from what itr_pack_canonical() gave. Errors: ITR_INVALID. Since 1. */
ITR_C_API itr_status itr_pack_load_canonical(const char* canonical, uint64_t canonical_size, itr_pack* out,
                                             itr_error* err);

/* All that is wrong with the pack of document `sources`, as document `diagnostics`: for editors. A pack with
 * mistakes is no error of this function. Errors: ITR_INVALID for the document. Since 1. */
ITR_C_API itr_status itr_pack_check(const char* sources, uint64_t sources_size, itr_bytes* out,
                                    itr_error* err);

/* Name, version, hash, and the names of what is in it, as document `pack`. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_pack_describe(itr_pack pack, itr_bytes* out, itr_error* err);

/* The identity of its canonical form: 64 lower-case hexadecimal digits, no document. Errors: ITR_MISUSE.
 * Since 1. */
ITR_C_API itr_status itr_pack_hash(itr_pack pack, itr_bytes* out, itr_error* err);

/* Its canonical form, canonical JSON without "v": what a store keeps. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_pack_canonical(itr_pack pack, itr_bytes* out, itr_error* err);

/* Its warnings and notes, as document `diagnostics`. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_pack_diagnostics(itr_pack pack, itr_bytes* out, itr_error* err);

/* A workflow as a `stateDiagram-v2` for Mermaid, titles in `language` ("en", "zh"; empty: en).
 * Errors: ITR_NOT_FOUND. Since 1. */
ITR_C_API itr_status itr_pack_mermaid(itr_pack pack, const char* workflow, uint64_t workflow_size,
                                      const char* language, uint64_t language_size, itr_bytes* out,
                                      itr_error* err);

/* A workflow as a `digraph` for Graphviz. Errors: ITR_NOT_FOUND. Since 1. */
ITR_C_API itr_status itr_pack_dot(itr_pack pack, const char* workflow, uint64_t workflow_size,
                                  const char* language, uint64_t language_size, itr_bytes* out,
                                  itr_error* err);

/* Runs the scenarios of the pack whose names contain `filter` (empty: all) on the bare core, as document
 * `scenarios`. A scenario that fails is no error of this function. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_pack_run_scenarios(itr_pack pack, const char* filter, uint64_t filter_size,
                                            itr_bytes* out, itr_error* err);

/* Lets go of a pack; stores and engines it was deployed to keep their own. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_pack_close(itr_pack pack, itr_error* err);

/* ---- stores: where tickets live */

/* An empty store in memory: nothing is durable. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_store_open_memory(itr_store* out, itr_error* err);

/* A store in one SQLite file, with document `sqlite_options` (NULL: defaults). In the library itr_sqlite.
 * Errors: ITR_FAILED (`store.locked` names the owner), ITR_INVALID. Since 1. */
ITR_C_API itr_status itr_store_open_sqlite(const char* path, uint64_t path_size, const char* options,
                                           uint64_t options_size, itr_store* out, itr_error* err);

/* A store in a PostgreSQL database that several nodes may share: `connection` as libpq takes it, with
 * document `postgres_options` (NULL: defaults). In the library itr_postgres. Errors: ITR_FAILED
 * (`store.unreachable`, `store.denied`, `store.older_format` …), ITR_INVALID. Since 1. */
ITR_C_API itr_status itr_store_open_postgres(const char* connection, uint64_t connection_size,
                                             const char* options, uint64_t options_size, itr_store* out,
                                             itr_error* err);

/* The tickets of a SQLite file in the host's own transaction: a store over `connection`, the host's own
 * `sqlite3*` of the same SQLite library, on a file that itr_store_open_sqlite() has made. The host begins and
 * ends its transactions, with BEGIN IMMEDIATE where it is going to write; what engines on this store write
 * becomes durable, or is taken back, with the host's rows. Used by one thread at a time; closed, with its
 * engines, before the connection is. For C alone: other languages write the rows of itr_decider_decide(). In
 * the library itr_sqlite. Errors: ITR_MISUSE, ITR_FAILED (`store.not_a_store`, `store.older_format` …).
 * Since 2. */
ITR_C_API itr_status itr_store_join_sqlite(void* connection, itr_store* out, itr_error* err);

/* The same over the host's own `PGconn*` of the same libpq, on the tables in `schema` (empty: itr). In the
 * library itr_postgres. Errors: ITR_MISUSE, ITR_FAILED. Since 2. */
ITR_C_API itr_status itr_store_join_postgres(void* connection, const char* schema, uint64_t schema_size,
                                             itr_store* out, itr_error* err);

/* How much is in it, as document `store_counters`. Errors: ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_store_counters(itr_store store, itr_bytes* out, itr_error* err);

/* Engines that use it go on; the file is closed with the last of them. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_store_close(itr_store store, itr_error* err);

/* ---- hosts: the callbacks of an engine or decider */

/* A host without callbacks. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_host_open(itr_host* out, itr_error* err);

/* Where engines log. Copied; a sink given before is released. Engines that are open already keep theirs. If
 * it fails, nothing is released: `user_data` stays the caller's. Errors: ITR_MISUSE (struct_size, log NULL).
 * Since 1. */
ITR_C_API itr_status itr_host_set_log(itr_host host, const itr_log_sink* sink, itr_error* err);

/* What an `assign` action of this name asks. Copied. If it fails, nothing is released: `user_data` stays the
 * caller's. Errors: ITR_MISUSE (struct_size, propose NULL). Since 1. */
ITR_C_API itr_status itr_host_add_assignment(itr_host host, const char* name, uint64_t name_size,
                                             const itr_policy* policy, itr_error* err);

/* What is asked when a ladder of this name reaches a level. As before. Since 1. */
ITR_C_API itr_status itr_host_add_escalation(itr_host host, const char* name, uint64_t name_size,
                                             const itr_policy* policy, itr_error* err);

/* What a `raise` action of this name asks. As before. Since 2. */
ITR_C_API itr_status itr_host_add_routing(itr_host host, const char* name, uint64_t name_size,
                                          const itr_policy* policy, itr_error* err);

/* What is asked how long a promise of kind `host` is, when the clock of this name, or of this key, may begin
 * or get such a goal and the command brings no target. As before. Since 2. */
ITR_C_API itr_status itr_host_add_target(itr_host host, const char* name, uint64_t name_size,
                                         const itr_policy* policy, itr_error* err);

/* Engines that were opened with it keep its callbacks. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_host_close(itr_host host, itr_error* err);

/* The answer of a policy: copied; a second one replaces the first. For itr_policy.propose only, in its own
 * thread. Errors: ITR_MISUSE. Callbacks too. Since 1. */
ITR_C_API itr_status itr_reply_write(itr_reply reply, const char* answer, uint64_t answer_size,
                                     itr_error* err);

/* ---- engines: tickets, carried out */

/* An engine on a store, with document `engine_options` (NULL: defaults) and a host's callbacks (0: none).
 * Errors: ITR_FAILED, ITR_INVALID. Since 1. */
ITR_C_API itr_status itr_engine_open(itr_store store, itr_host host, const char* options,
                                     uint64_t options_size, itr_engine* out, itr_error* err);

/* Lets go of an engine when the last call that uses it has returned; its store stays open. Errors:
 * ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_engine_close(itr_engine engine, itr_error* err);

/* New tickets use the pack from now on; open ones keep theirs. Durable when it returns.
 * Errors: ITR_REJECTED (the actor lacks the right `deploy`), ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_deploy(itr_engine engine, itr_pack pack, itr_actor actor, int64_t now_ms,
                                       itr_error* err);

/* All deployments in order, as document `deployments`. Errors: ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_deployments(itr_engine engine, itr_bytes* out, itr_error* err);

/* Carries out document `command`; gives document `outcome`. Durable when it returns. A refusal is an outcome
 * with "ok": false, no error of this function. Errors: ITR_INVALID, ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_execute(itr_engine engine, const char* command, uint64_t command_size,
                                        int64_t now_ms, itr_bytes* out, itr_error* err);

/* Carries out document `commands` in one append, in order; gives document `outcomes`, one for each. If the
 * append fails, none has happened. Errors: ITR_INVALID, ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_execute_batch(itr_engine engine, const char* commands, uint64_t commands_size,
                                              int64_t now_ms, itr_bytes* out, itr_error* err);

/* Sends an event without data to a ticket: the hot call. `key` is its idempotency key (empty: none).
 * `expected_version` is that of the ticket before (-1: any). `*out` is filled in when the event is refused
 * too: deadlines that were due before it have been worked off. Errors: ITR_REJECTED, ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_send(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                     const char* ticket, uint64_t ticket_size, const char* event,
                                     uint64_t event_size, const char* key, uint64_t key_size,
                                     int64_t expected_version, itr_actor actor, int64_t now_ms,
                                     itr_outcome* out, itr_error* err);

/* itr_engine_send() for an event with document `data`, its values by field name (NULL: none).
 * Errors: ITR_REJECTED, ITR_INVALID (the document), ITR_FAILED. Since 2. */
ITR_C_API itr_status itr_engine_send_data(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                          const char* ticket, uint64_t ticket_size, const char* event,
                                          uint64_t event_size, const char* data, uint64_t data_size,
                                          const char* key, uint64_t key_size, int64_t expected_version,
                                          itr_actor actor, int64_t now_ms, itr_outcome* out, itr_error* err);

/* Works off what is due up to `now_ms`, for at most `max_tickets` (1 to ITR_MAX_PAGE) tickets.
 * Errors: ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_advance(itr_engine engine, int64_t now_ms, int64_t max_tickets,
                                        itr_advanced* out, itr_error* err);

/* The earliest deadline; ITR_NEVER. It stays in the past while a ticket cannot be worked off, or another node
 * is about to: who waits for work waits for `next_due_ms` of itr_engine_advance(). Errors: ITR_FAILED.
 * Since 1. */
ITR_C_API itr_status itr_engine_next_due(itr_engine engine, int64_t* out, itr_error* err);

/* All that the actor may see of a ticket, as document `ticket`. Errors: ITR_NOT_FOUND, ITR_FAILED. Since 1.
 */
ITR_C_API itr_status itr_engine_get(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                    const char* ticket, uint64_t ticket_size, itr_actor actor, int64_t now_ms,
                                    itr_bytes* out, itr_error* err);

/* One page of the tickets that fit document `query` and that the actor may see, as document `page`; the next
 * one by `after` = its `next`. Errors: ITR_INVALID, ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_query(itr_engine engine, const char* query, uint64_t query_size,
                                      itr_actor actor, itr_bytes* out, itr_error* err);

/* The whole history of a ticket that the actor may see, as document `history`.
 * Errors: ITR_NOT_FOUND, ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_history(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                        const char* ticket, uint64_t ticket_size, itr_actor actor,
                                        itr_bytes* out, itr_error* err);

/* The clocks of a ticket that the actor may see, read at `now_ms`, as document `clocks`.
 * Errors: ITR_NOT_FOUND, ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_clocks(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                       const char* ticket, uint64_t ticket_size, itr_actor actor,
                                       int64_t now_ms, itr_bytes* out, itr_error* err);

/* One clock, by its key, or by its name where that is unique. Errors: ITR_NOT_FOUND, ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_clock(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                      const char* ticket, uint64_t ticket_size, const char* clock,
                                      uint64_t clock_size, itr_actor actor, int64_t now_ms,
                                      itr_clock_reading* out, itr_error* err);

/* Up to `max_effects` (1 to ITR_MAX_PAGE) effects for the host, as document `effects`, hidden from other
 * takers for `hidden_for_ms` (at least 1): at least once, in order per ticket. Errors: ITR_FAILED. Since 1.
 */
ITR_C_API itr_status itr_engine_take_effects(itr_engine engine, int64_t now_ms, int64_t hidden_for_ms,
                                             int64_t max_effects, itr_bytes* out, itr_error* err);

/* The effect is done, whoever has taken it meanwhile. `*known` (may be NULL) is 0 if there was none of this
 * key: it was acknowledged before. Errors: ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_acknowledge_effect(itr_engine engine, const char* tenant,
                                                   uint64_t tenant_size, const char* key, uint64_t key_size,
                                                   int32_t* known, itr_error* err);

/* The effect failed, after `attempts` failures before (its member `attempts`): it is tried again after a
 * growing delay, and after 10 failures it becomes an incident. `*known` (may be NULL) as before. It counts
 * even if another has taken it meanwhile: see itr_engine_fail_taken_effect(). Errors: ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_fail_effect(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                            const char* key, uint64_t key_size, int32_t attempts,
                                            const char* reason, uint64_t reason_size, int64_t now_ms,
                                            int32_t* known, itr_error* err);

/* The effect failed, as itr_engine_fail_effect() says, but only if `taking` (the effect's member) is still
 * its newest: `*known` (may be NULL) is 0, and nothing is changed, if the time of this taking ran out and
 * another took the effect, or if it was failed before. Errors: ITR_FAILED. Since 3. */
ITR_C_API itr_status itr_engine_fail_taken_effect(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                                  const char* key, uint64_t key_size, int64_t taking,
                                                  int32_t attempts, const char* reason, uint64_t reason_size,
                                                  int64_t now_ms, int32_t* known, itr_error* err);

/* Up to `max_incidents` (1 to ITR_MAX_PAGE) incidents of a tenant, as document `incidents`.
 * Errors: ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_incidents(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                          int64_t max_incidents, itr_bytes* out, itr_error* err);

/* Back into the outbox, available at `now_ms`. `*known` (may be NULL) as before. Errors: ITR_FAILED. Since 1.
 */
ITR_C_API itr_status itr_engine_retry_incident(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                               const char* key, uint64_t key_size, int64_t now_ms,
                                               int32_t* known, itr_error* err);

/* It has been dealt with: removed. `*known` (may be NULL) as before. Errors: ITR_FAILED. Since 1. */
ITR_C_API itr_status itr_engine_resolve_incident(itr_engine engine, const char* tenant, uint64_t tenant_size,
                                                 const char* key, uint64_t key_size, int64_t now_ms,
                                                 int32_t* known, itr_error* err);

/* What the engine has done, as document `engine_counters`: names as Prometheus has them, without the prefix
 * itr_. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_engine_counters(itr_engine engine, itr_bytes* out, itr_error* err);

/* ---- calendars: working time; behind the days that are announced that of the week: itr_calendar_is_known */

/* A calendar of a pack by its name ("24x7", "office", "office@Europe/Berlin"). Errors: ITR_NOT_FOUND.
 * Since 1. */
ITR_C_API itr_status itr_calendar_open(itr_pack pack, const char* name, uint64_t name_size, itr_calendar* out,
                                       itr_error* err);

/* The earliest instant with `length_ms` of working time between; a negative length goes back. ITR_NEVER where
 * there is none. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_calendar_add(itr_calendar calendar, int64_t from_ms, int64_t length_ms, int64_t* out,
                                      itr_error* err);

/* Working time within [from, to), in milliseconds; negative when to < from. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_calendar_between(itr_calendar calendar, int64_t from_ms, int64_t to_ms, int64_t* out,
                                          itr_error* err);

/* 1 if `at_ms` is working time, else 0. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_calendar_is_open(itr_calendar calendar, int64_t at_ms, int32_t* out, itr_error* err);

/* The first working instant from `at_ms` on; ITR_NEVER. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_calendar_next_open(itr_calendar calendar, int64_t at_ms, int64_t* out,
                                            itr_error* err);

/* The end of the working time that `at_ms` lies in, or of the next; ITR_NEVER. Errors: ITR_MISUSE. Since 1.
 */
ITR_C_API itr_status itr_calendar_next_close(itr_calendar calendar, int64_t at_ms, int64_t* out,
                                             itr_error* err);

/* When a promise falls due that begins at `from_ms`, as packs write it: "4h", "real 4h", "2 working days by
 * 16:00", "end of next working day". ITR_NEVER for "unlimited". Errors: ITR_INVALID (also for what needs a
 * ticket). Since 1. */
ITR_C_API itr_status itr_calendar_due(itr_calendar calendar, int64_t from_ms, const char* target,
                                      uint64_t target_size, int64_t* out, itr_error* err);

/* 0 if `at_ms` lies beyond the days that are announced, else 1. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_calendar_is_known(itr_calendar calendar, int64_t at_ms, int32_t* out,
                                           itr_error* err);

/* Lets go of a calendar; its pack stays. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_calendar_close(itr_calendar calendar, itr_error* err);

/* ---- expressions: CEL */

/* Parses, checks and compiles an expression against document `scope`.
 * Errors: ITR_INVALID with code `capi.expression_invalid`: itr_error_document() lists what is wrong. Since 1.
 */
ITR_C_API itr_status itr_expression_compile(const char* source, uint64_t source_size, const char* scope,
                                            uint64_t scope_size, itr_expression* out, itr_error* err);

/* Its value with document `bindings`, as document `value`. A variable without a binding is null.
 * Errors: ITR_INVALID (the code says why it failed: `expression.overflow` …). Since 1. */
ITR_C_API itr_status itr_expression_evaluate(itr_expression expression, const char* bindings,
                                             uint64_t bindings_size, itr_bytes* out, itr_error* err);

/* Lets go of an expression. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_expression_close(itr_expression expression, itr_error* err);

/* ---- deciders: the pure core, for hosts that write the rows in a transaction of their own */

/* A decider with a host's policies (0: none). It holds no tickets and writes nothing. Errors: ITR_MISUSE.
 * Since 1. */
ITR_C_API itr_status itr_decider_open(itr_host host, itr_decider* out, itr_error* err);

/* Makes a pack known: new tickets use the one added last that has their workflow, stored ones theirs by its
 * hash. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_decider_add_pack(itr_decider decider, itr_pack pack, itr_error* err);

/* Links every commit to the one before it from now on (docs/audit.md), with a ring of keys as a file of
 * `itr audit` has it: a line each, id and 64 hexadecimal digits, the oldest first. A decision then needs the
 * ticket's last commit: it is the last of `commits` in what is stored, or of the history, without which it
 * fails with code `capi.history_needed`. Errors: ITR_INVALID (`audit.invalid_keys`, which never quotes a
 * secret). Since 3. */
ITR_C_API itr_status itr_decider_seal_with(itr_decider decider, const char* keys, uint64_t keys_size,
                                           itr_error* err);

/* Decides document `command` on document `stored_ticket` (of a new ticket only tenant and id): document
 * `decision`, with the rows that the host writes if the stored version is still `expected_version`. `history`
 * is document `stored_history` or NULL: where the decision needs the past, it fails with code
 * `capi.history_needed`, and is asked again with it. `number` names a new ticket for people. `entropy` is 16
 * or more unpredictable bytes; NULL: the system's. The same arguments give the same rows. Errors:
 * ITR_INVALID, ITR_NOT_FOUND, ITR_FAILED (stored rows that cannot be read). Since 1. */
ITR_C_API itr_status itr_decider_decide(itr_decider decider, const char* ticket, uint64_t ticket_size,
                                        const char* command, uint64_t command_size, const char* history,
                                        uint64_t history_size, const char* number, uint64_t number_size,
                                        const char* entropy, uint64_t entropy_size, int64_t now_ms,
                                        itr_bytes* out, itr_error* err);

/* What the actor may see of document `stored_ticket`, as document `ticket`.
 * Errors: ITR_INVALID, ITR_NOT_FOUND, ITR_FAILED (stored rows that cannot be read). Since 1. */
ITR_C_API itr_status itr_decider_view(itr_decider decider, const char* ticket, uint64_t ticket_size,
                                      itr_actor actor, int64_t now_ms, itr_bytes* out, itr_error* err);

/* The commands that carry out an effect that is for other tickets (document `signal`), as document
 * `commands`: to be decided each on its ticket, before the effect is removed. Errors: ITR_INVALID. Since 1.
 */
ITR_C_API itr_status itr_decider_commands(itr_decider decider, const char* signal, uint64_t signal_size,
                                          itr_bytes* out, itr_error* err);

/* Lets go of a decider; its host stays. Errors: ITR_MISUSE. Since 1. */
ITR_C_API itr_status itr_decider_close(itr_decider decider, itr_error* err);

#ifdef __cplusplus
}
#endif

#endif
