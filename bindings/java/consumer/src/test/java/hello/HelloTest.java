package hello;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.itrengine.Actor;
import org.itrengine.Command;
import org.itrengine.Engine;
import org.itrengine.Itr;
import org.itrengine.Pack;
import org.itrengine.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What docs/embedding-java.md shows does what it says, in a program that has nothing but the jar. */
class HelloTest {
    private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");

    private static List<String> printed(Runnable program) {
        PrintStream before = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertEquals(0, Itr.openHandles());
    }

    @Test
    void theSmallestProgramTellsTheStoryOfATicket() {
        assertEquals(List.of("40 minutes left", "[closed] after PT20M"),
                printed(() -> HelloTicket.main(new String[0])));
    }

    @Test
    void refusalsMistakesAndDocumentsAreAsTheDocumentSays() {
        try (Pack pack = Pack.load(HelloTicket.RULES); Store store = Store.memory(); Engine engine = Engine.open(store);
                Actor host = Actor.system(); Actor desk = Actor.of("ann", "desk")) {
            engine.deploy(pack, host, NINE);
            engine.execute(Command.open("acme", "T-1", desk, "question"), NINE);
            engine.send("acme", "T-1", "answer", desk, NINE);
            assertEquals(List.of("ticket.closed"), printed(() -> HelloTicket.refused(engine, desk, NINE)));
            assertTrue(HelloTicket.asText(engine, desk, NINE).startsWith("{\"number\":\"2\",\"ok\":true,\"ticket\":\"T-2\""));
        }
        List<String> lines = printed(() -> HelloTicket.mistaken(
                "pack: mine\nversion: 1.0.0\n---\nworkflow: w\nstates: {a: {on: {go: nowhere}}}\n"));
        assertTrue(lines.get(0).startsWith("mine.yaml:5:"), lines::toString);
    }

    @Test
    void aHostDispatchesWorksAndLists() {
        try (Pack pack = Pack.load(Path.of("../../../tests/capi/desk")); Store store = Store.memory();
                Engine engine = HelloHost.open(store); Actor host = Actor.system(); Actor li = Actor.of("li", "agent")) {
            engine.deploy(pack, host, NINE);
            engine.execute(Command.open("acme", "T-1", li, "request")
                    .data(Map.of("customer", "Ms Chen", "impact", "high")), NINE);
            engine.send("acme", "T-1", "dispatch", li, NINE);
            assertEquals(Optional.of("network"), engine.get("acme", "T-1", li, NINE).team());
            assertEquals(List.of("T-1"), printed(() -> HelloHost.list(engine, li)));
            Instant late = NINE.plus(Duration.ofHours(5));
            printed(() -> HelloHost.work(engine, late));
            assertEquals(1, engine.takeEffects(late.plus(Duration.ofDays(1)), Duration.ofMinutes(1), 10).get(0).attempts());
        }
    }
}
