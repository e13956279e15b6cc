package dev.sluice.processor.api;

import java.util.Locale;

/** What a caller may do; each may do what those before it may. */
public enum ApiRole {
    /** Looks at everything but bodies and the values of headers. */
    READ,
    /** Reads bodies as well, and plans, starts and stops jobs. */
    OPERATE,
    /** Whoever holds the token in {@code SLUICE_ADMIN_TOKEN}. */
    ADMIN;

    boolean includes(ApiRole other) {
        return compareTo(other) >= 0;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
