package dev.sluice.processor.topology;

import static dev.sluice.processor.topology.Nodes.ACCEPT_REDELIVERY;
import static dev.sluice.processor.topology.Nodes.DEAD_LETTER_SINK;
import static dev.sluice.processor.topology.Nodes.DEDUPLICATE;
import static dev.sluice.processor.topology.Nodes.EVENTS_SOURCE;
import static dev.sluice.processor.topology.Nodes.PUBLICATION_SINK;
import static dev.sluice.processor.topology.Nodes.RETRY_SINK;
import static dev.sluice.processor.topology.Nodes.RETRY_SOURCE;
import static dev.sluice.processor.topology.Nodes.WORK_QUEUE;

import dev.sluice.processor.attempt.SlowLane;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The one sub-topology, keyed by event id throughout.
 *
 * <pre>
 * webhooks.events ── deduplicate ───────┐               ┌── webhooks.retry
 *                      [seen]           ├── work-queue ──┼── webhooks.dlq
 * webhooks.retry ─── accept-redelivery ─┘    [inbox]    └── topics that handlers publish to
 *                                            [delayed]
 * </pre>
 */
public final class SluiceTopology {
    private final WorkQueueParts parts;
    private final ExecutorService slowHandlers;
    private final Semaphore slowPermits;
    private final TopicPlan topics;
    private final Duration deduplicationWindow;

    /**
     * @param slowHandlers runs handlers that do I/O of their own
     * @param slowPermits how many of them at once
     * @param deduplicationWindow how long repeats are recognised without asking the database
     */
    public SluiceTopology(
            WorkQueueParts parts,
            ExecutorService slowHandlers,
            Semaphore slowPermits,
            TopicPlan topics,
            Duration deduplicationWindow) {
        this.parts = parts;
        this.slowHandlers = slowHandlers;
        this.slowPermits = slowPermits;
        this.topics = topics;
        this.deduplicationWindow = deduplicationWindow;
    }

    /** The topology, ready to be run. */
    public Topology build() {
        Intake intake = new Intake(topics.maxBody());
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        ByteArraySerializer asBytes = new ByteArraySerializer();
        return new Topology()
                .addSource(EVENTS_SOURCE, bytes, bytes, Topics.EVENTS)
                .addSource(RETRY_SOURCE, bytes, bytes, Topics.RETRY)
                .addProcessor(
                        DEDUPLICATE, () -> new Deduplicate(parts.routing(), intake, deduplicationWindow), EVENTS_SOURCE)
                .addProcessor(ACCEPT_REDELIVERY, () -> new AcceptRedelivery(parts.routing(), intake), RETRY_SOURCE)
                .addProcessor(WORK_QUEUE, this::workQueue, DEDUPLICATE, ACCEPT_REDELIVERY)
                .addStateStore(seen(), DEDUPLICATE)
                .addStateStore(inbox(), WORK_QUEUE)
                .addStateStore(delayed(), WORK_QUEUE)
                .addSink(RETRY_SINK, Topics.RETRY, asBytes, asBytes, WORK_QUEUE)
                .addSink(DEAD_LETTER_SINK, Topics.DEAD_LETTERS, asBytes, asBytes, WORK_QUEUE)
                .<byte[], Publication>addSink(
                        PUBLICATION_SINK,
                        (key, publication, context) -> publication.topic(),
                        asBytes,
                        (topic, publication) -> publication.value(),
                        WORK_QUEUE);
    }

    /** The changelogs whose records hold whole events. */
    public static List<String> changelogs(String applicationId) {
        return Stream.of(WorkQueue.INBOX, WorkQueue.DELAYED)
                .map(store -> applicationId + "-" + store + "-changelog")
                .toList();
    }

    private WorkQueue workQueue() {
        return new WorkQueue(
                parts,
                new SlowLane<>(
                        parts.attempts(), parts.routing(), parts.breakers(), slowHandlers, slowPermits, parts.clock()));
    }

    private StoreBuilder<?> seen() {
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(
                                Deduplicate.STORE, deduplicationWindow, deduplicationWindow, false),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    private StoreBuilder<?> inbox() {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(WorkQueue.INBOX), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(queueChangelog(Duration.ofMinutes(1)));
    }

    private StoreBuilder<?> delayed() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(WorkQueue.DELAYED), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(queueChangelog(Duration.ofDays(1)));
    }

    /**
     * Every entry is soon deleted again: with the defaults a day's tombstones would make each restore of the inbox minutes
     * long. The delayed are fewer, and kept on disk: an instance that comes back to old files must still find the tombstones
     * of what others have done meanwhile.
     */
    private Map<String, String> queueChangelog(Duration tombstones) {
        return Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(topics.maxRecord()),
                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                Long.toString(tombstones.toMillis()),
                TopicConfig.SEGMENT_MS_CONFIG,
                "60000",
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Integer.toString(16 << 20),
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                "0.05");
    }
}
