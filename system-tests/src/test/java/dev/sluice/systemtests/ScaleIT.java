package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances come and go, and each time those that run share the partitions at once. */
class ScaleIT {
    private static final String ROUTES = """
            routes:
              - {name: count, match: {events: ["test.*"]}, handler: count}
            """;
    private static final Duration SHARED_WITHIN = Duration.ofSeconds(15);

    @Test
    @Timeout(600)
    void instancesShareThePartitionsSoonAfterOneComesOrGoes() {
        try (Sluice sluice = new Sluice("scale", ROUTES).start();
                StripeSender sender = new StripeSender(sluice.webhooks, 16);
                JavaProcess second = sluice.secondProcessor()) {
            int events = 5_000;
            for (int i = 0; i < events; i++) {
                sender.send("evt_" + i, StripeSender.event("evt_" + i, "{}"));
            }
            // With what it has seen, each instance that comes has something to restore.
            Set<String> accepted = sender.finish();
            sluice.records.awaitNoLag(Duration.ofMinutes(2));

            second.startAndAwaitReady();
            awaitOwners(sluice, 2);
            second.stop();
            awaitOwners(sluice, 1);
            second.startAndAwaitReady();
            awaitOwners(sluice, 2);

            assertThat(sluice.records.count("SELECT count(*) FROM test_effect")).isEqualTo(accepted.size());
        }
    }

    private static void awaitOwners(Sluice sluice, int owners) {
        await().atMost(SHARED_WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> sluice.records.owners() == owners);
    }
}
