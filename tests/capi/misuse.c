/* Everything that a program can do wrong with itr.h, but for pointers that point nowhere: each is an error
 * that says what was expected, and nothing is lost. Runs under the sanitizers and under valgrind. */
#include "capi.h"

#include <pthread.h>

/* MISUSED(status, code, itr_x(…, &err)): fails just so. */
#define MISUSED(wanted, code, call)                         \
    do {                                                    \
        itr_error err = 12345;                              \
        const itr_status did = (call);                      \
        fail_with(did, wanted, err, code, #call, __LINE__); \
    } while (0)

static int checked;

static void fail_with(itr_status did, itr_status wanted, itr_error error, const char* code, const char* call,
                      int line) {
    itr_text found;
    ++checked;
    if (itr_error_code(error, &found) != ITR_OK) found.data = "(none)";
    if (did == wanted && strcmp(found.data, code) == 0) {
        EXPECT(itr_error_status(error) == wanted);
        EXPECT(itr_error_free(error) == ITR_OK);
        return;
    }
    fprintf(stderr, "line %d: %s: expected %d %s, but found %d %s\n", line, call, (int)wanted, code, (int)did,
            found.data);
    exit(1);
}

static const char* const actor_json = "{\"id\":\"li\",\"roles\":[\"system\"]}";
static const char* const open_json =
    "{\"op\":\"open\",\"tenant\":\"t\",\"ticket\":\"T-1\",\"actor\":{\"id\":\"li\",\"roles\":[\"agent\"]},"
    "\"workflow\":\"request\",\"data\":{\"customer\":\"acme\"}}";

static itr_pack pack;
static itr_actor actor;
static itr_store store;
static itr_engine engine;

static void execute(const char* command) {
    itr_bytes out;
    DO(itr_engine_execute(engine, T(command), NINE, &out, &err));
    itr_bytes_free(&out);
}

/* ---- pointers, lengths, encodings */

static void nulls(void) {
    itr_bytes bytes = {"x", 1, 1};
    itr_outcome outcome;
    itr_actor nobody = 5;
    int64_t n = 7;
    MISUSED(ITR_MISUSE, "capi.null", itr_limits(NULL, &err));
    MISUSED(ITR_MISUSE, "capi.null", itr_open_handles(NULL, &err));
    MISUSED(ITR_MISUSE, "capi.null", itr_actor_open(T(actor_json), NULL, &err));
    MISUSED(ITR_MISUSE, "capi.null", itr_actor_open(NULL, 5, &nobody, &err));
    EXPECT(nobody == 0);
    MISUSED(ITR_MISUSE, "capi.null", itr_engine_execute(engine, T(open_json), NINE, NULL, &err));
    MISUSED(ITR_MISUSE, "capi.null", itr_engine_execute(engine, NULL, 9, NINE, &bytes, &err));
    EXPECT(bytes.data == NULL && bytes.size == 0 && bytes.handle == 0);
    MISUSED(ITR_MISUSE, "capi.null",
            itr_engine_send(engine, NULL, 1, T("T-1"), T("ask"), NONE, -1, actor, NINE, &outcome, &err));
    MISUSED(ITR_MISUSE, "capi.null",
            itr_engine_send_data(engine, T("t"), T("T-1"), T("ask"), NULL, 2, NONE, -1, actor, NINE, &outcome,
                                 &err));
    MISUSED(
        ITR_MISUSE, "capi.null",
        itr_engine_send_data(engine, T("t"), T("T-1"), T("ask"), NONE, NONE, -1, actor, NINE, NULL, &err));
    MISUSED(ITR_MISUSE, "capi.null", itr_engine_next_due(engine, NULL, &err));
    MISUSED(ITR_MISUSE, "capi.unknown_handle", itr_engine_next_due(0, &n, &err));
    EXPECT(n == 0);
    MISUSED(ITR_MISUSE, "capi.null", itr_store_open_memory(NULL, &err));
    MISUSED(ITR_MISUSE, "capi.null", itr_store_open_sqlite(T("x"), NONE, NULL, &err));
#ifdef HAS_CAPI_POSTGRES
    MISUSED(ITR_MISUSE, "capi.null", itr_store_open_postgres(T("x"), NONE, NULL, &err));
#endif
    EXPECT(itr_bytes_free(NULL) == ITR_OK && itr_error_free(0) == ITR_OK);
    EXPECT(itr_error_code(0, NULL) == ITR_MISUSE && itr_error_message(0, NULL) == ITR_MISUSE);
    EXPECT(itr_error_document(0, NULL) == ITR_MISUSE && itr_error_status(0) == ITR_MISUSE);
    EXPECT(itr_limits(NULL, NULL) == ITR_MISUSE); /* nobody wants the error */
}

static void lengths_and_encodings(void) {
    static char longer[ITR_MAX_NAME_BYTES + 2];
    itr_bytes bytes;
    itr_outcome outcome;
    itr_expression expression;
    itr_pack nothing;
    memset(longer, 'x', sizeof longer - 1);
    MISUSED(ITR_MISUSE, "capi.too_long",
            itr_engine_execute(engine, longer, ITR_MAX_DOCUMENT_BYTES + 1, NINE, &bytes, &err));
    MISUSED(ITR_MISUSE, "capi.too_long", itr_engine_execute(engine, longer, UINT64_MAX, NINE, &bytes, &err));
    MISUSED(ITR_MISUSE, "capi.too_long",
            itr_engine_send(engine, T("t"), T(longer), T("ask"), NONE, -1, actor, NINE, &outcome, &err));
    MISUSED(ITR_INVALID, "id.invalid",
            itr_engine_send(engine, T("t"), NONE, T("ask"), NONE, -1, actor, NINE, &outcome, &err));
    MISUSED(ITR_INVALID, "id.invalid",
            itr_engine_send(engine, T("t"), "T\0-1", 4, T("ask"), NONE, -1, actor, NINE, &outcome, &err));
    MISUSED(ITR_MISUSE, "capi.not_utf8",
            itr_engine_send(engine, T("t"), T("T-\xff"), T("ask"), NONE, -1, actor, NINE, &outcome, &err));
    MISUSED(ITR_MISUSE, "capi.not_utf8",
            itr_engine_send_data(engine, T("t"), T("T-1"), T("ask"), T("{\"a\":\"\xff\"}"), NONE, -1, actor,
                                 NINE, &outcome, &err));
    MISUSED(ITR_MISUSE, "capi.too_long",
            itr_engine_send_data(engine, T("t"), T("T-1"), T("ask"), longer, ITR_MAX_DOCUMENT_BYTES + 1, NONE,
                                 -1, actor, NINE, &outcome, &err));
    MISUSED(ITR_MISUSE, "capi.not_utf8",
            itr_engine_execute(engine, T("{\"op\":\"\xc0\x80\"}"), NINE, &bytes, &err));
    MISUSED(ITR_MISUSE, "capi.not_utf8",
            itr_expression_compile(T("'\xed\xa0\x80'"), NONE, &expression, &err));
    MISUSED(ITR_MISUSE, "capi.not_utf8", itr_pack_load_folder(T("\xfe"), NONE, &nothing, &err));
    MISUSED(ITR_MISUSE, "capi.not_utf8",
            itr_pack_load_folder("tests/capi/desk\0x", 17, NONE, &nothing, &err));
    MISUSED(ITR_MISUSE, "capi.not_utf8",
            itr_engine_send(engine, T("t"), T("T-1"), "ask\0", 4, NONE, -1, actor, NINE, &outcome, &err));
}

static void numbers(void) {
    itr_bytes bytes;
    itr_advanced advanced;
    int64_t n;
    itr_calendar calendar;
    DO(itr_calendar_open(pack, T("office"), &calendar, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range",
            itr_engine_execute(engine, T(open_json), ITR_NEVER, &bytes, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range",
            itr_engine_execute(engine, T(open_json), INT64_MIN, &bytes, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range", itr_engine_advance(engine, NINE, 0, &advanced, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range",
            itr_engine_advance(engine, NINE, ITR_MAX_PAGE + 1, &advanced, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range", itr_engine_take_effects(engine, NINE, -1, 1, &bytes, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range", itr_engine_incidents(engine, T("t"), INT64_MAX, &bytes, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range",
            itr_engine_fail_effect(engine, T("t"), T("k"), -1, T("why"), NINE, NULL, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range",
            itr_engine_fail_taken_effect(engine, T("t"), T("k"), -1, 0, T("why"), NINE, NULL, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range", itr_calendar_add(calendar, NINE, INT64_MIN, &n, &err));
    MISUSED(ITR_MISUSE, "capi.out_of_range",
            itr_calendar_between(calendar, ITR_MIN_INSTANT_MS - 1, NINE, &n, &err));
    MISUSED(ITR_INVALID, "capi.target_needs_ticket",
            itr_calendar_due(calendar, NINE, T("60% of restore"), &n, &err));
    MISUSED(ITR_INVALID, "target.invalid", itr_calendar_due(calendar, NINE, T("soon"), &n, &err));
    DO(itr_calendar_close(calendar, &err));
}

/* ---- handles */

static void closed_handles(void) {
    itr_actor gone, next;
    itr_bytes bytes, copy;
    itr_error kept = 0;
    DO(itr_actor_open(T(actor_json), &gone, &err));
    DO(itr_actor_close(gone, &err));
    MISUSED(ITR_MISUSE, "capi.closed_handle", itr_actor_close(gone, &err));
    MISUSED(ITR_MISUSE, "capi.closed_handle",
            itr_engine_query(engine, T("{\"tenant\":\"t\"}"), gone, &bytes, &err));
    DO(itr_actor_open(T(actor_json), &next, &err)); /* takes the place, but not the number */
    EXPECT(next != gone);
    MISUSED(ITR_MISUSE, "capi.closed_handle",
            itr_engine_query(engine, T("{\"tenant\":\"t\"}"), gone, &bytes, &err));
    DO(itr_actor_close(next, &err));
    DO(itr_limits(&bytes, &err));
    copy = bytes;
    EXPECT(itr_bytes_free(&bytes) == ITR_OK && bytes.data == NULL);
    EXPECT(itr_bytes_free(&bytes) == ITR_OK);
    EXPECT(itr_bytes_free(&copy) == ITR_MISUSE);
    EXPECT(itr_limits(NULL, &kept) == ITR_MISUSE && kept != 0);
    EXPECT(itr_error_free(kept) == ITR_OK && itr_error_free(kept) == ITR_MISUSE);
    EXPECT(itr_error_status(kept) == ITR_MISUSE);
}

static void foreign_handles(void) {
    static const uint64_t strange[] = {
        1, 42, UINT64_MAX, (uint64_t)1 << 53, (uint64_t)7 << 48, 0xABCDEF0123456789u};
    itr_bytes bytes = {NULL, 0, 99};
    itr_engine other;
    size_t i;
    MISUSED(ITR_MISUSE, "capi.wrong_handle", itr_engine_close(pack, &err));
    MISUSED(ITR_MISUSE, "capi.wrong_handle", itr_pack_describe(engine, &bytes, &err));
    MISUSED(ITR_MISUSE, "capi.wrong_handle", itr_store_close(actor, &err));
    MISUSED(ITR_MISUSE, "capi.wrong_handle", itr_engine_open(store, actor, NONE, &other, &err));
    for (i = 0; i < sizeof strange / sizeof *strange; ++i) {
        MISUSED(ITR_MISUSE, "capi.unknown_handle", itr_pack_close(strange[i], &err));
        MISUSED(ITR_MISUSE, "capi.unknown_handle", itr_store_counters(strange[i], &bytes, &err));
        EXPECT(itr_error_free(strange[i]) == ITR_MISUSE);
    }
    bytes.handle = 99;
    EXPECT(itr_bytes_free(&bytes) == ITR_MISUSE);
}

/* An engine lives on what it was opened with. */
static void closing_in_any_order(void) {
    itr_store of;
    itr_engine by;
    itr_pack rules;
    itr_calendar calendar;
    itr_bytes bytes;
    int32_t open;
    DO(itr_store_open_memory(&of, &err));
    DO(itr_engine_open(of, 0, NONE, &by, &err));
    DO(itr_store_close(of, &err));
    DO(itr_pack_load_folder(T("tests/capi/desk"), NONE, &rules, &err));
    DO(itr_engine_deploy(by, rules, actor, NINE, &err));
    DO(itr_calendar_open(rules, T("office"), &calendar, &err));
    DO(itr_pack_close(rules, &err));
    DO(itr_calendar_is_open(calendar, NINE, &open, &err));
    EXPECT(open == 1);
    DO(itr_engine_execute(by, T(open_json), NINE, &bytes, &err));
    EXPECT(strstr(bytes.data, "\"ok\":true") != NULL);
    itr_bytes_free(&bytes);
    DO(itr_engine_close(by, &err));
    DO(itr_calendar_close(calendar, &err));
}

/* ---- documents */

static void documents(void) {
    itr_bytes bytes;
    itr_pack broken;
    itr_actor nobody;
    itr_outcome outcome;
    MISUSED(ITR_INVALID, "json.invalid",
            itr_engine_send_data(engine, T("t"), T("T-1"), T("ask"), T("{"), NONE, -1, actor, NINE, &outcome,
                                 &err));
    MISUSED(ITR_INVALID, "document.invalid",
            itr_engine_send_data(engine, T("t"), T("T-1"), T("ask"), T("[1]"), NONE, -1, actor, NINE,
                                 &outcome, &err));
    MISUSED(ITR_REJECTED, "data.unknown_field",
            itr_engine_send_data(engine, T("t"), T("T-1"), T("solve"), T("{\"cuase\":\"x\"}"), NONE, -1,
                                 actor, NINE, &outcome, &err));
    itr_expression expression;
    MISUSED(ITR_INVALID, "json.invalid", itr_engine_execute(engine, T("{"), NINE, &bytes, &err));
    MISUSED(ITR_INVALID, "json.invalid", itr_engine_execute(engine, NONE, NINE, &bytes, &err));
    MISUSED(ITR_INVALID, "document.invalid", itr_engine_execute(engine, T("[]"), NINE, &bytes, &err));
    MISUSED(ITR_INVALID, "document.invalid",
            itr_engine_execute(engine, T("{\"op\":\"send\"}"), NINE, &bytes, &err));
    MISUSED(ITR_INVALID, "document.newer_version",
            itr_engine_execute(engine, T("{\"v\":2}"), NINE, &bytes, &err));
    MISUSED(ITR_INVALID, "document.unknown_op",
            itr_engine_execute(engine, T("{\"op\":\"dance\",\"actor\":{}}"), NINE, &bytes, &err));
    MISUSED(ITR_INVALID, "document.unknown_member",
            itr_engine_execute(engine, T("{\"op\":\"send\",\"event\":\"ask\",\"actor\":{},\"evnt\":1}"), NINE,
                               &bytes, &err));
    MISUSED(ITR_INVALID, "document.unknown_member", itr_actor_open(T("{\"role\":\"x\"}"), &nobody, &err));
    MISUSED(ITR_INVALID, "document.unknown_member",
            itr_engine_query(engine, T("{\"tenant\":\"t\",\"where\":{\"colour\":\"red\"}}"), actor, &bytes,
                             &err));
    MISUSED(ITR_INVALID, "time.invalid",
            itr_engine_query(engine, T("{\"tenant\":\"t\",\"due_before\":\"soon\"}"), actor, &bytes, &err));
    MISUSED(ITR_INVALID, "capi.pack_invalid", itr_pack_load(T("{\"files\":[]}"), &broken, &err));
    MISUSED(ITR_INVALID, "capi.pack_invalid",
            itr_pack_load_folder(T("tests/capi/nothing"), NONE, &broken, &err));
    MISUSED(ITR_INVALID, "capi.expression_invalid",
            itr_expression_compile(T("1 +"), NONE, &expression, &err));
    MISUSED(ITR_INVALID, "expression.syntax",
            itr_expression_compile(T("n"), T("{\"variables\":{\"n\":\"number\"}}"), &expression, &err));
    DO(itr_expression_compile(T("n + 1"), T("{\"variables\":{\"n\":\"int\"}}"), &expression, &err));
    MISUSED(ITR_INVALID, "capi.binding_invalid",
            itr_expression_evaluate(expression, T("{\"bindings\":{\"n\":\"one\"}}"), &bytes, &err));
    MISUSED(ITR_INVALID, "capi.binding_invalid",
            itr_expression_evaluate(expression, T("{\"bindings\":{\"m\":1}}"), &bytes, &err));
    MISUSED(ITR_INVALID, "expression.overflow",
            itr_expression_evaluate(
                expression, T("{\"bindings\":{\"n\":{\"$int\":\"9223372036854775807\"}}}"), &bytes, &err));
    DO(itr_expression_close(expression, &err));
}

static void engine_options(void) {
    static const char strict[] =
        "{\"claim_lease\":\"1m\",\"snapshot_every\":4,\"retries\":{\"first\":1000,\"longest\":\"1h\","
        "\"attempts\":1},"
        "\"audit_keys\":\"a 0707070707070707070707070707070707070707070707070707070707070707\"}";
    itr_engine other;
    MISUSED(ITR_INVALID, "document.unknown_member",
            itr_engine_open(store, 0, T("{\"cache\":1}"), &other, &err));
    MISUSED(ITR_INVALID, "document.invalid",
            itr_engine_open(store, 0, T("{\"claim_lease\":0}"), &other, &err));
    MISUSED(ITR_INVALID, "document.invalid",
            itr_engine_open(store, 0, T("{\"snapshot_every\":0}"), &other, &err));
    MISUSED(ITR_INVALID, "document.invalid",
            itr_engine_open(store, 0, T("{\"retries\":{\"attempts\":0}}"), &other, &err));
    MISUSED(ITR_INVALID, "document.unknown_member",
            itr_engine_open(store, 0, T("{\"retries\":{\"times\":1}}"), &other, &err));
    MISUSED(ITR_INVALID, "audit.invalid_keys",
            itr_engine_open(store, 0, T("{\"audit_keys\":\"a 07\"}"), &other, &err));
    DO(itr_engine_open(store, 0, T(strict), &other, &err));
    DO(itr_engine_close(other, &err));
}

static void unknown_names(void) {
    itr_bytes bytes;
    itr_calendar calendar;
    itr_clock_reading reading;
    itr_outcome outcome;
    itr_store nowhere;
    int32_t known = 7;
    MISUSED(ITR_NOT_FOUND, "ticket.unknown",
            itr_engine_get(engine, T("t"), T("T-9"), actor, NINE, &bytes, &err));
    MISUSED(ITR_NOT_FOUND, "capi.unknown_name",
            itr_engine_clock(engine, T("t"), T("T-1"), T("restore"), actor, NINE, &reading, &err));
    MISUSED(ITR_NOT_FOUND, "capi.unknown_name", itr_calendar_open(pack, T("nine to five"), &calendar, &err));
    MISUSED(ITR_NOT_FOUND, "capi.unknown_name", itr_pack_mermaid(pack, T("other"), NONE, &bytes, &err));
    MISUSED(ITR_REJECTED, "event.unexpected",
            itr_engine_send(engine, T("t"), T("T-1"), T("confirm"), NONE, -1, actor, NINE, &outcome, &err));
    EXPECT(outcome.version == 1);
    MISUSED(ITR_REJECTED, "ticket.unknown",
            itr_engine_send(engine, T("t"), T("T-9"), T("ask"), NONE, -1, actor, NINE, &outcome, &err));
    DO(itr_engine_acknowledge_effect(engine, T("t"), T("T-1:9"), &known, &err));
    EXPECT(known == 0);
    MISUSED(ITR_FAILED, "store.not_found",
            itr_store_open_sqlite(T("tests/capi/nothing.db"), T("{\"create\":false}"), &nowhere, &err));
    MISUSED(
        ITR_INVALID, "document.invalid",
        itr_store_open_sqlite(T("tests/capi/nothing.db"), T("{\"synchronous\":\"maybe\"}"), &nowhere, &err));
#ifdef HAS_CAPI_POSTGRES
    MISUSED(ITR_FAILED, "store.unreachable",
            itr_store_open_postgres(T("host=/nowhere"), T("{\"connect_attempts\":1}"), &nowhere, &err));
    MISUSED(ITR_INVALID, "document.invalid",
            itr_store_open_postgres(T("host=/nowhere"), T("{\"lease_clock\":\"sun\"}"), &nowhere, &err));
#endif
}

/* ---- deciders */

static void deciders(void) {
    itr_decider decider;
    itr_bytes bytes;
    DO(itr_decider_open(0, &decider, &err));
    MISUSED(ITR_NOT_FOUND, "capi.unknown_name",
            itr_decider_decide(decider, T("{\"tenant\":\"t\",\"ticket\":\"T-1\"}"), T(open_json), NONE, NONE,
                               NONE, NINE, &bytes, &err));
    DO(itr_decider_add_pack(decider, pack, &err));
    MISUSED(ITR_INVALID, "audit.invalid_keys", itr_decider_seal_with(decider, T("k1 ab"), &err));
    MISUSED(ITR_INVALID, "capi.entropy_too_short",
            itr_decider_decide(decider, T("{\"tenant\":\"t\",\"ticket\":\"T-1\"}"), T(open_json), NONE, NONE,
                               T("1234"), NINE, &bytes, &err));
    MISUSED(ITR_INVALID, "document.invalid",
            itr_decider_decide(decider, T("{\"tenant\":\"t\",\"ticket\":\"T-2\"}"), T(open_json), NONE, NONE,
                               NONE, NINE, &bytes, &err));
    MISUSED(ITR_INVALID, "document.invalid",
            itr_decider_view(decider, T("{\"tenant\":\"t\",\"ticket\":\"T-2\",\"snapshot\":\"{}\"}"), actor,
                             NINE, &bytes, &err));
    MISUSED(ITR_NOT_FOUND, "ticket.unknown",
            itr_decider_view(decider, T("{\"tenant\":\"t\",\"ticket\":\"T-2\"}"), actor, NINE, &bytes, &err));
    MISUSED(
        ITR_FAILED, "journal.unknown_pack",
        itr_decider_view(
            decider, T("{\"tenant\":\"t\",\"ticket\":\"T-2\",\"snapshot\":\"{}\",\"snapshot_version\":1}"),
            actor, NINE, &bytes, &err));
    MISUSED(
        ITR_INVALID, "capi.children_needed",
        itr_decider_commands(decider,
                             T("{\"tenant\":\"t\",\"ticket\":\"T-1\",\"key\":\"T-1:1\",\"kind\":\"signal\","
                               "\"payload\":\"{\\\"event\\\":\\\"x\\\",\\\"to\\\":\\\"children\\\"}\"}"),
                             &bytes, &err));
    DO(itr_decider_close(decider, &err));
}

/* ---- callbacks */

static int released, asked, logged;
static itr_reply last_reply;

static void release(void* user_data) {
    (void)user_data;
    ++released;
}

static void write_log(void* user_data, int32_t level, const char* event, uint64_t event_size,
                      const char* message, uint64_t message_size) {
    int64_t due;
    (void)user_data, (void)message, (void)message_size, (void)event, (void)event_size, (void)level;
    ++logged;
    MISUSED(ITR_MISUSE, "capi.reentrant", itr_engine_next_due(engine, &due, &err));
}

static void* answer_elsewhere(void* reply) {
    MISUSED(ITR_MISUSE, "capi.wrong_thread", itr_reply_write(*(itr_reply*)reply, T("{}"), &err));
    return NULL;
}

static int32_t propose(void* user_data, const char* snapshot, uint64_t snapshot_size, itr_reply reply) {
    itr_bytes bytes;
    itr_engine other;
    itr_outcome outcome;
    pthread_t thread;
    ++asked;
    EXPECT(user_data == &asked && snapshot[snapshot_size] == 0);
    EXPECT(strstr(snapshot, "\"workflow\":\"request\"") != NULL);
    MISUSED(ITR_MISUSE, "capi.reentrant",
            itr_engine_send(engine, T("t"), T("T-1"), T("ask"), NONE, -1, actor, NINE, &outcome, &err));
    MISUSED(ITR_MISUSE, "capi.reentrant", itr_engine_close(engine, &err));
    MISUSED(ITR_MISUSE, "capi.reentrant", itr_engine_open(store, 0, NONE, &other, &err));
    MISUSED(ITR_MISUSE, "capi.reentrant", itr_pack_check(T("{}"), &bytes, &err));
    DO(itr_limits(&bytes, &err)); /* one of the few that work here */
    itr_bytes_free(&bytes);
    EXPECT(pthread_create(&thread, NULL, answer_elsewhere, &reply) == 0 && pthread_join(thread, NULL) == 0);
    MISUSED(ITR_MISUSE, "capi.not_utf8", itr_reply_write(reply, T("\xff"), &err));
    MISUSED(ITR_MISUSE, "capi.wrong_handle", itr_reply_write(engine, T("{}"), &err));
    last_reply = reply;
    if (asked == 1) DO(itr_reply_write(reply, T("{\"owner\":\"ann\",\"reason\":\"on duty\"}"), &err));
    if (asked == 2) DO(itr_reply_write(reply, T("{\"nobody\":1}"), &err));
    return asked == 3 ? 1 : 0;
}

static itr_host make_host(void) {
    itr_host host;
    uint32_t* short_table;
    itr_log_sink sink = {sizeof(itr_log_sink), 0, NULL, write_log, release};
    itr_policy policy = {sizeof(itr_policy), 0, &asked, propose, release};
    DO(itr_host_open(&host, &err));
    MISUSED(ITR_MISUSE, "capi.null", itr_host_set_log(host, NULL, &err));
    MISUSED(ITR_MISUSE, "capi.null", itr_host_add_assignment(host, T("dispatcher"), NULL, &err));
    MISUSED(ITR_MISUSE, "capi.null", itr_host_add_routing(host, T("by_remark"), NULL, &err));
    MISUSED(ITR_MISUSE, "capi.wrong_handle", itr_host_add_target(engine, T("restore"), &policy, &err));
    /* Nothing is read behind the end of a table that says how short it is. */
    EXPECT((short_table = malloc(sizeof *short_table)) != NULL);
    *short_table = (uint32_t)sizeof *short_table;
    MISUSED(ITR_MISUSE, "capi.struct_size", itr_host_set_log(host, (const void*)short_table, &err));
    MISUSED(ITR_MISUSE, "capi.struct_size",
            itr_host_add_routing(host, T("by_remark"), (const void*)short_table, &err));
    MISUSED(ITR_MISUSE, "capi.struct_size",
            itr_host_add_assignment(host, T("dispatcher"), (const void*)short_table, &err));
    free(short_table);
    sink.struct_size = sizeof sink, sink.log = NULL;
    MISUSED(ITR_MISUSE, "capi.null", itr_host_set_log(host, &sink, &err));
    sink.log = write_log;
    policy.struct_size = 0;
    MISUSED(ITR_MISUSE, "capi.struct_size", itr_host_add_escalation(host, T("duty"), &policy, &err));
    MISUSED(ITR_MISUSE, "capi.struct_size", itr_host_add_target(host, T("restore"), &policy, &err));
    policy.struct_size = sizeof policy, policy.propose = NULL;
    MISUSED(ITR_MISUSE, "capi.null", itr_host_add_routing(host, T("by_remark"), &policy, &err));
    policy.propose = propose;
    MISUSED(ITR_INVALID, "id.invalid", itr_host_add_assignment(host, NONE, &policy, &err));
    EXPECT(released == 0); /* what failed was not taken over */
    DO(itr_host_set_log(host, &sink, &err));
    DO(itr_host_set_log(host, &sink, &err));
    EXPECT(released == 1);
    DO(itr_host_add_assignment(host, T("dispatcher"), &policy, &err));
    DO(itr_host_add_assignment(host, T("dispatcher"), &policy, &err));
    EXPECT(released == 2);
    return host;
}

static void dispatch(const char* ticket) {
    char command[400];
    itr_outcome outcome;
    snprintf(
        command, sizeof command,
        "{\"op\":\"open\",\"tenant\":\"t\",\"ticket\":\"%s\",\"actor\":{\"id\":\"li\",\"roles\":[\"agent\"]},"
        "\"workflow\":\"request\",\"data\":{\"customer\":\"acme\"}}",
        ticket);
    execute(command);
    DO(itr_engine_send(engine, T("t"), T(ticket), T("dispatch"), NONE, 1, actor, NINE, &outcome, &err));
    EXPECT(outcome.version == 2);
}

static void callbacks(void) {
    itr_bytes bytes;
    const itr_host host = make_host();
    DO(itr_engine_close(engine, &err));
    DO(itr_engine_open(store, host, NONE, &engine, &err));
    DO(itr_host_close(host, &err)); /* the engine keeps it */
    DO(itr_engine_deploy(engine, pack, actor, NINE, &err));
    EXPECT(logged == 1);
    dispatch("C-1"); /* answers */
    DO(itr_engine_get(engine, T("t"), T("C-1"), actor, NINE, &bytes, &err));
    EXPECT(strstr(bytes.data, "\"owner\":\"ann\"") != NULL);
    itr_bytes_free(&bytes);
    dispatch("C-2"); /* answers what cannot be read */
    dispatch("C-3"); /* fails */
    dispatch("C-4"); /* proposes nothing */
    EXPECT(asked == 4 && logged == 3);
    DO(itr_engine_get(engine, T("t"), T("C-2"), actor, NINE, &bytes, &err));
    EXPECT(strstr(bytes.data, "\"owner\"") == NULL);
    itr_bytes_free(&bytes);
    MISUSED(ITR_MISUSE, "capi.closed_handle", itr_reply_write(last_reply, T("{}"), &err));
    EXPECT(released == 2);
    DO(itr_engine_close(engine, &err));
    EXPECT(released == 4);
    DO(itr_engine_open(store, 0, NONE, &engine, &err));
}

/* Neither says what it was asked. */
static int32_t mumble(void* user_data, const char* snapshot, uint64_t snapshot_size, itr_reply reply) {
    EXPECT(snapshot_size == strlen(snapshot));
    DO(itr_reply_write(reply, T((const char*)user_data), &err));
    return 0;
}

static void answers_that_say_nothing(void) {
    static char no_event[] = "{\"evnt\":\"to_field\"}", no_length[] = "{\"target\":\"soon\"}";
    const itr_policy routing = {sizeof(itr_policy), 0, no_event, mumble, NULL};
    const itr_policy target = {sizeof(itr_policy), 0, no_length, mumble, NULL};
    const itr_log_sink sink = {sizeof(itr_log_sink), 0, NULL, write_log, NULL};
    const int logged_before = logged;
    itr_pack rules;
    itr_host host;
    itr_outcome outcome;
    itr_clock_reading clock;
    DO(itr_host_open(&host, &err));
    DO(itr_host_set_log(host, &sink, &err));
    DO(itr_host_add_routing(host, T("by_remark"), &routing, &err));
    DO(itr_host_add_target(host, T("restore"), &target, &err));
    DO(itr_engine_close(engine, &err));
    DO(itr_engine_open(store, host, NONE, &engine, &err));
    DO(itr_pack_load_folder(T("tests/capi/visits"), NONE, &rules, &err));
    DO(itr_engine_deploy(engine, rules, actor, NINE, &err));
    execute(
        "{\"op\":\"open\",\"tenant\":\"t\",\"ticket\":\"V-1\",\"actor\":{\"roles\":[\"agent\"]},"
        "\"workflow\":\"visit\"}");
    DO(itr_engine_clock(engine, T("t"), T("V-1"), T("restore"), actor, NINE, &clock, &err));
    EXPECT(clock.target_ms == ITR_NEVER);
    DO(itr_engine_send_data(engine, T("t"), T("V-1"), T("sort"), T("{\"remark\":\"\"}"), NONE, -1, actor,
                            NINE, &outcome, &err));
    MISUSED(ITR_REJECTED, "event.unexpected",
            itr_engine_send(engine, T("t"), T("V-1"), T("done"), NONE, -1, actor, NINE, &outcome, &err));
    EXPECT(logged == logged_before + 3); /* the pack, and both answers */
    DO(itr_pack_close(rules, &err));
    DO(itr_host_close(host, &err));
    DO(itr_engine_close(engine, &err));
    DO(itr_engine_open(store, 0, NONE, &engine, &err));
}

/* ---- threads: what one closes while others use it */

static void* hammer(void* of) {
    int i;
    const itr_engine by = *(itr_engine*)of;
    for (i = 0; i < 200; ++i) {
        int64_t due;
        itr_error err = 0;
        const itr_status did = itr_engine_next_due(by, &due, &err);
        EXPECT(did == ITR_OK || did == ITR_MISUSE);
        EXPECT((err == 0) == (did == ITR_OK));
        itr_error_free(err);
    }
    return NULL;
}

static void closing_under_use(void) {
    pthread_t threads[3];
    itr_engine by;
    int i;
    DO(itr_engine_open(store, 0, NONE, &by, &err));
    for (i = 0; i < 3; ++i) EXPECT(pthread_create(&threads[i], NULL, hammer, &by) == 0);
    DO(itr_engine_close(by, &err));
    for (i = 0; i < 3; ++i) EXPECT(pthread_join(threads[i], NULL) == 0);
}

int main(void) {
    uint64_t before, after;
    EXPECT(itr_abi_oldest() <= ITR_ABI_VERSION && ITR_ABI_VERSION <= itr_abi_version());
    DO(itr_open_handles(&before, &err));
    DO(itr_pack_load_folder(T("tests/capi/desk"), NONE, &pack, &err));
    DO(itr_actor_open(T(actor_json), &actor, &err));
    DO(itr_store_open_memory(&store, &err));
    DO(itr_engine_open(store, 0, NONE, &engine, &err));
    DO(itr_engine_deploy(engine, pack, actor, NINE, &err));
    nulls();
    lengths_and_encodings();
    execute(open_json);
    numbers();
    closed_handles();
    foreign_handles();
    closing_in_any_order();
    documents();
    engine_options();
    unknown_names();
    deciders();
    callbacks();
    answers_that_say_nothing();
    closing_under_use();
    DO(itr_engine_close(engine, &err));
    DO(itr_store_close(store, &err));
    DO(itr_actor_close(actor, &err));
    DO(itr_pack_close(pack, &err));
    DO(itr_open_handles(&after, &err));
    EXPECT(after == before);
    printf("%d misuses told\n", checked);
    return 0;
}
