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
}
