package org.itrengine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of a command on a stored ticket, with the rows that the host writes. They are written also where the command
 * was refused: deadlines that were due before have been worked off.
 *
 * @param verdict what came of it
 * @param version of the ticket after it
 * @param rejection why it was refused
 * @param rows what is to be written, if the stored version is still the expected one
 */
public record Decision(Verdict verdict, long version, Optional<Outcome.Rejection> rejection, Optional<Rows> rows) {
    /** Absent members are empty. */
    public Decision {
        rejection = Json.orEmpty(rejection);
        rows = Json.orEmpty(rows);
    }

    /** What came of a command. */
    public enum Verdict {
        /** It was carried out. */
        DECIDED,
        /** There was nothing to do. */
        NOTHING,
        /** It was carried out before under the same key. */
        REPEATED,
        /** The rules refused it. */
        REJECTED
    }

    /**
     * What is to be written. Texts are stored as they are.
     *
     * @param tenant whose ticket it is
     * @param ticket its id
     * @param expectedVersion that the stored ticket must have
     * @param version that it has afterwards
     * @param at when
     * @param commit a row of the journal
     * @param snapshot in place of the older one
     * @param summary columns for queries
     * @param nextDue when a deadline is to be worked off
     * @param effects for the outbox
     * @param personal texts, by their slots, for a table of their own
     * @param erase slots of personal texts that go
     * @param idempotencyKey the command's key
     */
    public record Rows(
            String tenant,
            String ticket,
            long expectedVersion,
            long version,
            Instant at,
            String commit,
            Optional<String> snapshot,
            Summary summary,
            Optional<Instant> nextDue,
            List<Effect> effects,
            List<Personal> personal,
            List<String> erase,
            Optional<String> idempotencyKey) {
        /** Absent members are empty. */
        public Rows {
            snapshot = Json.orEmpty(snapshot);
            nextDue = Json.orEmpty(nextDue);
            effects = Json.orEmpty(effects);
            personal = Json.orEmpty(personal);
            erase = Json.orEmpty(erase);
            idempotencyKey = Json.orEmpty(idempotencyKey);
        }
    }

    /**
     * Columns for queries.
     *
     * @param number for people
     * @param workflow its workflow
     * @param owner who has it
     * @param team whose it is
     * @param line of support
     * @param severity of the issue
     * @param party the customer
     * @param parent the ticket above
     * @param states that it is in
     * @param open whether it is not closed
     * @param openedAt when it was opened
     * @param changedAt when it was changed last
     */
    public record Summary(
            Optional<String> number,
            Optional<String> workflow,
            Optional<String> owner,
            Optional<String> team,
            Optional<String> line,
            Optional<String> severity,
            Optional<String> party,
            Optional<String> parent,
            List<String> states,
            boolean open,
            Optional<Instant> openedAt,
            Optional<Instant> changedAt) {
        /** Absent members are empty. */
        public Summary {
            number = Json.orEmpty(number);
            workflow = Json.orEmpty(workflow);
            owner = Json.orEmpty(owner);
            team = Json.orEmpty(team);
            line = Json.orEmpty(line);
            severity = Json.orEmpty(severity);
            party = Json.orEmpty(party);
            parent = Json.orEmpty(parent);
            states = Json.orEmpty(states);
            openedAt = Json.orEmpty(openedAt);
            changedAt = Json.orEmpty(changedAt);
        }
    }

    /**
     * A row of the outbox.
     *
     * @param key its name
     * @param kind what is to be done
     * @param payload what belongs to it, a text that is stored as it is
     * @param availableAt from when it can be taken
     * @param signal whether it is for other tickets: see {@link Decider#commands}
     */
    public record Effect(String key, String kind, String payload, Instant availableAt, boolean signal) {}

    /**
     * A personal text.
     *
     * @param slot its name
     * @param text what it says
     */
    public record Personal(String slot, String text) {}
}
