package org.itrengine;

import static org.itrengine.Desk.NINE;
import static org.itrengine.Desk.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class CalendarTest {
    @Test
    void workingTimeIsAddedMeasuredAndAskedFor() {
        try (Pack pack = Pack.load(Desk.FOLDER); Calendar office = pack.calendar("office")) {
            assertEquals(Optional.of(minutes(240 + 60)), office.add(NINE, Duration.ofHours(4)));
            assertEquals(Optional.of(NINE), office.add(minutes(300), Duration.ofHours(-4)));
            assertEquals(Duration.ofHours(8), office.between(NINE, NINE.plus(Duration.ofDays(1))));
            assertEquals(Duration.ofHours(-8), office.between(NINE.plus(Duration.ofDays(1)), NINE));
            assertTrue(office.isOpen(NINE));
            assertFalse(office.isOpen(minutes(-1)));
            assertEquals(Optional.of(NINE), office.nextOpen(minutes(-1)));
            assertEquals(Optional.of(minutes(180)), office.nextClose(NINE));
            assertTrue(office.isKnown(NINE));
            assertFalse(office.isKnown(Instant.parse("2027-06-01T00:00:00Z")));
        }
    }

    @Test
    void aPromiseIsReadAsPacksWriteIt() {
        try (Pack pack = Pack.load(Desk.FOLDER); Calendar office = pack.calendar("office")) {
            assertEquals(Optional.of(minutes(240)), office.due(NINE, "real 4h"));
            assertEquals(Optional.of(Instant.parse("2026-03-03T10:00:00Z")), office.due(NINE, "end of next working day"));
            assertEquals(Optional.empty(), office.due(NINE, "unlimited"));
            assertThrows(InvalidException.class, () -> office.due(NINE, "soon"));
            assertEquals("capi.target_needs_ticket",
                    assertThrows(InvalidException.class, () -> office.due(NINE, "50% of resolve")).code());
        }
    }

    @Test
    void afterTheLastDayOfWorkThereIsNoNextOpening() {
        Sources once = Sources.of("once.yaml", """
                pack: once
                version: 1.0.0
                ---
                calendar: once
                zone: UTC
                open: {2026-03-02: ["01:00-02:00"]}
                """);
        try (Pack pack = Pack.load(once); Calendar calendar = pack.calendar("once")) {
            assertEquals(Optional.of(minutes(60)), calendar.nextClose(NINE));
            assertEquals(Optional.empty(), calendar.nextOpen(minutes(60)));
            assertEquals(Optional.empty(), calendar.add(NINE, Duration.ofHours(2)));
        }
    }
}
