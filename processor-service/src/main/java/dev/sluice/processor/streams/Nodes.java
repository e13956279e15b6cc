package dev.sluice.processor.streams;

import dev.sluice.record.Coordinates;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** The names of the topology's nodes, and what its processors share. */
final class Nodes {
    static final String EVENTS_SOURCE = "events";
    static final String RETRY_SOURCE = "redeliveries";
    static final String DEDUPLICATE = "deduplicate";
    static final String ACCEPT_REDELIVERY = "accept-redelivery";
    static final String ATTEMPT = "attempt";

    private Nodes() {}

    /** Where the record being processed stands. */
    static Coordinates coordinates(ProcessingContext context) {
        RecordMetadata at = context.recordMetadata().orElseThrow();
        return new Coordinates(at.topic(), at.partition(), at.offset());
    }
}
