package org.itrengine;

import static org.itrengine.Desk.NINE;
import static org.itrengine.Desk.TENANT;
import static org.itrengine.Desk.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stores in the database that ITR_TEST_POSTGRES names, as tests/store/postgres/server.py sets it. */
@ExtendWith(NoLeaks.class)
class PostgresTest {
    /** Skips the test where there is none, but not where everything is to be tested. */
    private static String connection() {
        String connection = System.getenv("ITR_TEST_POSTGRES");
        if (connection != null && !connection.isEmpty()) return connection;
        String why = "ITR_TEST_POSTGRES names no PostgreSQL database";
        return "true".equals(System.getenv("CI")) ? fail(why) : abort(why);
    }

    @Test
    void aTicketInADatabaseIsWorkedByOneEngineAndReadByAnother() {
        String connection = connection();
        var options = new Store.PostgresOptions()
                .schema("itr_java_" + UUID.randomUUID().toString().substring(0, 8)).create(false).migrate(true).maxConnections(2)
                .connectTimeout(Duration.ofSeconds(20)).connectAttempts(3).leaseClock(Store.PostgresOptions.LeaseClock.CALLER);
        var missing = assertThrows(FailedException.class, () -> Store.postgres(connection, options));
        assertEquals("store.not_found", missing.code());
        try (Desk desk = new Desk(Store.postgres(connection, options.create(true)), null);
                Store shared = Store.postgres(connection, options);
                Engine other = Engine.open(shared)) {
            desk.open("T-1");
            assertEquals(1, other.get(TENANT, "T-1", desk.agent, NINE).version());
            desk.send("T-1", "dispatch", 5);
            assertEquals(2, other.get(TENANT, "T-1", desk.agent, minutes(5)).version());
            assertEquals(1, shared.counters().tickets());
        }
    }
}
