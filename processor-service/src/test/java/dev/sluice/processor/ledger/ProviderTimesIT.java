package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Projection;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.ledger.Ledger.Recorded;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A time that a provider got wrong costs that field, and neither the event nor what comes after it. */
final class ProviderTimesIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("provider_times", 1);

    private static final Projection TIMED = new Projection(
            "test_timed",
            "state",
            List.of(new Projection.Column("status", "text"), new Projection.Column("ends_at", "timestamptz")));

    private long offset;

    private void write(Instant at, String status, @Nullable Instant endsAt) throws Exception {
        OPEN.book().run("""
                CREATE TABLE IF NOT EXISTS test_timed (endpoint text, id text, status text, ends_at timestamptz,
                    state_at timestamptz, state_rank int, state_event_id text, PRIMARY KEY (endpoint, id))
                """);
        String id = "evt_" + ++offset;
        Effect effect = new Effect.Project(
                new Projection.Write(TIMED, "shop", "sub_1", at, 1, id, Arrays.asList(status, endsAt)));
        assertThat(OPEN.ledger()
                        .record(
                                batch(ended(
                                        delivery(event(id), "timed", offset),
                                        new AttemptOutcome.Processed(List.of(effect), "x"))),
                                NONE_EXPECTED,
                                BUDGET))
                .hasExactlyElementsOfTypes(Recorded.Written.class);
    }

    private String row() {
        return OPEN.book().rows("SELECT status, ends_at FROM test_timed").get(0);
    }

    /** Milliseconds read as seconds, and the ends of Java's and of Postgres' time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+55840-01-01T00:00:00Z",
                "+10000-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "-4800-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59Z"
            })
    void timeThatIsNoneIsLeftOut(String time) throws Exception {
        OPEN.book().run("DROP TABLE IF EXISTS test_timed");
        write(RECEIVED, "canceled", Instant.parse(time));

        assertThat(row()).isEqualTo("canceled|null");
    }

    @Test
    void timesOfTheKindThatContractsHaveAreKept() throws Exception {
        OPEN.book().run("DROP TABLE IF EXISTS test_timed");
        write(RECEIVED, "active", Instant.parse("2124-01-01T00:00:00Z"));

        assertThat(row()).startsWith("active|2124-01-01");
    }

    @Test
    void eventFromTheFutureDoesNotKeepLaterOnesOut() throws Exception {
        OPEN.book().run("DROP TABLE IF EXISTS test_timed");
        write(Instant.parse("2100-01-01T00:00:00Z"), "wrong", null);
        write(RECEIVED.plusSeconds(60), "right", null);

        assertThat(row()).isEqualTo("right|null");
    }
}
