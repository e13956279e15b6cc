package dev.sluice.cli.bench;

import dev.sluice.cli.bench.baseline.PlainBatchListener;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.up.Instance;
import dev.sluice.local.ChildProcess;
import dev.sluice.local.StartFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.TopicPartition;

/** The plain batch listener, in a process of its own that gets what the processor service gets. */
record ListenerContender(PlainBatchListener.Variant variant, RunFile instance, DataDirectory data)
        implements Contender {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    @Override
    public String name() {
        return switch (variant) {
            case UNNEST -> "plain batch listener, `unnest`";
            case COPY -> "plain batch listener, `COPY`";
        };
    }

    @Override
    public String schema() {
        return "bench_" + word();
    }

    private String word() {
        return variant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Run start(int events) throws StartFailedException, ExecutionException, IOException, InterruptedException {
        Map<TopicPartition, Long> starts = new Backlog(instance.kafkaBootstrap()).starts();
        // One that has committed nothing, and so reads all that waits.
        String group = "bench-" + UUID.randomUUID();
        ChildProcess process = ChildProcess.start(new ChildProcess.Program(
                name(),
                command(group),
                Map.of(
                        "CLASSPATH",
                        System.getProperty("java.class.path"),
                        PlainBatchListener.POSTGRES_URL,
                        instance.postgresUrl()),
                Set.of(),
                Path.of("").toAbsolutePath(),
                data.log("listener-" + word())));
        return new Listener(process, new CommittedOffsets(process, instance.kafkaBootstrap(), group, starts));
    }

    private List<String> command(String group) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Instance.PROCESSOR_JAVA_OPTIONS);
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                PlainBatchListener.class.getName(),
                instance.kafkaBootstrap(),
                variant.name(),
                schema(),
                group));
        return command;
    }

    private record Listener(ChildProcess process, EventCount count) implements Run {
        @Override
        public OptionalLong pid() {
            return OptionalLong.of(process.pid());
        }

        @Override
        public void stop() throws InterruptedException {
            count.close();
            process.stop("TERM", LONGEST_STOP);
        }
    }
}
