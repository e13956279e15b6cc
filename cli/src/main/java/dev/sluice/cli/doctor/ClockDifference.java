package dev.sluice.cli.doctor;

import java.time.Duration;
import java.time.Instant;

/** Compares another machine's clock with this one's. */
record ClockDifference(String whose, Instant theirs, Instant askedAt, Instant answeredAt) {
    // Providers' timestamps may lie 300 s off; what is lost here, a slow delivery no longer has.
    private static final Duration TOLERABLE = Duration.ofSeconds(2);
    private static final Duration BAD = Duration.ofSeconds(60);

    Finding finding() {
        Duration difference = difference();
        String what = whose + " clock is " + difference.toMillis() + " ms off";
        String fix = "Keep the clocks together with NTP: signatures carry timestamps that expire.";
        if (difference.compareTo(TOLERABLE) <= 0) {
            return new Finding.Ok(what);
        }
        return difference.compareTo(BAD) <= 0 ? new Finding.Warn(what, fix) : new Finding.Fail(what, fix);
    }

    // Any time between question and answer may be the one that was read.
    private Duration difference() {
        if (theirs.isBefore(askedAt)) {
            return Duration.between(theirs, askedAt);
        }
        return theirs.isAfter(answeredAt) ? Duration.between(answeredAt, theirs) : Duration.ZERO;
    }
}
