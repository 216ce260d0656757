package org.itrengine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pure core, for hosts that write a ticket's rows in a transaction of their own. It holds no tickets and writes
 * nothing.
 */
public final class Decider extends Handle {
    private Decider(long number) {
        super(number, Raw::itr_decider_close);
    }

    /** A decider without policies. */
    public static Decider open() {
        return open(null);
    }

    /** A decider with the policies that a host has now; null: none. */
    public static Decider open(Host host) {
        Library.itr();
        return new Decider(Call.number((out, err) ->
                Raw.itr_decider_open(host == null ? 0 : host.number(), out, err)));
    }

    /** New tickets use the pack added last that has their workflow, stored ones theirs by its hash. */
    public void add(Pack pack) {
        Call.run(err -> Raw.itr_decider_add_pack(number(), pack.number(), err));
    }

    /** Links every commit to the one before it from now on, with a ring of keys as a file of {@code itr audit} has it. */
    public void sealWith(String keys) {
        byte[] text = Call.utf8(keys);
        Call.run(err -> Raw.itr_decider_seal_with(number(), text, text.length, err));
    }

    /** Decides a command on a stored ticket. Where the past is needed, it is asked for, and only then. */
    public Decision decide(Stored ticket, Command command, Past past, Instant now) {
        String stored = ticket.toJson();
        String wanted = command.toJson();
        String answer;
        try {
            answer = json().decide(stored, wanted, null, null, null, now);
        } catch (InvalidException | FailedException needed) {
            if (!needed.code().equals("capi.history_needed")) throw needed;
            answer = json().decide(stored, wanted, history(past.commits()), null, null, now);
        }
        return Json.read(answer, Decision.class);
    }

    /** What the actor may see of a stored ticket. */
    public Ticket view(Stored ticket, Actor actor, Instant now) {
        return Json.read(json().view(ticket.toJson(), actor, now), Ticket.class);
    }

    /**
     * The commands that carry out an effect that is for other tickets: to be decided each on its ticket, before the effect
     * is removed. With the ticket that sends it, whose personal texts are filled in as they are now, and the ids of its
     * children.
     */
    public List<Command> commands(Stored sender, Decision.Effect effect, List<String> children) {
        JsonObject document = new JsonObject();
        document.addProperty("tenant", sender.tenant());
        document.addProperty("ticket", sender.id());
        document.addProperty("key", effect.key());
        document.addProperty("kind", effect.kind());
        document.addProperty("payload", effect.payload());
        document.add("children", Values.toJson(children));
        document.add("personal", texts(sender.personal()));
        return Command.listFromJson(json().commands(Json.write(document)));
    }

    /** The same calls with documents as texts. */
    public Documents json() {
        return new Documents();
    }

    private static String history(List<CommitRow> commits) {
        JsonObject document = new JsonObject();
        document.add("commits", rows(commits));
        return Json.write(document);
    }

    private static JsonArray texts(Map<String, String> personal) {
        JsonArray texts = new JsonArray();
        personal.forEach((slot, text) -> {
            JsonObject row = new JsonObject();
            row.addProperty("slot", slot);
            row.addProperty("text", text);
            texts.add(row);
        });
        return texts;
    }

    private static JsonArray rows(List<CommitRow> commits) {
        JsonArray rows = new JsonArray();
        for (CommitRow commit : commits) {
            JsonObject row = new JsonObject();
            row.addProperty("version", commit.version());
            row.addProperty("at", Call.millis(commit.at()));
            row.addProperty("text", commit.text());
            rows.add(row);
        }
        return rows;
    }

    /** Where the past of a ticket is read, if a decision needs it. */
    @FunctionalInterface
    public interface Past {
        /** All commits of the ticket, in order. */
        List<CommitRow> commits();
    }

    /**
     * A row of a ticket's journal.
     *
     * @param version of the ticket after it
     * @param at when
     * @param text as a decision gave it
     */
    public record CommitRow(long version, Instant at, String text) {}

    /**
     * A ticket as its host keeps it.
     *
     * @param tenant whose it is
     * @param id its id
     * @param snapshot the newest one; empty for a new ticket
     * @param snapshotVersion of the ticket at the snapshot; 0 for a new ticket
     * @param commits those after the snapshot
     * @param personal the personal texts by their slots
     */
    public record Stored(
            String tenant,
            String id,
            Optional<String> snapshot,
            long snapshotVersion,
            List<CommitRow> commits,
            Map<String, String> personal) {
        /** A ticket that does not exist yet. */
        public static Stored none(String tenant, String id) {
            return new Stored(tenant, id, Optional.empty(), 0, List.of(), Map.of());
        }

        /** The document {@code stored_ticket}. */
        public String toJson() {
            JsonObject document = new JsonObject();
            document.addProperty("tenant", tenant);
            document.addProperty("ticket", id);
            snapshot.ifPresent(text -> {
                document.addProperty("snapshot", text);
                document.add("snapshot_version", new JsonPrimitive(snapshotVersion));
            });
            if (!commits.isEmpty()) document.add("commits", rows(commits));
            if (!personal.isEmpty()) document.add("personal", texts(personal));
            return Json.write(document);
        }
    }

    /** The calls of a decider, each with its documents as texts: any JSON in, canonical JSON out. */
    public final class Documents {
        private Documents() {}

        /**
         * Document {@code decision} for documents {@code stored_ticket} and {@code command}. The last three may be null:
         * document {@code stored_history} where the past is needed, the number of a new ticket, and 16 or more
         * unpredictable bytes. The same arguments give the same rows.
         */
        public String decide(
                String ticket, String command, String history, String number, byte[] entropy, Instant now) {
            byte[] t = Call.utf8(ticket);
            byte[] c = Call.utf8(command);
            byte[] h = Call.utf8OrNull(history);
            byte[] n = Call.utf8OrNull(number);
            long nowMs = Call.millis(now);
            return Call.document((out, err) -> Raw.itr_decider_decide(number(), t, t.length, c, c.length,
                    h, Call.length(h), n, Call.length(n), entropy, Call.length(entropy), nowMs, out, err));
        }

        /** Document {@code ticket} for document {@code stored_ticket}. */
        public String view(String ticket, Actor actor, Instant now) {
            byte[] text = Call.utf8(ticket);
            long nowMs = Call.millis(now);
            return Call.document((out, err) ->
                    Raw.itr_decider_view(number(), text, text.length, actor.number(), nowMs, out, err));
        }

        /** Document {@code commands} for document {@code signal}. */
        public String commands(String signal) {
            byte[] text = Call.utf8(signal);
            return Call.document((out, err) -> Raw.itr_decider_commands(number(), text, text.length, out, err));
        }
    }
}
