package dev.sluice.processor.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;

/** From one instant to another, both included. */
record TimeRange(Instant first, Instant last) {
    /** @param instants at least one */
    static TimeRange of(Collection<Instant> instants) {
        return new TimeRange(Collections.min(instants), Collections.max(instants));
    }

    Duration length() {
        return Duration.between(first, last);
    }

    TimeRange and(TimeRange other) {
        return new TimeRange(
                first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
    }
}
