/* A host in C whose own row and the ticket's become durable together, or not at all. Its argument is a file
 * that it makes. */
#include "join.h"

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

int main(int argc, char** argv) {
    itr_store store;
    itr_error refused = 0;
    itr_status did;
    EXPECT(argc == 2);
    remove(argv[1]);
    DO(itr_store_open_sqlite(T(argv[1]), T("{\"shared\":true}"), &store, &err));
    deploy(store);
    EXPECT(sqlite3_open(argv[1], &connection) == SQLITE_OK);
    run("CREATE TABLE crm_order (ticket TEXT)");
    DO(itr_store_join_sqlite(connection, &store, &err));
    taken_back_and_kept(store, "BEGIN IMMEDIATE");
    sqlite3_close(connection);

    EXPECT(sqlite3_open(":memory:", &connection) == SQLITE_OK);
    did = itr_store_join_sqlite(connection, &store, &refused);
    is_no_store(did, store, refused);
    sqlite3_close(connection);
    printf("the order and its ticket are taken back together, and kept together\n");
    return 0;
}
