/* The library from C: rules from a text, one ticket, a clock that runs. Each call gives a status; what went
 * wrong is an error that says so. */
#include <inttypes.h>
#include <itr/itr.h>
#include <stdio.h>
#include <string.h>

/* A text as pointer and length. */
#define T(text) (text), strlen(text)

/* The pack is a document: paths and texts. */
static const char sources[] =
    "{\"files\":[{\"path\":\"hello.yaml\",\"text\":\""
    "pack: hello\\nversion: 1.0.0\\n---\\n"
    "workflow: question\\nevents: {answer: {role: desk}}\\n"
    "states: {asked: {on: {answer: closed}}, closed: {type: final}}\\n---\\n"
    "agreement: support\\nclocks: {answer: {stop: \\\"inState('closed')\\\"}}\\n"
    "goals: [{answer: 1h, calendar: 24x7}]\\n---\\n"
    "roles: {desk: {rights: [open, view]}}\\n\"}]}";

static const char open_command[] =
    "{\"op\":\"open\",\"tenant\":\"acme\",\"ticket\":\"T-1\",\"actor\":{\"id\":\"ann\",\"roles\":[\"desk\"]},"
    "\"workflow\":\"question\"}";

/* [check] */
/* Says what went wrong, if anything did. The error is passed by its address, because the call that writes it
 * is an argument too. */
static int failed(itr_status status, const itr_error* err) {
    itr_text code, message;
    if (status == ITR_OK) return 0;
    itr_error_code(*err, &code);
    itr_error_message(*err, &message);
    fprintf(stderr, "%s: %s\n", code.data, message.data);
    itr_error_free(*err);
    return 1;
}
/* [/check] */

/* [story] */
/* One ticket, from its opening to its closing. The host says what time it is. */
static int tell(itr_engine engine, itr_actor desk) {
    const int64_t nine = 1772442000000; /* 2026-03-02T09:00:00Z */
    itr_bytes answer;
    itr_outcome outcome;
    itr_clock_reading clock;
    itr_error err;
    if (failed(itr_engine_execute(engine, T(open_command), nine, &answer, &err), &err)) return 1;
    printf("%s\n", answer.data);
    itr_bytes_free(&answer);
    if (failed(itr_engine_clock(engine, T("acme"), T("T-1"), T("answer"), desk, nine + 60000, &clock, &err),
               &err))
        return 1;
    printf("%" PRId64 " minutes left\n", clock.remaining_ms / 60000);
    if (failed(itr_engine_send(engine, T("acme"), T("T-1"), T("answer"), NULL, 0, -1, desk, nine + 120000,
                               &outcome, &err),
               &err))
        return 1;
    if (failed(itr_engine_get(engine, T("acme"), T("T-1"), desk, nine + 120000, &answer, &err), &err))
        return 1;
    printf("%s\n", answer.data);
    itr_bytes_free(&answer);
    return 0;
}
/* [/story] */

/* [main] */
int main(void) {
    const int64_t nine = 1772442000000;
    itr_pack pack;
    itr_store store;
    itr_engine engine;
    itr_actor host, desk;
    itr_error err;
    int result;
    if (failed(itr_pack_load(T(sources), &pack, &err), &err)) return 1;
    if (failed(itr_store_open_memory(&store, &err), &err)) return 1;
    if (failed(itr_engine_open(store, 0, NULL, 0, &engine, &err), &err)) return 1;
    if (failed(itr_actor_open(T("{\"roles\":[\"system\"]}"), &host, &err), &err)) return 1;
    if (failed(itr_actor_open(T("{\"id\":\"ann\",\"roles\":[\"desk\"]}"), &desk, &err), &err)) return 1;
    if (failed(itr_engine_deploy(engine, pack, host, nine, &err), &err)) return 1;
    result = tell(engine, desk);
    itr_engine_close(engine, NULL);
    itr_store_close(store, NULL);
    itr_pack_close(pack, NULL);
    itr_actor_close(host, NULL);
    itr_actor_close(desk, NULL);
    return result;
}
/* [/main] */
