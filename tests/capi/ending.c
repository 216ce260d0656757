/* A program that goes on asking while it ends: its main is over, and what its thread had is taken down. */
#include "capi.h"

static itr_pack pack;
static itr_actor actor;
static itr_store store;
static itr_engine engine;
static itr_expression expression;

static itr_status execute(const char* command) {
    itr_bytes out;
    const itr_status did = itr_engine_execute(engine, T(command), NINE, &out, NULL);
    if (did == ITR_OK) itr_bytes_free(&out);
    return did;
}

static itr_status close_all(void) {
    if (itr_expression_close(expression, NULL) != ITR_OK || itr_engine_close(engine, NULL) != ITR_OK)
        return ITR_FAILED;
    if (itr_store_close(store, NULL) != ITR_OK || itr_actor_close(actor, NULL) != ITR_OK) return ITR_FAILED;
    return itr_pack_close(pack, NULL);
}

/* Nothing may end the program in here but this. */
static void need(int holds, const char* what) {
    if (holds) return;
    fprintf(stderr, "expected %s to succeed while the program ends\n", what);
    _Exit(1);
}

static void go_on(void) {
    itr_bytes out;
    itr_expression late;
    const char* const shanghai = "timestamp('2026-03-02T01:00:00Z').getHours('Asia/Shanghai') == 9";
    need(execute("{\"op\":\"open\",\"tenant\":\"t\",\"ticket\":\"T-2\",\"actor\":{\"id\":\"li\",\"roles\":["
                 "\"agent\"]},"
                 "\"workflow\":\"request\",\"data\":{\"customer\":\"acme\"}}") == ITR_OK,
         "a command");
    need(itr_expression_evaluate(expression, NONE, &out, NULL) == ITR_OK, "an expression");
    itr_bytes_free(&out);
    need(itr_expression_compile(T(shanghai), NONE, &late, NULL) == ITR_OK, "compiling another");
    need(itr_expression_evaluate(late, NONE, &out, NULL) == ITR_OK, "another expression");
    need(strstr(out.data, "true") != NULL, "the hour in Shanghai");
    itr_bytes_free(&out);
    need(itr_expression_close(late, NULL) == ITR_OK && close_all() == ITR_OK, "closing");
    printf("all was answered while the program ended\n");
}

int main(void) {
    EXPECT(atexit(go_on) == 0);
    DO(itr_pack_load_folder(T("tests/capi/desk"), NONE, &pack, &err));
    DO(itr_actor_open(T("{\"id\":\"li\",\"roles\":[\"system\"]}"), &actor, &err));
    DO(itr_store_open_memory(&store, &err));
    DO(itr_engine_open(store, 0, NONE, &engine, &err));
    DO(itr_engine_deploy(engine, pack, actor, NINE, &err));
    DO(itr_expression_compile(T("timestamp('2026-03-02T01:00:00Z').getHours('Asia/Shanghai')"), NONE,
                              &expression, &err));
    EXPECT(execute("{\"op\":\"open\",\"tenant\":\"t\",\"ticket\":\"T-1\",\"actor\":{\"id\":\"li\",\"roles\":["
                   "\"agent\"]},"
                   "\"workflow\":\"request\",\"data\":{\"customer\":\"acme\"}}") == ITR_OK);
    return 0;
}
