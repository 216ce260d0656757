package org.itrengine;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.ref.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Tickets, carried out on a store. It reads no clock and starts no thread: {@code now} is an argument of every call that
 * depends on time. What has returned is durable. All methods may be called from any thread.
 */
public final class Engine extends Handle {
    private static final int BATCH = 100;

    private Engine(long number) {
        super(number, Raw::itr_engine_close);
    }

    /** An engine on a store, without callbacks. */
    public static Engine open(Store store) {
        return open(store, null, new Options());
    }

    /** An engine on a store, with the callbacks that the host has now. */
    public static Engine open(Store store, Host host) {
        return open(store, host, new Options());
    }

    /** The same with options; the host may be null. */
    public static Engine open(Store store, Host host, Options options) {
        byte[] document = Call.utf8(Json.write(options.document));
        return new Engine(Call.number((out, err) -> Raw.itr_engine_open(
                store.number(), host == null ? 0 : host.number(), document, document.length, out, err)));
    }

    /** How an engine works. Immutable: each method gives a changed copy. */
    public static final class Options {
        private final JsonObject document = new JsonObject();

        /** The defaults. */
        public Options() {}

        /** How many bytes of tickets are kept in memory; 64 MiB unless told. */
        public Options cacheBytes(long bytes) {
            return with("cache_bytes", new JsonPrimitive(bytes));
        }

        /** For how long due tickets are left to this engine by the others on the same database; 30 seconds unless told. */
        public Options claimLease(Duration lease) {
            return with("claim_lease", new JsonPrimitive(lease.toMillis()));
        }

        /** A ticket's state is written with every so many commits; 1 unless told. */
        public Options snapshotEvery(int commits) {
            return with("snapshot_every", new JsonPrimitive(commits));
        }

        /**
         * A failed effect is tried again after {@code first}, twice as long each time up to {@code longest}, and is an incident
         * after so many attempts.
         */
        public Options retries(Duration first, Duration longest, int attempts) {
            JsonObject retries = new JsonObject();
            retries.addProperty("first", first.toMillis());
            retries.addProperty("longest", longest.toMillis());
            retries.addProperty("attempts", attempts);
            return with("retries", retries);
        }

        /** The ring of keys that seals commits, as a file for {@code itr audit} has it; without it none is sealed. */
        public Options auditKeys(String lines) {
            return with("audit_keys", new JsonPrimitive(lines));
        }

        private Options with(String name, JsonElement value) {
            Options changed = new Options();
            document.entrySet().forEach(each -> changed.document.add(each.getKey(), each.getValue()));
            changed.document.add(name, value);
            return changed;
        }
    }

    // ---- packs

    /** New tickets use the pack from now on; open ones keep theirs. */
    public void deploy(Pack pack, Actor actor, Instant now) {
        long nowMs = Call.millis(now);
        Call.run(err -> Raw.itr_engine_deploy(number(), pack.number(), actor.number(), nowMs, err));
    }

    /** All deployments in order. */
    public List<Deployment> deployments() {
        return Json.orEmpty(Json.read(json().deployments(), Deployments.class).deployments());
    }

    private record Deployments(List<Deployment> deployments) {}

    // ---- commands

    /**
     * Carries out a command.
     *
     * @throws RejectedException if the rules refuse it
     */
    public Outcome execute(Command command, Instant now) {
        Outcome outcome = Json.read(json().execute(command.toJson(), now), Outcome.Read.class).outcome();
        outcome.rejection().ifPresent(why -> {
            throw new RejectedException(new ItrException.Told(why.code(), why.message(), null), outcome.ticket(),
                    outcome.version(), outcome.number().orElse(null));
        });
        return outcome;
    }

    /** Carries out commands in one append, in order. Each has its outcome: a refusal is no exception here. */
    public List<Outcome> executeBatch(List<Command> commands, Instant now) {
        String answer = json().executeBatch(Command.listToJson(commands), now);
        return Json.read(answer, Outcomes.class).outcomes().stream().map(Outcome.Read::outcome).toList();
    }

    private record Outcomes(List<Outcome.Read> outcomes) {}

    /**
     * Sends an event without data to a ticket.
     *
     * @throws RejectedException if the rules refuse it
     */
    public Outcome send(String tenant, String ticket, String event, Actor actor, Instant now) {
        return send(tenant, ticket, event, "", -1, actor, now);
    }

    /** The same with values by field name. */
    public Outcome send(
            String tenant, String ticket, String event, Map<String, ?> data, Actor actor, Instant now) {
        return send(tenant, ticket, event, data, "", -1, actor, now);
    }

    /** The same under a key (empty: none), and only if the ticket has a version (-1: any). */
    public Outcome send(
            String tenant, String ticket, String event, String key, long expectedVersion, Actor actor, Instant now) {
        return send(tenant, ticket, event, Map.of(), key, expectedVersion, actor, now);
    }

    /** The shortest way for an event, with all that it may have. */
    public Outcome send(
            String tenant, String ticket, String event, Map<String, ?> data, String key, long expectedVersion,
            Actor actor, Instant now) {
        byte[] t = Call.utf8(tenant);
        byte[] id = Call.utf8(ticket);
        byte[] e = Call.utf8(event);
        byte[] d = data.isEmpty() ? new byte[0] : Call.utf8(Json.write(Json.object(data)));
        byte[] k = Call.utf8(key);
        byte[] out = new byte[Raw.ItrOutcome.LENGTH];
        long[] err = new long[1];
        int status = Raw.itr_engine_send_data(number(), t, t.length, id, id.length, e, e.length, d, d.length, k, k.length,
                expectedVersion, actor.number(), Call.millis(now), out, err);
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(actor);
        long version = Call.longAt(out, Raw.ItrOutcome.VERSION);
        if (status == Raw.ITR_REJECTED) throw new RejectedException(ItrException.told(err[0]), ticket, version, null);
        Call.check(status, err[0]);
        boolean repeated = Call.intAt(out, Raw.ItrOutcome.REPEATED) != 0;
        return new Outcome(ticket, version, repeated, Optional.empty(), Optional.empty());
    }

    // ---- time

    /** Works off what is due, for at most this many tickets. */
    public Advanced advance(Instant now, int maxTickets) {
        long nowMs = Call.millis(now);
        byte[] out = Call.struct(Raw.ItrAdvanced.LENGTH, (struct, err) ->
                Raw.itr_engine_advance(number(), nowMs, maxTickets, struct, err));
        return new Advanced(
                Call.longAt(out, Raw.ItrAdvanced.TICKETS),
                Call.instant(Call.longAt(out, Raw.ItrAdvanced.NEXT_DUE_MS)),
                Call.intAt(out, Raw.ItrAdvanced.MORE) != 0);
    }

    /** When {@link #advance} has something to do next. */
    public Optional<Instant> nextDue() {
        return Call.instant(Call.number((out, err) -> Raw.itr_engine_next_due(number(), out, err)));
    }

    // ---- looking

    /**
     * All that the actor may see of a ticket.
     *
     * @throws NotFoundException if there is none that it may see
     */
    public Ticket get(String tenant, String ticket, Actor actor, Instant now) {
        return Json.read(json().get(tenant, ticket, actor, now), Ticket.class);
    }

    /** One page of the tickets that fit a query and that the actor may see. */
    public Page query(Query query, Actor actor) {
        return Json.read(json().query(query.toJson(), actor), Page.class);
    }

    /** All tickets that fit a query and that the actor may see; the first page at once, the next as the stream goes on. */
    public Stream<Page.Row> tickets(Query query, Actor actor) {
        return Stream.iterate(query(query, actor), page -> page != null,
                        page -> page.hasNext() ? query(query.after(page.next()), actor) : null)
                .flatMap(page -> page.tickets().stream());
    }

    /** The whole history of a ticket that the actor may see. */
    public List<Commit> history(String tenant, String ticket, Actor actor) {
        return Json.tree(json().history(tenant, ticket, actor)).getAsJsonArray("commits").asList().stream()
                .map(Commit::of).toList();
    }

    /** The clocks of a ticket that the actor may see. */
    public List<Clock> clocks(String tenant, String ticket, Actor actor, Instant now) {
        return Json.orEmpty(Json.read(json().clocks(tenant, ticket, actor, now), Clocks.class).clocks());
    }

    private record Clocks(List<Clock> clocks) {}

    /** One clock, by its key, or by its name where that is unique. */
    public ClockReading clock(String tenant, String ticket, String clock, Actor actor, Instant now) {
        byte[] t = Call.utf8(tenant);
        byte[] id = Call.utf8(ticket);
        byte[] name = Call.utf8(clock);
        long nowMs = Call.millis(now);
        return ClockReading.of(Call.struct(Raw.ItrClockReading.LENGTH, (out, err) -> Raw.itr_engine_clock(
                number(), t, t.length, id, id.length, name, name.length, actor.number(), nowMs, out, err)));
    }

    /** What the engine has done. */
    public Counters counters() {
        return Json.read(json().counters(), Counters.class);
    }

    // ---- effects

    /** Effects for the host, hidden from other takers for a while: at least once, in order per ticket. */
    public List<Effect> takeEffects(Instant now, Duration hiddenFor, int maxEffects) {
        return Json.orEmpty(Json.read(json().takeEffects(now, hiddenFor, maxEffects), Effects.class).effects());
    }

    private record Effects(List<Effect> effects) {}

    /** All effects that can be taken, as the stream goes on, some at a time. */
    public Stream<Effect> effects(Instant now, Duration hiddenFor) {
        Supplier<List<Effect>> take = () -> takeEffects(now, hiddenFor, BATCH);
        return Stream.generate(take).takeWhile(taken -> !taken.isEmpty()).flatMap(List::stream);
    }

    /** The effect is done. False: it was acknowledged before. */
    public boolean acknowledge(Effect effect) {
        return acknowledge(effect.tenant(), effect.key());
    }

    /** The same by its names. */
    public boolean acknowledge(String tenant, String key) {
        byte[] t = Call.utf8(tenant);
        byte[] k = Call.utf8(key);
        return Call.yes((known, err) ->
                Raw.itr_engine_acknowledge_effect(number(), t, t.length, k, k.length, known, err));
    }

    /** The effect failed: it is tried again after a growing delay, and after 10 failures it becomes an incident. False, and
     * nothing is changed: it was acknowledged or failed before, or its time ran out and another took it. */
    public boolean fail(Effect effect, String reason, Instant now) {
        byte[] t = Call.utf8(effect.tenant());
        byte[] k = Call.utf8(effect.key());
        byte[] why = Call.utf8(reason);
        long nowMs = Call.millis(now);
        return Call.yes((known, err) -> Raw.itr_engine_fail_taken_effect(number(), t, t.length, k, k.length,
                effect.taking(), effect.attempts(), why, why.length, nowMs, known, err));
    }

    /** Incidents of a tenant. */
    public List<Incident> incidents(String tenant, int maxIncidents) {
        return Json.orEmpty(Json.read(json().incidents(tenant, maxIncidents), Incidents.class).incidents());
    }

    private record Incidents(List<Incident> incidents) {}

    /** Back among the effects, from now on. False: there is no such incident any more. */
    public boolean retry(Incident incident, Instant now) {
        byte[] t = Call.utf8(incident.tenant());
        byte[] k = Call.utf8(incident.key());
        long nowMs = Call.millis(now);
        return Call.yes((known, err) ->
                Raw.itr_engine_retry_incident(number(), t, t.length, k, k.length, nowMs, known, err));
    }

    /** It has been dealt with: removed. False: there is no such incident any more. */
    public boolean resolve(Incident incident, Instant now) {
        byte[] t = Call.utf8(incident.tenant());
        byte[] k = Call.utf8(incident.key());
        long nowMs = Call.millis(now);
        return Call.yes((known, err) ->
                Raw.itr_engine_resolve_incident(number(), t, t.length, k, k.length, nowMs, known, err));
    }

    /** The same calls with documents as texts. */
    public Documents json() {
        return new Documents();
    }

    /** The calls of an engine, each with its documents as texts: any JSON in, canonical JSON out. */
    public final class Documents {
        private Documents() {}

        /** Document {@code outcome} for document {@code command}. A refusal is an outcome with "ok": false. */
        public String execute(String command, Instant now) {
            byte[] text = Call.utf8(command);
            long nowMs = Call.millis(now);
            return Call.document((out, err) ->
                    Raw.itr_engine_execute(number(), text, text.length, nowMs, out, err));
        }

        /** Document {@code outcomes} for document {@code commands}. */
        public String executeBatch(String commands, Instant now) {
            byte[] text = Call.utf8(commands);
            long nowMs = Call.millis(now);
            return Call.document((out, err) ->
                    Raw.itr_engine_execute_batch(number(), text, text.length, nowMs, out, err));
        }

        /** Document {@code deployments}. */
        public String deployments() {
            return Call.document((out, err) -> Raw.itr_engine_deployments(number(), out, err));
        }

        /** Document {@code ticket}. */
        public String get(String tenant, String ticket, Actor actor, Instant now) {
            byte[] t = Call.utf8(tenant);
            byte[] id = Call.utf8(ticket);
            long nowMs = Call.millis(now);
            return Call.document((out, err) -> Raw.itr_engine_get(
                    number(), t, t.length, id, id.length, actor.number(), nowMs, out, err));
        }

        /** Document {@code page} for document {@code query}. */
        public String query(String query, Actor actor) {
            byte[] text = Call.utf8(query);
            return Call.document((out, err) ->
                    Raw.itr_engine_query(number(), text, text.length, actor.number(), out, err));
        }

        /** Document {@code history}. */
        public String history(String tenant, String ticket, Actor actor) {
            byte[] t = Call.utf8(tenant);
            byte[] id = Call.utf8(ticket);
            return Call.document((out, err) ->
                    Raw.itr_engine_history(number(), t, t.length, id, id.length, actor.number(), out, err));
        }

        /** Document {@code clocks}. */
        public String clocks(String tenant, String ticket, Actor actor, Instant now) {
            byte[] t = Call.utf8(tenant);
            byte[] id = Call.utf8(ticket);
            long nowMs = Call.millis(now);
            return Call.document((out, err) -> Raw.itr_engine_clocks(
                    number(), t, t.length, id, id.length, actor.number(), nowMs, out, err));
        }

        /** Document {@code effects}. */
        public String takeEffects(Instant now, Duration hiddenFor, int maxEffects) {
            long nowMs = Call.millis(now);
            long hiddenForMs = Call.millis(hiddenFor);
            return Call.document((out, err) ->
                    Raw.itr_engine_take_effects(number(), nowMs, hiddenForMs, maxEffects, out, err));
        }

        /** Document {@code incidents}. */
        public String incidents(String tenant, int maxIncidents) {
            byte[] t = Call.utf8(tenant);
            return Call.document((out, err) ->
                    Raw.itr_engine_incidents(number(), t, t.length, maxIncidents, out, err));
        }

        /** Document {@code engine_counters}. */
        public String counters() {
            return Call.document((out, err) -> Raw.itr_engine_counters(number(), out, err));
        }
    }

    /**
     * What an engine has done since it was opened.
     *
     * @param commandsTotal commands that were given
     * @param rejectionsTotal of these, refused by the rules
     * @param repeatsTotal of these, done before under the same key
     * @param deadlinesTotal deadlines that were worked off
     * @param conflictsTotal appends that another writer was faster with
     * @param cacheHitsTotal tickets found in memory
     * @param cacheMissesTotal tickets read from the store
     * @param cachedTickets tickets in memory now
     * @param cacheBytes of memory that these take
     */
    public record Counters(
            long commandsTotal,
            long rejectionsTotal,
            long repeatsTotal,
            long deadlinesTotal,
            long conflictsTotal,
            long cacheHitsTotal,
            long cacheMissesTotal,
            long cachedTickets,
            long cacheBytes) {}
}
