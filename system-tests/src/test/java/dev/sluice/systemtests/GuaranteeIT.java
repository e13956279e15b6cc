package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.processor.ProcessorMain;
import dev.sluice.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is accepted once is applied once, whatever is killed on the way. */
class GuaranteeIT {
    private static final int EVENTS = Integer.getInteger("sluice.guarantee.events", 5_000);
    private static final int PROCESSOR_KILLS = Integer.getInteger("sluice.guarantee.kills", 5);
    /** How often a processor crashes at each point. */
    private static final int CRASHES = Integer.getInteger("sluice.guarantee.crashes", 3);

    /** What is sent between two kills. */
    private static final int SHARE = EVENTS / (PROCESSOR_KILLS + 1);

    private static final Duration SETTLE = Duration.ofMinutes(2);
    private static final String ROUTES = """
            routes:
              - name: count
                match: {events: ["test.*"]}
                handler: count
                retry: {strategy: exponential, base: 200ms, max_delay: 2s, max_attempts: 4, jitter: 0.1}
            """;

    @Test
    @Timeout(600)
    void everyAcceptedEventIsAppliedOnceWhileServicesAreKilled() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Sluice sluice = new Sluice("guarantee", ROUTES).start();
                StripeSender sender = new StripeSender(sluice.webhooks, 16)) {
            Semaphore toSend = new Semaphore(SHARE);
            Thread flow = Thread.startVirtualThread(() -> sendWithRepeats(sender, random, toSend));
            for (int kill = 1; kill <= PROCESSOR_KILLS; kill++) {
                // While it was down a backlog grew: the first rows mean that it is in the middle of it.
                long before = effects(sluice);
                await().pollInterval(Duration.ofMillis(5)).atMost(SETTLE).until(() -> effects(sluice) > before);
                sluice.processor.kill();
                if (kill % 2 == 0) {
                    sluice.ingest.kill();
                    sluice.ingest.start();
                }
                sluice.processor.start();
                toSend.release(SHARE);
            }
            toSend.release(EVENTS);
            flow.join();
            Set<String> accepted = sender.finish();
            assertThat(accepted).as("seed %d", seed).hasSize(EVENTS);

            awaitSettled(sluice, EVENTS);
            assertThat(sluice.records.rows("SELECT event_id FROM test_effect"))
                    .as("effects, seed %d", seed)
                    .hasSize(EVENTS)
                    .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
            assertThat(sluice.records.rows("SELECT event_id FROM webhook_event WHERE status = 'processed'"))
                    .as("audit rows")
                    .hasSize(EVENTS)
                    .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
            assertThat(keys(sluice, CountingHandler.PUBLISHED))
                    .as("publications, seed %d", seed)
                    .hasSize(EVENTS / 20)
                    .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
            assertThat(sluice.records.count("SELECT sum(duplicates) FROM webhook_event"))
                    .isGreaterThanOrEqualTo(EVENTS / 10);
            assertThat(sluice.records.lag()).isZero();
        }
    }

    @Test
    @Timeout(600)
    void crashBetweenTheTwoCommitsLosesNoRetryAndDoublesNoOutcome() {
        crashAt(CrashingProcessorMain.Point.BEFORE_COMMIT, 3);
    }

    @Test
    @Timeout(600)
    void crashAfterTheFlushAndBeforeTheOffsetsLosesNoRetryAndDoublesNoOutcome() {
        crashAt(CrashingProcessorMain.Point.AFTER_FLUSH, 3);
    }

    @Test
    @Timeout(600)
    void crashInTheMiddleOfAFlushLosesNoRetryAndDoublesNoOutcome() {
        crashAt(CrashingProcessorMain.Point.WITHIN_FLUSH, 40);
    }

    @Test
    @Timeout(600)
    void crashWhileABatchIsParkedLosesNoRetryAndDoublesNoOutcome() {
        int events = 1_000;
        try (Sluice sluice = new Sluice(
                        "crash-parking",
                        ROUTES,
                        CrashingProcessorMain.class,
                        Map.of("CRASH_AFTER", "1", "CRASH_AT", "WHILE_PARKING"));
                StripeSender sender = new StripeSender(sluice.webhooks, 16)) {
            sluice.ingest.startAndAwaitReady();
            sluice.processor.startAndAwaitReady();
            for (int i = 0; i < events; i++) {
                String id = "evt_" + i;
                sender.send(id, StripeSender.event(id, behaviour(i)));
                if (i == events / 2) {
                    // What comes now is attempted, and finds the database away when it is to be written.
                    sluice.database.freeze();
                }
            }
            assertThat(sender.finish()).hasSize(events);
            await().atMost(SETTLE).until(() -> !sluice.processor.isAlive());
            sluice.database.thaw();
            try (JavaProcess healthy = sluice.processor(ProcessorMain.class).startAndAwaitReady()) {
                awaitSettled(sluice, events);
                assertOneOutcomeEach(sluice, events, true);
                assertThat(healthy.isAlive()).isTrue();
            }
        }
    }

    private static void crashAt(CrashingProcessorMain.Point point, int passes) {
        int events = 1_000;
        try (Sluice sluice = new Sluice(
                        "crash",
                        ROUTES,
                        CrashingProcessorMain.class,
                        Map.of("CRASH_AFTER", Integer.toString(passes), "CRASH_AT", point.name()));
                StripeSender sender = new StripeSender(sluice.webhooks, 16)) {
            sluice.ingest.startAndAwaitReady();
            sluice.processor.start();
            int crashes = 0;
            for (int i = 0; i < events; i++) {
                String id = "evt_" + i;
                sender.send(id, StripeSender.event(id, behaviour(i)));
                if (i % 100 == 50 && !sluice.processor.isAlive()) {
                    crashes++;
                    sluice.processor.start();
                }
            }
            assertThat(sender.finish()).hasSize(events);
            while (crashes < CRASHES) {
                await().atMost(Duration.ofMinutes(1)).until(() -> !sluice.processor.isAlive());
                crashes++;
                if (crashes < CRASHES) {
                    sluice.processor.start();
                }
            }
            try (JavaProcess healthy = sluice.processor(ProcessorMain.class).startAndAwaitReady()) {
                awaitSettled(sluice, events);
                assertOneOutcomeEach(sluice, events, false);
                assertThat(healthy.isAlive()).isTrue();
            }
        }
    }

    /** At most 500 a second, every tenth twice; goes on after each kill, so that none comes when all is done. */
    private static void sendWithRepeats(StripeSender sender, Random random, Semaphore toSend) {
        for (int i = 0; i < EVENTS; i++) {
            toSend.acquireUninterruptibly();
            send(sender, i);
            if (i % 10 == 9) {
                // One of the last twenty may be on its way still, and be overtaken by its copy.
                send(sender, random.nextInt(i % 20 == 9 ? Math.max(0, i - 20) : 0, i));
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Some fail first, some publish; all work in the end. A copy has the bytes of its first, as a provider's has. */
    private static void send(StripeSender sender, int i) {
        String id = "evt_" + i;
        sender.send(
                id,
                StripeSender.event(
                        id,
                        switch (i % 20) {
                            case 3 -> "{\"fail_times\":1}";
                            case 7 -> "{\"publish\":true}";
                            default -> "{}";
                        }));
    }

    private static long effects(Sluice sluice) {
        return sluice.records.count("SELECT count(*) FROM test_effect");
    }

    /** Of ten events one never works, one fails too often, two fail once or twice, one publishes, the others only work. */
    private static String behaviour(int i) {
        return switch (i % 10) {
            case 0 -> "{\"poison\":true}";
            case 1 -> "{\"fail_times\":9}";
            case 2 -> "{\"fail_times\":1}";
            case 3 -> "{\"fail_times\":2}";
            case 4 -> "{\"publish\":true}";
            default -> "{}";
        };
    }

    /** @param parked whether records of the retry topic may be such as carry on what an outage interrupted */
    private static void assertOneOutcomeEach(Sluice sluice, int events, boolean parked) {
        assertThat(sluice.records.rows("SELECT status FROM webhook_event"))
                .isEqualTo(Map.of("processed", events * 8 / 10, "dead", events * 2 / 10));
        assertThat(sluice.records.rows("SELECT event_id FROM test_effect"))
                .hasSize(events * 8 / 10)
                .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
        // Every attempt that a retry asked for was made: 1 poison, 4 exhausted, 2, 3, and six times 1.
        assertThat(sluice.records.count("SELECT count(*) FROM webhook_attempt"))
                .isEqualTo((1 + 4 + 2 + 3 + 6) * events / 10);
        Map<String, Integer> onTopic = keys(sluice, Topics.DEAD_LETTERS);
        assertThat(onTopic).isEqualTo(sluice.records.rows("SELECT event_id FROM webhook_dead_letter"));
        assertThat(onTopic.values()).containsOnly(1);
        assertThat(keys(sluice, CountingHandler.PUBLISHED))
                .hasSize(events / 10)
                .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
        assertThat(sluice.records.topic(Topics.RETRY).stream()
                        .filter(record -> !parked || record.headers().lastHeader("sluice_source") == null))
                .hasSize((3 + 1 + 2) * events / 10);
        assertThat(sluice.records.lag()).isZero();
    }

    private static Map<String, Integer> keys(Sluice sluice, String topic) {
        Map<String, Integer> keys = new TreeMap<>();
        sluice.records
                .topic(topic)
                .forEach(record -> keys.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum));
        return keys;
    }

    private static void awaitSettled(Sluice sluice, int events) {
        sluice.records.awaitNoLag(SETTLE);
        await().atMost(SETTLE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> sluice.records.count("SELECT count(*) FROM webhook_event WHERE status <> 'retrying'")
                        >= events);
    }
}
