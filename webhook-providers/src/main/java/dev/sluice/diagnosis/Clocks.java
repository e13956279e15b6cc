package dev.sluice.diagnosis;

import dev.sluice.rejection.Diagnosis;
import java.time.Duration;
import java.time.Instant;

/** What a signed time that is out of tolerance tells of clocks; the endpoint's own current secret has matched. */
final class Clocks {
    /** Milliseconds read as seconds lie beyond it, seconds read as milliseconds before the other. */
    private static final Instant LATEST = Instant.parse("2500-01-01T00:00:00Z");

    private static final Instant EARLIEST = Instant.parse("1980-01-01T00:00:00Z");
    private static final Duration RETRIED = Duration.ofHours(1);

    private Clocks() {}

    static Diagnosis diagnosis(Instant signedAt, Instant receivedAt) {
        if (signedAt.isAfter(LATEST)) {
            return new Diagnosis(
                    "timestamp_in_milliseconds", "The signed time is in milliseconds; seconds are expected.", true);
        }
        if (signedAt.isBefore(EARLIEST)) {
            return new Diagnosis(
                    "timestamp_in_seconds", "The signed time is in seconds; milliseconds are expected.", true);
        }
        Duration behind = Duration.between(signedAt, receivedAt);
        if (behind.isNegative()) {
            return new Diagnosis(
                    "clock_skew",
                    "The signature matches, but the sender's clock is "
                            + behind.negated().toSeconds() + " s ahead of this one; keep both with NTP.",
                    true);
        }
        return behind.compareTo(RETRIED) > 0
                ? new Diagnosis(
                        "old_request",
                        "The signature matches, but was made " + behind.toSeconds()
                                + " s ago: an old request sent again, or a clock that is far behind.",
                        true)
                : new Diagnosis(
                        "clock_skew",
                        "The signature matches, but was made " + behind.toSeconds()
                                + " s ago by the sender's clock; keep both with NTP, or raise the endpoint's tolerance.",
                        true);
    }
}
