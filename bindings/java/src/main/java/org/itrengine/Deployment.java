package org.itrengine;

import java.time.Instant;
import java.util.Optional;

/**
 * A pack that was deployed.
 *
 * @param hash the pack's identity
 * @param name its name
 * @param version its version
 * @param at when
 * @param actor by whom
 */
public record Deployment(String hash, String name, String version, Instant at, Optional<String> actor) {
    /** Absent members are empty. */
    public Deployment {
        actor = Json.orEmpty(actor);
    }
}
