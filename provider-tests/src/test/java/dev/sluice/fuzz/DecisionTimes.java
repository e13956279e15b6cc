package dev.sluice.fuzz;

import dev.sluice.body.BodyFormat;
import dev.sluice.event.Tracing;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.SignedRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Prints how long a body of 1 MiB takes to be decided, signature and reading together, for every provider and shape:
 * {@code -Dtest=DecisionTimes}. No build runs it: what it finds depends on the machine.
 */
final class DecisionTimes {
    private static final int SIZE = 1024 * 1024;
    private static final int WARM_UP = 3;
    private static final int RUNS = 5;
    private static final double LIMIT_MILLIS = 50;

    // The thread's own time: others on the machine don't count.
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Row(String provider, String shape, double median, double slowest, String decision) {}

    @Test
    void print() {
        List<Row> rows = new ArrayList<>();
        HostileBodies bodies = new HostileBodies(SIZE);
        for (Door door : Doors.ALL) {
            for (BodyFormat format : door.endpoint().body().formats()) {
                bodies.of(format).forEach((shape, body) -> rows.add(row(door, format + " " + shape, body)));
            }
        }
        rows.sort(Comparator.comparingDouble(Row::median).reversed());
        System.out.printf("%-20s %-36s %9s %9s  %s%n", "provider", "shape", "median ms", "slowest", "decision");
        rows.stream()
                .limit(60)
                .forEach(row -> System.out.printf(
                        "%-20s %-36s %9.1f %9.1f  %s%n",
                        row.provider, row.shape, row.median, row.slowest, row.decision));
        long over = rows.stream().filter(row -> row.median > LIMIT_MILLIS).count();
        System.out.printf("%d of %d take more than %.0f ms%n", over, rows.size(), LIMIT_MILLIS);
    }

    private static Row row(Door door, String shape, byte[] body) {
        SignedRequest request = signed(door, door.request("", "a-value", body));
        String decision = "";
        double[] millis = new double[RUNS];
        for (int run = -WARM_UP; run < RUNS; run++) {
            long start = THREADS.getCurrentThreadCpuTime();
            decision = decide(door, request);
            if (run >= 0) {
                millis[run] = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return new Row(door.toString(), shape, millis[RUNS / 2], millis[RUNS - 1], decision);
    }

    private static String decide(Door door, SignedRequest request) {
        return switch (door.endpoint().scheme().verify(request, door.endpoint().secrets(), Door.NOW)) {
            case Rejected<Genuine> refused -> refused.why().code();
            case Passed(Genuine ignored) ->
                switch (new EventReader().read(door.endpoint(), request, Door.NOW, Tracing.NONE)) {
                    case Passed(Reading read) -> read.events().size() + " events";
                    case Rejected<Reading> refused -> refused.why().code();
                };
        };
    }

    private static SignedRequest signed(Door door, SignedRequest request) {
        try {
            return door.key()
                    .map(key -> door.endpoint().scheme().sign(request, key, Door.NOW))
                    .orElse(request);
        } catch (IllegalArgumentException e) {
            // The proof belongs into a body that has no place for it.
            return request;
        }
    }
}
