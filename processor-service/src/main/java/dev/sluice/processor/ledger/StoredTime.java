package dev.sluice.processor.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as Postgres keeps them: microseconds from 4713 BC on, which travel as a count since 1970 and so end in 294246. */
final class StoredTime {
    private static final Instant FIRST = Instant.parse("-4712-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("+294246-12-31T23:59:59.999999Z");

    /** SQL that makes a timestamptz of a column with microseconds. */
    static final String SQL = "timestamptz 'epoch' + %s * interval '1 microsecond'";

    private StoredTime() {}

    /** What remains of an instant that has been stored and read back. */
    static Instant of(Instant instant) {
        Instant bounded = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
        return bounded.truncatedTo(ChronoUnit.MICROS);
    }

    static boolean fits(Instant instant) {
        return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, of(instant));
    }

    static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
