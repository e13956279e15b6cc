package dev.sluice.signature;

import java.time.Instant;
import java.util.Optional;

/**
 * One signing secret or public key of an endpoint as it was configured.
 *
 * @param label how logs and metrics name it, never derived from its text: {@code secrets[0]}
 * @param text its text
 * @param until from when on it is retired and proves nothing
 */
public record Secret(String label, String text, Optional<Instant> until) {
    public Secret {
        if (text.isBlank()) {
            throw new IllegalArgumentException(label + " is empty");
        }
    }

    /** One without an end. */
    public Secret(String label, String text) {
        this(label, text, Optional.empty());
    }

    /** Whether it still proves anything. */
    public boolean isCurrent(Instant at) {
        return until.isEmpty() || at.isBefore(until.get());
    }

    @Override
    public String toString() {
        return "Secret[" + label + "]";
    }
}
