package org.itrengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class PackTest {
    @Test
    void aPackTellsWhatIsInIt() {
        try (Pack pack = Pack.load(Desk.FOLDER)) {
            Pack.Description description = pack.describe();
            assertEquals("desk", description.name());
            assertEquals("1.0.0", description.version());
            assertEquals(pack.hash(), description.hash());
            assertEquals(List.of("request"), description.workflows());
            assertTrue(description.calendars().contains("office"));
            assertEquals(64, pack.hash().length());
            assertTrue(pack.mermaid("request", "en").startsWith("stateDiagram-v2"));
            assertTrue(pack.dot("request", "zh").startsWith("digraph"));
            assertTrue(pack.diagnostics().stream()
                    .noneMatch(each -> each.severity() == Diagnostic.Severity.ERROR));
        }
    }

    @Test
    void theCanonicalFormIsTheSamePack() {
        try (Pack pack = Pack.load(Desk.FOLDER); Pack same = Pack.loadCanonical(pack.canonical())) {
            assertEquals(pack.hash(), same.hash());
        }
    }

    @Test
    void scenariosAreRunByName() {
        try (Pack pack = Pack.load(Desk.FOLDER)) {
            Pack.ScenarioReport report = pack.runScenarios("dispatched");
            assertEquals(1, report.passed());
            assertEquals(0, report.failed());
            assertEquals("pack.yaml", Path.of(report.scenarios().get(0).at().file()).getFileName().toString());
            assertEquals(0, pack.runScenarios("no such name").passed());
        }
    }

    @Test
    void importsAreGivenAsTextsOrFoundInTheSearchPath() {
        Map<String, String> house = Map.of("house.yaml", """
                pack: house
                version: 1.0.0
                ---
                calendar: office
                zone: UTC
                week: {mon-fri: ["09:00-17:00"]}
                """);
        Sources sources = Sources.of("desk.yaml", """
                pack: desk
                version: 1.0.0
                imports: [house]
                """);
        InvalidException missing = assertThrows(InvalidException.class, () -> Pack.load(sources));
        assertEquals("capi.pack_invalid", missing.code());
        try (Pack pack = Pack.load(sources.withImport("house", house)); Calendar office = pack.calendar("office")) {
            assertTrue(office.isOpen(Desk.NINE.plusSeconds(9 * 3600)));
        }
        try (Pack pack = Pack.load(Desk.FOLDER, Path.of("../../examples/packs"))) {
            assertEquals("desk", pack.describe().name());
        }
    }
}
