package org.itrengine;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** Where tickets live. Closed while an engine uses it, it goes on until that is closed. */
public final class Store extends Handle {
    private Store(long number) {
        super(number, Raw::itr_store_close);
    }

    /** An empty store in memory: nothing is durable. */
    public static Store memory() {
        Library.itr();
        return new Store(Call.number(Raw::itr_store_open_memory));
    }

    /**
     * A store in one SQLite file, which is made where there is none. Needs the native library of itr for SQLite.
     *
     * @throws FailedException with code {@code store.locked} if another process has it
     */
    public static Store sqlite(Path file) {
        return sqlite(file, new SqliteOptions());
    }

    /** The same with options. */
    public static Store sqlite(Path file, SqliteOptions options) {
        Library.sqlite();
        byte[] path = Call.utf8(file.toString());
        byte[] document = Call.utf8(Json.write(options.document));
        return new Store(Call.number((out, err) -> RawSqlite.itr_store_open_sqlite(
                path, path.length, document, document.length, out, err)));
    }

    /**
     * A store in a PostgreSQL database that several nodes may share; its schema and tables are made where there are none. Needs the
     * native library of itr for PostgreSQL.
     *
     * @param connection as libpq takes it; what it leaves out comes from libpq's environment
     * @throws FailedException with codes such as {@code store.unreachable}, {@code store.denied}
     */
    public static Store postgres(String connection) {
        return postgres(connection, new PostgresOptions());
    }

    /** The same with options. */
    public static Store postgres(String connection, PostgresOptions options) {
        byte[] place = Call.utf8(connection);
        byte[] document = Call.utf8(Json.write(options.document));
        Library.postgres();
        return new Store(Call.number((out, err) -> RawPostgres.itr_store_open_postgres(
                place, place.length, document, document.length, out, err)));
    }

    /** How much is in it. */
    public Counters counters() {
        return Json.read(countersJson(), Counters.class);
    }

    /** Document {@code store_counters}. */
    public String countersJson() {
        return Call.document((out, err) -> Raw.itr_store_counters(number(), out, err));
    }

    /**
     * How much is in a store.
     *
     * @param tickets all of them
     * @param openTickets those that are not closed
     * @param commits of all tickets
     * @param effectsWaiting for their host
     * @param incidents effects that failed for good
     */
    public record Counters(long tickets, long openTickets, long commits, long effectsWaiting, long incidents) {}

    /** How a file is opened. Immutable: each method gives a changed copy. */
    public static final class SqliteOptions {
        private final JsonObject document;

        /** The defaults. */
        public SqliteOptions() {
            this(new JsonObject());
        }

        private SqliteOptions(JsonObject document) {
            this.document = document;
        }

        private SqliteOptions with(Consumer<JsonObject> change) {
            JsonObject copy = document.deepCopy();
            change.accept(copy);
            return new SqliteOptions(copy);
        }

        /** How sure a commit is on the disk when a call returns. */
        public enum Synchronous {
            /** It survives the loss of power. */
            FULL,
            /** It survives the end of the process, the last ones perhaps not the loss of power. */
            NORMAL,
            /** For trials. */
            OFF
        }

        /** How sure a commit is on the disk when a call returns. */
        public SqliteOptions synchronous(Synchronous how) {
            return with(copy -> copy.addProperty("synchronous", Json.word(how)));
        }

        /** Whether other processes may use the file, too. */
        public SqliteOptions shared(boolean shared) {
            return with(copy -> copy.addProperty("shared", shared));
        }

        /** Whether nothing is to be written. */
        public SqliteOptions readOnly(boolean readOnly) {
            return with(copy -> copy.addProperty("read_only", readOnly));
        }

        /** Whether the file is made where there is none. */
        public SqliteOptions create(boolean create) {
            return with(copy -> copy.addProperty("create", create));
        }

        /** How long another process is waited for. */
        public SqliteOptions busyTimeout(Duration timeout) {
            return with(copy -> copy.addProperty("busy_timeout", Call.millis(timeout)));
        }

        /** How large the file may become. */
        public SqliteOptions maxFileBytes(long bytes) {
            return with(copy -> copy.addProperty("max_file_bytes", bytes));
        }
    }

    /** How a database is opened. Immutable: each method gives a changed copy. */
    public static final class PostgresOptions {
        private final JsonObject document;

        /** The defaults. */
        public PostgresOptions() {
            this(new JsonObject());
        }

        private PostgresOptions(JsonObject document) {
            this.document = document;
        }

        private PostgresOptions with(Consumer<JsonObject> change) {
            JsonObject copy = document.deepCopy();
            change.accept(copy);
            return new PostgresOptions(copy);
        }

        /** By which clock an effect that was taken stays hidden, and a due ticket that was claimed stays claimed. */
        public enum LeaseClock {
            /** The database's: what nodes agree on, however their own clocks differ. */
            DATABASE,
            /** The instants that calls are given: for one node, and where time is simulated. */
            CALLER
        }

        /** Of the tables; {@code itr} unless told. */
        public PostgresOptions schema(String schema) {
            return with(copy -> copy.addProperty("schema", schema));
        }

        /** Whether schema and tables are made where there are none. */
        public PostgresOptions create(boolean create) {
            return with(copy -> copy.addProperty("create", create));
        }

        /** Whether tables of an older format are brought up to date. */
        public PostgresOptions migrate(boolean migrate) {
            return with(copy -> copy.addProperty("migrate", migrate));
        }

        /** How many connections are open at a time; more calls wait. */
        public PostgresOptions maxConnections(int connections) {
            return with(copy -> copy.addProperty("max_connections", connections));
        }

        /** How long one try to connect may take. */
        public PostgresOptions connectTimeout(Duration timeout) {
            return with(copy -> copy.addProperty("connect_timeout", Call.millis(timeout)));
        }

        /** How often it is tried to connect. */
        public PostgresOptions connectAttempts(int attempts) {
            return with(copy -> copy.addProperty("connect_attempts", attempts));
        }

        /** Whose clock counts for what is taken or claimed. */
        public PostgresOptions leaseClock(LeaseClock clock) {
            return with(copy -> copy.addProperty("lease_clock", Json.word(clock)));
        }
    }
}
