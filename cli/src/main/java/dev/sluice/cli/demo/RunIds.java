package dev.sluice.cli.demo;

import dev.sluice.sample.FreshIds;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** Event ids by which one run of the demonstration finds its own among others. Thread-safe. */
final class RunIds {
    private static final String CORPUS = "c";

    private final String prefix;
    private final AtomicInteger last = new AtomicInteger();

    RunIds(Instant start) {
        prefix = "evt_demo" + Long.toString(start.toEpochMilli(), Character.MAX_RADIX) + "x";
    }

    FreshIds next(Instant now) {
        FreshIds random = FreshIds.random(now);
        return new FreshIds(prefix + last.incrementAndGet(), random.object(), random.customer(), now);
    }

    /** An id for a delivery of the corpus. */
    String nextOfCorpus() {
        return prefix + CORPUS + last.incrementAndGet();
    }

    boolean isOfCorpus(String eventId) {
        return eventId.startsWith(prefix + CORPUS);
    }

    /** All ids of this run begin with it, and no others. */
    String prefix() {
        return prefix;
    }
}
