package dev.sluice.cli.bench;

import dev.sluice.cli.bench.baseline.CopyLimit;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.EventReader;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** The database alone, which is sent rows that were made before and reads no topic. */
record LimitContender(String postgresUrl, SignedEvents bodies) implements Contender {
    // So that all have the same number of digits, which are replaced.
    private static final int FIRST = 100_000_000;

    @Override
    public String name() {
        return "limit: binary `COPY` of rows made before, 2 connections";
    }

    @Override
    public String schema() {
        return "bench_limit";
    }

    @Override
    public Run start(int events) {
        EventReader reader = new EventReader();
        List<WebhookEvent> templates = IntStream.range(FIRST, FIRST + CopyLimit.TEMPLATES)
                .mapToObj(number -> Backlog.event(bodies, number, reader))
                .toList();
        return new Copying(CopyLimit.start(postgresUrl, schema(), templates, events));
    }

    private record Copying(CopyLimit limit) implements Run, EventCount {
        @Override
        public OptionalLong pid() {
            return OptionalLong.empty();
        }

        @Override
        public EventCount count() {
            return this;
        }

        @Override
        public long read() throws IOException, InterruptedException, CommandFailedException {
            try {
                return limit.committed();
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }

        @Override
        public Duration interval() {
            return Duration.ofMillis(50);
        }

        // It ends by itself.
        @Override
        public void stop() {}
    }
}
