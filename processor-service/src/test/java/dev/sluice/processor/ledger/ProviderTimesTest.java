package dev.sluice.processor.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Projection;
import dev.sluice.testing.EventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProviderTimesTest {
    private static final Instant RECEIVED = Instant.parse("2025-06-01T10:00:00Z");
    private static final WebhookEvent EVENT =
            EventBuilder.event("shop", "evt_1").receivedAt(RECEIVED).build();
    private static final Projection STATE =
            new Projection("payment", "state", List.of(new Projection.Column("ends_at", "timestamptz")), true, true);

    @Test
    void writeOfAFutureTimeStaysThatOfItsModeAndAccount() {
        Projection.Write write = write(RECEIVED.plus(Duration.ofDays(10_000)), RECEIVED);

        assertThat(ProviderTimes.bounded(write, EVENT)).isEqualTo(write(RECEIVED, RECEIVED));
    }

    @Test
    void writeOfATimeThatIsNoneStaysThatOfItsModeAndAccount() {
        Projection.Write write = write(RECEIVED, Instant.MAX);

        assertThat(ProviderTimes.bounded(write, EVENT)).isEqualTo(write(RECEIVED, null));
    }

    private static Projection.Write write(Instant at, @Nullable Instant endsAt) {
        return new Projection.Write(
                STATE,
                "shop",
                "pay_1",
                new Projection.Scope("test", "acct_1"),
                at,
                1,
                new Projection.Tie(OptionalLong.of(7), Map.of("ends_at", "x")),
                "evt_1",
                Arrays.asList(endsAt));
    }
}
