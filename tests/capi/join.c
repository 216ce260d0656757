/* A host in C whose own row and the ticket's become durable together, or not at all. Its argument is a file
 * that it makes. */
#include "capi.h"

#include <sqlite3.h>

static sqlite3* connection;

static void run(const char* sql) {
    char* message = NULL;
    if (sqlite3_exec(connection, sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, message);
        exit(1);
    }
}

static int count(const char* table) {
    char sql[64];
    sqlite3_stmt* asked;
    int rows;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    EXPECT(sqlite3_prepare_v2(connection, sql, -1, &asked, NULL) == SQLITE_OK);
    EXPECT(sqlite3_step(asked) == SQLITE_ROW);
    rows = sqlite3_column_int(asked, 0);
    sqlite3_finalize(asked);
    return rows;
}

static void place_an_order(itr_engine engine) {
    static const char opening[] =
        "{\"op\":\"open\",\"tenant\":\"t\",\"ticket\":\"T-1\",\"actor\":{\"id\":\"li\",\"roles\":[\"agent\"]}"
        ","
        "\"workflow\":\"request\",\"data\":{\"customer\":\"acme\"}}";
    itr_bytes outcome;
    run("BEGIN IMMEDIATE");
    run("INSERT INTO crm_order VALUES ('T-1')");
    DO(itr_engine_execute(engine, T(opening), NINE, &outcome, &err));
    EXPECT(strstr(outcome.data, "\"ok\":true") != NULL);
    itr_bytes_free(&outcome);
}

/* Another store of the file deploys: one over the host's connection does not. */
static void deploy(const char* file) {
    static const char system[] = "{\"roles\":[\"system\"]}";
    itr_pack pack;
    itr_actor actor;
    itr_store store;
    itr_engine engine;
    DO(itr_pack_load_folder(T("tests/capi/desk"), NONE, &pack, &err));
    DO(itr_actor_open(T(system), &actor, &err));
    DO(itr_store_open_sqlite(T(file), T("{\"shared\":true}"), &store, &err));
    DO(itr_engine_open(store, 0, NONE, &engine, &err));
    DO(itr_engine_deploy(engine, pack, actor, NINE, &err));
    DO(itr_engine_close(engine, &err));
    DO(itr_store_close(store, &err));
    DO(itr_actor_close(actor, &err));
    DO(itr_pack_close(pack, &err));
}

int main(int argc, char** argv) {
    itr_store store;
    itr_engine engine;
    itr_error refused = 0;
    itr_text code;
    EXPECT(argc == 2);
    remove(argv[1]);
    deploy(argv[1]);
    EXPECT(sqlite3_open(argv[1], &connection) == SQLITE_OK);
    run("CREATE TABLE crm_order (ticket TEXT)");
    DO(itr_store_join_sqlite(connection, &store, &err));
    DO(itr_engine_open(store, 0, NONE, &engine, &err));

    place_an_order(engine);
    run("ROLLBACK");
    EXPECT(count("crm_order") == 0 && count("ticket") == 0);
    place_an_order(engine);
    run("COMMIT");
    EXPECT(count("crm_order") == 1 && count("ticket") == 1);

    DO(itr_engine_close(engine, &err));
    DO(itr_store_close(store, &err));
    sqlite3_close(connection);
    EXPECT(sqlite3_open(":memory:", &connection) == SQLITE_OK); /* no store */
    EXPECT(itr_store_join_sqlite(connection, &store, &refused) == ITR_FAILED && store == 0);
    EXPECT(itr_error_code(refused, &code) == ITR_OK);
    EXPECT(strncmp(code.data, "store.", 6) == 0);
    itr_error_free(refused);
    sqlite3_close(connection);
    printf("the order and its ticket are taken back together, and kept together\n");
    return 0;
}
