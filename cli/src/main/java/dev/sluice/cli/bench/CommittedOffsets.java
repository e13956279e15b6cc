package dev.sluice.cli.bench;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.local.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer in a process of its own has come on the events' topic, by the offsets that its group has committed. */
final class CommittedOffsets implements EventCount {
    private final ChildProcess process;
    private final Admin admin;
    private final String group;
    private final Map<TopicPartition, Long> starts;

    /**
     * Those of one group.
     *
     * @param process has to live
     * @param starts offset of the first record of each partition
     */
    CommittedOffsets(ChildProcess process, String bootstrap, String group, Map<TopicPartition, Long> starts) {
        this.process = process;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
        this.group = group;
        this.starts = starts;
    }

    @Override
    public long read() throws IOException, InterruptedException, CommandFailedException {
        if (!process.isAlive()) {
            String why = process.failure("has ended").getMessage();
            throw new CommandFailedException(CommandFailedException.FAILED, String.valueOf(why));
        }
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return starts.entrySet().stream()
                    .mapToLong(start -> {
                        OffsetAndMetadata committed = offsets.get(start.getKey());
                        return committed == null ? 0 : committed.offset() - start.getValue();
                    })
                    .sum();
        } catch (ExecutionException e) {
            throw new IOException("the offsets of " + group + " can't be read: " + e.getCause(), e);
        }
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(200);
    }

    @Override
    public void close() {
        admin.close();
    }
}
