package org.itrengine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class ExpressionTest {
    /** What a value is after its way into the library and back. */
    private static Object through(Object value) {
        try (Expression same = Expression.compile("x", Map.of("x", "dyn"))) {
            return same.evaluate(Collections.singletonMap("x", value));
        }
    }

    @Test
    void everyKindOfValueComesBackAsItWent() {
        List<Object> values = Arrays.asList(null, true, 0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1, 1.0,
                -0.25, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, "", "陈 \"\\\n\ud83d\ude42",
                Instant.parse("2026-03-02T01:00:00Z"), Instant.parse("1969-12-31T23:59:59.123456789Z"),
                Duration.ZERO, Duration.ofSeconds(5400, 500_000_000), Duration.ofNanos(-1), BigInteger.ONE,
                BigInteger.TWO.pow(64).subtract(BigInteger.ONE), List.of(), List.of(1L, List.of("a")), Map.of(),
                Map.of("a", 1L, "b", Map.of("c", true)), Map.of(1L, "one", true, "yes"), Map.of("$time", "no tag"),
                new ValueType("int"));
        for (Object value : values) assertEquals(value, through(value));
        assertArrayEquals(new byte[] {0, 1, -1}, (byte[]) through(new byte[] {0, 1, -1}));
    }

    @Test
    void smallerNumbersAreTakenToo() {
        assertEquals(7L, through(7));
        assertEquals(7L, through((short) 7));
        assertEquals(7L, through((byte) 7));
        assertEquals(0.5, through(0.5f));
    }

    @Test
    void theTypeOfAValueIsNoText() {
        try (Expression type = Expression.compile("type(x)", Map.of("x", "dyn"))) {
            assertEquals(new ValueType("string"), type.evaluate(Map.of("x", "int")));
        }
    }

    @Test
    void aVariableThatIsNotGivenIsNull() {
        try (Expression same = Expression.compile("x", Map.of("x", "dyn"))) {
            assertNull(same.evaluate(Map.of()));
        }
    }

    @Test
    void anExpressionMayHaveToGiveAType() {
        try (Expression sum = Expression.compile("x + 1", Map.of("x", "int"), "int")) {
            assertEquals(42L, sum.evaluate(Map.of("x", 41)));
        }
        assertThrows(InvalidException.class, () -> Expression.compile("x + 1", Map.of("x", "int"), "string"));
    }

    @Test
    void lengthsOfTimeAreReadInEveryForm() {
        assertEquals(Duration.ofMinutes(90), Values.length("1h30m"));
        assertEquals(Duration.ofMillis(-1500), Values.length("-1.5s"));
        assertEquals(Duration.ofMillis(2), Values.length("2ms"));
        assertEquals(Duration.ofDays(15), Values.length("2w1d"));
        assertThrows(IllegalArgumentException.class, () -> Values.length("soon"));
        assertThrows(IllegalArgumentException.class, () -> Values.length(""));
        assertThrows(IllegalArgumentException.class, () -> Values.length("1h30"));
    }
}
