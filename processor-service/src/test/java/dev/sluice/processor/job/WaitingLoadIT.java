package dev.sluice.processor.job;

import static dev.sluice.processor.job.JobsRig.event;
import static dev.sluice.processor.job.JobsRig.processed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.ProcessorService;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what many waiting deliveries cost the others, and logs what it finds. It runs only where {@code
 * -Dsluice.load.deliveries=200000} says how many.
 */
@EnabledIfSystemProperty(named = "sluice.load.deliveries", matches = "[0-9]+")
final class WaitingLoadIT {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingLoadIT.class);
    private static final int MANY = Integer.getInteger("sluice.load.deliveries", 3000);
    private static final Duration LONG = Duration.ofMinutes(20);
    private static final Duration SOON = Duration.ofSeconds(2);
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

    /** The low route publishes to a topic that is not there yet, and so is paused until it is. */
    @Test
    void highDeliveryDoesNotWaitForLowOnesWhichStillProgress() throws Exception {
        rig.tell(request -> request.event().type().startsWith("bulk.")
                ? new HandlerResult.Processed(
                        List.of(new Effect.Publish("bulk-out", request.event().id(), new byte[0], Map.of())),
                        "published")
                : processed(request, "v1"));
        rig.sendAll(events("bulk", MANY));
        awaitGauge("webhook_queue_size");
        Duration[] whileTheyWait = urgent("waiting");

        rig.admin
                .createTopics(List.of(new NewTopic("bulk-out", 1, (short) 1)))
                .all()
                .get();
        await().atMost(LONG).until(() -> attempts("bulk") > 0);
        long began = System.nanoTime();
        Duration[] whileTheyAreDrained = urgent("draining");
        long drained = attempts("bulk");
        await().atMost(LONG).until(() -> attempts("bulk") == MANY);

        LOG.info(
                "{} low deliveries wait; high ones applied after ms: {}; while they are drained: {}, and {} low ones with them; all within {} ms",
                MANY,
                text(whileTheyWait),
                text(whileTheyAreDrained),
                drained,
                millisSince(began));
        assertThat(median(whileTheyWait)).isLessThan(SOON);
        assertThat(median(whileTheyAreDrained)).isLessThan(SOON);
    }

    /** At a pace that the machine can keep: what is late then is late by the engine's own doing. */
    @Test
    void retriesAreMadeWhenTheyAreDue() throws Exception {
        rig.tell(request -> {
            if (request.attempt() == 1) {
                throw new RetryableException("not yet");
            }
            return processed(request, "v1");
        });
        int some = Math.clamp(MANY / 20, 100, 1000);
        AtomicInteger next = new AtomicInteger();
        try (ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
            var unused = pace.scheduleAtFixedRate(
                    () -> rig.sendAll(List.of(event("flaky_" + next.getAndIncrement(), "flaky.done"))),
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            await().atMost(LONG).until(() -> next.get() >= some);
        }
        await().atMost(LONG).until(() -> attempts("flaky") == 2L * next.get());

        List<Long> late = rig.rows("""
                        SELECT round(extract(epoch FROM again.attempted_at - first.due_at) * 1000)::bigint
                        FROM webhook_attempt first JOIN webhook_attempt again USING (endpoint, event_id, route)
                        WHERE route = 'flaky' AND first.attempt = 1 AND again.attempt = 2 ORDER BY 1
                        """).stream().map(Long::valueOf).toList();
        long half = late.get(late.size() / 2);
        LOG.info(
                "{} retries: {} ms late at the median, {} at p99, from {} to {}",
                late.size(),
                half,
                late.get(late.size() * 99 / 100),
                late.getFirst(),
                late.getLast());
        assertThat(half).isLessThan(500);
        assertThat(late.getFirst()).isNotNegative();
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
        awaitGauge("webhook_retry_queue_size");
        long heapAfter = heap();
        Duration[] after = urgent("after");

        LOG.info(
                "{} waiting retries: heap {} MiB before, {} MiB after; high ones applied after ms: before {}, after {}",
                MANY,
                heapBefore / MIB,
                heapAfter / MIB,
                text(before),
                text(after));
        assertThat(heapAfter - heapBefore).isLessThan(200 * MIB);
        assertThat(median(after)).isLessThan(SOON);
    }

    private static void awaitGauge(String name) {
        URI metrics = URI.create("http://127.0.0.1:" + service.port() + "/metrics");
        await().atMost(LONG).pollInterval(Duration.ofMillis(500)).until(() -> {
            try (InputStream in = metrics.toURL().openStream()) {
                return new String(in.readAllBytes(), UTF_8)
                                .lines()
                                .filter(line -> line.startsWith(name))
                                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                                .sum()
                        >= MANY;
            }
        });
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

    private static Duration median(Duration[] took) {
        return List.of(took).stream().sorted().toList().get(took.length / 2);
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
