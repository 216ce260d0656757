package org.itrengine;

import static org.itrengine.Desk.NINE;
import static org.itrengine.Desk.TENANT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

@ExtendWith(NoLeaks.class)
class MisuseTest {
    private static String misuse(Executable call) {
        MisuseException wrong = assertThrows(MisuseException.class, call);
        assertEquals(Status.MISUSE, wrong.status());
        return wrong.code();
    }

    @Test
    void whatIsClosedSaysSoAtEveryCall() {
        Desk desk = new Desk();
        Calendar calendar = desk.pack.calendar("office");
        Expression expression = Expression.compile("1 + 1", Map.of());
        Decider decider = Decider.open();
        Host host = Host.open();
        List<Handle> all =
                List.of(calendar, expression, decider, host, desk.engine, desk.store, desk.pack, desk.agent);
        desk.close();
        for (Handle handle : all) {
            handle.close();
            handle.close();
        }
        List<Executable> calls = List.of(
                () -> desk.get("T-1", 0),
                () -> desk.send("T-1", "dispatch", 0),
                () -> desk.engine.nextDue(),
                () -> desk.engine.advance(NINE, 1),
                () -> desk.store.counters(),
                () -> desk.pack.hash(),
                () -> desk.pack.calendar("office"),
                () -> Engine.open(desk.store),
                () -> calendar.isOpen(NINE),
                () -> calendar.nextOpen(NINE),
                () -> expression.evaluate(Map.of()),
                () -> decider.add(desk.pack),
                () -> host.log((level, event, message) -> {}),
                () -> Decider.open(host));
        for (var call : calls) assertEquals("capi.closed_handle", misuse(call));
    }

    @Test
    void aClosedActorIsAnErrorOfTheCallThatUsesIt() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            Actor gone = Actor.of("li", "agent");
            gone.close();
            assertEquals("capi.closed_handle", misuse(() -> desk.engine.get(TENANT, "T-1", gone, NINE)));
            assertEquals("capi.closed_handle", misuse(() -> desk.engine.send(TENANT, "T-1", "ask", gone, NINE)));
        }
    }

    @Test
    void nullIsRefusedBeforeTheLibraryIsCalled() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            List<Executable> calls = List.of(
                    () -> desk.engine.get(null, "T-1", desk.agent, NINE),
                    () -> desk.engine.get(TENANT, null, desk.agent, NINE),
                    () -> desk.engine.get(TENANT, "T-1", null, NINE),
                    () -> desk.engine.get(TENANT, "T-1", desk.agent, null),
                    () -> desk.engine.send(TENANT, "T-1", "ask", null, NINE),
                    () -> desk.engine.send(TENANT, "T-1", "ask", desk.agent, null),
                    () -> desk.engine.execute(null, NINE),
                    () -> desk.engine.executeBatch(null, NINE),
                    () -> desk.engine.query(null, desk.agent),
                    () -> desk.engine.deploy(null, desk.system, NINE),
                    () -> Engine.open(null),
                    () -> Pack.load((Sources) null),
                    () -> Pack.loadCanonical(null),
                    () -> desk.pack.calendar(null),
                    () -> Store.sqlite(null),
                    () -> Store.postgres(null),
                    () -> Expression.compile(null, Map.of()),
                    () -> Actor.of(null, "agent"));
            for (var call : calls) assertThrows(NullPointerException.class, call);
        }
    }

    @Test
    void nullCallbacksAreRefusedAndTheHostStaysUsable() {
        try (Host host = Host.open()) {
            assertThrows(NullPointerException.class, () -> host.log((Host.LogSink) null));
            assertThrows(NullPointerException.class, () -> host.log((System.Logger) null));
            assertThrows(NullPointerException.class, () -> host.assignment("dispatcher", null));
            assertThrows(NullPointerException.class, () -> host.assignment(null, snapshot -> Optional.empty()));
            assertThrows(NullPointerException.class, () -> host.escalation("duty", null));
            host.log((level, event, message) -> {});
        }
    }

    @Test
    void withinACallbackOnlyTheLibraryItselfCanBeAsked() {
        List<String> codes = new ArrayList<>();
        Desk[] held = new Desk[1];
        try (Host host = Host.open()) {
            host.assignment("dispatcher", snapshot -> {
                codes.add(Itr.version());
                codes.add(misuse(() -> held[0].get("T-1", 0)));
                codes.add(misuse(() -> held[0].engine.execute(held[0].opening("T-2"), NINE)));
                codes.add(misuse(Store::memory));
                codes.add(misuse(() -> held[0].engine.close()));
                return Optional.empty();
            });
            try (Desk desk = new Desk(host)) {
                held[0] = desk;
                desk.open("T-1");
                desk.send("T-1", "dispatch", 1);
                assertEquals(2, desk.get("T-1", 1).version(), "still open");
            }
        }
        assertEquals(List.of(Itr.version(), "capi.reentrant", "capi.reentrant", "capi.reentrant", "capi.reentrant"),
                codes);
    }

    @Test
    void numbersOutOfRangeAreNamed() {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            for (Instant at : List.of(Instant.MAX, Instant.MIN, Itr.latest().plusMillis(1),
                    Itr.earliest().minusMillis(1)))
                assertEquals("capi.out_of_range", misuse(() -> desk.engine.get(TENANT, "T-1", desk.agent, at)));
            assertEquals("capi.out_of_range", misuse(() -> desk.engine.advance(NINE, 0)));
            assertEquals("capi.out_of_range", misuse(() -> desk.engine.takeEffects(NINE, Duration.ofMinutes(1), 10_001)));
            assertEquals("capi.out_of_range",
                    misuse(() -> desk.engine.takeEffects(NINE, Duration.ofSeconds(Long.MAX_VALUE), 1)));
            assertEquals("capi.out_of_range",
                    misuse(() -> desk.engine.send(TENANT, "T-1", "ask", "", -2, desk.agent, NINE)));
        }
    }

    @Test
    void textsThatAreTooLongOrNoUnicodeAreRefused() {
        try (Desk desk = new Desk()) {
            assertEquals("capi.too_long", misuse(() -> desk.get("T".repeat(65), 0)));
            assertEquals("capi.not_utf8", misuse(() -> desk.get("T-\ud83d", 0)));
            List<Command> halves = List.of(
                    desk.opening("T-\ude42"),
                    desk.opening("T-1").data(Map.of("customer", "Ms \ud83d Chen")),
                    desk.opening("T-1").data(Map.of("half \ude42\ud83d", 1)));
            for (Command half : halves)
                assertEquals("capi.not_utf8", misuse(() -> desk.engine.execute(half, NINE)));
            assertEquals(0, desk.store.counters().tickets());
            Command whole = desk.opening("T-1").data(Map.of("customer", "Ms \ud83d\ude42 陈"));
            desk.engine.execute(whole, NINE);
            assertEquals("Ms \ud83d\ude42 陈", desk.get("T-1", 0).data().get("customer"));
        }
    }

    @Test
    void whatIsNoValueOfATicketIsRefused() {
        try (Actor agent = Actor.of("li", "agent")) {
            Command open = Command.open(TENANT, "T-1", agent, "request");
            assertThrows(IllegalArgumentException.class, () -> open.data(Map.of("customer", new Object())));
            assertThrows(IllegalArgumentException.class,
                    () -> open.data(Map.of("customer", new BigDecimal("1.5"))));
        }
    }
}
