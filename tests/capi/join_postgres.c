/* The same host on PostgreSQL, in a schema of its own. ITR_TEST_POSTGRES is a connection string. */
#include "join.h"

#include <libpq-fe.h>

static PGconn* connection;

static PGresult* answer(const char* sql, ExecStatusType wanted) {
    PGresult* result = PQexec(connection, sql);
    if (PQresultStatus(result) != wanted) {
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(connection));
        exit(1);
    }
    return result;
}

static void run(const char* sql) { PQclear(answer(sql, PGRES_COMMAND_OK)); }

static int count(const char* table) {
    char sql[64];
    PGresult* result;
    int rows;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    result = answer(sql, PGRES_TUPLES_OK);
    rows = atoi(PQgetvalue(result, 0, 0));
    PQclear(result);
    return rows;
}

int main(void) {
    const char* told = getenv("ITR_TEST_POSTGRES");
    itr_store store;
    itr_error refused = 0;
    itr_status did;
    EXPECT(told != NULL);
    connection = PQconnectdb(told);
    EXPECT(PQstatus(connection) == CONNECTION_OK);
    run("DROP SCHEMA IF EXISTS joined_by_c CASCADE");
    DO(itr_store_open_postgres(T(told), T("{\"schema\":\"joined_by_c\"}"), &store, &err));
    deploy(store);
    run("SET search_path TO joined_by_c");
    run("CREATE TABLE crm_order (ticket TEXT)");
    DO(itr_store_join_postgres(connection, T("joined_by_c"), &store, &err));
    taken_back_and_kept(store, "BEGIN");

    did = itr_store_join_postgres(connection, T("no_such_schema"), &store, &refused);
    is_no_store(did, store, refused);
    run("DROP SCHEMA joined_by_c CASCADE");
    PQfinish(connection);
    printf("the order and its ticket are taken back together, and kept together\n");
    return 0;
}
