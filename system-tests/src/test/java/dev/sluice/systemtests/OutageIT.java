package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An outage is not a failure of the event. */
class OutageIT {
    private static final String ROUTES = """
            routes:
              - {name: count, match: {events: ["test.*"]}, handler: count}
            """;

    @Test
    @Timeout(400)
    void databaseThatIsAwayForAMinuteDelaysEventsAndHurtsNone() {
        try (Sluice sluice = new Sluice("database-outage", ROUTES).start();
                StripeSender sender = new StripeSender(sluice.webhooks, 16);
                Flow flow = new Flow(sender)) {
            awaitApplied(sluice, 100, Duration.ofMinutes(1));

            sluice.database.stop();
            int atStop = sender.accepted();
            await().pollDelay(Duration.ofSeconds(60))
                    .atMost(Duration.ofSeconds(61))
                    .until(() -> true);
            assertThat(sender.accepted()).as("accepted meanwhile").isGreaterThan(atStop + 500);
            sluice.database.start();
            awaitApplied(sluice, sender.accepted(), Duration.ofSeconds(30));

            int sent = flow.stop();
            awaitApplied(sluice, sent, Duration.ofSeconds(30));
            assertNothingWasBlamed(sluice, sent);
        }
    }

    @Test
    @Timeout(400)
    void databaseThatHangsAndThenLosesItsConnectionsHurtsNoEvent() {
        try (Sluice sluice = new Sluice("database-frozen", ROUTES).start();
                StripeSender sender = new StripeSender(sluice.webhooks, 16);
                Flow flow = new Flow(sender)) {
            awaitApplied(sluice, 100, Duration.ofMinutes(1));

            sluice.database.freeze();
            await().pollDelay(Duration.ofSeconds(20))
                    .atMost(Duration.ofSeconds(21))
                    .until(() -> true);
            sluice.database.thaw();
            loseConnections(sluice);

            int sent = flow.stop();
            awaitApplied(sluice, sent, Duration.ofSeconds(60));
            assertNothingWasBlamed(sluice, sent);
        }
    }

    @Test
    @Timeout(400)
    void databaseThatIsReadOnlyForAWhileHurtsNoEvent() {
        try (Sluice sluice = new Sluice("database-read-only", ROUTES).start();
                StripeSender sender = new StripeSender(sluice.webhooks, 16);
                Flow flow = new Flow(sender)) {
            awaitApplied(sluice, 100, Duration.ofMinutes(1));

            sluice.records.execute("ALTER DATABASE sluice SET default_transaction_read_only = on");
            loseConnections(sluice);
            long written = sluice.records.count("SELECT count(*) FROM test_effect");
            int accepted = sender.accepted();
            await().atMost(Duration.ofMinutes(1)).until(() -> sender.accepted() > accepted + 250);
            assertThat(sluice.records.count("SELECT count(*) FROM test_effect")).isEqualTo(written);
            sluice.records.execute(
                    "BEGIN READ WRITE; ALTER DATABASE sluice RESET default_transaction_read_only; COMMIT");
            loseConnections(sluice);

            int sent = flow.stop();
            awaitApplied(sluice, sent, Duration.ofSeconds(60));
            assertNothingWasBlamed(sluice, sent);
        }
    }

    @Test
    @Timeout(400)
    void brokerThatIsAwayIsAnsweredWith503UntilItIsBack() {
        try (Sluice sluice = new Sluice("broker-outage", ROUTES).start();
                StripeSender sender = new StripeSender(sluice.webhooks, 16);
                Flow flow = new Flow(sender)) {
            awaitApplied(sluice, 100, Duration.ofMinutes(1));

            sluice.broker.stop();
            await().pollDelay(Duration.ofSeconds(20))
                    .atMost(Duration.ofSeconds(21))
                    .until(() -> true);
            sluice.broker.start();

            int sent = flow.stop();
            assertThat(sender.finish()).hasSize(sent);
            assertThat(sender.refusals()).containsOnly(503);
            awaitApplied(sluice, sent, Duration.ofSeconds(90));
            assertNothingWasBlamed(sluice, sent);
        }
    }

    private static void loseConnections(Sluice sluice) {
        sluice.records.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND application_name = 'sluice-processor'");
    }

    private static void awaitApplied(Sluice sluice, int events, Duration atMost) {
        await().atMost(atMost)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> sluice.records.count("SELECT count(*) FROM test_effect") >= events);
    }

    private static void assertNothingWasBlamed(Sluice sluice, int events) {
        assertThat(sluice.records.rows("SELECT event_id FROM test_effect"))
                .hasSize(events)
                .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
        assertThat(sluice.records.count("SELECT count(*) FROM webhook_dead_letter"))
                .isZero();
        assertThat(sluice.records.count("SELECT max(attempt) FROM webhook_attempt"))
                .isEqualTo(1);
    }

    /** About 50 events a second until it is stopped. */
    private static final class Flow implements AutoCloseable {
        private final StripeSender sender;
        private final AtomicBoolean going = new AtomicBoolean(true);
        private final AtomicInteger sent = new AtomicInteger();
        private final Thread thread;

        Flow(StripeSender sender) {
            this.sender = sender;
            thread = Thread.startVirtualThread(this::run);
        }

        private void run() {
            while (going.get()) {
                String id = "evt_" + sent.getAndIncrement();
                sender.send(id, StripeSender.event(id, "{}"));
                LockSupport.parkNanos(20_000_000);
            }
        }

        int stop() {
            going.set(false);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            return sent.get();
        }

        @Override
        public void close() {
            going.set(false);
        }
    }
}
