package dev.sluice.query;

import dev.sluice.job.JobKind;
import dev.sluice.job.Selection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A job that is asked for. A processor plans it within seconds of its commit.
 *
 * @param rate units a second at most
 * @param ramp numbers of units after which it waits for outcomes, ascending
 * @param maxFailures share of failures beyond which it pauses itself
 * @param verify units that a verification looks at, at most; empty for a job that changes something
 */
public record NewJob(
        JobKind kind,
        Selection selection,
        Optional<Integer> rate,
        List<Integer> ramp,
        Optional<Float> maxFailures,
        Optional<Integer> verify) {
    /** One unit first, then up to ten, then up to a hundred. */
    public static final List<Integer> USUAL_RAMP = List.of(1, 10, 100);

    /** The share of failures at which a job with a ramp stops, where none is given. */
    public static final float USUAL_MAX_FAILURES = 0.1f;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
    private static final int RADIX = 36;
    private static final long IDS = 36L * 36 * 36 * 36 * 36 * 36;

    public NewJob {
        ramp = List.copyOf(ramp);
    }

    /** An id that no other job has: {@code redrive-20261201-x8k2m1}. */
    public String newId() {
        return kind.word() + "-" + DAY.format(ZonedDateTime.now(ZoneOffset.UTC)) + "-"
                + Long.toString(IDS + ThreadLocalRandom.current().nextLong(IDS), RADIX)
                        .substring(1);
    }

    /** Writes it down under an id, and who asked for it, in the caller's transaction. */
    public void insert(Connection connection, String id, Operator operator) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(id);
        values.add(kind.word());
        values.add(selection.json());
        values.add(rate.orElse(null));
        values.add("{" + String.join(",", ramp.stream().map(String::valueOf).toList()) + "}");
        values.add(maxFailures.orElse(null));
        values.add(operator.reason());
        values.add(operator.name());
        values.add(verify.isPresent() ? "verify" : "reapply");
        values.add(verify.orElse(null));
        LedgerRows.update(connection, """
                INSERT INTO webhook_job (id, kind, selection, rate, ramp, max_failures, reason, created_by, mode, verify_most)
                VALUES (?, ?, ?::jsonb, ?, ?::integer[], ?, ?, ?, ?, ?)
                """, values);
        operator.note(connection, "job.asked_for", id, selection.json());
    }
}
