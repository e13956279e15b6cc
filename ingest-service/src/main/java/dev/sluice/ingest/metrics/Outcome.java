package dev.sluice.ingest.metrics;

import java.util.Locale;

/** How requests end, as the label {@code outcome} has it. */
public enum Outcome {
    ACCEPTED,
    HANDSHAKE,
    REFUSED,
    FAILED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
