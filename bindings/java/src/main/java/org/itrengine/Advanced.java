package org.itrengine;

import java.time.Instant;
import java.util.Optional;

/**
 * What came of working off deadlines.
 *
 * @param tickets whose deadlines were worked off
 * @param nextDue when there is something to do next
 * @param more whether the limit was reached: call again
 */
public record Advanced(long tickets, Optional<Instant> nextDue, boolean more) {}
