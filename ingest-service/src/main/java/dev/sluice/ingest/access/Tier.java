package dev.sluice.ingest.access;

import java.util.Locale;

/** Whose limit on the rate it is. */
public enum Tier {
    ADDRESS,
    ENDPOINT,
    PROVIDER,
    GLOBAL;

    /** As answers and metrics have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
