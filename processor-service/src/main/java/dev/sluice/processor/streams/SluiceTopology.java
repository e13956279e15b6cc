package dev.sluice.processor.streams;

import static dev.sluice.processor.streams.Nodes.ACCEPT_REDELIVERY;
import static dev.sluice.processor.streams.Nodes.ATTEMPT;
import static dev.sluice.processor.streams.Nodes.DEDUPLICATE;
import static dev.sluice.processor.streams.Nodes.EVENTS_SOURCE;
import static dev.sluice.processor.streams.Nodes.RETRY_SOURCE;

import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The one sub-topology, keyed by event id throughout.
 *
 * <pre>
 * webhooks.events ── deduplicate ────────┐
 *                      [seen]            ├── attempt ┄┄> batch of the thread ┄┄flush┄┄> Postgres
 * webhooks.retry ─── accept-redelivery ──┘  [waiting]                             ┄┄> webhooks.retry, webhooks.dlq,
 *                                                                                     topics that handlers publish to
 * </pre>
 *
 * It has no sinks: what a flush sends goes through the producer of the thread, in the Kafka transaction that commits the offsets.
 */
public final class SluiceTopology {
    /**
     * How long the changelogs keep tombstones. The state files of an instance that has been down for longer
     * may contain deliveries that are already finished.
     */
    public static final Duration TOMBSTONES = Duration.ofDays(1);

    private static final int SEGMENT = 16 << 20;

    private final StreamParts parts;
    private final TopicPlan topics;
    private final Duration deduplicationWindow;

    /** @param deduplicationWindow how long copies are recognised without asking the database */
    public SluiceTopology(StreamParts parts, TopicPlan topics, Duration deduplicationWindow) {
        this.parts = parts;
        this.topics = topics;
        this.deduplicationWindow = deduplicationWindow;
    }

    /** The topology, ready to be run. */
    public Topology build() {
        RecordDecoder decoder = new RecordDecoder(topics.maxBody());
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        return new Topology()
                .addSource(EVENTS_SOURCE, bytes, bytes, Topics.EVENTS)
                .addSource(RETRY_SOURCE, bytes, bytes, Topics.RETRY)
                .addProcessor(
                        DEDUPLICATE,
                        () -> new DeduplicationProcessor(
                                parts.routing(), decoder, parts.batches().deaths(), parts.home(), deduplicationWindow),
                        EVENTS_SOURCE)
                .addProcessor(
                        ACCEPT_REDELIVERY,
                        () -> new RedeliveryProcessor(
                                parts.routing(), decoder, parts.batches().deaths(), parts.home()),
                        RETRY_SOURCE)
                .addProcessor(ATTEMPT, () -> new AttemptProcessor(parts, decoder), DEDUPLICATE, ACCEPT_REDELIVERY)
                .addStateStore(seen(), DEDUPLICATE)
                .addStateStore(waiting(), ATTEMPT);
    }

    private StoreBuilder<?> seen() {
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(
                                DeduplicationProcessor.STORE,
                                // An event is stored under a time that is up to a window earlier.
                                deduplicationWindow.multipliedBy(2),
                                deduplicationWindow,
                                false),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    /**
     * What waits is soon deleted again: with the defaults a day's tombstones would stay in segments of 1 GiB, to be read at each
     * restore.
     */
    private StoreBuilder<?> waiting() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(AttemptProcessor.WAITING), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of(
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(topics.maxRecord()),
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        Long.toString(TOMBSTONES.toMillis()),
                        TopicConfig.SEGMENT_MS_CONFIG,
                        "60000",
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(Math.max(SEGMENT, topics.minSegment())),
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        "0.05"));
    }
}
