package org.itrengine;

import static org.itrengine.Desk.NINE;
import static org.itrengine.Desk.TENANT;
import static org.itrengine.Desk.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class DeciderTest {
    /** A host that keeps tickets in rows of its own. */
    private static final class Rows implements AutoCloseable {
        final Decider decider = Decider.open();
        final Map<String, Decider.Stored> tickets = new HashMap<>();
        final Map<String, List<Decider.CommitRow>> journal = new HashMap<>();

        Rows(Pack pack) {
            decider.add(pack);
        }

        Decider.Stored stored(String id) {
            return tickets.getOrDefault(id, Decider.Stored.none(TENANT, id));
        }

        Decision decide(String id, Command command, Instant now) {
            List<Decider.CommitRow> past = journal.computeIfAbsent(id, key -> new ArrayList<>());
            Decision decision = decider.decide(stored(id), command, () -> past, now);
            decision.rows().ifPresent(rows -> {
                assertEquals(stored(id).snapshotVersion(), rows.expectedVersion());
                past.add(new Decider.CommitRow(rows.version(), rows.at(), rows.commit()));
                Map<String, String> personal = new HashMap<>(stored(id).personal());
                rows.erase().forEach(personal::remove);
                rows.personal().forEach(row -> personal.put(row.slot(), row.text()));
                tickets.put(id, new Decider.Stored(
                        TENANT, id, rows.snapshot(), rows.version(), List.of(), personal));
            });
            return decision;
        }

        @Override
        public void close() {
            decider.close();
        }
    }

    @Test
    void aHostLinksItsCommitsWithARingOfKeys() {
        try (Desk desk = new Desk(); Rows rows = new Rows(desk.pack)) {
            rows.decider.sealWith("k1 " + "ab".repeat(32));
            assertThrows(InvalidException.class, () -> rows.decider.sealWith("k1 short"));
            for (Command command : List.of(
                    desk.opening("T-1"), Command.send(TENANT, "T-1", desk.agent, "dispatch"))) {
                Decision decision = rows.decide("T-1", command, NINE);
                assertTrue(decision.rows().orElseThrow().commit().contains("\"link\":\"k1:"));
            }
        }
    }

    @Test
    void aHostThatWritesItsOwnRowsSeesTheTicketThatAnEngineWouldHave() {
        try (Desk desk = new Desk(); Rows rows = new Rows(desk.pack)) {
            Command opening = desk.opening("T-1").member("number", "7");
            Command dispatch = Command.send(TENANT, "T-1", desk.agent, "dispatch").key("k1");
            desk.engine.execute(opening, NINE);
            desk.engine.execute(dispatch, minutes(1));
            assertEquals(Decision.Verdict.DECIDED, rows.decide("T-1", opening, NINE).verdict());
            Decision decision = rows.decide("T-1", dispatch, minutes(1));
            assertEquals(Decision.Verdict.DECIDED, decision.verdict());
            assertEquals(2, decision.version());
            assertEquals(List.of("handling.working"), decision.rows().orElseThrow().summary().states());
            assertTrue(decision.rows().orElseThrow().nextDue().isPresent());
            assertEquals(Decision.Verdict.REPEATED, rows.decide("T-1", dispatch, minutes(2)).verdict());
            assertEquals(desk.get("T-1", 5), rows.decider.view(rows.stored("T-1"), desk.agent, minutes(5)));

            Decision refused = rows.decide("T-1", Command.send(TENANT, "T-1", desk.agent, "confirm"), minutes(3));
            assertEquals(Decision.Verdict.REJECTED, refused.verdict());
            assertEquals("event.unexpected", refused.rejection().orElseThrow().code());
            assertEquals(Decision.Verdict.NOTHING,
                    rows.decide("T-1", Command.wake(TENANT, "T-1", desk.system), minutes(4)).verdict());
        }
    }

    @Test
    void theSameArgumentsGiveTheSameRows() {
        try (Desk desk = new Desk(); Decider decider = Decider.open()) {
            decider.add(desk.pack);
            String stored = Decider.Stored.none(TENANT, "T-1").toJson();
            byte[] entropy = "sixteen bytes..!".getBytes(StandardCharsets.US_ASCII);
            String command = desk.opening("T-1").toJson();
            String first = decider.json().decide(stored, command, null, "7", entropy, NINE);
            assertEquals(first, decider.json().decide(stored, command, null, "7", entropy, NINE));
            assertTrue(first.contains("\"number\":\"7\""));
            assertEquals("capi.entropy_too_short", assertThrows(ItrException.class,
                    () -> decider.json().decide(stored, command, null, "7", new byte[15], NINE)).code());
        }
    }

    @Test
    void signalsAreCarriedToOtherTicketsByTheHost() {
        try (Desk desk = new Desk(); Rows rows = new Rows(desk.pack)) {
            rows.decide("T-1", desk.opening("T-1"), NINE);
            rows.decide("T-2", desk.opening("T-2").member("parent", "T-1"), NINE);
            rows.decide("T-1", Command.send(TENANT, "T-1", desk.agent, "dispatch"), minutes(1));
            Decision told = rows.decide("T-1", Command.send(TENANT, "T-1", desk.agent, "tell"), minutes(2));
            Decision.Effect signal = told.rows().orElseThrow().effects().get(0);
            assertTrue(signal.signal());
            List<Command> commands = rows.decider.commands(rows.stored("T-1"), signal, List.of("T-2"));
            assertEquals(1, commands.size());
            assertTrue(commands.get(0).toJson().contains("\"T-2\""));
            assertEquals(Decision.Verdict.DECIDED, rows.decide("T-2", commands.get(0), minutes(2)).verdict());
            assertEquals(Decision.Verdict.REPEATED, rows.decide("T-2", commands.get(0), minutes(3)).verdict());
        }
    }

    @Test
    void aSignalTellsAPersonalTextAsItIsWhenItIsCarried() {
        Sources family = Sources.of("family.yaml", """
                pack: family
                version: 1.0.0
                ---
                workflow: w
                data: {customer: {type: string, personal: true}, heard: {type: string, personal: true}}
                events:
                  tell: {role: r}
                  hear: {role: r, data: {who: {type: string}}}
                states:
                  a:
                    on:
                      tell: {do: [{signal: {to: children, event: hear, with: {who: "ticket.customer"}}}]}
                      hear: {to: b, do: [{set: {heard: "event.who"}}]}
                  b: {type: final}
                ---
                roles: {r: {rights: [open, set, view]}}
                """);
        try (Pack pack = Pack.load(family); Rows rows = new Rows(pack); Actor r = Actor.of("r", "r")) {
            rows.decide("T-1", Command.open(TENANT, "T-1", r, "w").data(Map.of("customer", "Ms Chen")), NINE);
            rows.decide("T-2", Command.open(TENANT, "T-2", r, "w").member("parent", "T-1"), NINE);
            Decision told = rows.decide("T-1", Command.send(TENANT, "T-1", r, "tell"), minutes(1));
            Decision.Effect signal = told.rows().orElseThrow().effects().get(0);
            assertFalse(signal.payload().contains("Ms Chen"));
            Command hear = rows.decider.commands(rows.stored("T-1"), signal, List.of("T-2")).get(0);
            assertEquals(Decision.Verdict.DECIDED, rows.decide("T-2", hear, minutes(1)).verdict());
            assertEquals("Ms Chen", rows.decider.view(rows.stored("T-2"), r, minutes(1)).data().get("heard"));
        }
    }

    @Test
    void aDecisionThatNeedsThePastIsAskedAgainWithIt() {
        Sources late = Sources.of("late.yaml", """
                pack: late
                version: 1.0.0
                ---
                workflow: w
                data: {level: {type: enum, values: [high, low], default: low}, held: {type: bool, default: false}}
                events: {go: {role: r}}
                states: {a: {on: {go: b}}, b: {type: final}}
                ---
                agreement: a
                clocks: {fix: {stop: "inState('b')", pause: "ticket.held", retarget: retro}}
                goals: [{when: "ticket.level == 'high'", fix: 1h, calendar: 24x7}, {fix: 8h, calendar: night}]
                ---
                calendar: night
                zone: UTC
                week: {mon-sun: ["00:00-12:00"]}
                ---
                roles: {r: {rights: [open, set, view]}}
                """);
        try (Pack pack = Pack.load(late); Rows rows = new Rows(pack); Actor r = Actor.of("r", "r")) {
            rows.decide("T-1", Command.open(TENANT, "T-1", r, "w"), NINE);
            rows.decide("T-1", Command.set(TENANT, "T-1", r, Map.of("held", true)), minutes(10));
            rows.decide("T-1", Command.set(TENANT, "T-1", r, Map.of("held", false)), minutes(20));
            boolean[] asked = new boolean[1];
            Command high = Command.set(TENANT, "T-1", r, Map.of("level", "high"));
            Decision decision = rows.decider.decide(rows.stored("T-1"), high, () -> {
                asked[0] = true;
                return rows.journal.get("T-1");
            }, minutes(30));
            assertTrue(asked[0]);
            assertEquals(Decision.Verdict.DECIDED, decision.verdict());
            assertEquals(Optional.empty(), decision.rejection());
            assertFalse(decision.rows().orElseThrow().commit().isEmpty());
        }
    }
}
