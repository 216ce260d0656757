package org.itrengine;

import static org.itrengine.Desk.NINE;
import static org.itrengine.Desk.TENANT;
import static org.itrengine.Desk.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class EngineTest {
    @Test
    void aTicketLivesFromItsOpeningToItsClosing() {
        try (Desk desk = new Desk()) {
            Outcome opened = desk.engine.execute(desk.opening("T-1").member("number", "7"), NINE);
            assertEquals("T-1", opened.ticket());
            assertEquals(1, opened.version());
            assertEquals(Optional.of("7"), opened.number());
            assertTrue(opened.ok());
            assertEquals(2, desk.send("T-1", "dispatch", 5).version());
            desk.engine.execute(
                    Command.send(TENANT, "T-1", desk.agent, "solve").data(Map.of("cause", "fibre")), minutes(10));
            desk.send("T-1", "confirm", 20);

            Ticket ticket = desk.get("T-1", 20);
            assertFalse(ticket.open());
            assertEquals(List.of("closed"), ticket.states());
            assertEquals("Ms Chen", ticket.data().get("customer"));
            assertEquals(NINE, ticket.openedAt());
            assertEquals(Optional.of(minutes(20)), ticket.closedAt());
            assertEquals(Optional.empty(), ticket.owner());
        }
    }

    @Test
    void aKeyLetsACommandHappenOnce() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            assertFalse(desk.engine.send(TENANT, "T-1", "dispatch", "k1", 1, desk.agent, minutes(1)).repeated());
            Outcome again = desk.engine.send(TENANT, "T-1", "dispatch", "k1", -1, desk.agent, minutes(1));
            assertTrue(again.repeated());
            assertEquals(2, again.version());
            Command ask = Command.send(TENANT, "T-1", desk.agent, "ask").key("k2").expectedVersion(2);
            assertFalse(desk.engine.execute(ask, minutes(2)).repeated());
            assertTrue(desk.engine.execute(ask, minutes(2)).repeated());
        }
    }

    @Test
    void aRefusalIsAnExceptionOfOneCommandAndAnOutcomeAmongSeveral() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            Command wrong = Command.send(TENANT, "T-1", desk.agent, "confirm");
            RejectedException refused = assertThrows(RejectedException.class, () -> desk.engine.execute(wrong, NINE));
            assertEquals("event.unexpected", refused.code());
            assertEquals(1, refused.version());
            Outcome executed = refused.outcome();
            refused = assertThrows(RejectedException.class, () -> desk.send("T-1", "confirm", 1));
            assertEquals("event.unexpected", refused.code());

            List<Outcome> outcomes = desk.engine.executeBatch(
                    List.of(wrong, Command.send(TENANT, "T-1", desk.agent, "dispatch")), minutes(1));
            assertEquals("event.unexpected", outcomes.get(0).rejection().orElseThrow().code());
            assertEquals(outcomes.get(0), executed);
            assertTrue(outcomes.get(1).ok());
            assertEquals(2, outcomes.get(1).version());
        }
    }

    @Test
    void aRefusalTellsTheVersionAfterTheDeadlinesThatWereDueBefore() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            RejectedException refused =
                    assertThrows(RejectedException.class, () -> desk.send("T-1", "confirm", 60));
            assertEquals(2, refused.version());
            assertEquals(2, desk.get("T-1", 60).version());
        }
    }

    @Test
    void clocksAreReadAtAnyInstant() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            ClockReading running = desk.engine.clock(TENANT, "T-1", "respond", desk.agent, minutes(5));
            assertEquals(ClockPhase.RUNNING, running.phase());
            assertEquals(Optional.of(minutes(15)), running.due());
            assertEquals(Duration.ofMinutes(5), running.elapsed());
            assertEquals(Optional.of(Duration.ofMinutes(15)), running.target());
            assertEquals(Optional.of(Duration.ofMinutes(10)), running.remaining());
            assertEquals(1, running.cycle());
            assertFalse(running.breached());

            Clock listed = desk.engine.clocks(TENANT, "T-1", desk.agent, minutes(5)).stream()
                    .filter(clock -> clock.name().equals("respond")).findFirst().orElseThrow();
            assertEquals(ClockPhase.RUNNING, listed.phase());
            assertEquals(Optional.of(Duration.ofMinutes(10)), listed.remaining());
            assertEquals(Optional.of(minutes(15)), listed.due());
            assertEquals(Optional.of("standard"), listed.agreement());
        }
    }

    @Test
    void deadlinesAreWorkedOffWhenTheHostSaysWhatTimeItIs() {
        try (Desk desk = new Desk()) {
            assertEquals(Optional.empty(), desk.engine.nextDue());
            desk.open("T-1");
            desk.open("T-2");
            assertEquals(Optional.of(minutes(15).plusMillis(1)), desk.engine.nextDue());
            Advanced first = desk.engine.advance(minutes(16), 1);
            assertEquals(1, first.tickets());
            assertTrue(first.more());
            Advanced second = desk.engine.advance(minutes(16), 10);
            assertEquals(1, second.tickets());
            assertFalse(second.more());
            assertTrue(second.nextDue().orElseThrow().isAfter(minutes(16)));
        }
    }

    @Test
    void aQueryIsReadPageByPage() {
        try (Desk desk = new Desk()) {
            List<Command> openings = new ArrayList<>();
            for (int i = 100; i < 125; i++) openings.add(desk.opening("T-" + i));
            desk.engine.executeBatch(openings, NINE);
            desk.send("T-110", "dispatch", 1);
            Query query = Query.of(TENANT).workflow("request").open(true).limit(10);

            Page page = desk.engine.query(query, desk.agent);
            assertEquals(10, page.tickets().size());
            assertTrue(page.hasNext());
            List<String> ids = desk.engine.tickets(query, desk.agent).map(Page.Row::ticket).toList();
            assertEquals(25, ids.size());
            assertEquals(25, ids.stream().distinct().count());
            assertEquals(3, desk.engine.tickets(query, desk.agent).limit(3).count());
            assertEquals(0, desk.engine.tickets(query.owner("nobody"), desk.agent).count());
            Page.Row row = desk.engine.tickets(query.state("handling"), desk.agent).findFirst().orElseThrow();
            assertEquals("T-110", row.ticket());
            assertEquals(minutes(1), row.changedAt());
            assertEquals(24, desk.engine.tickets(Query.of(TENANT).dueBefore(minutes(60)), desk.agent).count());
        }
    }

    @Test
    void theHistoryHasEveryCommit() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            desk.send("T-1", "dispatch", 3);
            List<Commit> history = desk.engine.history(TENANT, "T-1", desk.agent);
            assertEquals(2, history.size());
            assertEquals(minutes(3), history.get(1).at());
            Commit.Step step = history.get(1).steps().get(0);
            assertEquals(Optional.of("dispatch"), step.event());
            assertFalse(step.events().isEmpty());
        }
    }

    @Test
    void effectsAreTakenDoneAndAcknowledged() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            desk.send("T-1", "dispatch", 1);
            List<Effect> taken = desk.engine.effects(minutes(1), Duration.ofMinutes(5))
                    .filter(effect -> effect.kind().equals("ask")).toList();
            assertEquals(1, taken.size());
            Effect asked = taken.get(0);
            assertEquals("T-1", asked.ticket());
            assertEquals(0, asked.attempts());
            assertTrue(asked.payload() instanceof Map);
            assertTrue(desk.engine.takeEffects(minutes(2), Duration.ofMinutes(5), 10).stream()
                    .noneMatch(effect -> effect.key().equals(asked.key())));
            assertTrue(desk.engine.acknowledge(asked));
            assertFalse(desk.engine.acknowledge(asked));
        }
    }

    @Test
    void onlyTheNewestTakingOfAnEffectMayFailIt() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            desk.send("T-1", "dispatch", 1);
            Effect slept = desk.engine.takeEffects(minutes(1), Duration.ofMinutes(5), 10).get(0);
            Effect newest = desk.engine.takeEffects(minutes(6), Duration.ofMinutes(5), 10).get(0);
            assertEquals(slept.key(), newest.key());
            assertFalse(desk.engine.fail(slept, "late", minutes(6)));
            assertTrue(desk.engine.fail(newest, "no answer", minutes(6)));
            assertFalse(desk.engine.fail(newest, "no answer", minutes(6)));
        }
    }

    @Test
    void anEffectThatFailsTenTimesBecomesAnIncident() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            desk.send("T-1", "dispatch", 1);
            Instant now = minutes(1);
            String key = "";
            for (int i = 0; i < 10; i++, now = now.plus(Duration.ofDays(1)))
                for (Effect effect : desk.engine.takeEffects(now, Duration.ofHours(1), 10))
                    if (effect.kind().equals("ask")) {
                        assertTrue(desk.engine.fail(effect, "no answer", now));
                        key = effect.key();
                    }
            Incident incident = desk.engine.incidents(TENANT, 10).get(0);
            assertEquals(key, incident.key());
            assertEquals("no answer", incident.reason());
            assertEquals(10, incident.attempts());
            assertTrue(desk.engine.retry(incident, now));
            assertFalse(desk.engine.resolve(incident, now));
            assertEquals(List.of(), desk.engine.incidents(TENANT, 10));
        }
    }

    @Test
    void anEngineIsToldHowOftenToRetryAndWithWhichKeysToSeal() {
        Engine.Options options = new Engine.Options()
                .claimLease(Duration.ofMinutes(1))
                .snapshotEvery(4)
                .retries(Duration.ofSeconds(1), Duration.ofHours(1), 1)
                .auditKeys("a " + "07".repeat(32));
        try (Desk desk = new Desk();
                Engine strict = Engine.open(desk.store, null, options)) {
            desk.open("T-1");
            desk.send("T-1", "dispatch", 1);
            for (Effect effect : strict.takeEffects(minutes(1), Duration.ofHours(1), 10))
                assertTrue(strict.fail(effect, "no answer", minutes(1)));
            assertEquals(1, strict.incidents(TENANT, 10).size());
            ItrException refused = assertThrows(ItrException.class,
                    () -> Engine.open(desk.store, null, new Engine.Options().auditKeys("a 07")));
            assertEquals("audit.invalid_keys", refused.code());
        }
    }

    @Test
    void anEngineTellsWhatItHasDoneAndAStoreHowMuchIsInIt() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            assertThrows(RejectedException.class, () -> desk.send("T-1", "confirm", 1));
            assertEquals(2, desk.engine.counters().commandsTotal());
            assertEquals(1, desk.engine.counters().rejectionsTotal());
            assertEquals(1, desk.store.counters().tickets());
            assertEquals(1, desk.store.counters().openTickets());
            Deployment deployment = desk.engine.deployments().get(0);
            assertEquals("desk", deployment.name());
            assertEquals(desk.pack.hash(), deployment.hash());
            assertEquals(NINE, deployment.at());
        }
    }

    @Test
    void aStoreInAFileKeepsItsTickets(@TempDir Path folder) {
        Path file = folder.resolve("tickets.db");
        try (Desk desk = new Desk(Store.sqlite(file), null)) {
            desk.open("T-1");
        }
        var options = new Store.SqliteOptions().synchronous(Store.SqliteOptions.Synchronous.NORMAL).create(false)
                .busyTimeout(Duration.ofSeconds(1)).maxFileBytes(1L << 30);
        try (Store store = Store.sqlite(file, options);
                Engine engine = Engine.open(store, null, new Engine.Options().cacheBytes(1 << 20));
                Actor agent = Actor.of("li", "agent")) {
            assertEquals(1, engine.get(TENANT, "T-1", agent, NINE).version());
        }
    }

    @Test
    void closingAStoreOrAPackLeavesTheEngineThatUsesItAlone() {
        try (Desk desk = new Desk()) {
            desk.store.close();
            desk.pack.close();
            desk.open("T-1");
            assertEquals(1, desk.get("T-1", 0).version());
        }
    }

    @Test
    void everyKindOfCommandIsUnderstood() {
        try (Desk desk = new Desk(); Actor agent = Actor.of("li", List.of("agent"), null)) {
            desk.open("T-1");
            desk.open("T-2");
            desk.open("T-3");
            desk.send("T-1", "dispatch", 1);
            List<Command> commands = List.of(
                    Command.assign(TENANT, "T-1", agent, Assignment.toOwner("li").because("free")),
                    Command.set(TENANT, "T-1", agent, Map.of("impact", "low")),
                    Command.comment(TENANT, "T-1", agent, "calls again", true),
                    Command.link(TENANT, "T-1", agent, "T-2", "duplicate"),
                    Command.attach(TENANT, "T-1", agent, "log.txt", "file:log.txt", 12).member("public", true),
                    Command.pause(TENANT, "T-1", agent, "resolve").reason("parts"),
                    Command.resume(TENANT, "T-1", agent, "resolve").reason("parts came"),
                    Command.extend(TENANT, "T-1", agent, "resolve", Duration.ofHours(2), "parts"),
                    Command.pin(TENANT, "T-1", agent, "resolve", minutes(900), "agreed"),
                    Command.correct(TENANT, "T-1", agent, "resolve", minutes(1), minutes(2), false, "closed"),
                    Command.promise(TENANT, "T-2", agent, "resolve", Duration.ofHours(9), "agreed"),
                    Command.waive(TENANT, "T-2", agent, "respond", "our fault").happenedAt(minutes(1)),
                    Command.cancel(TENANT, "T-3", agent, "respond", "a test"),
                    Command.erase(TENANT, "T-3", agent),
                    Command.wake(TENANT, "T-1", agent),
                    Command.acknowledge(TENANT, "T-2", agent, "duty"));
            List<Outcome> outcomes = desk.engine.executeBatch(commands, minutes(20));
            outcomes.forEach(each -> assertTrue(each.ok(), each::toString));
            Ticket ticket = desk.get("T-1", 20);
            assertEquals(Optional.of("li"), ticket.owner());
            assertEquals("low", ticket.data().get("impact"));
        }
    }
}
