package dev.sluice.handler;

import java.util.List;
import java.util.Map;

/** Something a handler wants done. */
public sealed interface Effect {
    /**
     * A statement to run in the transaction of the claim.
     *
     * @param statement SQL with {@code ?} parameters; the same text from many events is sent as one batch
     * @param parameters values that the JDBC driver's {@code setObject} takes; may hold nulls
     */
    record Sql(String statement, List<? extends @org.jspecify.annotations.Nullable Object> parameters)
            implements Effect {}

    /** A write to a projection, applied when it is not older than what is there. */
    record Project(Projection.Write write) implements Effect {}

    /**
     * A record to publish, in the Kafka transaction that completes the event.
     *
     * @param topic must exist and not be one of Sluice's own
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Publish(String topic, String key, byte[] value, Map<String, String> headers) implements Effect {}
}
