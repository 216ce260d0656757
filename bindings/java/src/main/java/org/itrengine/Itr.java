package org.itrengine;

import java.time.Instant;
import java.util.Optional;

/** The library itself. */
public final class Itr {
    private Itr() {}

    /** The version of the native library, "major.minor.patch". */
    public static String version() {
        Library.itr();
        return Raw.itr_version().getString(0, "UTF-8");
    }

    /** The version of the interface that the native library has. */
    public static int abiVersion() {
        Library.itr();
        return Raw.itr_abi_version();
    }

    /** The limits of the library. */
    public static Limits limits() {
        Library.itr();
        return Json.read(Call.document(Raw::itr_limits), Limits.class);
    }

    /** How many handles are open in the process: for tests that look for leaks. */
    public static long openHandles() {
        Library.itr();
        return Call.number(Raw::itr_open_handles);
    }

    /** The first instant that the library takes. */
    public static Instant earliest() {
        return Instant.ofEpochMilli(Raw.ITR_MIN_INSTANT_MS);
    }

    /** The last instant that the library takes. */
    public static Instant latest() {
        return Instant.ofEpochMilli(Raw.ITR_MAX_INSTANT_MS);
    }

    /**
     * The limits of the library: how much of what it takes.
     *
     * @param version the version of the native library
     * @param nameBytes of a tenant, ticket, key
     * @param documentBytes of a document
     * @param page rows, effects, incidents of one call
     * @param listItems of a list in a ticket
     * @param packFileBytes of one file of a pack
     * @param packFiles of a pack
     * @param expressionBytes of an expression
     * @param roles of an actor
     * @param storedTextBytes of a text in a ticket
     * @param deadlinesPerTurn that a ticket works off at once
     * @param rememberedCommands whose keys a ticket knows
     * @param timers of a ticket
     * @param links of a ticket
     */
    public record Limits(
            String version,
            long nameBytes,
            long documentBytes,
            long page,
            Optional<Long> listItems,
            Optional<Long> packFileBytes,
            Optional<Long> packFiles,
            Optional<Long> expressionBytes,
            Optional<Long> roles,
            Optional<Long> storedTextBytes,
            Optional<Long> deadlinesPerTurn,
            Optional<Long> rememberedCommands,
            Optional<Long> timers,
            Optional<Long> links) {
        /** Absent members are empty. */
        public Limits {
            listItems = Json.orEmpty(listItems);
            packFileBytes = Json.orEmpty(packFileBytes);
            packFiles = Json.orEmpty(packFiles);
            expressionBytes = Json.orEmpty(expressionBytes);
            roles = Json.orEmpty(roles);
            storedTextBytes = Json.orEmpty(storedTextBytes);
            deadlinesPerTurn = Json.orEmpty(deadlinesPerTurn);
            rememberedCommands = Json.orEmpty(rememberedCommands);
            timers = Json.orEmpty(timers);
            links = Json.orEmpty(links);
        }
    }
}
