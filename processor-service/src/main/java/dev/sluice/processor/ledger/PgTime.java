package dev.sluice.processor.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as Postgres keeps them: microseconds from 4713 BC on, which travel as a count since 1970 and so end in 294246. */
final class PgTime {
    static final Instant FIRST = Instant.parse("-4712-01-01T00:00:00Z");
    static final Instant LAST = Instant.parse("+294246-12-31T23:59:59.999999Z");

    private PgTime() {}

    /**
     * SQL that makes a timestamptz of {@code micros}. In two steps, since an interval is multiplied in floating point, which
     * is exact for whole hours and for less than one, and not for a year like 9999 in microseconds.
     */
    static String sql(String micros) {
        return "timestamptz 'epoch' + %1$s / 3600000000 * interval '1 hour' + %1$s %% 3600000000 * interval '1 microsecond'"
                .formatted(micros);
    }

    /** SQL that makes microseconds of a timestamptz, to be read with {@link #ofMicros}. */
    static String microsSql(String time) {
        return "(extract(epoch FROM " + time + ") * 1000000)::bigint";
    }

    /** What remains of an instant that has been stored and read back. */
    static Instant of(Instant instant) {
        Instant bounded = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
        return bounded.truncatedTo(ChronoUnit.MICROS);
    }

    static boolean fits(Instant instant) {
        return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
    }

    /** {@code instant} and {@code more}, or the first or last instant there is. */
    static Instant plus(Instant instant, Duration more) {
        // Bounded first: what is bounded is far from where Java's instants end, and no setting is as long as that.
        return of(of(instant).plus(more));
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, of(instant));
    }

    static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
