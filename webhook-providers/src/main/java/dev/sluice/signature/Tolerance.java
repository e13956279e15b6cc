package dev.sluice.signature;

import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a signed timestamp may lie from the time of receipt, the limits included.
 *
 * @param past age at most
 * @param future how far ahead the sender's clock may be
 */
public record Tolerance(Duration past, Duration future) {
    /** Why a timestamp is not taken, or empty when it is. */
    Optional<Rejected<Genuine>> refusal(TimestampUnit unit, String timestamp, Instant receivedAt) {
        Optional<Instant> signedAt = unit.read(timestamp);
        if (signedAt.isEmpty()) {
            return Optional.of(
                    new Rejected<>(RejectionCode.SIGNATURE_MALFORMED, "the timestamp is not written in " + unit));
        }
        Duration age = Duration.between(signedAt.get(), receivedAt);
        if (age.compareTo(past) > 0) {
            return Optional.of(new Rejected<>(
                    RejectionCode.TIMESTAMP_EXPIRED,
                    "signed at " + signedAt.get() + ", " + age.toSeconds() + " s before it was received; "
                            + past.toSeconds() + " s are tolerated"));
        }
        if (age.negated().compareTo(future) > 0) {
            return Optional.of(new Rejected<>(
                    RejectionCode.TIMESTAMP_IN_FUTURE,
                    "signed at " + signedAt.get() + ", " + age.negated().toSeconds() + " s after it was received; "
                            + future.toSeconds() + " s are tolerated"));
        }
        return Optional.empty();
    }
}
