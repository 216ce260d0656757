package org.itrengine;

import static org.itrengine.Desk.NINE;
import static org.itrengine.Desk.TENANT;
import static org.itrengine.Desk.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class HostTest {
    @Test
    void aPolicyProposesWhoIsToHaveATicket() {
        List<Snapshot> seen = new ArrayList<>();
        try (Host host = Host.open()) {
            host.assignment("dispatcher", snapshot -> {
                seen.add(snapshot);
                return Optional.of(new Assignment("wang", "network", "L1", null).because("least busy"));
            });
            try (Desk desk = new Desk(host)) {
                desk.open("T-1");
                desk.send("T-1", "dispatch", 1);
                Ticket ticket = desk.get("T-1", 1);
                assertEquals(Optional.of("wang"), ticket.owner());
                assertEquals(Optional.of("network"), ticket.team());
                assertEquals(Optional.of("L1"), ticket.line());
            }
        }
        Snapshot snapshot = seen.get(0);
        assertEquals(1, seen.size());
        assertEquals("T-1", snapshot.ticket());
        assertEquals(TENANT, snapshot.tenant());
        assertEquals(minutes(1), snapshot.now());
        assertEquals("high", snapshot.data().get("impact"));
        assertEquals(Optional.empty(), snapshot.level());
    }

    @Test
    void aHostSaysWhereATicketGoesAndHowLongAPromiseIs() {
        List<Optional<String>> clocks = new ArrayList<>();
        try (Host host = Host.open()) {
            host.routing("by_remark", snapshot -> {
                clocks.add(snapshot.clock());
                return Optional.of(new Route("to_field", Map.of("spare", "fan")));
            });
            host.target("restore", snapshot -> {
                clocks.add(snapshot.clock());
                return Optional.of(Duration.ofHours(4));
            });
            try (Desk desk = new Desk(host);
                    Pack visits = Pack.load(Desk.FOLDER.resolveSibling("visits"))) {
                desk.engine.deploy(visits, desk.system, NINE);
                desk.engine.execute(Command.open(TENANT, "V-1", desk.agent, "visit"), NINE);
                ClockReading reading = desk.engine.clock(TENANT, "V-1", "restore", desk.agent, NINE);
                assertEquals(Optional.of(Duration.ofHours(4)), reading.target());
                desk.engine.send(TENANT, "V-1", "sort", Map.of("remark", "it hums"), desk.agent, NINE);
                assertEquals("fan", desk.get("V-1", 0).data().get("spare"));
            }
        }
        assertEquals(List.of(Optional.of("negotiable.restore"), Optional.empty()), clocks);
    }

    @Test
    void aPolicySaysWhatHappensAtALevelOfALadder() {
        List<Optional<Integer>> levels = new ArrayList<>();
        try (Host host = Host.open()) {
            host.escalation("duty", snapshot -> {
                levels.add(snapshot.level());
                return Optional.of(new Escalation(
                        List.of("boss"), Assignment.toTeam("second"), null, Duration.ofHours(1), "late"));
            });
            try (Desk desk = new Desk(host)) {
                desk.open("T-1");
                desk.engine.advance(minutes(20), 10);
                assertEquals(Optional.of("second"), desk.get("T-1", 20).team());
            }
        }
        assertEquals(List.of(Optional.of(1)), levels);
    }

    @Test
    void aPolicyThatProposesNothingChangesNothing() {
        try (Host host = Host.open().assignment("dispatcher", snapshot -> Optional.empty());
                Desk desk = new Desk(host)) {
            desk.open("T-1");
            desk.send("T-1", "dispatch", 1);
            assertEquals(Optional.empty(), desk.get("T-1", 1).owner());
        }
    }

    @Test
    void whatAPolicyThrowsGoesToTheHandlerOfItsThreadAndNothingIsProposed() {
        IllegalStateException thrown = new IllegalStateException("no directory");
        List<Throwable> told = new ArrayList<>();
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((where, what) -> told.add(what));
        try (Host host = Host.open()) {
            host.assignment("dispatcher", snapshot -> {
                throw thrown;
            });
            try (Desk desk = new Desk(host)) {
                desk.open("T-1");
                desk.send("T-1", "dispatch", 1);
                assertEquals(List.of("handling.working"), desk.get("T-1", 1).states());
                assertEquals(Optional.empty(), desk.get("T-1", 1).owner());
            }
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
        assertEquals(1, told.size());
        assertSame(thrown, told.get(0));
    }

    @Test
    void engineLogsGoToTheSinkAndItsExceptionsNowhereElse() {
        List<String> lines = new ArrayList<>();
        List<Throwable> told = new ArrayList<>();
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((where, what) -> told.add(what));
        try (Host host = Host.open()) {
            host.log((level, event, message) -> {
                lines.add(level + " " + event);
                throw new IllegalStateException("the disk is full");
            });
            try (Desk desk = new Desk(host)) {
                assertEquals(1, desk.engine.deployments().size());
            }
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
        assertTrue(lines.contains("INFO pack.deployed"), lines::toString);
        assertEquals(lines.size(), told.size());
    }

    @Test
    void aHostMayBeClosedBeforeItsEngines() {
        Host host = Host.open().assignment("dispatcher", snapshot -> Optional.of(Assignment.toOwner("wang")));
        try (Desk desk = new Desk(host)) {
            host.close();
            desk.open("T-1");
            desk.send("T-1", "dispatch", 1);
            assertEquals(Optional.of("wang"), desk.get("T-1", 1).owner());
        }
    }

    @Test
    void aCallbackIsForgottenWhenNothingRefersToItAnyMore() throws InterruptedException {
        ReferenceQueue<Object> gone = new ReferenceQueue<>();
        WeakReference<Object> policy = usedPolicy(gone);
        for (int i = 0; i < 100 && !policy.refersTo(null); i++) {
            System.gc();
            if (gone.remove(100) != null) break;
        }
        assertTrue(policy.refersTo(null));
    }

    private static WeakReference<Object> usedPolicy(ReferenceQueue<Object> gone) {
        Object captured = new Object();
        try (Host host = Host.open()) {
            host.assignment("dispatcher", snapshot -> Optional.of(Assignment.toOwner("o" + captured.hashCode())));
            host.assignment("dispatcher", snapshot -> Optional.of(Assignment.toOwner("p" + captured.hashCode())));
            try (Desk desk = new Desk(host)) {
                desk.engine.execute(desk.opening("T-1"), NINE);
                desk.send("T-1", "dispatch", 1);
                assertEquals(Optional.of("p" + captured.hashCode()), desk.get("T-1", 1).owner());
            }
        }
        return new WeakReference<>(captured, gone);
    }
}
