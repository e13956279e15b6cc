package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.streams.FlushListener;
import dev.sluice.record.Coordinates;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import dev.sluice.testing.EventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutcomeLogTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(OutcomeLog.class);
    private final List<Integer> told = new ArrayList<>();
    private final OutcomeLog log = new OutcomeLog(
            new FlushListener() {
                @Override
                public void flushed(List<BatchEntry> batch, List<Recorded> recorded) {
                    told.add(batch.size());
                }

                @Override
                public void parked(int entries) {
                    told.add(-entries);
                }
            },
            () -> 0);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void aDeadLetterIsAWarningThatNamesWhatDied() {
        flushed(new AttemptOutcome.Dead(FailureCause.PERMANENT, failure("no amount\nforged line")));

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage()).isEqualTo("dead letter: no amount forged line");
            assertThat(line.getKeyValuePairs())
                    .extracting(Object::toString)
                    .containsExactly(
                            "endpoint=\"shop\"",
                            "event_id=\"evt_1\"",
                            "request_id=\"req-1\"",
                            "route=\"payments\"",
                            "attempt=\"3\"",
                            "cause=\"permanent\"");
        });
    }

    @Test
    void aRetryIsToldWithItsTime() {
        flushed(new AttemptOutcome.Retry(NOW.plusSeconds(5), FailureCause.RETRYABLE, failure("away")));

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getFormattedMessage()).isEqualTo("is tried again at 2026-01-31T12:00:05Z: away");
        });
    }

    @Test
    void requestIsFollowedToWhatWentWellInDebugLines() {
        logger.setLevel(Level.DEBUG);
        try {
            flushed(new AttemptOutcome.Processed(List.of(), "done"));
            flushed(new AttemptOutcome.Ignored("no route takes it"));
        } finally {
            logger.setLevel(null);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("processed", "ignored: no route takes it");
        assertThat(lines.list)
                .allSatisfy(line -> assertThat(line.getKeyValuePairs())
                        .extracting(Object::toString)
                        .contains("request_id=\"req-1\""));
    }

    @Test
    void itemThatIsNoEventIsNamedByItsEndpointAndRequest() {
        String headers = "{\"ce_endpoint\":\"mail\",\"ce_requestid\":\"req-2\"}";
        log.flushed(
                List.of(new UndecodableRecord(
                        new Coordinates("webhooks.events", 0, 1), new byte[0], headers, "no type", NOW)),
                List.of(new Recorded.NoAttempt()));

        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getKeyValuePairs())
                        .extracting(Object::toString)
                        .contains("endpoint=\"mail\"", "request_id=\"req-2\"", "cause=\"unreadable\""));
    }

    @Test
    void whatWentWellIsNotLogged() {
        flushed(new AttemptOutcome.Processed(List.of(), "done"));
        flushed(new AttemptOutcome.Ignored("no route takes it"));

        assertThat(lines.list).isEmpty();
        assertThat(told).containsExactly(1, 1);
    }

    @Test
    void aFloodIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            flushed(new AttemptOutcome.Dead(FailureCause.PERMANENT, failure("no amount")));
        }

        assertThat(lines.list).hasSize(OutcomeLog.BURST);
    }

    private void flushed(AttemptOutcome outcome) {
        Coordinates source = new Coordinates("webhooks.events", 0, 1);
        WebhookEvent event =
                EventBuilder.event("shop", "evt_1").requestId("req-1").build();
        Delivery delivery = new Delivery(
                event,
                event.document(),
                "payment.failed",
                "payments",
                "",
                2,
                List.of(),
                source,
                source,
                List.of(),
                false);
        Attempt attempt = new Attempt(delivery, outcome, NOW, Duration.ZERO);
        log.flushed(Collections.singletonList(attempt), List.of(new Recorded.Written(attempt)));
    }

    private static Redelivery.Failure failure(String message) {
        return new Redelivery.Failure("java.lang.IllegalStateException", message, "");
    }
}
