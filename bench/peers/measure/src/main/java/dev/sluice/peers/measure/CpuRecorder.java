package dev.sluice.peers.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Notes the CPU times again and again, so that they can be told of any moment afterwards. */
final class CpuRecorder implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(250);

    private final TreeMap<Instant, Cpu> readings = new TreeMap<>();
    private final Supplier<Cpu> source;
    private final Thread thread;

    CpuRecorder(Supplier<Cpu> source) {
        this.source = source;
        this.thread = Thread.ofPlatform().daemon().name("cpu").start(this::record);
    }

    /** Those of a moment while it was recording. */
    synchronized Cpu at(Instant moment) {
        Map.Entry<Instant, Cpu> before = readings.floorEntry(moment);
        Map.Entry<Instant, Cpu> after = readings.higherEntry(moment);
        if (before == null || after == null) {
            throw new IllegalStateException("nothing was recorded around " + moment);
        }
        double way = Duration.between(before.getKey(), after.getKey()).toNanos();
        double share = Duration.between(before.getKey(), moment).toNanos() / way;
        return before.getValue().towards(after.getValue(), share);
    }

    private void record() {
        try {
            while (true) {
                note();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private synchronized void note() {
        readings.put(Instant.now(), source.get());
    }

    /** Notes them a last time. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        note();
    }
}
