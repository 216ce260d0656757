package org.itrengine;

import static org.itrengine.Desk.NINE;
import static org.itrengine.Desk.TENANT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class ErrorsTest {
    private static final Sources BROKEN = Sources.of("broken.yaml", """
            pack: broken
            version: 1.0.0
            ---
            workflow: question
            events: {answer: {}}
            states: {asked: {on: {answer: nowhere}}, closed: {type: final}}
            """);

    @Test
    void aPackWithMistakesTellsAllOfThemPlaceByPlace() {
        InvalidException wrong = assertThrows(InvalidException.class, () -> Pack.load(BROKEN));
        assertEquals(Status.INVALID, wrong.status());
        assertEquals("capi.pack_invalid", wrong.code());
        assertTrue(wrong.getMessage().startsWith("capi.pack_invalid: "));
        Diagnostic first = wrong.diagnostics().stream()
                .filter(each -> each.severity() == Diagnostic.Severity.ERROR).findFirst().orElseThrow();
        assertEquals("broken.yaml", first.file());
        assertEquals(6, first.line());
        assertTrue(first.toString().startsWith("broken.yaml:6:"), first.toString());

        Pack.Findings findings = Pack.check(BROKEN);
        assertFalse(findings.valid());
        assertEquals(wrong.diagnostics(), findings.diagnostics());
    }

    @Test
    void anExpressionWithMistakesTellsWhatIsWrong() {
        InvalidException wrong =
                assertThrows(InvalidException.class, () -> Expression.compile("1 + 'a'", Map.of()));
        assertEquals("capi.expression_invalid", wrong.code());
        assertFalse(wrong.diagnostics().isEmpty());
    }

    @Test
    void anExpressionThatCannotBeEvaluatedTellsWhy() {
        try (Expression divided = Expression.compile("1 / x", Map.of("x", "int"))) {
            InvalidException wrong =
                    assertThrows(InvalidException.class, () -> divided.evaluate(Map.of("x", 0)));
            assertTrue(wrong.code().startsWith("expression."), wrong.code());
            assertEquals(List.of(), wrong.diagnostics());
        }
    }

    @Test
    void whatTheActorMayNotSeeIsNotFound() {
        try (Desk desk = new Desk()) {
            NotFoundException missing = assertThrows(NotFoundException.class, () -> desk.get("T-9", 0));
            assertEquals(Status.NOT_FOUND, missing.status());
            assertThrows(NotFoundException.class, () -> desk.pack.calendar("nowhere"));
            assertEquals("capi.unknown_name",
                    assertThrows(NotFoundException.class, () -> desk.pack.mermaid("nothing", "en")).code());
        }
    }

    @Test
    void whoLacksTheRightToDeployIsRefused() {
        try (Desk desk = new Desk()) {
            RejectedException refused = assertThrows(
                    RejectedException.class, () -> desk.engine.deploy(desk.pack, desk.agent, NINE));
            assertEquals(Status.REJECTED, refused.status());
            assertEquals(0, refused.version());
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsAFailureOfTheEnvironment(@TempDir Path folder) {
        FailedException failed = assertThrows(
                FailedException.class, () -> Store.sqlite(folder.resolve("nowhere/tickets.db")));
        assertEquals(Status.FAILED, failed.status());
    }

    @Test
    void aStoreThatIsInUseSaysWhoHasIt(@TempDir Path folder) {
        Path file = folder.resolve("tickets.db");
        try (Store first = Store.sqlite(file)) {
            assertEquals(0, first.counters().tickets());
            assertEquals("store.locked", assertThrows(FailedException.class, () -> Store.sqlite(file)).code());
        }
    }

    @Test
    void aDocumentThatIsNotAsItMustBeIsInvalid() {
        try (Desk desk = new Desk()) {
            assertEquals("json.invalid",
                    assertThrows(InvalidException.class, () -> desk.engine.json().execute("{", NINE)).code());
            for (String text : List.of("{", "", "[]", "{op: 'wake'}", "null"))
                assertEquals("json.invalid",
                        assertThrows(InvalidException.class, () -> Command.fromJson(text), text).code());
            Command odd = Command.wake(TENANT, "T-1", desk.agent).member("colour", "red");
            assertThrows(InvalidException.class, () -> desk.engine.execute(odd, NINE));
        }
    }

    @Test
    void anExceptionSurvivesSerialisation() throws Exception {
        InvalidException wrong = assertThrows(InvalidException.class, () -> Pack.load(BROKEN));
        var bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(wrong);
        var read = (InvalidException)
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertEquals(wrong.code(), read.code());
        assertEquals(Status.INVALID, read.status());
        assertEquals(List.of(), read.diagnostics());
    }
}
