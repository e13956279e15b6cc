package dev.sluice.processor.job;

import static dev.sluice.processor.job.JobsRig.event;
import static dev.sluice.processor.job.JobsRig.processed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.ProcessorService;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What many waiting deliveries cost the others. {@code -Dwaiting.deliveries=200000} measures; the default only checks. What it
 * finds is logged.
 */
final class WaitingLoadIT {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingLoadIT.class);
    private static final int MANY = Integer.getInteger("waiting.deliveries", 3000);
    private static final Duration LONG = Duration.ofMinutes(20);
    private static final long MIB = 1 << 20;

    @TempDir
    private static Path directory;

    private static JobsRig rig;
    private static ProcessorService service;

    @BeforeAll
    static void start() throws Exception {
        rig = new JobsRig(directory);
        service = rig.start("loaded");
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    @Test
    void highDeliveryDoesNotWaitForLowOnesWhichStillProgress() throws Exception {
        rig.tell(request -> processed(request, "v1"));
        long began = System.nanoTime();
        try (ScheduledExecutorService others = Executors.newSingleThreadScheduledExecutor()) {
            var unused = others.scheduleAtFixedRate(
                    () -> rig.sendAll(List.of(event("order_" + System.nanoTime(), "order.made"))), 0, 20, TimeUnit.MILLISECONDS);
            await().atMost(LONG).until(() -> attempts("first") > 0);
            rig.sendAll(events("bulk", MANY));
            await().atMost(LONG).until(() -> count("webhook_event WHERE type = 'bulk.done'") == MANY);
            long done = attempts("bulk");
            long taken = millisSince(began);

            Duration[] whileBusy = urgent("busy");
            others.shutdown();
            Duration[] whileDraining = urgent("draining");

            LOG.info(
                    "{} low deliveries, {} of them waiting, taken in within {} ms; high ones applied after ms: while others come {}, while low ones are drained {}",
                    MANY, MANY - done, taken, text(whileBusy), text(whileDraining));
            assertThat(MANY - done).as("low deliveries that wait").isPositive();
            assertThat(worst(whileBusy)).isLessThan(Duration.ofSeconds(2));
            assertThat(worst(whileDraining)).isLessThan(Duration.ofSeconds(2));
            await().atMost(LONG).until(() -> attempts("bulk") > done);
        }
        await().atMost(LONG).until(() -> attempts("bulk") == MANY);
        LOG.info("all low deliveries applied {} ms after the begin", millisSince(began));
    }

    @Test
    void retriesAreMadeWhenTheyAreDue() {
        rig.tell(request -> {
            if (request.attempt() == 1) {
                throw new RetryableException("not yet");
            }
            return processed(request, "v1");
        });
        int some = Math.min(MANY, 20_000);
        rig.sendAll(events("flaky", some));
        await().atMost(LONG).until(() -> attempts("flaky") == 2L * some);

        String late = rig.one("""
                SELECT concat_ws(' ', percentile_disc(0.5) WITHIN GROUP (ORDER BY late), percentile_disc(0.99) WITHIN GROUP (ORDER BY late), max(late), min(late))
                FROM (SELECT round(extract(epoch FROM again.attempted_at - first.due_at) * 1000) AS late
                      FROM webhook_attempt first JOIN webhook_attempt again USING (endpoint, event_id, route)
                      WHERE route = 'flaky' AND first.attempt = 1 AND again.attempt = 2) AS delays
                """);
        LOG.info("{} retries: ms late, median, p99, most and least: {}", some, late);
        assertThat(Long.parseLong(late.split(" ", -1)[1])).as(late).isLessThan(500);
        assertThat(Long.parseLong(late.split(" ", -1)[3])).as(late).isNotNegative();
    }

    @Test
    void waitingRetriesHoldUpNothingAndTakeNoHeap() throws Exception {
        rig.tell(request -> {
            if (request.event().type().startsWith("patient.")) {
                throw new RetryableException("tomorrow");
            }
            return processed(request, "v1");
        });
        Duration[] before = urgent("before");
        long heapBefore = heap();
        rig.sendAll(events("patient", MANY));
        await().atMost(LONG).until(() -> attempts("patient") == MANY);
        long heapAfter = heap();
        Duration[] after = urgent("after");

        LOG.info(
                "{} waiting retries: heap {} MiB before, {} MiB after; high ones applied after ms: before {}, after {}",
                MANY, heapBefore / MIB, heapAfter / MIB, text(before), text(after));
        assertThat(heapAfter - heapBefore).isLessThan(200 * MIB);
        assertThat(worst(after)).isLessThan(Duration.ofSeconds(2));

        rig.stop(service);
        rig.run("DELETE FROM test_effect");
        long began = System.nanoTime();
        service = rig.start("loaded");
        Duration[] restarted = urgent("restarted");
        LOG.info("after a restart with {} ms until the first high one; then {}", millisSince(began), text(restarted));
    }

    /** How long each of ten high events takes from its sending to its attempt, one after the other. */
    private static Duration[] urgent(String name) throws Exception {
        Duration[] took = new Duration[10];
        for (int i = 0; i < took.length; i++) {
            String id = "urgent_" + name + "_" + i;
            long sent = System.nanoTime();
            rig.send(event(id, "urgent.done"));
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !rig.effects(id).isEmpty());
            took[i] = Duration.ofNanos(System.nanoTime() - sent);
        }
        return took;
    }

    private static Iterable<WebhookEvent> events(String kind, int many) {
        return () -> IntStream.range(0, many)
                .mapToObj(i -> event(kind + "_" + i, kind + ".done"))
                .iterator();
    }

    private static long attempts(String route) {
        return count("webhook_attempt WHERE route = '" + route + "'");
    }

    private static long count(String what) {
        return Long.parseLong(rig.one("SELECT count(*) FROM " + what));
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    private static Duration worst(Duration[] took) {
        return List.of(took).stream().max(Duration::compareTo).orElseThrow();
    }

    private static String text(Duration[] took) {
        return String.join(
                " ",
                List.of(took).stream()
                        .sorted()
                        .map(each -> String.format(Locale.ROOT, "%d", each.toMillis()))
                        .toList());
    }
}
