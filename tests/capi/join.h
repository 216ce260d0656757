/* What join.c and join_postgres.c share: a host whose own row and the ticket's become durable together. */
#ifndef ITR_TEST_JOIN_H
#define ITR_TEST_JOIN_H

#include "capi.h"

/* Of the host's own connection. */
static void run(const char* sql);
static int count(const char* table);

static void place_an_order(itr_engine engine) {
    static const char opening[] =
        "{\"op\":\"open\",\"tenant\":\"t\",\"ticket\":\"T-1\",\"actor\":{\"id\":\"li\",\"roles\":[\"agent\"]}"
        ","
        "\"workflow\":\"request\",\"data\":{\"customer\":\"acme\"}}";
    itr_bytes outcome;
    run("INSERT INTO crm_order VALUES ('T-1')");
    DO(itr_engine_execute(engine, T(opening), NINE, &outcome, &err));
    EXPECT(strstr(outcome.data, "\"ok\":true") != NULL);
    itr_bytes_free(&outcome);
}

/* Another store deploys: one over the host's connection does not. Closes the store. */
static void deploy(itr_store store) {
    static const char system[] = "{\"roles\":[\"system\"]}";
    itr_pack pack;
    itr_actor actor;
    itr_engine engine;
    DO(itr_pack_load_folder(T("tests/capi/desk"), NONE, &pack, &err));
    DO(itr_actor_open(T(system), &actor, &err));
    DO(itr_engine_open(store, 0, NONE, &engine, &err));
    DO(itr_engine_deploy(engine, pack, actor, NINE, &err));
    DO(itr_engine_close(engine, &err));
    DO(itr_store_close(store, &err));
    DO(itr_actor_close(actor, &err));
    DO(itr_pack_close(pack, &err));
}

/* Closes the store, which is one over the host's connection. */
static void taken_back_and_kept(itr_store store, const char* begin) {
    itr_engine engine;
    DO(itr_engine_open(store, 0, NONE, &engine, &err));
    run(begin);
    place_an_order(engine);
    run("ROLLBACK");
    EXPECT(count("crm_order") == 0 && count("ticket") == 0);
    run(begin);
    place_an_order(engine);
    run("COMMIT");
    EXPECT(count("crm_order") == 1 && count("ticket") == 1);
    DO(itr_engine_close(engine, &err));
    DO(itr_store_close(store, &err));
}

static void is_no_store(itr_status did, itr_store store, itr_error error) {
    itr_text code;
    EXPECT(did == ITR_FAILED && store == 0);
    EXPECT(itr_error_code(error, &code) == ITR_OK);
    EXPECT(strncmp(code.data, "store.", 6) == 0);
    itr_error_free(error);
}

#endif
